package hooks

import (
	"context"
	"sync"
	"time"

	"github.com/pocketbase/dbx"
)

// receipts tell customers that their message was read, and that somebody is
// writing. They are a courtesy: sent in the background, tried again for a while
// when WhatsApp can't be reached, and given up when it doesn't take them or the
// process ends.
type receipts struct {
	crm  *crm
	mu   sync.Mutex
	last map[string]string // the message that was marked last, by conversation
	late map[string]string // the message whose receipt waits for another try, by conversation
	room chan struct{}
	// no more of them begin when it is drained; those under way are broken off
	drained bool
	work    sync.WaitGroup
	ctx     context.Context
	stop    context.CancelFunc
}

// Limits of receipts.
const (
	maxReceipts    = 4      // under way at once
	maxReceiptsOld = 10_000 // conversations that are remembered
	receiptTimeout = 10 * time.Second
	receiptAge     = 29 * 24 * time.Hour // Meta refuses after 30 days (messages/mark-message-as-read)
)

func newReceipts(c *crm) *receipts {
	r := &receipts{crm: c, last: make(map[string]string), late: make(map[string]string), room: make(chan struct{}, maxReceipts)}
	r.ctx, r.stop = context.WithCancel(context.Background())
	return r
}

// send marks the last message of a conversation as read; never twice, unless
// the customer shall see that somebody is writing. It doesn't wait.
func (r *receipts) send(customerID string, typing bool) {
	if len(r.crm.cfg.missing()) > 0 {
		return
	}
	if !r.begin() {
		return
	}
	select {
	case r.room <- struct{}{}:
	default:
		r.work.Done()
		return // note: WhatsApp is slow; the next look at the thread tries again
	}
	go func() {
		defer r.end()
		r.mark(customerID, typing)
	}()
}

// begin is false when the server is stopping.
func (r *receipts) begin() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.drained {
		r.work.Add(1)
	}
	return !r.drained
}

func (r *receipts) end() {
	<-r.room
	r.work.Done()
}

// note: what came without a signature is answered by nobody but a person. The
// plus keeps SQLite from reading what everybody has written since.
const sqlToReceipt = `SELECT ext_message_id, source FROM comms_log WHERE customer_id = {:id} AND +type = 'whatsapp' AND direction = 'inbound'
	AND source != 'history' AND group_id = '' AND NOT unverified AND ext_message_id LIKE 'wamid.%' AND occurred_at > {:since} ORDER BY occurred_at DESC, id DESC LIMIT 1`

func (r *receipts) mark(customerID string, typing bool) {
	var wamid, source string
	err := r.crm.app.DB().NewQuery(sqlToReceipt).
		Bind(dbx.Params{"id": customerID, "since": r.crm.cfg.Now().Add(-receiptAge).UTC().Format("2006-01-02 15:04:05.000Z")}).Row(&wamid, &source)
	// note: a chat that another app controls is that app's to answer, in every way
	if err != nil || source != "" || !r.isNew(customerID, wamid) && !typing {
		return
	}
	r.try(customerID, wamid, typing, 1)
}

func (r *receipts) isNew(customerID, wamid string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.last[customerID] == wamid {
		return false
	}
	if len(r.last) >= maxReceiptsOld {
		clear(r.last)
	}
	r.last[customerID] = wamid
	return true
}

// drain begins no more of them, and breaks off those under way: nothing is lost
// with them.
func (r *receipts) drain() {
	r.mu.Lock()
	r.drained = true
	r.mu.Unlock()
	r.stop()
	r.work.Wait()
}
