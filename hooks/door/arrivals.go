package door

import (
	"errors"
	"sync"
	"sync/atomic"
	"time"
)

// Errors of [Body.Grow].
var (
	// ErrNoRoom means that there was no room, and none became free in time.
	ErrNoRoom = errors.New("too many bodies are arriving")
	// ErrCut means that the body has made place for others.
	ErrCut = errors.New("the body was too slow while others were waiting")
)

// Limits of [Arrivals]. Sizes are in bytes.
type Limits struct {
	Bodies   int           // under way at a time
	Free     int           // what each may have without asking for room
	Border   int           // the size of the largest body that counts as small
	Small    int           // room for the small bodies together
	Large    int           // room for the others together
	Patience time.Duration // for room
}

// Arrivals are the bodies that strangers are sending at the moment. Nobody
// knows yet whether they are worth anything, so what they may cost is bounded:
// how many there are, and the memory for what has come of them, whatever length
// they declare. A new body always finds a place. When there are too many, the one
// that has brought least in its time goes; of one address that has much of
// what there is, before all others.
//
// It knows no HTTP, and reads nothing itself.
type Arrivals struct {
	limits Limits

	mu    sync.Mutex
	under []*Body       // under way
	held  [2]int        // by the small bodies and the large ones
	freed chan struct{} // closed when room becomes free; nil while nobody waits
	has   map[string]int
}

// Source is where a body comes from.
type Source interface {
	// Address is the IP address. It is asked for only when place is short.
	Address() string
	// Cut ends the reading of the body. It must not block.
	Cut()
}

// Body is one that is arriving. Make it with [Arrivals.Begin].
type Body struct {
	in     *Arrivals
	source Source
	since  time.Time
	came   atomic.Int64
	cut    atomic.Bool

	// guarded by the arrivals
	place   int           // in under; -1 when it isn't there any more
	claimed int           // of the room for its size
	room    int           // 0 for small bodies, 1 for large ones
	waits   time.Time     // since when it waits for room; zero when it doesn't
	idle    time.Duration // that it has waited before
	key     string        // of its stranger
	asked   bool          // whether key is known
}

// NewArrivals are none so far.
func NewArrivals(l Limits) *Arrivals {
	return &Arrivals{limits: l, has: make(map[string]int)}
}

// Begin gives a body a place.
func (a *Arrivals) Begin(source Source) *Body {
	b := &Body{in: a, source: source, since: time.Now()}
	a.mu.Lock()
	defer a.mu.Unlock()
	if len(a.under) >= a.limits.Bodies {
		a.endCrowd(b.since)
	}
	b.place = len(a.under)
	a.under = append(a.under, b)
	return b
}

// Came tells how much has just come of a body. It is false when the body has to
// go.
func (b *Body) Came(n int) bool {
	b.came.Add(int64(n))
	return !b.cut.Load()
}

// Grow takes room for as much as size of a body altogether.
func (b *Body) Grow(size int) error {
	a := b.in
	if size <= a.limits.Free {
		return nil
	}
	var patience <-chan time.Time
	for {
		freed, err := a.grow(b, size)
		if freed == nil {
			return err
		}
		if patience == nil {
			timer := time.NewTimer(a.limits.Patience)
			defer timer.Stop()
			patience = timer.C
		}
		select {
		case <-freed:
		case <-patience:
			return ErrNoRoom
		}
	}
}

// grow returns what to wait for when there is no room now.
func (a *Arrivals) grow(b *Body, size int) (freed <-chan struct{}, err error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	room, most := 0, a.limits.Small
	if size > a.limits.Border {
		room, most = 1, a.limits.Large
	}
	need, now := size, time.Now()
	if room == b.room {
		need -= b.claimed
	}
	if !b.waits.IsZero() {
		b.idle += now.Sub(b.waits)
		b.waits = time.Time{}
	}
	for !b.cut.Load() {
		if a.held[room]+need <= most {
			if room != b.room {
				a.free(b)
			}
			a.held[room] += need
			b.room, b.claimed = room, b.claimed+need
			return nil, nil
		}
		slow := a.hoarding(now, b, room, most)
		if slow == nil {
			if a.freed == nil {
				a.freed = make(chan struct{})
			}
			b.waits = now
			return a.freed, nil
		}
		a.end(slow)
	}
	return nil, ErrCut
}

// Arrived takes a body that is whole, or given up, out of those that may be cut.
// Its room is kept.
func (b *Body) Arrived() {
	b.in.mu.Lock()
	defer b.in.mu.Unlock()
	b.in.leave(b)
}

// Release gives all back that a body has. A second time does nothing.
func (b *Body) Release() {
	b.in.mu.Lock()
	defer b.in.mu.Unlock()
	b.in.leave(b)
	b.in.free(b)
}

func (a *Arrivals) end(b *Body) {
	b.cut.Store(true)
	a.leave(b)
	a.free(b) // note: its memory goes as soon as its reader notices
	b.source.Cut()
}

func (a *Arrivals) leave(b *Body) {
	if b.place < 0 {
		return
	}
	last := len(a.under) - 1
	a.under[b.place] = a.under[last]
	a.under[b.place].place = b.place
	a.under[last] = nil
	a.under = a.under[:last]
	b.place = -1
}

func (a *Arrivals) free(b *Body) {
	if b.claimed == 0 {
		return
	}
	a.held[b.room] -= b.claimed
	b.claimed = 0
	if a.freed != nil {
		close(a.freed)
		a.freed = nil
	}
}

// UnderWay is how many bodies are arriving.
func (a *Arrivals) UnderWay() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return len(a.under)
}
