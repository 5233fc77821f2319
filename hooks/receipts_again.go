package hooks

import (
	"context"
	"errors"
	"net/http"
	"time"

	"pocketcrm/hooks/meta"
	"pocketcrm/hooks/outbox"
	"pocketcrm/whatsapp"
)

// Limits of receipts that are tried again.
const (
	maxReceiptsLate     = 1000 // that wait at once
	maxReceiptTries     = 10   // of one, which is within an hour
	receiptPause        = 5 * time.Second
	longestReceiptPause = 15 * time.Minute
)

// try makes one call. What may pass is tried again, without the typing: that is
// over by then.
func (r *receipts) try(customerID, wamid string, typing bool, attempt int) {
	ctx, cancel := context.WithTimeout(r.ctx, receiptTimeout)
	defer cancel()
	err := r.crm.cloud.MarkRead(ctx, wamid, typing)
	if err != nil {
		r.crm.app.Logger().Debug("A read receipt was not taken", "attempt", attempt, "error", err)
	}
	if r.waits(customerID, wamid, attempt, err) {
		time.AfterFunc(r.pause(attempt, err), func() { r.again(customerID, wamid, attempt+1) })
	}
}

// waits notes how an attempt ended, and tells whether another one follows. A
// receipt for a later message covers those before, so that one waits for each
// conversation at most.
func (r *receipts) waits(customerID, wamid string, attempt int, err error) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	first, waiting := attempt == 1, r.late[customerID] == wamid
	switch {
	case !first && !waiting:
		return false
	case err == nil || !receiptPasses(err):
		delete(r.late, customerID)
		return false
	case first && waiting:
		return false // note: somebody writes meanwhile; the next try is set already
	case attempt >= maxReceiptTries, !waiting && len(r.late) >= maxReceiptsLate:
		delete(r.late, customerID)
		if r.last[customerID] == wamid {
			delete(r.last, customerID) // note: the next look at the thread tries again
		}
		return false
	}
	r.late[customerID] = wamid
	return true
}

// again makes another attempt, unless there is no more need of it.
func (r *receipts) again(customerID, wamid string, attempt int) {
	if !r.begin() {
		return
	}
	select {
	case r.room <- struct{}{}:
	case <-r.ctx.Done():
		r.work.Done()
		return
	}
	defer r.end()
	wanted := r.crm.settingOn(settingReadReceipts)
	r.mu.Lock()
	waiting := r.late[customerID] == wamid
	if waiting && !wanted {
		delete(r.late, customerID)
	}
	r.mu.Unlock()
	if waiting && wanted {
		r.try(customerID, wamid, false, attempt)
	}
}

// receiptPasses tells whether the same call can succeed later.
func receiptPasses(err error) bool {
	var refused *whatsapp.APIError
	if errors.As(err, &refused) {
		return refused.HTTPStatus >= http.StatusInternalServerError || outbox.Passes(refused)
	}
	return true // note: nobody answered
}

// pause is how long to wait after an attempt: twice as long each time, and as
// long as WhatsApp asks for.
func (r *receipts) pause(attempt int, err error) time.Duration {
	first := r.crm.cfg.RetryAfter
	if first <= 0 {
		first = receiptPause
	}
	pause := meta.Backoff(first, attempt, longestReceiptPause)
	var refused *whatsapp.APIError
	if errors.As(err, &refused) {
		pause = max(pause, min(refused.RetryAfter, longestReceiptPause))
	}
	return pause
}
