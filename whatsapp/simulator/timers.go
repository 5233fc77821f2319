package simulator

import (
	"container/heap"
	"context"
	"time"
)

// now is the simulated time. It may be called with or without mu.
func (s *Simulator) now() time.Time {
	s.time.mu.Lock()
	defer s.time.mu.Unlock()
	return s.time.nowLocked().UTC().Truncate(time.Millisecond)
}

// timer is something to be done at a tick of the clock.
type timer struct {
	tick    time.Duration
	number  int // the order of timers with the same tick
	do      func()
	counted bool // part of the backlog
	index   int  // in the heap; -1 when it has run or was stopped
}

// later runs do with mu held, after d of simulated time. It must be called with
// mu held, and counts as backlog until it has run.
func (s *Simulator) later(d time.Duration, do func()) {
	if s.setTimer(d, true, do) != nil {
		s.addBacklog(1)
	}
}

// alarm is later for what Idle does not wait for on a running clock: a review
// next week, the pause before a retry. The timer it returns can be stopped.
func (s *Simulator) alarm(d time.Duration, do func()) *timer { return s.setTimer(d, false, do) }

func (s *Simulator) setTimer(d time.Duration, counted bool, do func()) *timer {
	if s.closed {
		return nil
	}
	s.lastTimer++
	t := &timer{tick: s.time.tick() + max(d, 0), number: s.lastTimer, do: do, counted: counted}
	heap.Push(&s.timers, t)
	if t.index == 0 {
		s.arm()
	}
	return t
}

// stopTimer forgets a timer that has not run.
func (s *Simulator) stopTimer(t *timer) {
	if t == nil || t.index < 0 {
		return
	}
	heap.Remove(&s.timers, t.index)
	if t.counted {
		s.addBacklog(-1)
	}
}

// runDue runs what is due, in order, also what is set meanwhile without a delay.
func (s *Simulator) runDue() {
	for s.timerIsDue() && !s.closed {
		t := heap.Pop(&s.timers).(*timer)
		t.do()
		if t.counted {
			s.addBacklog(-1)
		}
	}
	s.pokeWaiters()
}

func (s *Simulator) timerIsDue() bool {
	return s.timers.Len() > 0 && s.timers[0].tick <= s.time.tick()
}

// arm sets the one real timer for the first of the simulated ones. The caller
// holds mu.
func (s *Simulator) arm() {
	if s.ring != nil && s.ring.Stop() {
		s.work.Done()
	}
	s.ring = nil
	if s.closed || s.timers.Len() == 0 {
		return
	}
	wait, runs := s.time.until(s.timers[0].tick)
	if !runs {
		return
	}
	s.work.Add(1)
	s.ring = time.AfterFunc(wait, func() {
		defer s.work.Done()
		s.mu.Lock()
		defer s.mu.Unlock()
		s.runDue()
		s.arm()
	})
}

// settled says that nothing is due or under way: with a clock that stands, no
// more happens by itself.
func (s *Simulator) settled() bool {
	return s.posting == 0 && s.ready.len() == 0 && !s.timerIsDue()
}

func (s *Simulator) addBacklog(n int) { s.backlog += n }

// Idle waits until every status was made and every webhook answered with 200:
// a test that waits for it need not sleep. With a held clock it waits until all
// that is due has been tried; what is due later waits for the clock.
func (s *Simulator) Idle(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.waitLocked(ctx, func() bool {
		return s.backlog == 0 && s.posting == 0 || s.time.isHeld() && s.settled()
	})
}

func (t *timeline) isHeld() bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.held
}

// waiter waits for a condition that is looked at again after each change.
type waiter struct {
	condition func() bool // with mu held
	met       chan struct{}
}

// waitLocked waits for a condition; mu is held before and after, and free in
// between.
func (s *Simulator) waitLocked(ctx context.Context, condition func() bool) error {
	for !condition() {
		if s.closed {
			return errClosed
		}
		if err := s.waitOnce(ctx, condition); err != nil {
			return err
		}
	}
	return nil
}

func (s *Simulator) waitOnce(ctx context.Context, condition func() bool) error {
	w := &waiter{condition: condition, met: make(chan struct{})}
	s.waiters[w] = struct{}{}
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		delete(s.waiters, w)
	}()
	select {
	case <-w.met:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-s.ctx.Done():
		return errClosed
	}
}

// pokeWaiters looks at the conditions again. The caller holds mu.
func (s *Simulator) pokeWaiters() {
	for w := range s.waiters {
		if w.condition() {
			delete(s.waiters, w)
			close(w.met)
		}
	}
}

// timerHeap orders timers by their tick, then by when they were set.
type timerHeap []*timer

func (h timerHeap) Len() int { return len(h) }
func (h timerHeap) Less(i, j int) bool {
	if h[i].tick != h[j].tick {
		return h[i].tick < h[j].tick
	}
	return h[i].number < h[j].number
}
func (h timerHeap) Swap(i, j int) {
	h[i], h[j] = h[j], h[i]
	h[i].index, h[j].index = i, j
}
func (h *timerHeap) Push(x any) {
	t := x.(*timer)
	t.index = len(*h)
	*h = append(*h, t)
}
func (h *timerHeap) Pop() any {
	last := len(*h) - 1
	t := (*h)[last]
	(*h)[last], t.index = nil, -1
	*h = (*h)[:last]
	return t
}
