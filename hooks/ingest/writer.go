// Package ingest is the one writer of what WhatsApp tells us. Webhook handlers
// hand it decoded events and wait; it takes all that wait, applies them in one
// transaction and answers them together after the commit (group commit), so
// that one fsync serves many requests and nothing is acknowledged that isn't
// on the disk.
//
// It is not a queue that survives a crash: what was not committed was not
// acknowledged, and Meta sends it again for seven days.
package ingest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/whatsapp"
)

// Errors of [Writer.Submit] and [Writer.Settle]; nothing was stored.
var (
	// ErrFull means that too much is waiting already: try again in a second.
	ErrFull = errors.New("the ingest queue is full")
	// ErrClosed means that the writer is not running.
	ErrClosed = errors.New("the ingest writer is not running")
)

// Limits of what may wait and of one transaction.
const (
	maxWaiting      = 4096     // requests; Meta opens a few hundred connections at most
	maxWaitingBytes = 96 << 20 // of bodies, so that memory stays bounded
	maxBatchOps     = 2000     // elements in one transaction, unless one body has more
	connectionWait  = 10 * time.Second
)

// Options are what the writer needs besides the app.
type Options struct {
	// Now is the clock. Default time.Now.
	Now func() time.Time
	// Changed is told after each commit what it changed. It must not block.
	Changed func(Change)
	// Consent tells what a message asks of marketing, if it is nothing but a
	// word such as STOP. It may be nil, and must be quick.
	Consent func(text string) Consent
	// Hooks is how many handlers the caller binds itself to record and model
	// events after success; with more than these somebody else listens.
	Hooks int
	// UnknownTemplate is told after a commit with news of a template that
	// isn't here. It must not block.
	UnknownTemplate func()
	// Failed is told why a transaction could not be stored, Heard after a commit
	// of the latest time in it, by Meta's clock. They must not block.
	Failed func(err error)
	Heard  func(at time.Time)
	// Files is told after a commit that whatsapp_media has something to fetch.
	// It must not block.
	Files func()
}

// Change is what a commit has changed.
type Change struct {
	Rows          []string          // ids in comms_log
	Conversations []string          // customer_ids
	Moved         map[string]string // the customer_id that messages have now, by the one they had
	Contacts      []string          // ids of records written past PocketBase
	Customers     []string
}

// Writer applies events one batch at a time. Make it with [New].
type Writer struct {
	app  core.App
	opts Options

	queue    chan *request
	bytes    atomic.Int64
	bulk     sync.Mutex   // held by the import that is being stored
	mu       sync.RWMutex // guards closing of queue against Submit
	running  bool
	finished chan struct{}

	db          *sql.DB
	stmts       map[string]*sql.Stmt
	announcer   *announcer
	identities  *identities
	early       *earlySet
	waiting     int       // rows of whatsapp_statuses, about
	hasLeft     bool      // whether a number was ever given up
	hasNames    bool      // whether whatsapp_names has any
	dataVersion int64     // of SQLite, changed by other processes only
	metaTime    time.Time // the latest of an event so far
	templates   templateNews
	atOnce      int          // callers there were at the last commit
	lastBatch   atomic.Int64 // unix milliseconds of the last commit of events

	applyHook func(*whatsapp.Event) error // lets a test make an element fail
}

// request is what one caller waits for.
type request struct {
	ops  []op
	size int64
	done chan error
}

// op is one element: it is applied whole or not at all, and on its own.
type op struct {
	event *whatsapp.Event
	do    func(b *batch) error // instead of an event; its error goes to the caller
}

// New makes a writer; it does nothing until Start.
func New(app core.App, o Options) *Writer {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Changed == nil {
		o.Changed = func(Change) {}
	}
	if o.Files == nil {
		o.Files = func() {}
	}
	if o.Failed == nil {
		o.Failed = func(error) {}
	}
	if o.Heard == nil {
		o.Heard = func(time.Time) {}
	}
	w := &Writer{app: app, opts: o, identities: newIdentities(), early: newEarlySet()}
	w.announcer = newAnnouncer(app, o.Hooks, func() bool { return w.bytes.Load() > 0 })
	return w
}

// Start prepares the statements and begins to work. The collections must exist.
func (w *Writer) Start() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.running {
		return nil
	}
	db, ok := w.app.NonconcurrentDB().(*dbx.DB)
	if !ok {
		return errors.New("the ingest writer can't be started inside a transaction")
	}
	w.db = db.DB()
	// note: kept open, because PRAGMA data_version counts for one connection
	w.db.SetConnMaxIdleTime(0)
	w.db.SetConnMaxLifetime(0)
	if err := w.prepare(); err != nil {
		return err
	}
	if err := w.loadWaiting(); err != nil {
		return fmt.Errorf("read what waits: %w", err)
	}
	if err := w.announcer.start(); err != nil {
		return err
	}
	w.queue = make(chan *request, maxWaiting)
	w.finished = make(chan struct{})
	w.running = true
	go w.run()
	return nil
}

// Drain refuses new work, finishes what was accepted and returns. It waits no
// longer than timeout.
func (w *Writer) Drain(timeout time.Duration) {
	w.mu.Lock()
	if !w.running {
		w.mu.Unlock()
		return
	}
	w.running = false
	close(w.queue)
	w.mu.Unlock()

	deadline := time.After(timeout)
	select {
	case <-w.finished:
	case <-deadline:
		w.app.Logger().Error("The ingest writer did not finish in time; what is left was not acknowledged")
		return
	}
	w.announcer.drain(deadline)
	for _, stmt := range w.stmts {
		_ = stmt.Close()
	}
}

// LastCommit is when events were last stored; zero when none were since the start.
func (w *Writer) LastCommit() time.Time {
	if ms := w.lastBatch.Load(); ms > 0 {
		return time.UnixMilli(ms)
	}
	return time.Time{}
}

