package simulator

import (
	"context"
	"time"
)

// All time passes through this file, so that a clock which can be held and
// moved needs no other change.

func (s *Simulator) now() time.Time {
	return s.options.Now().UTC().Truncate(time.Millisecond)
}

// later runs do with mu held, after d. It must be called with mu held, and
// counts as backlog until it has run.
func (s *Simulator) later(d time.Duration, do func()) {
	if s.closed {
		return
	}
	s.work.Add(1)
	s.addBacklog(1)
	var t *time.Timer
	t = time.AfterFunc(d, func() {
		defer s.work.Done()
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.closed {
			return
		}
		delete(s.timers, t)
		do()
		s.addBacklog(-1)
	})
	s.timers[t] = struct{}{}
}

// pause waits for d, for a wake-up or for the end; it reports false at the end.
func (s *Simulator) pause(d time.Duration, wake <-chan struct{}) bool {
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-wake:
	case <-s.ctx.Done():
		return false
	}
	return true
}

func (s *Simulator) addBacklog(n int) {
	if s.backlog == 0 && n > 0 {
		s.idle = make(chan struct{})
	}
	s.backlog += n
	if s.backlog == 0 && n < 0 {
		close(s.idle)
	}
}

// Idle waits until every status was made and every webhook answered with 200:
// a test that waits for it need not sleep.
func (s *Simulator) Idle(ctx context.Context) error {
	for {
		s.mu.Lock()
		idle, busy := s.idle, s.backlog > 0
		s.mu.Unlock()
		if !busy {
			return nil
		}
		select {
		case <-idle:
		case <-ctx.Done():
			return ctx.Err()
		case <-s.ctx.Done():
			return s.ctx.Err()
		}
	}
}
