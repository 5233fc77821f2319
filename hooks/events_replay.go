package hooks

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/ingest"
)

// eventReplay applies one parked event again, for superusers. An event that
// was applied stays as it is, so replaying twice changes nothing.
func (c *crm) eventReplay(e *core.RequestEvent) error {
	result, err := c.writer.Replay(e.Request.PathValue("id"))
	switch {
	case errors.Is(err, ingest.ErrNoEvent):
		return e.NotFoundError("There is no such event.", nil)
	case errors.Is(err, ingest.ErrFull), errors.Is(err, ingest.ErrClosed):
		e.Response.Header().Set("Retry-After", "1")
		return e.Error(http.StatusServiceUnavailable, "Too much is waiting to be stored. Try again in a moment.", nil)
	case err != nil:
		return e.InternalServerError("The event could not be stored. Try again.", err)
	}
	return e.JSON(http.StatusOK, result)
}

// eventsReplay applies all parked events again.
func (c *crm) eventsReplay(e *core.RequestEvent) error {
	summary, err := c.writer.ReplayAll()
	if err != nil {
		return e.InternalServerError("Not all events could be replayed. Try again.", err)
	}
	return e.JSON(http.StatusOK, summary)
}

// ReplayEvents applies parked events of app again: those with the given ids, or
// all when there are none. It is for a command line; a running server keeps
// its own writer, which is no obstacle.
func ReplayEvents(app core.App, cfg Config, ids ...string) (ingest.Summary, error) {
	writer := ingest.New(app, ingest.Options{Now: cfg.withDefaults().Now})
	if err := writer.Start(); err != nil {
		return ingest.Summary{}, err
	}
	defer writer.Drain(drainTimeout)
	if len(ids) == 0 {
		return writer.ReplayAll()
	}
	summary := ingest.Summary{}
	for _, id := range ids {
		result, err := writer.Replay(id)
		if err != nil {
			return summary, fmt.Errorf("event %s: %w", id, err)
		}
		summary.Add(result)
	}
	return summary, nil
}

// background is work that goes on beside the server until it ends or is stopped.
type background struct {
	stop context.CancelFunc
	done chan struct{}
}

// drain ends it, if it was started, and waits.
func (b background) drain() {
	if b.stop != nil {
		b.stop()
		<-b.done
	}
}

// replayStart applies, beside the server, what an older version kept because it
// had no use for it, so that nobody has to know of the command after an update.
func (c *crm) replayStart() {
	ctx, stop := context.WithCancel(context.Background())
	c.replaying = background{stop, make(chan struct{})}
	go func() {
		defer close(c.replaying.done)
		switch summary, err := c.writer.ReplayUnused(ctx); {
		case ctx.Err() != nil:
		case err != nil:
			c.app.Logger().Error("What an older version could not use was not all applied; the next start tries again", "error", err)
		case summary.Applied > 0:
			c.app.Logger().Info("What an older version could not use was applied", "events", summary.Applied)
		}
	}()
}

// eventChanged is for a superuser who parks an event again in the dashboard:
// the message it waits for must find it.
func (c *crm) eventChanged(e *core.RecordEvent) error {
	return inTransaction(e, func() error {
		c.writer.EventsChanged()
		return e.Next()
	})
}
