package door

import (
	"slices"
	"sync"
)

// WaitingRoom is where those wait who haven't said yet who they are: a bounded number
// of each address, and of all. When it is full, the address with the most makes
// room, with the one that has waited longest: strangers, however many, don't
// keep out somebody who has only just come.
type WaitingRoom struct {
	mu    sync.Mutex
	total int
	by    map[string][]*Waiting
}

// Waiting is somebody in the waiting room.
type Waiting struct {
	address string
	out     func()
}

// Enter lets somebody in unless the address has mostOfOne already; out is
// called when they have to go because more than mostOfAll are in.
func (r *WaitingRoom) Enter(address string, mostOfOne, mostOfAll int, out func()) (*Waiting, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.by[address]) >= mostOfOne {
		return nil, false
	}
	if r.total >= mostOfAll {
		r.makeRoom()
	}
	if r.by == nil {
		r.by = make(map[string][]*Waiting)
	}
	w := &Waiting{address, out}
	r.by[address] = append(r.by[address], w)
	r.total++
	return w, true
}

// Leave takes somebody out; more than once does no harm.
func (r *WaitingRoom) Leave(w *Waiting) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.leave(w)
}

func (r *WaitingRoom) leave(w *Waiting) {
	i := slices.Index(r.by[w.address], w)
	if i < 0 {
		return
	}
	r.total--
	if r.by[w.address] = slices.Delete(r.by[w.address], i, i+1); len(r.by[w.address]) == 0 {
		delete(r.by, w.address)
	}
}

func (r *WaitingRoom) makeRoom() {
	var crowd []*Waiting
	for _, of := range r.by {
		if len(of) > len(crowd) {
			crowd = of
		}
	}
	if len(crowd) > 0 {
		first := crowd[0]
		r.leave(first)
		first.out()
	}
}
