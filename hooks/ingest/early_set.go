package ingest

import (
	"hash/maphash"
	"sync"

	"github.com/pocketbase/pocketbase/core"
)

// earlySet remembers which messages something waits for, so that the many
// others need no look-up. It may name too many, never too few: an id stays
// after its event was applied or its batch undone, until the set is full; then
// every message is looked up.
//
// note: by a hash of the id, which names too many as well, and takes a tenth of
// the memory.
type earlySet struct {
	mu      sync.Mutex
	seed    maphash.Seed
	ids     map[uint64]struct{}
	whole   bool // false: look everything up
	doubted bool
}

// maxEarly bounds the memory: some 3 MB.
const maxEarly = 100_000

func newEarlySet() *earlySet {
	return &earlySet{seed: maphash.MakeSeed(), ids: make(map[uint64]struct{})}
}

// load reads what waits from the database.
func (s *earlySet) load(app core.App) error {
	ids := []string{}
	err := app.DB().NewQuery(`SELECT ext_id FROM whatsapp_events WHERE state = 'parked' AND reason = 'early_status'
		UNION ALL SELECT wamid FROM whatsapp_statuses LIMIT 100001`).Column(&ids)
	if err != nil {
		return err
	}
	s.mu.Lock()
	s.whole, s.doubted = true, false
	s.mu.Unlock()
	for _, id := range ids {
		s.add(id)
	}
	return nil
}

func (s *earlySet) add(id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.ids) >= maxEarly {
		s.whole = false
		return
	}
	s.ids[maphash.String(s.seed, id)] = struct{}{}
}

func (s *earlySet) mayHave(id string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	_, has := s.ids[maphash.String(s.seed, id)]
	return has || !s.whole
}

// doubt says that somebody else has changed the events; the next batch reads
// them again.
func (s *earlySet) doubt() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.doubted = true
}

func (s *earlySet) inDoubt() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.doubted
}
