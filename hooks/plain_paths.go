package hooks

import (
	"net/http"
	"net/url"
	"path"
	"strings"

	"github.com/pocketbase/pocketbase/core"
)

// plainPaths lets our routes be called with a slash too many, at the end or
// after the host name: a common slip where an address is typed by hand, as that
// of the webhook in Meta's dashboard is. Meta follows no redirect, and says of
// an address that isn't there only that it couldn't be validated.
func plainPaths(se *core.ServeEvent) error {
	if err := se.Next(); err != nil || se.Server == nil {
		return err
	}
	routes := se.Server.Handler // note: there after Next, before the first request
	se.Server.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		routes.ServeHTTP(w, withPlainPath(r))
	})
	return nil
}

// withPlainPath is the request as the router knows it. An id in a path may hold
// a slash of its own, which is escaped, so it is the escaped path that is mended.
func withPlainPath(r *http.Request) *http.Request {
	written := r.URL.EscapedPath()
	plain := path.Clean(written)
	if plain == written || !strings.HasPrefix(plain, "/api/crm/") {
		return r
	}
	decoded, err := url.PathUnescape(plain)
	if err != nil {
		return r
	}
	mended := *r
	mended.URL = new(url.URL)
	*mended.URL = *r.URL
	mended.URL.Path, mended.URL.RawPath = decoded, plain
	return &mended
}
