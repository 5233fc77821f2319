package hooks

import (
	"net/http"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
)

// pocketBasePaths are where PocketBase's own routes are, and ours.
var pocketBasePaths = []string{
	"/_/", "/api/backups", "/api/batch", "/api/collections", "/api/crm/", "/api/crons", "/api/files", "/api/health", "/api/logs",
	"/api/oauth2-redirect", "/api/realtime", "/api/settings", "/api/sql",
}

const ourRouteKey = "crmOurRoute"

// ourRoute marks a route whose path says nothing about whose it is.
func ourRoute() *hook.Handler[*core.RequestEvent] {
	return &hook.Handler[*core.RequestEvent]{
		Id: ourRouteKey, Priority: -9999,
		Func: func(e *core.RequestEvent) error {
			e.Set(ourRouteKey, true)
			return e.Next()
		},
	}
}

// isOurs tells whether what is true of strangers holds for a request: it is for
// a route of PocketBase's or ours. An application that imports us has routes of
// its own, and collections that it may have opened to everybody.
func (c *crm) isOurs(e *core.RequestEvent) bool {
	if e.Request.Pattern == "/" {
		return c.ownRest
	}
	if e.Get(ourRouteKey) != nil {
		return true
	}
	_, path, _ := strings.Cut(e.Request.Pattern, " ") // note: the method is before it
	for _, start := range pocketBasePaths {
		if rest, ok := strings.CutPrefix(path, start); ok && (rest == "" || rest[0] == '/' || strings.HasSuffix(start, "/")) {
			return !isRecordWrite(e) || !isOpen(e)
		}
	}
	return false
}

// isRecordWrite tells whether a record is made or changed.
func isRecordWrite(e *core.RequestEvent) bool {
	return strings.HasPrefix(e.Request.Pattern, "POST /api/collections/{collection}/records") ||
		strings.HasPrefix(e.Request.Pattern, "PATCH /api/collections/{collection}/records")
}

// isOpen tells whether somebody who is no superuser may write into a collection
// of the application's.
func isOpen(e *core.RequestEvent) bool {
	collection, err := e.App.FindCachedCollectionByNameOrId(e.Request.PathValue("collection"))
	if err != nil || collection.System || isGuarded(collection.Name) {
		return false
	}
	if e.Request.Method == http.MethodPost {
		return collection.CreateRule != nil
	}
	return collection.UpdateRule != nil
}

// restIsOurs looks, when all routes are there, who answers what nobody else does.
func (c *crm) restIsOurs(se *core.ServeEvent) error {
	c.ownRest = !se.Router.HasRoute("", "/")
	return se.Next()
}
