package ingest

import (
	"context"
	"database/sql"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/pocketbase/pocketbase/tools/types"

	"pocketcrm/whatsapp"
)

// batch is one transaction under way.
type batch struct {
	ctx   context.Context
	w     *Writer
	tx    *sql.Tx
	now   time.Time
	stamp string // now, as it is stored
	// metaTime is the latest time of an event so far
	metaTime time.Time
	heardAt  time.Time // the latest one in this batch, in the future or not
	stmts    map[string]*sql.Stmt

	conversations map[string]*conversation
	shared        map[string]bool // those of them with a number that an unknown sender has shared
	created       []string        // ids in comms_log, in order
	updated       []string        // the same, each once, none of them in created
	known         map[string]bool
	touched       map[string]bool // customer ids whose rows changed
	stale         map[string]bool // conversations that may show what is no longer their last

	learned   bool
	hasFiles  bool               // whether there is something to fetch
	hasEvents bool               // whether anything of WhatsApp's was in it
	lookedUp  map[partyKey]match // remembered after the commit
	contacts  written
	notices   written           // in whatsapp_notices
	movedTo   map[string]string // customer_id by the one it was before

	staged effects // of the element being applied
}

// written are ids of records.
type written struct{ created, updated []string }

type identity struct {
	key partyKey
	match
}

// effects are what an element does beside its SQL. They count only when the
// element succeeded.
type effects struct {
	conversations []conversation
	created       []string
	updated       []string
	touched       []string
	stale         []string
	identities    []identity
	learned       bool // somebody is somebody else's now
	contacts      written
	notices       written
	moves         []move
	flushed       []string // conversations of the batch that are written by now
	parked        *parking // set when the element could not be applied yet
}

func newBatch(ctx context.Context, w *Writer, tx *sql.Tx) *batch {
	now := w.opts.Now().UTC()
	return &batch{
		ctx: ctx, w: w, tx: tx, now: now, stamp: date(now), metaTime: w.metaTime,
		stmts:         make(map[string]*sql.Stmt),
		conversations: make(map[string]*conversation),
		touched:       make(map[string]bool),
		stale:         make(map[string]bool),
		known:         make(map[string]bool),
		lookedUp:      make(map[partyKey]match),
		movedTo:       make(map[string]string),
		shared:        make(map[string]bool),
	}
}

// apply applies one element. When careful, it is wrapped in a savepoint, and an
// event that fails is parked with the reason; its error is then nil.
func (b *batch) apply(o op, careful bool) error {
	b.hasEvents = b.hasEvents || o.event != nil
	b.staged = effects{}
	run := func() error { return b.applyEvent(o.event) }
	if o.do != nil {
		run = func() error { return o.do(b) }
	}
	var failure error
	if careful {
		failure = b.isolated(run)
	} else {
		failure = b.recovered(run)
	}
	if failure != nil && careful && o.event != nil && !isStoreFault(failure) {
		failure = b.parkFailed(o.event, failure)
	}
	if failure == nil {
		b.keep(b.staged)
	}
	return failure
}

// parkFailed keeps an element that failed, with its reason; should even that
// fail, it keeps the bare element.
func (b *batch) parkFailed(e *whatsapp.Event, failure error) error {
	b.w.app.Logger().Error("An element of a webhook failed and was parked", "field", e.Field, "kind", string(e.Kind), "error", failure)
	err := b.isolated(func() error { return b.park(e, reasonError, stateParked, failure.Error()) })
	if err == nil || isStoreFault(err) {
		return err
	}
	return b.isolated(func() error { return b.parkRaw(e, failure.Error()) })
}

// isolated runs a part of the transaction on its own: if it fails or panics,
// it is undone, SQL and effects, and the rest goes on.
func (b *batch) isolated(run func() error) error {
	before := b.staged
	if _, err := b.tx.ExecContext(b.ctx, "SAVEPOINT part"); err != nil {
		return storeFault{err}
	}
	failure := b.recovered(run)
	if failure != nil {
		if isStoreFault(failure) {
			return failure
		}
		b.staged = before
		if _, err := b.tx.ExecContext(b.ctx, "ROLLBACK TO part"); err != nil {
			return storeFault{err}
		}
	}
	if _, err := b.tx.ExecContext(b.ctx, "RELEASE part"); err != nil {
		return storeFault{err}
	}
	return failure
}

// recovered turns a panic of run into its error.
func (b *batch) recovered(run func() error) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
			b.w.app.Logger().Error("An element of a webhook panicked", "error", err, "stack", string(debug.Stack()))
		}
	}()
	return run()
}

// timeOf is Meta's time of an event. One without a time that can be right counts
// as of the last moment that Meta has told of: after all that came before it,
// and not after what comes next, whose time is that of a message some seconds
// old.
func (b *batch) timeOf(e *whatsapp.Event) time.Time {
	if e.At.IsZero() {
		return b.lastHeard()
	}
	b.heardAt = later(b.heardAt, e.At)
	if !e.At.After(b.now) {
		b.metaTime = later(b.metaTime, e.At)
	}
	return e.At
}

// lastHeard is the latest time that Meta has told of.
func (b *batch) lastHeard() time.Time {
	const underWay = time.Minute // at most, nearly always
	return later(b.metaTime, b.now.Add(-underWay))
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

func (b *batch) keep(e effects) {
	for _, id := range e.flushed {
		delete(b.conversations, id)
		b.touched[id] = true
	}
	for _, m := range e.moves {
		b.moved(m)
	}
	for _, c := range e.conversations {
		b.mergeConversation(c)
	}
	for _, i := range e.identities {
		b.lookedUp[i.key] = i.match
	}
	b.learned = b.learned || e.learned
	b.contacts.created = append(b.contacts.created, e.contacts.created...)
	b.contacts.updated = append(b.contacts.updated, e.contacts.updated...)
	b.notices.created = append(b.notices.created, e.notices.created...)
	b.notices.updated = append(b.notices.updated, e.notices.updated...)
	for _, id := range e.created {
		b.known[id] = true
		b.created = append(b.created, id)
	}
	for _, id := range e.updated {
		if !b.known[id] {
			b.known[id] = true
			b.updated = append(b.updated, id)
		}
	}
	for _, id := range e.touched {
		b.touched[id] = true
	}
	for _, id := range e.stale {
		b.stale[id] = true
	}
}

// changed is what differs after the commit.
func (b *batch) changed() Change {
	rows := append(append(make([]string, 0, len(b.created)+len(b.updated)), b.created...), b.updated...)
	conversations := make([]string, 0, len(b.touched)+len(b.conversations))
	for id := range b.conversations {
		b.touched[id] = true
	}
	for id := range b.touched {
		conversations = append(conversations, id)
	}
	return Change{Rows: rows, Conversations: conversations, Moved: b.movedTo}
}

// stmt is a prepared statement bound to this transaction.
func (b *batch) stmt(query string) *sql.Stmt {
	s, ok := b.stmts[query]
	if !ok {
		s = b.tx.StmtContext(b.ctx, b.w.stmts[query])
		b.stmts[query] = s
	}
	return s
}

func (b *batch) exec(query string, args ...any) (int64, error) {
	result, err := b.stmt(query).ExecContext(b.ctx, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// date formats a time as PocketBase stores it; the zero time is empty.
func date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(types.DefaultDateLayout)
}
