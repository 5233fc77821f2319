package hooks

import (
	"errors"
	"io"
	"net/http"
	"os"
	"runtime"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"pocketcrm/hooks/door"
)

// Limits of the bodies that have arrived in part or wait to be taken apart.
// Nobody has signed them yet, so strangers could fill the memory with them.
//
// note: Meta's ordinary bodies come in one packet and need no room. Those that do
// have a room of their own, so that a few large and slow ones can't keep them out.
var webhookLimits = door.Limits{
	Bodies: 4096, Free: 8 << 10,
	Border: largeWebhookBytes, Small: 16 << 20, Large: 32 << 20,
	Patience: time.Second,
}

// The pace of a body. What crawls is dropped; a slow but honest link has a few
// KB a second.
const (
	paceBytes       = 3 << 10
	paceTime        = 3 * time.Second // for each so many bytes
	webhookPatience = time.Minute     // for a body to arrive
	ordinary        = 2 << 10         // bytes; most bodies have no more
)

// incoming is a body that is arriving.
type incoming struct {
	door    *door.Body
	body    io.Reader
	control *http.ResponseController
	realIP  func() string
	pace    time.Duration
	end     time.Time // when it has to be here
	left    int       // of what has to come before the pace is looked at again
}

// readBody reads a whole body, or through it when nobody wants to keep it: who is
// cut off while writing doesn't see the answer. The body is the caller's to
// release, also after an error.
func (c *crm) readBody(w http.ResponseWriter, r *http.Request, realIP func() string, keep bool) ([]byte, *door.Body, error) {
	in := &incoming{body: r.Body, control: http.NewResponseController(w), realIP: realIP, pace: c.pace}
	// note: PocketBase keeps a copy of what is read, for handlers that read it
	// again; nobody does here
	if twice, ok := r.Body.(*router.RereadableReadCloser); ok {
		in.body = twice.ReadCloser
	}
	in.door = c.arrivals.Begin(in)
	if err := in.goOn(); err != nil {
		return nil, in.door, err
	}
	content, err := in.read(r.ContentLength, keep)
	in.door.Arrived()
	if err == nil {
		// the connection may be used again, and the commit may take its time
		_ = in.control.SetReadDeadline(time.Time{})
	}
	// note: else the deadline stays, so that the rest isn't waited for
	return content, in.door, err
}

func (in *incoming) read(length int64, keep bool) ([]byte, error) {
	if length > maxWebhookBytes {
		return nil, in.readThrough(&http.MaxBytesError{Limit: maxWebhookBytes})
	}
	if !keep {
		return nil, in.readThrough(nil)
	}
	whole := maxWebhookBytes + 1 // note: the last byte shows that there are too many
	if length >= 0 {
		whole = int(length) + 1
	}
	content := make([]byte, 0, min(whole, ordinary))
	for {
		n, err := in.Read(content[len(content):cap(content)])
		content = content[:len(content)+n]
		switch {
		case len(content) > maxWebhookBytes:
			return nil, in.readThrough(&http.MaxBytesError{Limit: maxWebhookBytes})
		case err == io.EOF:
			return content, nil
		case err != nil:
			return nil, err
		case len(content) < cap(content):
			continue
		}
		size := min(2*cap(content), whole)
		if err := in.door.Grow(size); err != nil {
			return nil, in.readThrough(err)
		}
		if err := in.goOn(); err != nil { // note: waiting for room was no fault of its own
			return nil, err
		}
		content = append(make([]byte, 0, size), content...)
	}
}

// readThrough keeps nothing of what is left, and returns why; without a reason,
// whether it could be read.
func (in *incoming) readThrough(why error) error {
	if errors.Is(why, door.ErrCut) {
		return why
	}
	n, err := io.Copy(io.Discard, io.LimitReader(in, 2*maxWebhookBytes))
	switch {
	case errors.Is(err, door.ErrCut), why == nil && err != nil:
		return err
	case why == nil && n > maxWebhookBytes:
		return &http.MaxBytesError{Limit: maxWebhookBytes}
	}
	return why
}

// Read reads what there is, and watches the pace.
func (in *incoming) Read(p []byte) (int, error) {
	n, err := in.body.Read(p)
	if !in.door.Came(n) && err != io.EOF {
		return n, door.ErrCut
	}
	if in.left -= n; in.left <= 0 && err == nil {
		// note: hundreds that come at full speed would each keep a processor until
		// they are taken off it, and an ordinary one would wait for all of them
		runtime.Gosched()
		err = in.goOn()
	}
	return n, err
}

// goOn gives the body time for what has to come next.
func (in *incoming) goOn() error {
	now := time.Now()
	if in.end.IsZero() {
		in.end = now.Add(webhookPatience)
	}
	in.left = paceBytes
	until := now.Add(in.pace)
	if until.After(in.end) {
		until = in.end
	}
	if err := in.control.SetReadDeadline(until); err != nil && !errors.Is(err, http.ErrNotSupported) {
		return err
	}
	if !in.door.Came(0) { // note: it may have been cut just before
		return door.ErrCut
	}
	return nil
}

// Address is where the body comes from.
func (in *incoming) Address() string { return in.realIP() }

// Cut ends what is being read.
func (in *incoming) Cut() { _ = in.control.SetReadDeadline(time.Unix(1, 0)) }

// refuseBody answers a body that could not be read. What is left of it is not
// waited for, so the connection ends.
func (c *crm) refuseBody(e *core.RequestEvent, err error) error {
	e.Response.Header().Set("Connection", "close")
	tooLarge := (*http.MaxBytesError)(nil)
	switch {
	case errors.Is(err, door.ErrCut):
		// note: an answer would keep the connection for half a second, while there
		// are too many of them
		panic(http.ErrAbortHandler)
	case errors.As(err, &tooLarge):
		return c.refuse(e, http.StatusRequestEntityTooLarge, "A webhook body may have 3 MB at most.")
	case errors.Is(err, door.ErrNoRoom):
		e.Response.Header().Set("Retry-After", "1")
		return c.refuse(e, http.StatusServiceUnavailable, "Too many large webhooks are arriving at once; send it again in a second.")
	case errors.Is(err, os.ErrDeadlineExceeded):
		return c.refuse(e, http.StatusRequestTimeout, "The body came too slowly: a webhook has to bring 3 KB in 3 seconds, or its end.")
	default:
		return c.refuse(e, http.StatusBadRequest, "The body did not arrive whole.")
	}
}
