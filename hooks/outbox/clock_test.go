package outbox

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"pocketcrm/hooks/meta"
	"pocketcrm/whatsapp"
)

// taken is a store that only notes what would leave.
type taken struct{ rows chan string }

func (s taken) Waiting() ([]Item, error)                                        { return nil, nil }
func (s taken) Prepare(context.Context, string, func(func() error) error) error { return nil }
func (s taken) Settle(string, whatsapp.Sent, error) error                       { return nil }
func (s taken) Defer(string, time.Time, error) (bool, error)                    { return false, nil }
func (s taken) Take(row string) (*whatsapp.Outgoing, error)                     { s.rows <- row; return nil, nil }

// A clock that jumps ahead lets nothing leave early, and holds up nothing that a
// person sends now; one that is put back holds up nothing for the time it was
// ahead.
func TestWhatIsForLaterWaitsWhileTheClockIsWrong(t *testing.T) {
	t.Parallel()
	start := time.Now()
	var ahead atomic.Int64
	var holds atomic.Bool
	now := func() time.Time { return start.Add(time.Duration(ahead.Load())) }
	s := taken{make(chan string, 10)}
	gate := meta.New(nil, meta.Options{Now: now})
	o := New(gate, s, Options{Rate: 1e6, Now: now, ClockHolds: holds.Load})
	if err := o.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.Stop(time.Minute) })
	add := func(i Item) {
		t.Helper()
		if err := o.Add(i); err != nil {
			t.Fatal(err)
		}
	}
	next := func(want string) {
		t.Helper()
		select {
		case got := <-s.rows:
			if got != want {
				t.Fatalf("%s left, want %s", got, want)
			}
		case <-time.After(time.Minute):
			t.Fatalf("%s did not leave", want)
		}
	}
	add(Item{RowID: "in a month", To: "ada", Due: start.Add(30 * 24 * time.Hour), Later: true})
	ahead.Store(int64(40 * 24 * time.Hour))
	for _, row := range []string{"now", "and now", "and again"} { // note: each after a look at what is due
		add(Item{RowID: row, To: "bob", Due: now()})
		next(row)
	}
	add(Item{RowID: "to her now", To: "ada", Due: now()}) // note: whose message for later is due by this clock
	next("to her now")
	holds.Store(true)
	add(Item{RowID: "by the wrong clock", To: "cleo", Due: now().Add(time.Second), Attempts: 1})
	ahead.Store(0)
	o.ClockRighted()
	next("by the wrong clock")
	ahead.Store(int64(31 * 24 * time.Hour))
	o.ClockRighted()
	next("in a month")
}
