package door

import (
	"context"
	"slices"
	"sync"
)

// Turns lets a few at a time do what costs the processor, and a bounded number
// of others wait for them: of each key, such as an address, in the order in
// which they came, and one of each key after the other, so that nobody waits
// for the crowd of somebody else.
type Turns struct {
	mu      sync.Mutex
	free    int
	waiting int
	keys    []string // who waits, the next one first
	by      map[string][]chan bool
}

// NewTurns has room for so many at a time.
func NewTurns(atOnce int) *Turns {
	return &Turns{free: atOnce, by: make(map[string][]chan bool)}
}

// Take waits for a turn, unless mostOfOne of the key wait already, or most of
// all. Then one of the largest crowd goes, if it is larger than the key's own.
// Whoever got a turn calls done.
func (t *Turns) Take(ctx context.Context, key string, mostOfOne, most int) (done func(), ok bool) {
	turn, ok := t.enter(key, mostOfOne, most)
	if !ok {
		return nil, false
	}
	if turn == nil {
		return t.give, true
	}
	select {
	case ok = <-turn:
	case <-ctx.Done():
		if !t.leave(key, turn) && <-turn {
			t.give() // note: it came at the same moment
		}
		return nil, false
	}
	if !ok {
		return nil, false
	}
	return t.give, true
}

// enter returns where the turn will be told, or nil if it is now.
func (t *Turns) enter(key string, mostOfOne, most int) (turn chan bool, ok bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.free > 0 {
		t.free--
		return nil, true
	}
	if len(t.by[key]) >= mostOfOne || t.waiting >= most && !t.makeRoom(len(t.by[key])+1) {
		return nil, false
	}
	if len(t.by[key]) == 0 {
		t.keys = append(t.keys, key)
	}
	turn = make(chan bool, 1)
	t.by[key] = append(t.by[key], turn)
	t.waiting++
	return turn, true
}

// makeRoom sends away who came last of the largest crowd of more than so many.
func (t *Turns) makeRoom(than int) bool {
	largest := ""
	for key, crowd := range t.by {
		if len(crowd) > than {
			largest, than = key, len(crowd)
		}
	}
	crowd := t.by[largest]
	if len(crowd) < 2 {
		return false
	}
	crowd[len(crowd)-1] <- false
	t.by[largest] = crowd[:len(crowd)-1]
	t.waiting--
	return true
}

// leave tells whether somebody still waited.
func (t *Turns) leave(key string, turn chan bool) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	i := slices.Index(t.by[key], turn)
	if i < 0 {
		return false
	}
	t.waiting--
	if t.by[key] = slices.Delete(t.by[key], i, i+1); len(t.by[key]) == 0 {
		delete(t.by, key)
		t.keys = slices.DeleteFunc(t.keys, func(k string) bool { return k == key })
	}
	return true
}

// give hands a turn on.
func (t *Turns) give() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if len(t.keys) == 0 {
		t.free++
		return
	}
	key := t.keys[0]
	t.keys = t.keys[1:]
	t.by[key][0] <- true
	t.waiting--
	if t.by[key] = t.by[key][1:]; len(t.by[key]) == 0 {
		delete(t.by, key)
	} else {
		t.keys = append(t.keys, key)
	}
}
