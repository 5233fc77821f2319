package hooks

import (
	"context"
	"errors"
	"net/http"
	"regexp"
	"strings"
	"sync"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

const (
	slowQueryWords = "Reading this took too long, so it was stopped. Narrow it down: filter by customer_id or by time, or add skipTotal=1 to do without the count."
	manyQueryWords = "Your account is reading too much at once. Wait until that is done."
	logExpandWords = "The log of a record can't come along with it. Ask for comms_log with a filter by customer_id or author instead."
)

// queryLimits bounds what a member of staff can have read of our collections
// through the record API: how much at once, and for how long. A superuser is
// above it, as above the rules.
func (c *crm) queryLimits(e *core.RequestEvent) error {
	if e.Auth == nil || e.Auth.Collection().Name != "users" || !strings.HasPrefix(e.Request.URL.Path, "/api/collections/") {
		return e.Next()
	}
	// note: the log has no index for them, and would be read whole for each record
	if logRelation.MatchString(e.Request.URL.Query().Get("expand")) {
		return e.BadRequestError(logExpandWords, nil)
	}
	collection, err := e.App.FindCachedCollectionByNameOrId(e.Request.PathValue("collection"))
	if err != nil || e.Request.Method != http.MethodGet && e.Request.Method != http.MethodHead {
		return e.Next()
	}
	if _, ours := guards[collection.Name]; !ours {
		return e.Next()
	}
	done, err := c.queries.wait(e.Request.Context(), e.Auth.Id)
	if err != nil {
		if errors.Is(err, errManyQueries) {
			e.Response.Header().Set("Retry-After", "5")
		}
		return e.TooManyRequestsError(manyQueryWords, err)
	}
	done = sync.OnceFunc(done)
	defer done()
	e.Response = turnEnd{e.Response, done}
	ctx, cancel := context.WithTimeout(e.Request.Context(), queryTime)
	defer cancel()
	e.App = patientApp{e.App, ctx, &sync.Mutex{}}
	if err := e.Next(); err == nil || ctx.Err() == nil {
		return err
	}
	return e.BadRequestError(slowQueryWords, ctx.Err())
}

// turnEnd ends the turn of a list once its answer is being sent: it may go to
// somebody whose network is slow, which costs the machine nothing, and takes
// minutes that others would wait.
type turnEnd struct {
	http.ResponseWriter
	done func()
}

// Write implements [http.ResponseWriter].
func (w turnEnd) Write(part []byte) (int, error) {
	w.done()
	return w.ResponseWriter.Write(part)
}

// Unwrap is for [http.ResponseController], and PocketBase's own wrappers.
func (w turnEnd) Unwrap() http.ResponseWriter { return w.ResponseWriter }

// patientApp has the queries for records of a request end with its context, and
// one after the other. PocketBase asks it for those of a list, and reads and
// counts at the same time otherwise.
type patientApp struct {
	core.App
	ctx context.Context
	one *sync.Mutex
}

// RecordQuery implements [core.App].
func (a patientApp) RecordQuery(collection any) *dbx.SelectQuery {
	query := a.App.RecordQuery(collection).WithContext(a.ctx)
	build := query.Info().BuildHook
	return query.WithBuildHook(func(q *dbx.Query) {
		if build != nil {
			build(q)
		}
		q.WithExecHook(func(_ *dbx.Query, read func() error) error {
			a.one.Lock()
			defer a.one.Unlock()
			return read()
		})
	})
}

// listOfApp gives the hooks of an application the app that they know.
func listOfApp(e *core.RecordsListRequestEvent) error {
	if patient, ok := e.App.(patientApp); ok {
		e.App = patient.App
	}
	return e.Next()
}

// logRelation is a relation by which rows of the log come along.
var logRelation = regexp.MustCompile(`(?i)\bcomms_log_via_`)
