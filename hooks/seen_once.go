package hooks

import "sync"

// seenOnce remembers a bounded number of names, for warnings that are worth
// one line only.
type seenOnce struct {
	mu    sync.Mutex
	names map[string]bool
}

func newSeenOnce() *seenOnce { return &seenOnce{names: make(map[string]bool)} }

// first is true the first time a name is given.
func (s *seenOnce) first(name string) bool {
	const most = 100
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.names[name] || len(s.names) >= most {
		return false
	}
	s.names[name] = true
	return true
}
