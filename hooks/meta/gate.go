// Package meta decides whether Meta takes anything now, for all who ask it
// something: messages, files, templates and receipts. Every call passes its
// [Gate], which learns from the answers. It closes for good when Meta refuses
// the access token or the app's secret, until a probe says that they work again;
// and for a while when Meta asks to slow down.
//
// Whether one message or file is tried once more, and when, is not its matter.
package meta

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	"pocketcrm/whatsapp"
)

// Work is what a call is for. What goes wrong with one says nothing of the
// others, unless Meta says so.
type Work string

// The kinds of work.
const (
	Sending   Work = "sending"
	Uploading Work = "uploading"
	Fetching  Work = "fetching" // files of customers
	Receipts  Work = "receipts"
	Templates Work = "templates"

	everything Work = "" // a pause of all of them
)

const (
	// DefaultRetryAfter is the first pause; each after it is twice as long.
	DefaultRetryAfter = 2 * time.Second
	longestPause      = time.Minute // unless Meta asks for more
	longestAsked      = time.Hour   // that anybody's Retry-After can ask for
)

// Client makes the calls; it is a [whatsapp.Client].
type Client interface {
	Send(ctx context.Context, m whatsapp.Outgoing) (whatsapp.Sent, error)
	Upload(ctx context.Context, f whatsapp.Upload) (id string, err error)
	Media(ctx context.Context, id string) (whatsapp.MediaInfo, error)
	Download(ctx context.Context, address string, w io.Writer, most int64) (int64, error)
	MarkRead(ctx context.Context, wamid string, typing bool) error
	Templates(ctx context.Context, accountID string) ([]whatsapp.Template, error)
	// PhoneNumber does nothing, to see whether the token works.
	PhoneNumber(ctx context.Context) error
}

// Options of a gate. The zero value of each field is usable.
type Options struct {
	RetryAfter time.Duration // the first pause
	ProbeEvery time.Duration // while it is closed; a minute
	Timeout    time.Duration // of a probe
	Now        func() time.Time
	Warn       func(message string, args ...any)
	// Changed is told when the gate closed or opened, or when there is another
	// fault or one less. It is called from the work that found out, and returns
	// soon.
	Changed func()
}

// Gate is the one way to Meta. Make it with [New].
type Gate struct {
	client Client
	opts   Options
	ctx    context.Context
	stop   context.CancelFunc
	work   sync.WaitGroup

	mu      sync.Mutex
	closed  *whatsapp.APIError // why nothing is taken; nil while it is open
	pauses  map[Work]*pause
	faults  map[Work]*whatsapp.APIError // of the set-up, that one kind of work met last
	changed chan struct{}
}

// pause is how long something has to wait, and why.
type pause struct {
	until time.Time
	count int // in a row
	cause error
}

// New makes a gate before a client. It is open.
func New(client Client, o Options) *Gate {
	orDefault := func(d *time.Duration, byDefault time.Duration) {
		if *d <= 0 {
			*d = byDefault
		}
	}
	orDefault(&o.RetryAfter, DefaultRetryAfter)
	orDefault(&o.ProbeEvery, time.Minute)
	orDefault(&o.Timeout, 30*time.Second)
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Warn == nil {
		o.Warn = func(string, ...any) {}
	}
	if o.Changed == nil {
		o.Changed = func() {}
	}
	g := &Gate{client: client, opts: o, pauses: map[Work]*pause{}, faults: map[Work]*whatsapp.APIError{}, changed: make(chan struct{})}
	g.ctx, g.stop = context.WithCancel(context.Background())
	return g
}

// Stop ends a probe under way.
func (g *Gate) Stop() {
	g.stop()
	g.work.Wait()
}

// ClosedError is of a call that was not made, because Meta takes nothing now.
// What it would have done has not been done.
type ClosedError struct {
	For   time.Duration // at the least
	Cause error         // what Meta has said
}

func (e *ClosedError) Error() string {
	return "WhatsApp was not asked, because it takes nothing now: " + e.Cause.Error()
}

func (e *ClosedError) Unwrap() error { return e.Cause }

// Pause is how long this work has to wait at the least; 0 when it may go on.
// While the gate is closed nobody knows: see [Gate.Changed].
func (g *Gate) Pause(w Work) time.Duration {
	g.mu.Lock()
	defer g.mu.Unlock()
	wait, _ := g.waits(w)
	return wait
}

// waits must be called with mu held.
func (g *Gate) waits(w Work) (wait time.Duration, cause error) {
	if g.closed != nil {
		return g.opts.ProbeEvery, g.closed
	}
	now := g.opts.Now()
	for _, of := range []Work{everything, w} {
		p := g.pauses[of]
		if p != nil && p.until.Sub(now) > 2*longestAsked {
			delete(g.pauses, of) // note: longer than anybody asks for; the clock was ahead when it began
			continue
		}
		if p != nil && p.until.Sub(now) > wait {
			wait, cause = p.until.Sub(now), p.cause
		}
	}
	return wait, cause
}

// Changed returns a channel that is closed at the next change. Ask before
// reading how it stands.
func (g *Gate) Changed() <-chan struct{} {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.changed
}

// Closed tells why nothing is taken until the set-up is mended; nil while the
// gate is open.
func (g *Gate) Closed() *whatsapp.APIError {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.closed
}

