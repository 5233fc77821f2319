package hooks

import (
	"net/http"
	"path"
	"strings"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
)

// contentSecurity allows our own files and nothing else: the sign-in token is
// in the browser's storage, so foreign script must never run.
const contentSecurity = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; " +
	"media-src 'self' blob:; font-src 'self'; connect-src 'self'; form-action 'self'; manifest-src 'self'; " +
	"base-uri 'none'; frame-ancestors 'none'"

// permissions are what the pages ask a browser for: the microphone, for voice
// notes. A photo is taken by the phone's own camera program.
const permissions = "microphone=(self), camera=(), geolocation=(), payment=()"

// bindStatic serves the staff pages, last, unless the application serves its own.
func (c *crm) bindStatic(se *core.ServeEvent) error {
	if !se.Router.HasRoute(http.MethodGet, "/{path...}") {
		se.Router.GET("/{path...}", c.static).Bind(ourRoute()).
			BindFunc(securePages).
			Unbind(apis.DefaultRateLimitMiddlewareId)
	}
	return se.Next()
}

func securePages(e *core.RequestEvent) error {
	h := e.Response.Header()
	h.Set("Content-Security-Policy", contentSecurity)
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Permissions-Policy", permissions)
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	return e.Next()
}

// static serves one file, revalidated each time so that an update is seen at
// once. A page of the front end gets index.html, and what is neither says so:
// whoever looks for something else here must not believe to have found it.
func (c *crm) static(e *core.RequestEvent) error {
	name := strings.TrimPrefix(path.Clean("/"+e.Request.PathValue("path")), "/")
	if isPage(e.Request.URL.EscapedPath()) {
		name = "index.html"
	}
	if contentTypes[path.Ext(name)] == "" {
		return c.noSuchPage(e)
	}
	file, err := c.pages.open(c.cfg.Public, name)
	if err != nil {
		return c.noSuchPage(e)
	}
	h := e.Response.Header()
	h.Set("Cache-Control", "no-cache")
	h.Set("ETag", file.tag)
	if strings.Contains(e.Request.Header.Get("If-None-Match"), file.tag) {
		return e.NoContent(http.StatusNotModified)
	}
	return file.answer(e, http.StatusOK, contentTypes[path.Ext(name)])
}

// noSuchPage answers a browser with words and the way back, all others with the
// error that they know.
func (c *crm) noSuchPage(e *core.RequestEvent) error {
	if file, err := c.pages.open(c.cfg.Public, "404.html"); err == nil && strings.Contains(e.Request.Header.Get("Accept"), "text/html") {
		e.Response.Header().Set("Cache-Control", "no-store")
		return file.answer(e, http.StatusNotFound, contentTypes[".html"])
	}
	return e.NotFoundError("There is no such page.", nil)
}

// contentTypes are the kinds of file in pb_public; the system's own table
// differs from machine to machine.
var contentTypes = map[string]string{
	".html":        "text/html; charset=utf-8",
	".css":         "text/css; charset=utf-8",
	".js":          "text/javascript; charset=utf-8",
	".mjs":         "text/javascript; charset=utf-8",
	".json":        "application/json",
	".webmanifest": "application/manifest+json",
	".svg":         "image/svg+xml",
	".png":         "image/png",
	".ico":         "image/x-icon",
	".txt":         "text/plain; charset=utf-8",
}
