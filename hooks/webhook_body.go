package hooks

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"
	"golang.org/x/sync/semaphore"
)

// Limits of the bodies that have arrived in part or wait to be taken apart.
// Nobody has signed them yet, so strangers could fill the memory with them.
//
// note: ordinary webhooks have a room of their own, so that a few large and
// slow ones can't keep them out.
const (
	roomForSmall    = 16 << 20
	roomForLarge    = 32 << 20
	webhookPatience = 20 * time.Second // for a body to arrive
	roomPatience    = time.Second      // for room to read it into
)

// errNoRoom means that too many bodies are arriving at once.
var errNoRoom = errors.New("too many webhook bodies are arriving")

// bodyRooms bounds the memory of bodies before they are in the writer's queue,
// which has a limit of its own.
type bodyRooms struct {
	small, large *semaphore.Weighted
	patience     time.Duration
}

func newBodyRooms(patience time.Duration) *bodyRooms {
	return &bodyRooms{small: semaphore.NewWeighted(roomForSmall), large: semaphore.NewWeighted(roomForLarge), patience: patience}
}

// claim is the room that one body takes.
type claim struct {
	room *semaphore.Weighted
	size int64
}

// release gives the room back; a second time does nothing.
func (c *claim) release() {
	if c.room != nil {
		c.room.Release(c.size)
		c.room = nil
	}
}

// claim takes room for a body by its declared length, -1 when there is none.
func (b *bodyRooms) claim(length int64) (claim, error) {
	if length > maxWebhookBytes {
		return claim{}, &http.MaxBytesError{Limit: maxWebhookBytes}
	}
	if length < 0 {
		length = maxWebhookBytes
	}
	c := claim{b.small, length}
	if length > largeWebhookBytes {
		c.room = b.large
	}
	if c.room.TryAcquire(c.size) {
		return c, nil
	}
	// note: bodies without a length are taken for large ones, of which a few
	// fill the room; they are gone in milliseconds
	ctx, cancel := context.WithTimeout(context.Background(), roomPatience)
	defer cancel()
	if err := c.room.Acquire(ctx, c.size); err != nil {
		return claim{}, errNoRoom
	}
	return c, nil
}

// read reads a whole body. The claim is the caller's to release, also after an
// error.
func (b *bodyRooms) read(w http.ResponseWriter, r *http.Request) ([]byte, claim, error) {
	control := http.NewResponseController(w)
	if err := control.SetReadDeadline(time.Now().Add(b.patience)); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return nil, claim{}, err
	}
	body := r.Body
	// note: PocketBase keeps a copy of what is read, for handlers that read it
	// again; nobody does here
	if twice, ok := body.(*router.RereadableReadCloser); ok {
		body = twice.ReadCloser
	}
	c, err := b.claim(r.ContentLength)
	if err != nil {
		// note: whoever is cut off while writing doesn't see the answer
		_, _ = io.Copy(io.Discard, io.LimitReader(body, 2*maxWebhookBytes))
		return nil, c, err
	}

	var buffer bytes.Buffer
	if r.ContentLength > 0 {
		buffer.Grow(int(r.ContentLength) + bytes.MinRead) // note: with less, the end would make it grow again
	}
	if _, err := buffer.ReadFrom(http.MaxBytesReader(nil, body, maxWebhookBytes)); err != nil {
		// note: the deadline stays, so that the rest isn't waited for
		return nil, c, err
	}
	// the connection may be used again, and the commit may take its time
	_ = control.SetReadDeadline(time.Time{})
	return buffer.Bytes(), c, nil
}

// refuseBody answers a body that could not be read. What is left of it is not
// waited for, so the connection ends.
func (c *crm) refuseBody(e *core.RequestEvent, err error) error {
	e.Response.Header().Set("Connection", "close")
	tooLarge := (*http.MaxBytesError)(nil)
	switch {
	case errors.As(err, &tooLarge):
		return c.refuse(e, http.StatusRequestEntityTooLarge, "A webhook body may have 3 MB at most.")
	case errors.Is(err, errNoRoom):
		e.Response.Header().Set("Retry-After", "1")
		return c.refuse(e, http.StatusServiceUnavailable, "Too many large webhooks are arriving at once; send it again in a second.")
	default:
		return c.refuse(e, http.StatusBadRequest, "The body did not arrive whole.")
	}
}
