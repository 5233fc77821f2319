// Package machine tells how the machine is that the program runs on: whether its
// disk has room and can be written, whether its clock is right, whether the
// databases are sound and when they were backed up last.
//
// It mends nothing and removes nothing. What it says ends by itself when it is
// mended. It knows nothing of WhatsApp or of collections.
package machine

import (
	"context"
	"errors"
	"os"
	"sync"
	"time"
)

const (
	lookEvery = 5 * time.Second
	askEvery  = time.Minute // Meta for the time, while the clock is in doubt
	probeTime = 2 * time.Second
)

// Options of a watch. Dir is needed.
type Options struct {
	Dir    string
	Source Source
	// Trial is of what nobody would miss: it needs no backup.
	Trial   bool
	Backups Backups // nil: nothing is said of them
	// Write writes something to the database, which shows that it can be
	// written again.
	Write func(ctx context.Context) error
	// Ask has Meta asked something, whose answer tells the time. Nil: it can't be.
	Ask func(ctx context.Context)
	// Righted is told when the clock can be trusted, at the start and each time
	// that it was wrong.
	Righted func()
	// Say writes to the log; Changed is told that there is another notice or one
	// less.
	Say     func(grave bool, words string)
	Changed func()
}

// Watch looks after the machine. Make it with [New].
type Watch struct {
	opts  Options
	clock *Clock
	wake  chan struct{}

	mu     sync.Mutex
	ctx    context.Context // nil while it isn't running
	stop   context.CancelFunc
	work   sync.WaitGroup
	fault  *fault
	disks  []disk
	memory Memory
	told   map[string]Notice
	asked  time.Duration
	asking bool
	checks sync.Mutex
}

// fault is why nothing can be written.
type fault struct {
	cause Cause
	told  bool // so that one that passes at once is told all the same
}

// disk is one whose room counts, and what for.
type disk struct {
	dir   string
	use   string // in a sentence about it
	grave bool   // messages are stored there
	space Space
	level level
}

// New makes a watch; it does nothing until Start.
func New(o Options) *Watch {
	o.Source = o.Source.withDefaults()
	if o.Say == nil {
		o.Say = func(bool, string) {}
	}
	if o.Changed == nil {
		o.Changed = func() {}
	}
	if o.Righted == nil {
		o.Righted = func() {}
	}
	w := &Watch{opts: o, wake: make(chan struct{}, 1), told: map[string]Notice{}, asked: -askEvery}
	w.clock = newClock(o.Source, time.Time{})
	w.disks = []disk{{dir: o.Dir, use: "the data directory", grave: true}, {dir: os.TempDir(), use: "temporary files"}}
	return w
}

// Start begins to look, with what an earlier process has left.
func (w *Watch) Start(m Memory) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.ctx != nil {
		return
	}
	w.begin(m)
	ctx, stop := context.WithCancel(context.Background())
	w.ctx, w.stop = ctx, stop
	w.work.Go(func() { w.run(ctx) })
}

// Begin takes what an earlier process has left, without looking by itself.
func (w *Watch) Begin(m Memory) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.begin(m)
}

func (w *Watch) begin(m Memory) {
	w.memory, w.clock = m, newClock(w.opts.Source, m.SeenAt)
}

// Stop ends it, and a check under way.
func (w *Watch) Stop() {
	w.mu.Lock()
	if w.stop != nil {
		w.stop()
	}
	w.ctx, w.stop = nil, nil
	w.mu.Unlock()
	w.work.Wait()
}

func (w *Watch) run(ctx context.Context) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for {
		w.Look(ctx)
		select {
		case <-ctx.Done():
			return
		case <-w.wake:
		case <-tick.C:
		}
	}
}

// Clock is the clock that is watched.
func (w *Watch) Clock() *Clock {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.clock
}

