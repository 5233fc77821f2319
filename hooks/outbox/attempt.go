package outbox

import (
	"context"
	"errors"
	"time"

	"pocketcrm/hooks/meta"
	"pocketcrm/whatsapp"
)

// attempt makes one call and stores how it ended.
func (o *Outbox) attempt(l *lane, i Item, place *seat) {
	again := o.try(i, place)
	o.mu.Lock()
	l.busy = false
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

// try returns the item when it has to be tried again.
func (o *Outbox) try(i Item, place *seat) (again *Item) {
	if err := o.store.Prepare(o.ctx, i.RowID, place.aside); err != nil {
		if o.ctx.Err() != nil {
			return nil // note: it waits for the next start
		}
		return o.ended(i, whatsapp.Sent{}, err)
	}
	m, err := o.store.Take(i.RowID)
	if err != nil {
		// note: nothing has left; the database may be busy
		o.opts.Warn("A message could not be taken from the outbox; it is tried again", "record", i.RowID, "error", err)
		i.Due = o.opts.Now().Add(o.opts.RetryAfter)
		return &i
	}
	if m == nil {
		return nil
	}
	// note: not the outbox's context: a call that was begun is waited for
	ctx, cancel := context.WithTimeout(context.Background(), o.opts.Timeout)
	sent, failure := o.gate.Send(ctx, *m)
	cancel()
	return o.ended(i, sent, failure)
}

// ended stores the outcome of an attempt, or when there is another one.
func (o *Outbox) ended(i Item, sent whatsapp.Sent, failure error) (again *Item) {
	if !errors.As(failure, new(*meta.ClosedError)) { // note: which is none
		i.Attempts++
	}
	pause := o.pauseAfter(failure, &i)
	if pause == 0 {
		o.insist("The outcome of a send could not be stored", i.RowID, func() error { return o.store.Settle(i.RowID, sent, failure) })
		return nil
	}
	i.Due = o.opts.Now().Add(pause)
	waits := true
	o.insist("That a message waits could not be stored", i.RowID, func() (err error) {
		waits, err = o.store.Defer(i.RowID, i.Due, failure)
		return err
	})
	if !waits {
		return nil
	}
	return &i
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
// isn't. How long all have to wait is the gate's.
func (o *Outbox) pauseAfter(failure error, i *Item) time.Duration {
	var refused *whatsapp.APIError
	var closed *meta.ClosedError
	late := o.opts.Now().Sub(i.Since) > GiveUpAfter && o.opts.ClockHolds()
	switch {
	case failure == nil:
		return 0
	case errors.As(failure, &closed):
		return max(o.opts.RetryAfter, closed.For)
	case errors.Is(failure, whatsapp.ErrNotSent):
		i.unreached++
		if late || !i.Later && i.Attempts == i.unreached && i.unreached >= unreachedTries {
			return 0
		}
		return o.backoff(i.unreached)
	case !errors.As(failure, &refused) || !Passes(refused):
		return 0
	case refused.Stops():
		return o.opts.RetryAfter
	case late, refused.Explain().Retry == whatsapp.RetryOnce && i.Attempts >= riskyTries:
		return 0
	}
	return max(o.backoff(i.Attempts), meta.Asked(failure))
}

// notToday are refusals that pass, but that Meta asks not to try again the same day.
var notToday = map[int]bool{131048: true, 131049: true}

// Passes tells whether a refusal is of the kind that passes by itself: Meta
// says so, or the catalogue knows that the message was certainly not taken.
func Passes(e *whatsapp.APIError) bool {
	switch {
	case notToday[e.Code]:
		return false
	case e.Transient, e.TooFast(), e.Stops():
		return true
	}
	return e.Code != whatsapp.CodeNone && e.Explain().Retry == whatsapp.RetryWait
}

func (o *Outbox) backoff(attempts int) time.Duration {
	return meta.Backoff(o.opts.RetryAfter, attempts, longestPause)
}
