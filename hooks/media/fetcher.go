// Package media fetches the files of messages. Each is a row of whatsapp_media
// that the ingest writes beside the message, in one transaction, so that a
// restart goes on where the process died; the rows are the queue, and memory
// does not grow with it.
//
// It also knows what a file is, what it may be called and how it may be shown.
// It sends nothing, and has no routes.
package media

import (
	"context"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/ingest"
	"pocketcrm/hooks/meta"
)

// Limits of fetching.
const (
	workers         = 4 // files under way at once
	idLife          = 7 * 24 * time.Hour
	maxStrikes      = 5                // answers that can't be right, until a file is given up
	longestTransfer = 15 * time.Minute // of 100 MB at 1 Mbit/s
	longestPause    = 15 * time.Minute // between two attempts at one file
	longestDoubt    = 24 * time.Hour   // between two attempts at one whose content is wrong
	longestSleep    = time.Minute      // a command beside the server may have added work
)

// Writer runs a short transaction, see [ingest.Writer.Run].
type Writer interface {
	Run(do func(s ingest.Store) (ingest.Change, error)) error
}

// Options of a fetcher. The zero value of each field is usable.
type Options struct {
	RetryAfter time.Duration // the first pause; it doubles
	Timeout    time.Duration // of a call that answers at once
	Now        func() time.Time
	Warn       func(message string, args ...any)
	// ClockHolds is false while Now may be wrong: nothing expires then.
	ClockHolds func() bool
}

// Fetcher fetches what is due. Make it with [New].
type Fetcher struct {
	app    core.App
	gate   *meta.Gate
	writer Writer
	files  *Files
	opts   Options

	ctx  context.Context
	stop context.CancelFunc
	work sync.WaitGroup
	wake chan struct{}

	mu   sync.Mutex
	busy int
}

// New makes a fetcher that asks through a gate; it does nothing until Start.
func New(app core.App, gate *meta.Gate, writer Writer, o Options) *Fetcher {
	if o.RetryAfter <= 0 {
		o.RetryAfter = 5 * time.Second
	}
	if o.Timeout <= 0 {
		o.Timeout = 30 * time.Second
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Warn == nil {
		o.Warn = func(string, ...any) {}
	}
	if o.ClockHolds == nil {
		o.ClockHolds = func() bool { return true }
	}
	ctx, stop := context.WithCancel(context.Background())
	return &Fetcher{app: app, gate: gate, writer: writer, files: NewFiles(app), opts: o, ctx: ctx, stop: stop, wake: make(chan struct{}, 1)}
}

// Start goes on where the last process ended. The collections must exist, and
// no other process may fetch.
func (f *Fetcher) Start() error {
	if err := f.files.Recover(); err != nil {
		return err
	}
	if err := f.recover(); err != nil {
		return err
	}
	f.work.Go(f.run)
	return nil
}

// Wake says that there may be something to fetch. It never blocks.
func (f *Fetcher) Wake() {
	select {
	case f.wake <- struct{}{}:
	default:
	}
}

// Stop breaks off what is under way; it is fetched after the next start.
func (f *Fetcher) Stop(timeout time.Duration) (finished bool) {
	f.stop()
	done := make(chan struct{})
	go func() { f.work.Wait(); close(done) }()
	select {
	case <-done:
		return true
	case <-time.After(timeout):
		return false
	}
}

// run starts what is due, sleeps, and does so again.
func (f *Fetcher) run() {
	for {
		changed := f.gate.Changed()
		timer := time.NewTimer(f.next())
		select {
		case <-timer.C:
		case <-f.wake:
		case <-changed:
		case <-f.ctx.Done():
			timer.Stop()
			return
		}
		timer.Stop()
	}
}

// next starts what is due, and says when to look again at the latest.
func (f *Fetcher) next() time.Duration {
	now := f.opts.Now()
	f.mu.Lock()
	free := workers - f.busy
	if f.gate.Doubts(meta.Fetching) {
		free = 1 - f.busy
	}
	f.mu.Unlock()
	if pause := f.gate.Pause(meta.Fetching); pause > 0 {
		return min(pause, longestSleep)
	}
	if free <= 0 {
		return longestSleep // note: whoever ends wakes
	}
	jobs, err := f.claim(free, now)
	if err != nil && f.ctx.Err() == nil {
		f.opts.Warn("The files that wait could not be read; they are looked at again soon", "error", err)
		return f.opts.RetryAfter
	}
	for _, j := range jobs {
		f.mu.Lock()
		f.busy++
		f.mu.Unlock()
		f.work.Go(func() {
			f.fetch(j)
			f.mu.Lock()
			f.busy--
			f.mu.Unlock()
			f.Wake()
		})
	}
	if len(jobs) == free {
		return longestSleep
	}
	return f.untilDue(now)
}
