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
	"io"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/ingest"
	"pocketcrm/whatsapp"
)

// Limits of fetching.
const (
	workers         = 4 // files under way at once
	idLife          = 7 * 24 * time.Hour
	maxStrikes      = 5                // answers that can't be right, until a file is given up
	longestTransfer = 15 * time.Minute // of 100 MB at 1 Mbit/s
	longestPause    = 15 * time.Minute // between two attempts at one file
	longestDoubt    = 24 * time.Hour   // between two attempts at one whose content is wrong
	longestHold     = time.Minute      // while WhatsApp can't be reached
	longestAsked    = time.Hour        // that anybody's Retry-After can ask for: an id lives seven days
	longestSleep    = time.Minute      // a command beside the server may have added work
)

// Cloud is what fetching needs of the Cloud API.
type Cloud interface {
	Media(ctx context.Context, id string) (whatsapp.MediaInfo, error)
	Download(ctx context.Context, address string, w io.Writer, most int64) (int64, error)
	// PhoneNumber makes a call that does nothing, to see whether the token works.
	PhoneNumber(ctx context.Context) error
}

// Writer runs a short transaction, see [ingest.Writer.Run].
type Writer interface {
	Run(do func(s ingest.Store) (ingest.Change, error)) error
}

// Options of a fetcher. The zero value of each field is usable.
type Options struct {
	RetryAfter time.Duration // the first pause; it doubles
	ProbeEvery time.Duration // while the token is refused
	Timeout    time.Duration // of a call that answers at once
	Now        func() time.Time
	Warn       func(message string, args ...any)
}

// Fetcher fetches what is due. Make it with [New].
type Fetcher struct {
	app    core.App
	cloud  Cloud
	writer Writer
	files  *Files
	opts   Options

	ctx  context.Context
	stop context.CancelFunc
	work sync.WaitGroup
	wake chan struct{}

	mu       sync.Mutex
	busy     int
	refused  error     // why the token is refused; nothing is fetched meanwhile
	failures int       // in a row, of the connection as a whole
	hold     time.Time // nothing is fetched before
}

// New makes a fetcher; it does nothing until Start.
func New(app core.App, cloud Cloud, writer Writer, o Options) *Fetcher {
	if o.RetryAfter <= 0 {
		o.RetryAfter = 5 * time.Second
	}
	if o.ProbeEvery <= 0 {
		o.ProbeEvery = time.Minute
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
	ctx, stop := context.WithCancel(context.Background())
	return &Fetcher{app: app, cloud: cloud, writer: writer, files: NewFiles(app), opts: o, ctx: ctx, stop: stop, wake: make(chan struct{}, 1)}
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

// Refused tells why WhatsApp refuses the access token, if it does.
func (f *Fetcher) Refused() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.refused
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
		timer := time.NewTimer(f.next())
		select {
		case <-timer.C:
		case <-f.wake:
		case <-f.ctx.Done():
			timer.Stop()
			return
		}
		timer.Stop()
		f.probe()
	}
}

// next starts what is due, and says when to look again at the latest.
func (f *Fetcher) next() time.Duration {
	now := f.opts.Now()
	f.mu.Lock()
	free, refused, hold := workers-f.busy, f.refused, f.hold.Sub(now)
	f.mu.Unlock()
	switch {
	case refused != nil:
		return f.opts.ProbeEvery
	case hold > 0:
		return min(hold, longestSleep)
	case free == 0:
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

// probe asks whether a refused token works again.
func (f *Fetcher) probe() {
	if f.Refused() == nil {
		return
	}
	ctx, cancel := context.WithTimeout(f.ctx, f.opts.Timeout)
	err := f.cloud.PhoneNumber(ctx)
	cancel()
	if isTokenRefused(err) || f.ctx.Err() != nil {
		return
	}
	f.mu.Lock()
	f.refused = nil
	f.mu.Unlock()
	f.opts.Warn("WhatsApp takes the access token again; waiting files are fetched")
}
