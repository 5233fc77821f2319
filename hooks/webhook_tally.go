package hooks

import (
	"sync/atomic"
	"time"
)

const (
	// refusalRemembered is how long a refused signature is worth a warning.
	refusalRemembered = time.Hour
	// refusalLogEvery bounds the log, because anybody can send what is refused.
	refusalLogEvery = 10 * time.Minute
	// failureRemembered is how long an answer of 5xx is worth a warning, if
	// nothing was stored since; failureLogEvery bounds the log.
	failureRemembered = 5 * time.Minute
	failureLogEvery   = time.Minute
)

// webhookTally counts in memory how webhooks ended since the start: refusals
// are not logged one by one, so a wrong app secret would be invisible.
type webhookTally struct {
	refused     atomic.Int64 // signatures that didn't fit
	failed      atomic.Int64 // answers of 5xx
	lastRefused atomic.Int64 // unix milliseconds, as the others
	lastLogged  atomic.Int64
	lastFailed  atomic.Int64
	lastTold    atomic.Int64 // of failures, in the log
	lastWhy     atomic.Value // string: of the last failure
}

// fail counts an answer of 5xx. It is true when that is worth a line in the log.
func (t *webhookTally) fail(now time.Time, why string) bool {
	t.failed.Add(1)
	t.lastWhy.Store(why)
	t.lastFailed.Store(now.UnixMilli())
	return t.logged(now)
}

// logged is true once in a while.
func (t *webhookTally) logged(now time.Time) bool {
	last := t.lastTold.Load()
	return now.Sub(time.UnixMilli(last)).Abs() >= failureLogEvery && t.lastTold.CompareAndSwap(last, now.UnixMilli())
}

// failing is why webhooks were answered with 5xx lately; empty when something
// was stored since.
func (t *webhookTally) failing(now, lastStored time.Time) string {
	last := t.lastFailed.Load()
	if last == 0 || now.Sub(time.UnixMilli(last)) >= failureRemembered || !lastStored.Before(time.UnixMilli(last)) {
		return ""
	}
	why, _ := t.lastWhy.Load().(string)
	return why
}

// refuse counts a signature that didn't fit. It is true when that is worth a
// line in the log.
func (t *webhookTally) refuse(now time.Time) bool {
	t.refused.Add(1)
	t.lastRefused.Store(now.UnixMilli())
	last := t.lastLogged.Load()
	return now.Sub(time.UnixMilli(last)) >= refusalLogEvery && t.lastLogged.CompareAndSwap(last, now.UnixMilli())
}

// refusing tells whether signatures have been refused lately and nothing was
// stored since.
func (t *webhookTally) refusing(now, lastStored time.Time) bool {
	last := t.lastRefused.Load()
	return last > 0 && now.Sub(time.UnixMilli(last)) < refusalRemembered && lastStored.Before(time.UnixMilli(last))
}
