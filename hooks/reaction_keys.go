package hooks

import (
	"hash/maphash"
	"sync"
)

// reactionKeys makes reactions idempotent. They are no rows of their own, so
// the latest client_keys are remembered here; after a restart what is on the
// message tells what was sent.
type reactionKeys struct {
	targets [64]sync.Mutex // by message, those of some messages together

	mu     sync.Mutex
	hashes map[string]string // of the request, by client_key
	latest []string          // the keys, oldest first
}

const maxReactionKeys = 4096

var reactionSeed = maphash.MakeSeed()

// one lets one reaction to a message go at a time; call what it returns at the
// end.
func (r *reactionKeys) one(wamid string) (done func()) {
	m := &r.targets[maphash.String(reactionSeed, wamid)%uint64(len(r.targets))]
	m.Lock()
	return m.Unlock
}

// sent is the hash of the request that was sent with a key; used is false for
// none.
func (r *reactionKeys) sent(key string) (hash string, used bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	hash, used = r.hashes[key]
	return hash, used
}

// remember keeps the key of a reaction that WhatsApp has taken. One that it
// refused may be sent again, and so may one that was never sent.
func (r *reactionKeys) remember(key, hash string) {
	if key == "" {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.hashes == nil {
		r.hashes = make(map[string]string)
	}
	if len(r.latest) == maxReactionKeys {
		delete(r.hashes, r.latest[0])
		r.latest = r.latest[1:]
	}
	r.hashes[key] = hash
	r.latest = append(r.latest, key)
}
