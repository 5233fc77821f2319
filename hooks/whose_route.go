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
			return !isOpen(e)
		}
	}
	return false
}

// recordRoutes are those of records, and which rule each asks.
var recordRoutes = map[string]func(*core.Collection) *string{
	"GET /api/collections/{collection}/records":         func(c *core.Collection) *string { return c.ListRule },
	"GET /api/collections/{collection}/records/{id}":    func(c *core.Collection) *string { return c.ViewRule },
	"POST /api/collections/{collection}/records":        func(c *core.Collection) *string { return c.CreateRule },
	"PATCH /api/collections/{collection}/records/{id}":  func(c *core.Collection) *string { return c.UpdateRule },
	"DELETE /api/collections/{collection}/records/{id}": func(c *core.Collection) *string { return c.DeleteRule },
}

// isOpen tells whether a request is for records of the application's that it
// has opened to others than superusers.
func isOpen(e *core.RequestEvent) bool {
	rule := recordRoutes[e.Request.Pattern]
	if rule == nil {
		return false
	}
	collection, err := e.App.FindCachedCollectionByNameOrId(e.Request.PathValue("collection"))
	return err == nil && !collection.System && !isGuarded(collection.Name) && rule(collection) != nil
}

// isRecordWrite tells whether a record is made or changed.
func isRecordWrite(e *core.RequestEvent) bool {
	return recordRoutes[e.Request.Pattern] != nil && (e.Request.Method == http.MethodPost || e.Request.Method == http.MethodPatch)
}

// restIsOurs looks, when all routes are there, who answers what nobody else does.
func (c *crm) restIsOurs(se *core.ServeEvent) error {
	c.ownRest = !se.Router.HasRoute("", "/")
	return se.Next()
}