// Failed takes an error of storing something, and says what it means for the
// disk or the database: nothing, most of the time. It is cheap, and never blocks.
func (w *Watch) Failed(err error) Cause {
	cause := CauseOf(err)
	if cause == "" {
		return ""
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	switch {
	case !cause.passes():
		if w.memory.Check == "" || w.memory.Check == Sound {
			w.memory.Check, w.memory.CheckedAt = string(cause), w.opts.Source.Wall()
			poke(w.wake)
		}
	case w.fault == nil:
		w.fault = &fault{cause: cause}
		poke(w.wake) // note: the first time only, or what tries whether it is over would wake itself
	default:
		w.fault.cause = w.sharper(cause)
	}
	return cause
}

// sharper keeps what was found out with more effort. It must be called with mu
// held.
func (w *Watch) sharper(cause Cause) Cause {
	if vague := cause == Failing || cause == Unopened || cause == Locked; vague && w.fault.cause != Failing {
		return w.fault.cause
	}
	return cause
}

// Look looks once: at the disks, whether a fault is over, and at the clock. What
// is new is said, once, and what is over.
func (w *Watch) Look(ctx context.Context) {
	w.measure()
	w.probe(ctx)
	w.askTime()
	if w.Clock().righted() {
		w.opts.Righted()
	}
	found := map[string]Notice{}
	for _, n := range w.Notices() {
		found[n.Key] = n
	}
	w.mu.Lock()
	told := w.told
	w.told = found
	w.mu.Unlock()
	changed := false
	for key, n := range found {
		if told[key].Words != n.Words {
			changed = true
			if _, known := told[key]; !known {
				w.opts.Say(n.Grave, n.Words)
			}
		}
	}
	for key, n := range told {
		if _, still := found[key]; !still && ctx.Err() == nil {
			changed = true
			w.opts.Say(false, n.Over)
		}
	}
	if changed {
		w.opts.Changed()
	}
}

// measure asks for the room on each disk, once a disk.
func (w *Watch) measure() {
	w.mu.Lock()
	defer w.mu.Unlock()
	known := map[uint64]bool{}
	for i := range w.disks {
		d := &w.disks[i]
		space, err := w.opts.Source.Space(d.dir)
		if err != nil || known[space.Disk] {
			d.space, d.level = Space{}, roomy
			continue
		}
		known[space.Disk] = true
		need := uint64(0)
		if d.grave {
			need = w.backupNeeds()
		}
		d.space, d.level = space, levelOf(space, need, d.level)
		if !d.grave && d.level == low {
			d.level = roomy // note: uploads need little
		}
	}
}

// backupNeeds is what the next backup takes: copies of the databases and the
// packed file. It must be called with mu held.
func (w *Watch) backupNeeds() uint64 {
	if w.opts.Trial {
		return 0
	}
	copies := sizeOf(w.opts.Dir, "data.db", "auxiliary.db")
	return copies + max(uint64(w.memory.BackupSize), copies/2)
}

// probe tries whether a fault is over. Nobody else would, when no message comes.
func (w *Watch) probe(ctx context.Context) {
	w.mu.Lock()
	isNew := w.fault == nil || !w.fault.told
	if w.fault != nil {
		w.fault.told = true
	}
	w.mu.Unlock()
	if isNew {
		return
	}
	err := tryWriting(w.opts.Dir, probeBytes)
	if err == nil && w.opts.Write != nil {
		limited, cancel := context.WithTimeout(ctx, probeTime)
		err = w.opts.Write(limited)
		cancel()
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	cause := CauseOf(err)
	switch {
	case w.fault == nil, err != nil && cause == "":
		return
	case err == nil:
		w.fault = nil
	case cause != Failing: // note: SQLite says no more of a quota than that writing failed
		w.fault.cause = cause
	}
}

func (w *Watch) askTime() {
	ran := w.opts.Source.Running()
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.opts.Ask == nil || w.ctx == nil || w.asking || ran-w.asked < askEvery || !w.clock.Asks() {
		return
	}
	w.asked, w.asking = ran, true
	ctx := w.ctx
	w.work.Go(func() {
		w.opts.Ask(ctx)
		w.mu.Lock()
		w.asking = false
		w.mu.Unlock()
		poke(w.wake)
	})
}

func poke(wake chan struct{}) {
	select {
	case wake <- struct{}{}:
	default:
	}
}

// errStopped ends a check at the stop of the program.
var errStopped = errors.New("the watch is not running")
