package hooks

import (
	"encoding/json"
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

const (
	// feedPause is how long changes are collected after a message was sent:
	// short enough to feel immediate, long enough to carry a burst in one.
	feedPause = 50 * time.Millisecond
	// feedMost is how many ids one message lists; beyond it says "more".
	feedMost = 200
)

// inboxMessage tells which rows of comms_log and which conversations changed.
// It carries ids only: each client reads what it may.
type inboxMessage struct {
	Comms         []string `json:"comms"`
	Conversations []string `json:"conversations"`
	// Moved says under which customer_id messages are from now on, by the one
	// they were under: a page that shows the old one goes to the new one.
	Moved map[string]string `json:"moved,omitempty"`
	More  bool              `json:"more"` // too many to list: read again what is shown
}

// inboxFeed collects changes from whatever writer and tells the staff's pages.
type inboxFeed struct {
	app core.App

	mu            sync.Mutex
	comms         map[string]bool
	conversations map[string]bool
	moved         map[string]string
	more          bool

	followers followers

	wake chan struct{}
	quit chan struct{}
	once sync.Once
}

func newInboxFeed(app core.App) *inboxFeed {
	f := &inboxFeed{app: app, wake: make(chan struct{}, 1), quit: make(chan struct{})}
	f.reset()
	return f
}

func (f *inboxFeed) reset() {
	f.comms, f.conversations, f.moved, f.more = make(map[string]bool), make(map[string]bool), make(map[string]string), false
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
	f.more = add(f.comms, c.Rows) || f.more
	f.more = add(f.conversations, c.Conversations) || f.more
	for from, to := range c.Moved {
		if len(f.moved) >= feedMost {
			f.more = true
			break
		}
		f.moved[from] = to
	}
	f.mu.Unlock()
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

func add(set map[string]bool, ids []string) (full bool) {
	for _, id := range ids {
		if len(set) >= feedMost {
			return true
		}
		set[id] = true
	}
	return false
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
	m := inboxMessage{Comms: keys(f.comms), Conversations: keys(f.conversations), Moved: f.moved, More: f.more}
	f.reset()
	return m
}

func keys(set map[string]bool) []string {
	list := make([]string, 0, len(set))
	for id := range set {
		list = append(list, id)
	}
	return list
}

func (f *inboxFeed) send(m inboxMessage) {
	data, err := json.Marshal(m)
	if err != nil {
		f.app.Logger().Error("The inbox feed could not be written", "error", err)
		return
	}
	message := subscriptions.Message{Name: inboxTopic, Data: data}
	for _, client := range f.app.SubscriptionsBroker().Clients() {
		if client.HasSubscription(inboxTopic) && mayFollowInbox(client) {
			f.followers.send(client, message)
		}
	}
}

func mayFollowInbox(client subscriptions.Client) bool {
	auth, _ := client.Get(apis.RealtimeClientAuthKey).(*core.Record)
	return isStaffOrSuperuser(auth)
}