// Fault is the last thing about the set-up that one kind of work met; nil when
// it went well since.
func (g *Gate) Fault(w Work) *whatsapp.APIError {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.faults[w]
}

// Doubts tells whether this work failed when it was tried last: one call at a
// time is enough to find out whether it goes on.
func (g *Gate) Doubts(w Work) bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.pauses[w] != nil
}

// HoldUntil lets everything wait for what Meta had asked for before a restart.
func (g *Gate) HoldUntil(at time.Time, cause error) {
	g.mu.Lock()
	g.pauses[everything] = &pause{until: at, count: 1, cause: cause}
	g.mu.Unlock()
}

// announce tells of a change. It must be called without mu.
func (g *Gate) announce() {
	g.mu.Lock()
	close(g.changed)
	g.changed = make(chan struct{})
	g.mu.Unlock()
	g.opts.Changed()
}

// enter refuses a call while this work has to wait.
func (g *Gate) enter(w Work) error {
	g.mu.Lock()
	defer g.mu.Unlock()
	if wait, cause := g.waits(w); wait > 0 {
		return &ClosedError{For: wait, Cause: cause}
	}
	return nil
}

// leave learns from how a call ended.
func (g *Gate) leave(w Work, err error) {
	var refused *whatsapp.APIError
	isRefusal := errors.As(err, &refused)
	switch {
	case isRefusal && refused.Stops():
		g.close(refused)
	case isRefusal && refused.TooFast():
		g.delay(everything, err)
	case err == nil:
		g.worked(everything)
		g.note(w, nil)
	case isRefusal && isOf(w, refused):
		g.note(w, refused)
	}
}

// isOf tells whether a refusal is a fault of the set-up for this work: that an id
// doesn't exist is one of the number when something is sent, not when a
// customer's file is asked for.
func isOf(w Work, refused *whatsapp.APIError) bool {
	switch w {
	case Receipts:
		return false
	case Fetching:
		return !namesNothing[refused.Code] && refused.HTTPStatus != 404 && refused.HTTPStatus != 410 && refused.Explain().SetUp
	case Templates:
		return refused.Code == 100 || refused.Explain().SetUp
	}
	return refused.Explain().SetUp
}

// note keeps a fault of the set-up, or forgets it with nil.
func (g *Gate) note(w Work, fault *whatsapp.APIError) {
	g.mu.Lock()
	known := g.faults[w]
	g.faults[w] = fault
	g.mu.Unlock()
	if known != nil && fault != nil && known.Explain() == fault.Explain() || known == fault {
		return
	}
	g.announce()
}

// close stops everything until a probe says that it works again.
func (g *Gate) close(fault *whatsapp.APIError) {
	g.mu.Lock()
	first := g.closed == nil
	if g.closed = fault; first && g.ctx.Err() == nil {
		g.work.Go(g.probe)
	}
	g.mu.Unlock()
	if first {
		g.opts.Warn("WhatsApp refuses the set-up; nothing is asked of it until that works again", "error", fault)
		g.announce()
	}
}

// probe asks from time to time whether the set-up works again.
func (g *Gate) probe() {
	for {
		timer := time.NewTimer(g.opts.ProbeEvery)
		select {
		case <-timer.C:
		case <-g.ctx.Done():
			timer.Stop()
			return
		}
		ctx, cancel := context.WithTimeout(g.ctx, g.opts.Timeout)
		err := g.client.PhoneNumber(ctx)
		cancel()
		if g.ctx.Err() != nil {
			return
		}
		if g.opens(err) {
			g.opts.Warn("WhatsApp takes the set-up again; what waits goes on")
			g.announce()
			return
		}
	}
}

// opens reads the answer to a probe: whatever Meta itself says but that it
// refuses the set-up shows that it works.
func (g *Gate) opens(err error) bool {
	var refused *whatsapp.APIError
	g.mu.Lock()
	defer g.mu.Unlock()
	switch isRefusal := errors.As(err, &refused); {
	case isRefusal && refused.Stops():
		g.closed = refused // note: it may be another reason by now
		return false
	case isRefusal && (refused.Code == whatsapp.CodeNone || refused.TooFast() || refused.HTTPStatus >= 500), err != nil && !isRefusal:
		return false
	}
	g.closed = nil
	return true
}

// delay lets one kind of work wait, each time in a row twice as long, and as
// long as Meta asks for. What was under way when a pause began counts once.
func (g *Gate) delay(w Work, cause error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	p := g.pauses[w]
	if p == nil {
		p = &pause{}
		g.pauses[w] = p
	}
	now := g.opts.Now()
	if !now.Before(p.until) {
		p.count++
	}
	if until := now.Add(max(Backoff(g.opts.RetryAfter, p.count, longestPause), Asked(cause))); until.After(p.until) {
		p.until, p.cause = until, cause
	}
}

// worked ends the count of pauses in a row; a pause that was asked for lasts.
func (g *Gate) worked(w Work) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if p := g.pauses[w]; p != nil && !g.opts.Now().Before(p.until) {
		delete(g.pauses, w)
	}
}

// Asked is how long Meta asks to wait, within reason: 0 when it doesn't.
func Asked(err error) time.Duration {
	var refused *whatsapp.APIError
	if !errors.As(err, &refused) {
		return 0
	}
	return min(refused.RetryAfter, longestAsked)
}
