package door

import (
	"slices"
	"sync"
)

// Lobby is where those wait who haven't said yet who they are: a bounded number
// of each address, and of all. When it is full, the address with the most makes
// room, with the one that has waited longest: strangers, however many, don't
// keep out somebody who has only just come.
type Lobby struct {
	mu    sync.Mutex
	total int
	by    map[string][]*Waiting
}

// Waiting is somebody in the lobby.
type Waiting struct {
	address string
	out     func()
}

// Enter lets somebody in unless the address has mostOfOne already; out is
// called when they have to go because more than mostOfAll are in.
func (l *Lobby) Enter(address string, mostOfOne, mostOfAll int, out func()) (*Waiting, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.by[address]) >= mostOfOne {
		return nil, false
	}
	if l.total >= mostOfAll {
		l.makeRoom()
	}
	if l.by == nil {
		l.by = make(map[string][]*Waiting)
	}
	w := &Waiting{address, out}
	l.by[address] = append(l.by[address], w)
	l.total++
	return w, true
}

// Leave takes somebody out; more than once does no harm.
func (l *Lobby) Leave(w *Waiting) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.leave(w)
}

func (l *Lobby) leave(w *Waiting) {
	i := slices.Index(l.by[w.address], w)
	if i < 0 {
		return
	}
	l.total--
	if l.by[w.address] = slices.Delete(l.by[w.address], i, i+1); len(l.by[w.address]) == 0 {
		delete(l.by, w.address)
	}
}

func (l *Lobby) makeRoom() {
	var crowd []*Waiting
	for _, of := range l.by {
		if len(of) > len(crowd) {
			crowd = of
		}
	}
	if len(crowd) > 0 {
		first := crowd[0]
		l.leave(first)
		first.out()
	}
}
