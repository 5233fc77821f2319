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

// send tells a client of changes; the message is them encoded, once for all.
func (f *followers) send(client subscriptions.Client, m inboxMessage, message subscriptions.Message) {
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
	go f.deliver(client, message)
}

func (f *followers) deliver(client subscriptions.Client, message subscriptions.Message) {
	for more := true; more; {
		client.Send(message) // note: ends when the client is closed
		message, more = f.next(client.Id())
	}
}

// next is what changed while the last message was under way, if anything did.
func (f *followers) next(id string) (message subscriptions.Message, more bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	behind := f.waiting[id]
	if behind.empty() {
		delete(f.waiting, id)
		return message, false
	}
	return behind.take().encoded(), true
}
