package hooks

import (
	"sync"

	"github.com/pocketbase/pocketbase/tools/subscriptions"
)

// followers sends to each client one message at a time. Sending waits for the
// browser, and one that is slow or asleep must neither hold up the others nor
// pile up messages: what changes meanwhile becomes one message afterwards,
// which says "more" when it is a lot.
type followers struct {
	mu      sync.Mutex
	waiting map[string]*inboxChanges // by client id, while a message is under way
}

func (f *followers) send(client subscriptions.Client, m inboxMessage) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if behind := f.waiting[client.Id()]; behind != nil {
		behind.join(m)
		return
	}
	if f.waiting == nil {
		f.waiting = make(map[string]*inboxChanges)
	}
	f.waiting[client.Id()] = &inboxChanges{}
	go f.deliver(client, m)
}

func (f *followers) deliver(client subscriptions.Client, m inboxMessage) {
	for {
		client.Send(m.encoded()) // note: ends when the client is closed
		var more bool
		if m, more = f.next(client.Id()); !more {
			return
		}
	}
}

// next is what changed while the last message was under way, if anything did.
func (f *followers) next(id string) (inboxMessage, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	behind := f.waiting[id]
	if behind.empty() {
		delete(f.waiting, id)
		return inboxMessage{}, false
	}
	return behind.take(), true
}
