package machine_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"pocketcrm/hooks/machine"
)

const day = 24 * time.Hour

var noon = time.Date(2026, 11, 3, 12, 0, 0, 0, time.UTC)

// box is a machine whose clock and disks a test sets.
type box struct {
	t       *testing.T
	mu      sync.Mutex // a watch that was started looks by itself
	wall    time.Time
	running time.Duration
	free    map[string]uint64
	total   uint64 // of each disk
	dir     string
	watch   *machine.Watch
	said    []string
	righted int
}

func newBox(t *testing.T, last time.Time, more func(o *machine.Options)) *box {
	t.Helper()
	b := &box{t: t, wall: noon, free: map[string]uint64{}, total: 1000 << 30}
	o := machine.Options{
		Dir: t.TempDir(), Trial: true,
		Source: machine.Source{
			Wall:    func() time.Time { b.mu.Lock(); defer b.mu.Unlock(); return b.wall },
			Running: func() time.Duration { b.mu.Lock(); defer b.mu.Unlock(); return b.running },
			Space: func(dir string) (machine.Space, error) {
				b.mu.Lock()
				defer b.mu.Unlock()
				free, set := b.free[dir]
				if !set {
					free = 500 << 30
				}
				return machine.Space{Free: free, Total: b.total, Disk: uint64(len(dir))}, nil
			},
		},
		Say:     func(_ bool, words string) { b.mu.Lock(); defer b.mu.Unlock(); b.said = append(b.said, words) },
		Righted: func() { b.mu.Lock(); defer b.mu.Unlock(); b.righted++ },
	}
	if more != nil {
		more(&o)
	}
	b.dir, b.watch = o.Dir, machine.New(o)
	b.watch.Begin(machine.Memory{SeenAt: last})
	b.look()
	return b
}

func (b *box) pass(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.wall, b.running = b.wall.Add(d), b.running+d
}

// room says how much is free on the data directory's disk from now on.
func (b *box) room(free uint64) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.free[b.dir] = free
}

func (b *box) look() { b.watch.Look(b.t.Context()) }

// wants compares what is told with the beginning of a notice; none when empty.
func (b *box) wants(when string, trusted bool, words string) {
	b.t.Helper()
	b.look()
	if got := b.watch.Clock().Trusted(); got != trusted {
		b.t.Errorf("%s: trusted %v, want %v", when, got, trusted)
	}
	told := ""
	for _, n := range b.watch.Notices() {
		told += n.Words
	}
	if (words == "") != (told == "") || !strings.HasPrefix(told, words) {
		b.t.Errorf("%s: told %q, want %q", when, told, words)
	}
}

func TestClockThatJumpsIsNotTrustedUntilItIsPutRight(t *testing.T) {
	t.Parallel()
	for _, jump := range []time.Duration{31 * day, -31 * day, 25 * time.Hour, -25 * time.Hour} {
		b := newBox(t, time.Time{}, nil)
		b.pass(time.Hour)
		b.wants("before", true, "")
		b.wall = b.wall.Add(jump)
		b.wants("at once", false, "")
		b.pass(2 * time.Minute)
		b.wants("two minutes later", false, "The server's clock was moved by ")
		b.wall = b.wall.Add(-jump)
		b.wants("put right", true, "")
		if b.righted != 2 || len(b.said) != 2 {
			t.Errorf("jump %v: righted %d times, said %q", jump, b.righted, b.said)
		}
	}
}

func TestClockIsComparedWithMeta(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		off     time.Duration
		trusted bool
		words   string
	}{
		{0, true, ""},
		{4 * time.Minute, true, ""},
		{-4 * time.Minute, true, ""},
		{12 * time.Minute, true, "The server's clock is 12 minutes ahead of WhatsApp's."},
		{-12 * time.Minute, true, "The server's clock is 12 minutes behind WhatsApp's."},
		{3 * day, false, "The server's clock is 3 days ahead of WhatsApp's."},
		{-400 * day, false, "The server's clock is 400 days behind WhatsApp's."},
	} {
		b := newBox(t, time.Time{}, nil)
		b.look()
		b.watch.Clock().Met(b.wall.Add(-c.off))
		b.look()
		b.pass(2 * time.Minute)
		b.wants(c.off.String(), c.trusted, c.words)
		if off, known := b.watch.Clock().Off(); !known || off != c.off {
			t.Errorf("off %v: told %v, %v", c.off, off, known)
		}
		b.wall = b.wall.Add(-c.off)
		b.wants("put right", true, "")
	}
}

// What slept for days wakes with a right clock that seems to have jumped.
func TestClockAfterSleepIsConfirmedInSilence(t *testing.T) {
	t.Parallel()
	b := newBox(t, time.Time{}, nil)
	b.watch.Clock().Met(b.wall)
	b.pass(time.Second)
	b.wall = b.wall.Add(3 * day)
	b.wants("awake", false, "")
	if !b.watch.Clock().Asks() {
		t.Error("Meta isn't asked")
	}
	b.watch.Clock().Met(b.wall)
	b.wants("confirmed", true, "")
	if len(b.said) > 0 {
		t.Errorf("said %q", b.said)
	}
}

func TestClockAtTheStartIsComparedWithTheLastSignOfLife(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		gap     time.Duration
		trusted bool
		words   string
	}{
		{time.Hour, true, ""},
		{23 * time.Hour, true, ""},
		{3 * day, false, ""}, // note: a long weekend, or a wrong clock
		{-time.Minute, true, ""},
		{-2 * day, false, "The server's clock is earlier than when this program last ran."},
	} {
		b := newBox(t, noon.Add(-c.gap), nil)
		b.pass(2 * time.Minute)
		b.wants(c.gap.String(), c.trusted, c.words)
		b.watch.Clock().Met(b.wall)
		b.wants(c.gap.String()+", confirmed", true, "")

		b = newBox(t, noon.Add(-c.gap), nil)
		b.watch.Clock().Heard(b.wall.Add(-9*day), b.wall) // note: Meta sends for seven days
		b.pass(2 * time.Minute)
		b.wants(c.gap.String()+", an old webhook", c.trusted, c.words)
		b.watch.Clock().Heard(b.wall.Add(-3*time.Second), b.wall)
		b.wants(c.gap.String()+", a new webhook", true, "")
	}
}

// Without Meta and its webhooks there is nobody to ask.
func TestClockThatNobodyConfirmsIsBelievedAfterAWeek(t *testing.T) {
	t.Parallel()
	b := newBox(t, noon.Add(-30*day), nil)
	b.pass(6 * day)
	b.wants("six days", false, "")
	b.pass(2 * day)
	b.wants("eight days", true, "")

	b = newBox(t, time.Time{}, nil)
	b.watch.Clock().Met(noon.Add(-3 * day))
	b.look()
	b.pass(8 * day)
	b.wants("Meta has said that it is wrong", false, "The server's clock is 3 days ahead")
}

func TestWebhookFromTheFutureShowsAClockThatIsBehind(t *testing.T) {
	t.Parallel()
	b := newBox(t, time.Time{}, nil)
	b.watch.Clock().Heard(b.wall.Add(time.Minute), b.wall)
	b.wants("a minute", true, "")
	b.watch.Clock().Heard(b.wall.Add(2*time.Hour), b.wall)
	b.look()
	b.pass(2 * time.Minute)
	b.wants("two hours", true, "The server's clock is 2 hours behind")
	b.watch.Clock().Heard(b.wall.Add(-day), b.wall)
	b.wants("one that came again", true, "The server's clock is 2 hours behind")
	b.wall = b.wall.Add(2 * time.Hour)
	b.wants("put right", true, "")
}
