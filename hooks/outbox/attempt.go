package outbox

import (
	"context"
	"errors"
	"net/http"
	"time"

	"pocketcrm/whatsapp"
)

// attempt makes one call and stores how it ended.
func (o *Outbox) attempt(l *lane, i Item, place *seat) {
	again, hold := o.try(i, place)
	o.mu.Lock()
	l.busy = false
	if hold.After(o.hold) {
		o.hold = hold
	}
	if again != nil {
		l.items = append([]Item{*again}, l.items...)
	}
	o.schedule(l)
	for _, done := range o.waiters[i.RowID] {
		close(done)
	}
	delete(o.waiters, i.RowID)
	o.mu.Unlock()
	o.poke()
}

// try returns the item when it has to be tried again, and until when the whole
// number has to wait.
func (o *Outbox) try(i Item, place *seat) (again *Item, hold time.Time) {
	if err := o.store.Prepare(o.ctx, i.RowID, place.aside); err != nil {
		if o.ctx.Err() != nil {
			return nil, hold // note: it waits for the next start
		}
		return o.ended(i, whatsapp.Sent{}, err)
	}
	m, err := o.store.Take(i.RowID)
	if err != nil {
		// note: nothing has left; the database may be busy
		o.opts.Warn("A message could not be taken from the outbox; it is tried again", "record", i.RowID, "error", err)
		i.Due = o.opts.Now().Add(o.opts.RetryAfter)
		return &i, hold
	}
	if m == nil {
		return nil, hold
	}
	// note: not the outbox's context: a call that was begun is waited for
	ctx, cancel := context.WithTimeout(context.Background(), o.opts.Timeout)
	sent, failure := o.cloud.Send(ctx, *m)
	cancel()
	return o.ended(i, sent, failure)
}

// ended stores the outcome of an attempt, or when there is another one.
func (o *Outbox) ended(i Item, sent whatsapp.Sent, failure error) (again *Item, hold time.Time) {
	i.Attempts++
	pause, whole := o.pauseAfter(failure, &i)
	if pause == 0 {
		o.insist("The outcome of a send could not be stored", i.RowID, func() error { return o.store.Settle(i.RowID, sent, failure) })
		return nil, hold
	}
	i.Due = o.opts.Now().Add(pause)
	if whole > 0 {
		hold = o.opts.Now().Add(whole)
	}
	waits := true
	o.insist("That a message waits could not be stored", i.RowID, func() (err error) {
		waits, err = o.store.Defer(i.RowID, i.Due, failure)
		return err
	})
	if TokenRefused(failure) {
		o.refuse(failure) // note: after the row says so, because a page may wait for either
	}
	if !waits {
		return nil, hold
	}
	return &i, hold
}

// insist stores how an attempt ended; a fault of the database that passes soon
// is waited for. If it doesn't, the message is unknown after the next start, and
// its statuses settle it.
func (o *Outbox) insist(problem, rowID string, store func() error) {
	var err error
	for _, pause := range []time.Duration{0, 100 * time.Millisecond, time.Second, 3 * time.Second} {
		time.Sleep(pause)
		if err = store(); err == nil {
			return
		}
	}
	o.opts.Warn(problem, "record", rowID, "error", err)
}

// pauseAfter is how long to wait before a message is tried again, 0 when it
// isn't, and how long all have to wait because the number was too fast.
func (o *Outbox) pauseAfter(failure error, i *Item) (pause, whole time.Duration) {
	var refused *whatsapp.APIError
	late := o.opts.Now().Sub(i.Since) > GiveUpAfter
	switch {
	case failure == nil:
		return 0, 0
	case errors.Is(failure, whatsapp.ErrNotSent):
		i.unreached++
		if late || !i.Later && i.Attempts == i.unreached && i.unreached >= unreachedTries {
			return 0, 0
		}
		return o.backoff(i.unreached), 0
	case !errors.As(failure, &refused) || !Passes(refused):
		return 0, 0
	case TokenRefused(failure):
		return o.opts.RetryAfter, 0
	case late, refused.Explain().Retry == whatsapp.RetryOnce && i.Attempts >= riskyTries:
		return 0, 0
	}
	asked := min(refused.RetryAfter, longestAsked)
	pause = max(o.backoff(i.Attempts), asked)
	if refused.Code != codePairRate && (refused.HTTPStatus == http.StatusTooManyRequests || tooFast[refused.Code]) {
		whole = max(min(pause, longestHold), asked)
	}
	return pause, whole
}

// Meta's codes that decide what happens next (support/error-codes).
const (
	codeToken    = 190    // the access token is refused
	codePairRate = 131056 // too much to this person
)

// tooFast are the codes that say so of a number or an account, not of a person.
var tooFast = map[int]bool{4: true, 80007: true, 130429: true}

// notToday are refusals that pass, but that Meta asks not to try again the same day.
var notToday = map[int]bool{131048: true, 131049: true}

// Passes tells whether a refusal is of the kind that passes by itself: Meta
// says so, or the catalogue knows that the message was certainly not taken.
func Passes(e *whatsapp.APIError) bool {
	switch {
	case notToday[e.Code]:
		return false
	case e.Transient, e.HTTPStatus == http.StatusTooManyRequests, isToken(e):
		return true
	}
	return e.Code != whatsapp.CodeNone && e.Explain().Retry == whatsapp.RetryWait
}

// isToken tells whether the access token is what Meta refuses; code 0 with 401
// is what it says of some.
func isToken(e *whatsapp.APIError) bool {
	return e.Code == codeToken || e.Code == 0 && e.HTTPStatus == http.StatusUnauthorized
}

// TokenRefused tells whether a failure is that of the access token.
func TokenRefused(err error) bool {
	var refused *whatsapp.APIError
	return errors.As(err, &refused) && isToken(refused)
}

// refuse stops everything until the token works again.
func (o *Outbox) refuse(err error) {
	o.mu.Lock()
	first := o.refused == nil
	o.refused = err
	o.mu.Unlock()
	if first {
		o.opts.Changed()
		o.opts.Warn("WhatsApp refuses the access token; nothing is sent until it works again", "error", err)
		o.work.Go(o.probe)
	}
}

func (o *Outbox) backoff(attempts int) time.Duration {
	return Backoff(o.opts.RetryAfter, attempts, longestPause)
}
