package hooks

import (
	"iter"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/subscriptions"

	"pocketcrm/hooks/ingest"
)

// inboxTopic is the realtime topic of our pages. PocketBase's own record
// messages cost a query for each subscriber and row; this one costs nothing
// but the sending, however many rows a batch has.
const inboxTopic = "crm/inbox"

// feedPause is how long changes are collected after a message was sent: short
// enough to feel immediate, long enough to carry a burst in one.
const feedPause = 50 * time.Millisecond

// inboxFeed collects changes from whatever writer and tells the staff's pages.
type inboxFeed struct {
	app   core.App
	noted func() // called after each note

	mu      sync.Mutex
	changes inboxChanges

	followers followers

	wake chan struct{}
	quit chan struct{}
	once sync.Once
}

func newInboxFeed(app core.App) *inboxFeed {
	return &inboxFeed{app: app, wake: make(chan struct{}, 1), quit: make(chan struct{})}
}

func (f *inboxFeed) start() { go f.run() }
func (f *inboxFeed) stop()  { f.once.Do(func() { close(f.quit) }) }

// changed notes rows and conversations; it never blocks.
func (f *inboxFeed) changed(comms, conversations []string) {
	f.note(ingest.Change{Rows: comms, Conversations: conversations})
}

// note notes what a transaction has changed; it never blocks.
func (f *inboxFeed) note(c ingest.Change) {
	if len(c.Rows)+len(c.Conversations)+len(c.Moved) == 0 {
		return
	}
	f.mu.Lock()
	f.changes.add(c.Rows, c.Conversations, c.Moved)
	f.mu.Unlock()
	poke(f.wake)
	f.noted()
}

// noteHealth notes that the answer of /api/crm/health is another one.
func (f *inboxFeed) noteHealth() {
	f.mu.Lock()
	f.changes.join(inboxMessage{Health: true})
	f.mu.Unlock()
	poke(f.wake)
}

// poke wakes who waits for it, once for many; it never blocks.
func poke(wake chan<- struct{}) {
	select {
	case wake <- struct{}{}:
	default:
	}
}

// recordChanged notes what was saved through PocketBase. What the ingest
// writer stored has been noted already.
func (f *inboxFeed) recordChanged(e *core.RecordEvent) error {
	if !ingest.IsAnnouncement(e.Context) {
		comms := []string{}
		if e.Record.Collection().Name == "comms_log" {
			comms = append(comms, e.Record.Id)
		}
		f.changed(comms, []string{e.Record.GetString("customer_id")})
	}
	return e.Next()
}

func (f *inboxFeed) run() {
	for {
		select {
		case <-f.quit:
			return
		case <-f.wake:
		}
		f.send(f.take())
		select {
		case <-f.quit:
			return
		case <-time.After(feedPause):
		}
	}
}

func (f *inboxFeed) take() inboxMessage {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.changes.take()
}

func (f *inboxFeed) send(m inboxMessage) {
	message := m.encoded()
	for client := range f.followed() {
		f.followers.send(client, m, message)
	}
}

// followed are the clients that are told of changes.
func (f *inboxFeed) followed() iter.Seq[subscriptions.Client] {
	return func(yield func(subscriptions.Client) bool) {
		for _, client := range f.app.SubscriptionsBroker().Clients() {
			if client.HasSubscription(inboxTopic) && mayFollowInbox(client) && !yield(client) {
				return
			}
		}
	}
}

func mayFollowInbox(client subscriptions.Client) bool {
	auth, _ := client.Get(apis.RealtimeClientAuthKey).(*core.Record)
	return isStaffOrSuperuser(auth)
}
