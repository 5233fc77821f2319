package hooks

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/tools/router"
	"golang.org/x/sync/semaphore"

	"pocketcrm/hooks/door"
)

// Limits of the bodies of PocketBase's routes and ours. PocketBase reads a body
// before it asks who may send it, at up to the sum of what all fields of the
// collection hold, and makes values of it that take 75 times its size.
//
// note: what takes a file has a limit of its own and asks for a session first:
// see bindRoutes. Superusers have PocketBase's limits.
const (
	strangersBody = 64 << 10
	staffBody     = 1 << 20

	// plainBody is more than a sign-in has. Of strangers' larger ones a few
	// at a time are taken apart.
	plainBody     = 4 << 10
	largeAtOnce   = 4
	largePatience = 5 * time.Second // for its turn
	drainPatience = 5 * time.Second // for the rest of one that is refused
)

const (
	bodyLimitID     = "crmBodyLimit"
	strangersWaitID = "crmStrangersWait"
)

// bodyLimit bounds what is read of a body, whatever reads it: the limit is
// inside the one that PocketBase keeps to be read again.
func (c *crm) bodyLimit() *hook.Handler[*core.RequestEvent] {
	large := semaphore.NewWeighted(largeAtOnce)
	return &hook.Handler[*core.RequestEvent]{
		Id:       bodyLimitID,
		Priority: apis.DefaultRateLimitMiddlewarePriority + 5,
		Func: func(e *core.RequestEvent) error {
			limit := c.limitOf(e)
			body, rereadable := e.Request.Body.(*router.RereadableReadCloser)
			if limit == 0 || e.Request.ContentLength == 0 || !rereadable {
				return e.Next()
			}
			if e.Request.ContentLength > limit {
				return refuseLarge(e, body.ReadCloser, limit)
			}
			whole := body.ReadCloser
			limited := &limitedBody{ReadCloser: http.MaxBytesReader(nil, whole, limit)}
			body.ReadCloser = limited
			if limit == strangersBody {
				done, err := arrive(e, large)
				defer done()
				if err != nil && !limited.exceeded {
					return err
				}
			}
			if !limited.exceeded {
				if err := e.Next(); !limited.exceeded || e.Written() {
					return err
				}
			}
			return refuseLarge(e, whole, limit)
		},
	}
}

// limitOf is the most that the body of a request may have, 0 for as much as
// its route takes.
func (c *crm) limitOf(e *core.RequestEvent) int64 {
	switch {
	case e.HasSuperuserAuth() || !c.isOurs(e):
		return 0
	case !isStaffOrSuperuser(e.Auth):
		return strangersBody
	}
	return staffBody + filesOf(e)
}

// filesOf is what the files have that staff may put into a record of ours, such
// as their picture.
func filesOf(e *core.RequestEvent) (most int64) {
	if !isRecordWrite(e) {
		return 0
	}
	collection, err := e.App.FindCachedCollectionByNameOrId(e.Request.PathValue("collection"))
	if err != nil || guards[collection.Name].add == nil {
		return 0
	}
	for _, field := range collection.Fields {
		if file, ok := field.(*core.FileField); ok && guards[collection.Name].add(nil, file.Name) {
			most += file.CalculateMaxBodySize()
		}
	}
	return most
}

// arrive waits for a stranger's body, which is small, so that nothing is made
// of it before it is there and has its turn. How long it may take and whether
// its connection stays is for strangersWait. What it returns is to be called when
// the request is over.
func arrive(e *core.RequestEvent, large *semaphore.Weighted) (done func(), err error) {
	size, err := io.Copy(io.Discard, e.Request.Body) // note: at its end PocketBase has kept it
	if err != nil {
		e.Response.Header().Set("Connection", "close")
		return func() {}, e.BadRequestError("The request did not arrive whole. Send it again.", nil)
	}
	_ = http.NewResponseController(e.Response).SetReadDeadline(time.Time{})
	if size <= plainBody {
		return func() {}, nil
	}
	ctx, cancel := context.WithTimeout(e.Request.Context(), largePatience)
	defer cancel()
	if large.Acquire(ctx, 1) != nil {
		e.Response.Header().Set("Retry-After", "5")
		return func() {}, e.Error(http.StatusServiceUnavailable, "Too many large requests are coming in. Try again in a few seconds.", nil)
	}
	return func() { large.Release(1) }, nil
}

// refuseLarge answers a body that is too large, at once. What still comes of it
// is read for a moment: browsers read no answer before they have sent all.
func refuseLarge(e *core.RequestEvent, rest io.Reader, limit int64) error {
	words := fmt.Sprintf("The request is larger than %d KB. Send less at once.", limit>>10)
	if limit == strangersBody {
		words = fmt.Sprintf("Without a session a request may have %d KB at most. Sign in first, or send less.", limit>>10)
	}
	refused := e.Error(http.StatusRequestEntityTooLarge, words, nil)
	e.Response.Header().Set("Connection", "close")
	control := http.NewResponseController(e.Response)
	_ = control.EnableFullDuplex() // note: else Go reads on before it answers
	router.ErrorHandler(e.Response, e.Request, refused)
	if control.Flush() == nil && control.SetReadDeadline(time.Now().Add(drainPatience)) == nil {
		door.CallerOf(e.Request.Context()).Drain()
		_, _ = io.Copy(io.Discard, rest)
	}
	return refused
}

// limitedBody remembers that there was more than the limit, for handlers that
// make an error of their own of it.
type limitedBody struct {
	io.ReadCloser
	exceeded bool
}

func (b *limitedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if errors.As(err, new(*http.MaxBytesError)) {
		b.exceeded = true
	}
	return n, err
}
