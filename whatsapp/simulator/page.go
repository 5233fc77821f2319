package simulator

import (
	"embed"
	"net/http"
	"path"
	"strings"
)

//go:embed page
var pageFiles embed.FS

// pagePolicy allows the page its own scripts, styles and calls, nothing else.
const pagePolicy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; " +
	"form-action 'none'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"

var pageTypes = map[string]string{
	".html": "text/html; charset=utf-8",
	".css":  "text/css; charset=utf-8",
	".js":   "text/javascript; charset=utf-8",
	".svg":  "image/svg+xml",
}

func (s *Simulator) getPage(w http.ResponseWriter, r *http.Request) {
	servePageFile(w, "page/index.html")
}

func (s *Simulator) getPageFile(w http.ResponseWriter, r *http.Request) {
	servePageFile(w, strings.TrimPrefix(path.Clean(r.URL.Path), "/simulator/"))
}

func servePageFile(w http.ResponseWriter, name string) {
	content, err := pageFiles.ReadFile(name)
	if err != nil {
		writeProblem(w, http.StatusNotFound, "", "The phone page has no such file.")
		return
	}
	h := w.Header()
	h.Set("Content-Type", pageTypes[path.Ext(name)])
	h.Set("Content-Security-Policy", pagePolicy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Referrer-Policy", "no-referrer")
	h.Set("Cache-Control", "no-cache")
	// note: an error here is a browser that has gone.
	_, _ = w.Write(content)
}
