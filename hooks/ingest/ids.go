package ingest

import (
	"crypto/rand"
	"strconv"
	"sync"
	"time"
)

// newID makes a record id of PocketBase's form (15 of a–z and 0–9) that is
// larger than all this process made before: ten characters of microseconds,
// five of chance. Growing ids keep new rows side by side in the index, which
// makes inserts cheaper, and break ties of time in the order of arrival.
func (g *idMaker) newID() string {
	g.mu.Lock()
	defer g.mu.Unlock()

	now := time.Now().UnixMicro()
	if now <= g.last {
		now = g.last + 1
	}
	g.last = now

	id := make([]byte, 0, 15)
	id = strconv.AppendInt(id, now, 36) // note: ten characters from 1973 until 2085
	var chance [5]byte
	_, _ = rand.Read(chance[:]) // note: never fails (crypto/rand)
	for _, c := range chance {
		id = append(id, "abcdefghijklmnopqrstuvwxyz012345"[c&31])
	}
	return string(id)
}

type idMaker struct {
	mu   sync.Mutex
	last int64
}

var ids idMaker

// NewID is a new record id that grows with time.
func NewID() string { return ids.newID() }
