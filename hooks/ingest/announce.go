package ingest

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// announcer tells PocketBase of committed rows, so that hooks of an importing
// application and subscribers of the SDK see them as if they had been saved
// one by one. It works behind the writer: a slow hook or subscriber delays
// later announcements, never a message. What waits is ids only. It announces a
// row once or, when the process dies in between, not at all: who must see every
// row reads comms_log by its ids, which grow.
type announcer struct {
	app   core.App
	ids   map[string]string // of the collections, by name
	busy  func() bool       // whether the writer has work
	quiet int               // how many hook handlers there are when nobody listens
	ours  int               // handlers that the caller binds itself

	mu        sync.Mutex
	waiting   []announcement
	closed    bool // no more come: finish what waits
	abandoned bool // the database may be gone: stop
	wake      chan struct{}
	done      chan struct{}
}

type announcement struct {
	collection, id string
	created        bool
}

// announcedCollections are those whose records the writer writes past PocketBase.
var announcedCollections = []string{"comms_log", "conversations", "contacts", "customers", "whatsapp_templates", "whatsapp_notices"}

const (
	// announceChunk is how many rows are read at once.
	announceChunk = 100
	// maxAnnouncements bounds the memory of what waits: some 10 MB.
	maxAnnouncements = 250_000
)

// newAnnouncer is told how many handlers of record events are ours.
func newAnnouncer(app core.App, ours int, busy func() bool) *announcer {
	return &announcer{app: app, ours: ours, busy: busy}
}

func (a *announcer) start() error {
	a.ids = make(map[string]string)
	for _, name := range announcedCollections {
		collection, err := a.app.FindCachedCollectionByNameOrId(name)
		if err != nil {
			return err
		}
		a.ids[name] = collection.Id
	}
	a.quiet = quietHooks(a.ours)
	a.wake = make(chan struct{}, 1)
	a.done = make(chan struct{})
	a.closed, a.abandoned = false, false
	go a.run()
	return nil
}

func (a *announcer) add(collection string, created, updated []string) {
	if len(created)+len(updated) == 0 || !a.listening(collection) {
		return
	}
	a.mu.Lock()
	for _, id := range created {
		a.waiting = append(a.waiting, announcement{collection, id, true})
	}
	for _, id := range updated {
		a.waiting = append(a.waiting, announcement{collection, id, false})
	}
	dropped := max(len(a.waiting)-maxAnnouncements, 0)
	a.waiting = a.waiting[dropped:]
	a.mu.Unlock()
	if dropped > 0 {
		a.app.Logger().Error("Hooks and subscribers of stored messages are too slow; some rows were not announced to them", "rows", dropped)
	}
	a.poke()
}

func (a *announcer) poke() {
	select {
	case a.wake <- struct{}{}:
	default:
	}
}

// drain announces what waits, up to the deadline.
func (a *announcer) drain(deadline <-chan time.Time) {
	a.mu.Lock()
	a.closed = true
	a.mu.Unlock()
	a.poke()
	select {
	case <-a.done:
	case <-deadline:
		a.mu.Lock()
		a.abandoned = true
		a.mu.Unlock()
	}
}

func (a *announcer) run() {
	defer close(a.done)
	for range a.wake {
		for {
			chunk, closed := a.take()
			if len(chunk) == 0 {
				if closed {
					return
				}
				break
			}
			began := time.Now()
			a.announce(chunk)
			if !closed && a.busy() {
				// messages first: with many subscribers one announced row costs
				// more than hundreds of stored ones
				time.Sleep(min(3*time.Since(began), time.Second))
			}
		}
	}
}

func (a *announcer) take() ([]announcement, bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.abandoned {
		return nil, true
	}
	n := min(len(a.waiting), announceChunk)
	chunk := a.waiting[:n:n]
	a.waiting = a.waiting[n:]
	if len(a.waiting) == 0 {
		a.waiting = nil
	}
	return chunk, a.closed
}

func (a *announcer) announce(chunk []announcement) {
	defer func() {
		if r := recover(); r != nil {
			a.app.Logger().Error("Stored messages could not be announced to hooks and subscribers", "error", r)
		}
	}()
	ids := make(map[string][]string)
	for _, c := range chunk {
		ids[c.collection] = append(ids[c.collection], c.id)
	}
	byID := make(map[string]*core.Record, len(chunk))
	for collection, list := range ids {
		records, err := a.app.FindRecordsByIds(collection, list)
		if err != nil {
			a.app.Logger().Error("Stored messages could not be announced to hooks and subscribers", "error", err)
			return
		}
		for _, r := range records {
			byID[r.Id] = r
		}
	}
	for _, c := range chunk {
		record := byID[c.id]
		if record == nil {
			continue // note: deleted meanwhile
		}
		if err := a.trigger(record, c.created); err != nil {
			a.app.Logger().Warn("A hook failed on a stored message", "record", c.id, "error", err)
		}
	}
}

func (a *announcer) trigger(record *core.Record, created bool) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	e := &core.ModelEvent{App: a.app, Type: core.ModelEventTypeUpdate}
	e.Context = context.WithValue(context.Background(), announced{}, true)
	e.Model = record
	if created {
		e.Type = core.ModelEventTypeCreate
		return a.app.OnModelAfterCreateSuccess().Trigger(e)
	}
	return a.app.OnModelAfterUpdateSuccess().Trigger(e)
}

type announced struct{}

// IsAnnouncement tells whether a record event is about a row that the writer
// has stored (and has already reported through Options.Changed), as opposed to
// one saved through PocketBase.
func IsAnnouncement(ctx context.Context) bool {
	return ctx != nil && ctx.Value(announced{}) != nil
}

// Announce tells hooks and subscribers of rows that were written past
// PocketBase by somebody else than the writer. Call it after the commit.
func (w *Writer) Announce(collection string, created, updated []string) {
	w.announcer.add(collection, created, updated)
}