// Submit stores events and returns after the commit. size is the length of
// the body they came in, in bytes. It is not cancelled: what was handed over
// is stored even when the caller has gone. An import is stored in slices.
func (w *Writer) Submit(events []whatsapp.Event, size int) error {
	ops := make([]op, len(events))
	for i := range events {
		ops[i].event = &events[i]
	}
	if isBulk(events) {
		return w.submitBulk(ops, int64(size))
	}
	return w.submit(ops, int64(size))
}

func (w *Writer) submit(ops []op, size int64) error {
	r := &request{ops: ops, size: size, done: make(chan error, 1)}
	if err := w.enqueue(r); err != nil {
		return err
	}
	return <-r.done
}

// insist is submit for work of our own, which is little and must not be
// refused: it waits for its place in the queue.
func (w *Writer) insist(do func(b *batch) error) error {
	r := &request{ops: []op{{do: do}}, done: make(chan error, 1)}
	w.mu.RLock()
	if !w.running {
		w.mu.RUnlock()
		return ErrClosed
	}
	w.queue <- r // note: the writer empties it, whoever else waits
	w.mu.RUnlock()
	return <-r.done
}

func (w *Writer) enqueue(r *request) error {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if !w.running {
		return ErrClosed
	}
	if w.bytes.Add(r.size) > maxWaitingBytes {
		w.bytes.Add(-r.size)
		return ErrFull
	}
	select {
	case w.queue <- r:
		return nil
	default:
		w.bytes.Add(-r.size)
		return ErrFull
	}
}

func (w *Writer) run() {
	defer close(w.finished)
	for first := range w.queue {
		requests := w.gather(first)
		outcomes := w.commit(requests)
		w.atOnce = len(requests) + len(w.queue)
		for r, err := range outcomes {
			r.done <- err
			w.bytes.Add(-r.size)
		}
	}
}

// gather takes all that wait, up to the size of one transaction.
func (w *Writer) gather(first *request) []*request {
	w.await()
	requests := []*request{first}
	ops := len(first.ops)
	for ops < maxBatchOps {
		select {
		case r, ok := <-w.queue:
			if !ok {
				return requests
			}
			requests = append(requests, r)
			ops += len(r.ops)
		default:
			return requests
		}
	}
	return requests
}

// await lets more come: the callers of the last batch have just been answered,
// and those who write again are on their way. One commit for many costs less
// than one for each. It doesn't wait for all of them: while some are stored,
// the requests of the others are read on another core.
//
// note: it yields instead of sleeping, because a sleep of a tenth of a
// millisecond takes several on a busy machine.
func (w *Writer) await() {
	const most, share = 500 * time.Microsecond, 3
	for began := time.Now(); len(w.queue)+1 < w.atOnce/share && time.Since(began) < most; {
		runtime.Gosched()
	}
}

// commit applies the requests in one transaction and returns each one's
// outcome. At first all goes without savepoints, which is faster; if one
// element fails, everything is rolled back and done again with one savepoint
// for each, so that the bad one costs only itself.
func (w *Writer) commit(requests []*request) map[*request]error {
	outcomes := make(map[*request]error, len(requests))
	b, err := w.try(requests, outcomes, false)
	if err != nil && !isStoreFault(err) {
		b, err = w.try(requests, outcomes, true)
	}
	if err != nil {
		w.opts.Failed(err)
		for _, r := range requests {
			outcomes[r] = err
		}
		return outcomes
	}
	if b.hasEvents {
		w.lastBatch.Store(b.now.UnixMilli())
		if !b.heardAt.IsZero() {
			w.opts.Heard(b.heardAt)
		}
	}
	w.opts.Changed(b.changed())
	w.announcer.add("comms_log", b.created, b.updated)
	w.tellTemplates()
	if b.hasFiles {
		w.opts.Files()
	}
	w.announcer.add("contacts", b.contacts.created, b.contacts.updated)
	w.announcer.add("whatsapp_notices", b.notices.created, b.notices.updated)
	return outcomes
}

// connection waits a bounded time for the one connection that writes. A backup
// or an import may hold it.
func (w *Writer) connection() (*sql.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), connectionWait)
	defer cancel()
	conn, err := w.db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("wait for the database: %w", err)
	}
	return conn, nil
}

func (w *Writer) try(requests []*request, outcomes map[*request]error, careful bool) (*batch, error) {
	conn, err := w.connection()
	if err != nil {
		return nil, storeFault{err}
	}
	defer func() { _ = conn.Close() }() // note: gives it back
	// note: a context that can end costs the driver a goroutine for every
	// statement; what waits for a lock is bounded by busy_timeout
	ctx := context.Background()
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return nil, storeFault{fmt.Errorf("begin: %w", err)}
	}
	defer func() { _ = tx.Rollback() }() // note: does nothing after a commit

	b := newBatch(ctx, w, tx)
	if err := b.noticeOthers(); err != nil {
		return nil, storeFault{err}
	}
	for _, r := range requests {
		outcomes[r] = nil
		for _, o := range r.ops {
			if err := b.apply(o, careful); err != nil {
				if !careful || isStoreFault(err) {
					return nil, err
				}
				outcomes[r] = err // note: of this request alone
			}
		}
	}
	if err := b.writeConversations(); err != nil {
		return nil, storeFault{err}
	}
	if err := b.refreshConversations(); err != nil {
		return nil, storeFault{err}
	}
	b.remember()
	if err := tx.Commit(); err != nil {
		w.identities.forget()
		return nil, storeFault{fmt.Errorf("commit: %w", err)}
	}
	w.metaTime = b.metaTime
	return b, nil
}
