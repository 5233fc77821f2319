// Package outbox sends messages: each is a row of comms_log first and a row of
// whatsapp_outbox beside it until its outcome is stored, so that a restart goes
// on where the process died. What may have left is never sent again by itself.
//
// It decides when a message leaves, and whether once more. What may be sent and
// how an outcome is stored is the caller's.
package outbox

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	"golang.org/x/time/rate"

	"pocketcrm/hooks/meta"
	"pocketcrm/whatsapp"
)

// Limits of one business number, which are Meta's (throughput and pair rates:
// messages/throughput, support/error-codes 130429 and 131056).
const (
	DefaultRate      = 80              // messages a second
	DefaultPairEvery = 6 * time.Second // one to the same person, after a burst
	pairBurst        = 45
	maxCalls         = 32 // under way at once
)

// When a message that WhatsApp would not take now is tried again.
const (
	longestPause   = 10 * time.Minute // of one message
	longestAsked   = 2 * time.Hour    // twice what Meta can ask for
	riskyTries     = 3                // of what may go out twice
	unreachedTries = 3                // WhatsApp can't be reached while a person waits
	sweepEvery     = time.Minute      // of lanes that nothing waits in
)

// GiveUpAfter is how long a message is tried, from when it was due.
const GiveUpAfter = 24 * time.Hour

// Store keeps the messages that wait, and their outcomes.
type Store interface {
	// Waiting lists all messages that wait, oldest first. What was being sent
	// when the process died is no longer among them: its outcome is unknown.
	Waiting() ([]Item, error)
	// Prepare does what has to come before a message, such as handing over its
	// file. Nothing has been sent whatever its error, so it may be repeated. It
	// ends when ctx does.
	//
	// What takes long it does in aside, which lets other messages pass.
	Prepare(ctx context.Context, rowID string, aside func(work func() error) error) error
	// Take marks a message as being sent and returns what to send. It returns
	// nil when there is nothing to send any more: it was cancelled, or it may
	// not leave now (the window closed), which the store has then noted.
	Take(rowID string) (*whatsapp.Outgoing, error)
	// Settle stores how it ended; the message waits no longer.
	Settle(rowID string, sent whatsapp.Sent, err error) error
	// Defer stores that it is tried again at a time, and why. It is false when
	// there is nothing to try any more: a status has come meanwhile.
	Defer(rowID string, at time.Time, err error) (waits bool, failure error)
}

// Item is a message that waits.
type Item struct {
	RowID    string    // in comms_log
	To       string    // a name of the person: messages to one leave in order
	Due      time.Time // not before
	Attempts int
	Since    time.Time // when it was first due
	// Later is a message that nobody waits for: it was scheduled, or waited
	// over a restart. What people answer goes first, and is told sooner that
	// WhatsApp can't be reached.
	Later bool
	// Code is Meta's of the last refusal; 0 for none.
	Code int

	unreached int
}

// Options of an outbox. The zero value of each field is usable.
type Options struct {
	Rate       float64       // messages a second
	PairEvery  time.Duration // between messages to one person
	RetryAfter time.Duration // the first pause
	Timeout    time.Duration // of one call
	Now        func() time.Time
	Warn       func(message string, args ...any)
	// ClockHolds is false while Now may be wrong: what was to leave later waits
	// then, and nothing is too late.
	ClockHolds func() bool
	Changed    func() // told when messages begin or cease to leave; it must not block
}

// Outbox sends what is due. Make it with [New].
type Outbox struct {
	gate  *meta.Gate
	store Store
	opts  Options

	number *rate.Limiter
	calls  chan struct{}
	asides chan struct{}
	ctx    context.Context
	stop   context.CancelFunc
	work   sync.WaitGroup

	mu      sync.Mutex
	running bool
	lanes   map[string]*lane
	ready   [2]laneHeap // answers, and what can wait
	swept   time.Time
	wake    chan struct{}
	waiters map[string][]chan struct{}
}

// New makes an outbox that sends through a gate; it does nothing until Start.
func New(gate *meta.Gate, store Store, o Options) *Outbox {
	o.Rate = orDefault(o.Rate, DefaultRate)
	o.PairEvery = orDefault(o.PairEvery, DefaultPairEvery)
	o.RetryAfter = orDefault(o.RetryAfter, meta.DefaultRetryAfter)
	o.Timeout = orDefault(o.Timeout, 30*time.Second)
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Warn == nil {
		o.Warn = func(string, ...any) {}
	}
	if o.ClockHolds == nil {
		o.ClockHolds = func() bool { return true }
	}
	if o.Changed == nil {
		o.Changed = func() {}
	}
	ctx, stop := context.WithCancel(context.Background())
	return &Outbox{
		gate: gate, store: store, opts: o, ctx: ctx, stop: stop,
		number:  rate.NewLimiter(rate.Limit(o.Rate), 1),
		calls:   make(chan struct{}, maxCalls),
		asides:  make(chan struct{}, maxAside),
		lanes:   make(map[string]*lane),
		wake:    make(chan struct{}, 1),
		waiters: make(map[string][]chan struct{}),
	}
}

func orDefault[T float64 | time.Duration](v, byDefault T) T {
	if v == 0 {
		return byDefault
	}
	return v
}

// Start sends what waits, and from then on what is added.
func (o *Outbox) Start() error {
	items, err := o.store.Waiting()
	if err != nil {
		return err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	for _, i := range items {
		o.put(i)
	}
	if at, why := heldUntil(items); why != nil {
		o.gate.HoldUntil(at, why)
	}
	o.running = true
	o.work.Go(o.dispatch)
	return nil
}

// heldUntil is until when the number has to wait that was too fast before the
// start: the first of those it was said of finds out whether it still is.
func heldUntil(items []Item) (hold time.Time, why *whatsapp.APIError) {
	for _, i := range items {
		if said := (&whatsapp.APIError{Code: i.Code}); i.Code != 0 && said.TooFast() && (why == nil || i.Due.Before(hold)) {
			hold, why = i.Due, said
		}
	}
	return hold, why
}

// ErrStopped means that nothing is sent any more: the server is stopping.
var ErrStopped = errors.New("the outbox is stopped")

// Add sends a message that the store has. It returns at once.
func (o *Outbox) Add(i Item) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if !o.running {
		return ErrStopped
	}
	o.put(i)
	o.poke()
	return nil
}

// Tried returns a channel that is closed after the next attempt to send a
// message, however it ended, and a function that ends the waiting. Ask before
// reading how it stands.
func (o *Outbox) Tried(rowID string) (tried <-chan struct{}, forget func()) {
	o.mu.Lock()
	defer o.mu.Unlock()
	done := make(chan struct{})
	o.waiters[rowID] = append(o.waiters[rowID], done)
	return done, func() { o.unwait(rowID, done) }
}

func (o *Outbox) unwait(rowID string, done chan struct{}) {
	o.mu.Lock()
	defer o.mu.Unlock()
	left := slices.DeleteFunc(o.waiters[rowID], func(c chan struct{}) bool { return c == done })
	if o.waiters[rowID] = left; len(left) == 0 {
		delete(o.waiters, rowID)
	}
}

// Stop refuses new messages and waits for the calls under way. What waits stays
// in the store.
func (o *Outbox) Stop(timeout time.Duration) (finished bool) {
	o.mu.Lock()
	o.running = false
	o.mu.Unlock()
	o.stop()
	done := make(chan struct{})
	go func() { o.work.Wait(); close(done) }()
	select {
	case <-done:
		return true
	case <-time.After(timeout):
		return false
	}
}
