package door

import (
	"errors"
	"testing"
	"time"
)

// sender is a source that notes when it is cut.
type sender struct {
	address string
	cut     bool
}

func (s *sender) Address() string { return s.address }
func (s *sender) Cut()            { s.cut = true }

func newTestArrivals() *Arrivals {
	return NewArrivals(Limits{Bodies: 32, Free: 10, Border: 100, Small: 1000, Large: 1000, Patience: time.Millisecond})
}

// begin is a body that has been arriving for some time.
func begin(a *Arrivals, address string, ago time.Duration, came int) (*Body, *sender) {
	s := &sender{address: address}
	b := a.Begin(s)
	b.since = b.since.Add(-ago)
	b.Came(came)
	return b, s
}

func TestTheEmptiestGoWhenThereAreTooMany(t *testing.T) {
	t.Parallel()
	a := newTestArrivals()
	slow := map[*sender]bool{}
	for i := range 32 {
		came := 1_000_000
		if i%16 == 0 {
			came = 1
		}
		_, s := begin(a, "10.0.0.1", time.Minute, came)
		slow[s] = came == 1
	}
	b, fresh := begin(a, "10.0.0.1", 0, 0)
	for s, isSlow := range slow {
		if s.cut != isSlow {
			t.Errorf("slow %v, cut %v", isSlow, s.cut)
		}
	}
	if fresh.cut || !b.Came(1) {
		t.Error("the one that has just begun was cut")
	}
	if n := a.UnderWay(); n != 31 {
		t.Errorf("%d are under way", n)
	}
}

func TestOneAddressThatHasMuchGoesFirst(t *testing.T) {
	t.Parallel()
	a := newTestArrivals()
	var greedy, others []*sender
	for range 16 {
		_, s := begin(a, "2001:db8:1:2::1", time.Minute, 1000)
		greedy = append(greedy, s)
		_, s = begin(a, "127.0.0.1", time.Minute, 1) // note: slower, but a proxy in front is nobody's
		others = append(others, s)
	}
	begin(a, "198.51.100.1", 0, 0)
	cut := 0
	for _, s := range greedy {
		if s.cut {
			cut++
		}
	}
	for _, s := range others {
		if s.cut {
			t.Error("somebody else was cut")
		}
	}
	if cut == 0 {
		t.Error("nobody was cut")
	}
}

func TestRoomIsTakenByWhatCame(t *testing.T) {
	t.Parallel()
	a := newTestArrivals()
	slow, s := begin(a, "127.0.0.1", time.Minute, 100)
	fast, _ := begin(a, "127.0.0.1", time.Millisecond, 1_000_000)
	for _, step := range []struct {
		b    *Body
		size int
	}{{slow, 10}, {slow, 80}, {fast, 100}, {fast, 900}, {slow, 100}, {slow, 101}} {
		if err := step.b.Grow(step.size); (err != nil) != (step.size == 101) {
			t.Fatalf("%d: %v", step.size, err)
		}
	}
	if a.held != [2]int{100, 900} {
		t.Errorf("held: %v", a.held)
	}
	// the fast one needs the room that the slow one has
	if err := slow.Grow(100); err != nil || s.cut {
		t.Fatal(err)
	}
	small, _ := begin(a, "127.0.0.1", time.Millisecond, 1_000_000)
	if err := small.Grow(60); err != nil {
		t.Fatal(err)
	}
	a.limits.Small = 160
	if err := small.Grow(80); err != nil || !s.cut {
		t.Errorf("%v, cut %v", err, s.cut)
	}
	if err := slow.Grow(90); !errors.Is(err, ErrCut) || slow.Came(1) {
		t.Errorf("the one that was cut goes on: %v", err)
	}
	fast.Arrived()
	for _, b := range []*Body{slow, fast, small, small} {
		b.Release()
	}
	if a.held != [2]int{} || a.UnderWay() != 0 {
		t.Errorf("%v is held by %d", a.held, a.UnderWay())
	}
}

// Bodies that come alike don't end one another: who comes last waits, and gets
// the room when it is given back.
func TestWhoComesAlikeWaits(t *testing.T) {
	t.Parallel()
	a := newTestArrivals()
	a.limits.Patience = time.Minute
	first, s := begin(a, "127.0.0.1", time.Second, 900)
	second, _ := begin(a, "127.0.0.1", time.Second, 800)
	if err := first.Grow(900); err != nil {
		t.Fatal(err)
	}
	got := make(chan error)
	go func() { got <- second.Grow(800) }()
	for waits := false; !waits; {
		a.mu.Lock()
		waits = a.freed != nil
		a.mu.Unlock()
		time.Sleep(time.Millisecond)
	}
	first.Release()
	if err := <-got; err != nil || s.cut {
		t.Errorf("%v, cut %v", err, s.cut)
	}
}

func TestNobodyWaitsForEver(t *testing.T) {
	t.Parallel()
	a := newTestArrivals()
	whole, _ := begin(a, "127.0.0.1", time.Hour, 1)
	if err := whole.Grow(1000); err != nil {
		t.Fatal(err)
	}
	whole.Arrived() // note: it is being looked at, so it can't be cut
	b, _ := begin(a, "127.0.0.1", 0, 1)
	if err := b.Grow(500); !errors.Is(err, ErrNoRoom) {
		t.Errorf("%v", err)
	}
}
