package hooks

import (
	"context"
	"encoding/json"
	"time"
)

const (
	// healthPause is the least time between two looks at how it stands: pages
	// hear of a change at once, and a load of webhooks costs nothing.
	healthPause = 500 * time.Millisecond
	// healthEvery is how often it is looked at without a cause, for what comes
	// with time alone, such as messages that have waited for long.
	healthEvery = 5 * time.Second
)

// healthWatch tells open pages that what /api/crm/health answers has changed.
// It compares answers, so whatever adds a warning needs no word of its own
// here; whoever calls changed makes it known at once.
type healthWatch struct {
	crm  *crm
	wake chan struct{}
	run  background
}

func newHealthWatch(c *crm) *healthWatch { return &healthWatch{crm: c, wake: make(chan struct{}, 1)} }

// changed says that how it stands may have changed. It never blocks.
func (w *healthWatch) changed() { poke(w.wake) }

func (w *healthWatch) start() {
	ctx, stop := context.WithCancel(context.Background())
	w.run = background{stop, make(chan struct{})}
	go func() {
		defer close(w.run.done)
		w.watch(ctx)
	}()
}

func (w *healthWatch) drain() {
	if w.run.stop != nil {
		w.run.stop()
		<-w.run.done
	}
}

func (w *healthWatch) watch(ctx context.Context) {
	told, tick := w.look(ctx), time.NewTicker(healthEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.wake:
		case <-tick.C:
		}
		if w.seen() {
			if now := w.look(ctx); now != told {
				told = now
				w.crm.feed.noteHealth()
			}
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(healthPause):
		}
	}
}

// seen tells whether anybody has a page open.
func (w *healthWatch) seen() bool {
	for range w.crm.feed.followed() {
		return true
	}
	return false
}

// look is what pages show of how it stands.
func (w *healthWatch) look(ctx context.Context) string {
	report, err := w.crm.healthNow(ctx, true)
	if err != nil {
		report.Warnings = append(report.Warnings, "the database can't be read")
	}
	shown, _ := json.Marshal([]any{report.Warnings, report.Setup, report.Sending, report.ParkedEvents}) // note: strings and a number can be written
	return string(shown)
}
