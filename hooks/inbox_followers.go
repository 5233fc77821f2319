package hooks

import (
	"sync"

	"github.com/pocketbase/pocketbase/tools/subscriptions"
)

// followers sends to each client one message at a time. Sending waits for the
// browser, and one that is asleep must neither hold up the others nor pile up
// messages: what it misses meanwhile becomes one "read again" afterwards.
type followers struct {
	mu    sync.Mutex
	state map[string]*follower // by client id, while a message is under way
}

type follower struct{ missed bool }

func (f *followers) send(client subscriptions.Client, message subscriptions.Message) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if busy := f.state[client.Id()]; busy != nil {
		busy.missed = true
		return
	}
	if f.state == nil {
		f.state = make(map[string]*follower)
	}
	f.state[client.Id()] = &follower{}
	go f.deliver(client, message)
}

// readAgain tells a client that has missed messages to read what it shows.
var readAgain = subscriptions.Message{Name: inboxTopic, Data: []byte(`{"comms":[],"conversations":[],"more":true}`)}

func (f *followers) deliver(client subscriptions.Client, message subscriptions.Message) {
	for {
		client.Send(message) // note: ends when the client is closed
		if !f.again(client.Id()) {
			return
		}
		message = readAgain
	}
}

// again is true when the client has missed a message meanwhile.
func (f *followers) again(id string) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.state[id].missed {
		f.state[id].missed = false
		return true
	}
	delete(f.state, id)
	return false
}
