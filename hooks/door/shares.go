package door

import "sync"

// Shares counts what each address, or whatever the key is, has at a time. It
// keeps nothing of those that have nothing.
type Shares struct {
	mu   sync.Mutex
	held map[string]int
}

// Take gives one more to a key unless it has most already.
func (s *Shares) Take(key string, most int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held[key] >= most {
		return false
	}
	if s.held == nil {
		s.held = make(map[string]int)
	}
	s.held[key]++
	return true
}

// Give takes back one that Take has given.
func (s *Shares) Give(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held[key]--; s.held[key] <= 0 {
		delete(s.held, key)
	}
}
