package simulator

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// maxSpeed keeps the pauses between timers above what an operating system can time.
const maxSpeed = 100_000

// Clock is the time of a simulator. All its timers run on it: statuses, the
// 24-hour window, retries of webhooks, expiries, reviews. It runs with
// [Options.Now] until it is held, moved or sped up.
type Clock struct{ s *Simulator }

// Clock is the simulator's time.
func (s *Simulator) Clock() *Clock { return &Clock{s} }

// ClockState is how a clock runs.
type ClockState struct {
	Now   time.Time `json:"now"`
	Held  bool      `json:"held"`
	Speed float64   `json:"speed"` // when not held
}

// Now is the simulated time.
func (c *Clock) Now() time.Time { return c.s.now() }

// State tells how the clock runs.
func (c *Clock) State() ClockState {
	t := &c.s.time
	t.mu.Lock()
	defer t.mu.Unlock()
	return ClockState{Now: t.nowLocked(), Held: t.held, Speed: t.speed}
}

// Hold stops the clock. What is due at that moment is still done.
func (c *Clock) Hold() { c.change(Step{Do: doHold}, func(t *timeline) { t.held = true }) }

// Release lets a held clock run on from where it stands.
func (c *Clock) Release() { c.change(Step{Do: doRelease}, func(t *timeline) { t.held = false }) }

// Speed makes the clock run x times as fast as [Options.Now], from its next
// release on if it is held.
func (c *Clock) Speed(x float64) error {
	if !(x > 0 && x <= maxSpeed) {
		return fmt.Errorf("the speed of the clock is more than 0 and at most %d", maxSpeed)
	}
	c.change(Step{Do: doSpeed, Speed: x}, func(t *timeline) { t.speed = x })
	return nil
}

func (c *Clock) change(as Step, how func(*timeline)) {
	c.s.mu.Lock()
	defer c.s.mu.Unlock()
	c.s.record(as)
	c.s.time.change(how)
	c.s.arm()
	c.s.pokeWaiters()
	c.s.tell("clock", c.State())
}

// Move takes the clock forward. All that becomes due on the way is done in the
// order of its time, at its time: each timer sees the clock stand where it was
// set to, and the webhooks it made have been answered, or refused, before the
// clock goes on. When Move returns nothing that is due is left undone. Whether
// the clock is held before decides whether it is held after.
func (c *Clock) Move(ctx context.Context, d time.Duration) error {
	s := c.s
	if d < 0 {
		return errors.New("the clock moves forward only")
	}
	select {
	case s.moving <- struct{}{}: // one move at a time
		defer func() { <-s.moving }()
	case <-ctx.Done():
		return ctx.Err()
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.time.pin(true)
	defer func() {
		s.time.pin(false)
		s.arm()
		s.pokeWaiters()
		s.tell("clock", c.State())
	}()
	for target := s.time.tick() + d; ; {
		s.runDue()
		if err := s.waitLocked(ctx, s.settled); err != nil {
			return err
		}
		if s.timers.Len() == 0 || s.timers[0].tick > target {
			s.time.advance(target)
			if d > 0 {
				s.record(Step{Do: doMove, For: Duration(d)})
			}
			return nil
		}
		s.time.advance(s.timers[0].tick)
	}
}

// timeline keeps two times: that of the calendar, which follows Options.Now,
// and the tick, which counts from the start and which timers are set on, so
// that a calendar that stands still or jumps holds no timer up.
type timeline struct {
	mu    sync.Mutex
	base  func() time.Time
	held  bool
	moves bool // pinned by a Move
	speed float64

	// The anchors: at baseAt and realAt, the calendar said at and the tick was ticks.
	at     time.Time
	baseAt time.Time
	ticks  time.Duration
	realAt time.Time
}

func newTimeline(base func() time.Time) timeline {
	now := base().Round(0)
	return timeline{base: base, speed: 1, at: now, baseAt: now, realAt: time.Now()}
}

func (t *timeline) stands() bool { return t.held || t.moves }

// nowLocked is the calendar. Round(0) drops the monotonic reading: a machine
// that slept has not stopped the calendar.
func (t *timeline) nowLocked() time.Time {
	if t.stands() {
		return t.at
	}
	return t.at.Add(scale(t.base().Round(0).Sub(t.baseAt), t.speed))
}

func (t *timeline) tickLocked() time.Duration {
	if t.stands() {
		return t.ticks
	}
	return t.ticks + scale(time.Since(t.realAt), t.speed)
}

func (t *timeline) tick() time.Duration {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.tickLocked()
}

// change sets the anchors to this moment before it changes how time goes on.
func (t *timeline) change(how func(*timeline)) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.at, t.ticks = t.nowLocked(), t.tickLocked()
	t.baseAt, t.realAt = t.base().Round(0), time.Now()
	how(t)
}

func (t *timeline) pin(pinned bool) { t.change(func(t *timeline) { t.moves = pinned }) }

// advance sets a pinned clock.
func (t *timeline) advance(tick time.Duration) {
	t.change(func(t *timeline) {
		if tick > t.ticks {
			t.at, t.ticks = t.at.Add(tick-t.ticks), tick
		}
	})
}

// until is the real time until a tick; false when the clock stands.
func (t *timeline) until(tick time.Duration) (time.Duration, bool) {
	t.mu.Lock()
	defer t.mu.Unlock()
	left := tick - t.tickLocked()
	if left <= 0 {
		return 0, true
	}
	return scale(left, 1/t.speed), !t.stands()
}

func scale(d time.Duration, by float64) time.Duration {
	if by == 1 {
		return d
	}
	return time.Duration(float64(d) * by)
}
