package ingest

import (
	"context"
	"database/sql"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/pocketbase/pocketbase/tools/types"
)

// batch is one transaction under way.
type batch struct {
	ctx   context.Context
	w     *Writer
	tx    *sql.Tx
	now   time.Time
	stmts map[string]*sql.Stmt

	conversations map[string]*conversation
	created       []string // ids in comms_log, in order
	updated       []string // the same, each once, none of them in created
	known         map[string]bool
	touched       map[string]bool // customer ids whose rows changed

	learned    bool
	identities []identity // looked up; remembered after the commit

	staged effects // of the element being applied
}

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
	identities    []identity
	learned       bool   // a contact got another user id
	parked        string // why the element could not be applied; for replays
}

func newBatch(ctx context.Context, w *Writer, tx *sql.Tx) *batch {
	return &batch{
		ctx: ctx, w: w, tx: tx, now: w.opts.Now().UTC(),
		stmts:         make(map[string]*sql.Stmt),
		conversations: make(map[string]*conversation),
		touched:       make(map[string]bool),
		known:         make(map[string]bool),
	}
}

// apply applies one element. When careful, it is wrapped in a savepoint, and an
// event that fails is parked with the reason; its error is then nil.
func (b *batch) apply(o op, careful bool) error {
	if !careful {
		return b.attempt(o)
	}
	if _, err := b.tx.ExecContext(b.ctx, "SAVEPOINT element"); err != nil {
		return storeFault{err}
	}
	failure := b.attempt(o)
	if failure != nil {
		if isStoreFault(failure) {
			return failure
		}
		if _, err := b.tx.ExecContext(b.ctx, "ROLLBACK TO element"); err != nil {
			return storeFault{err}
		}
	}
	if _, err := b.tx.ExecContext(b.ctx, "RELEASE element"); err != nil {
		return storeFault{err}
	}
	if failure == nil || o.event == nil {
		return failure
	}
	b.w.app.Logger().Error("An element of a webhook failed and was parked", "field", o.event.Field, "kind", string(o.event.Kind), "error", failure)
	if err := b.park(o.event, reasonError, stateParked, failure.Error()); err != nil {
		return storeFault{err}
	}
	return nil
}

// attempt runs the element; a panic is its error.
func (b *batch) attempt(o op) (err error) {
	b.staged = effects{}
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
			b.w.app.Logger().Error("An element of a webhook panicked", "error", err, "stack", string(debug.Stack()))
		}
		if err == nil {
			b.keep(b.staged)
		}
	}()
	if o.do != nil {
		return o.do(b)
	}
	return b.applyEvent(o.event)
}

func (b *batch) keep(e effects) {
	for _, c := range e.conversations {
		b.mergeConversation(c)
	}
	b.identities = append(b.identities, e.identities...)
	b.learned = b.learned || e.learned
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
}

// changed lists the rows and conversations that differ after the commit.
func (b *batch) changed() (rows, conversations []string) {
	rows = append(append(make([]string, 0, len(b.created)+len(b.updated)), b.created...), b.updated...)
	conversations = make([]string, 0, len(b.touched)+len(b.conversations))
	for id := range b.conversations {
		b.touched[id] = true
	}
	for id := range b.touched {
		conversations = append(conversations, id)
	}
	return rows, conversations
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
