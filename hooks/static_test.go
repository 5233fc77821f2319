package hooks_test

import (
	"strings"
	"testing"
	"testing/fstest"
)

func TestPagesAndFilesOfTheFrontEnd(t *testing.T) {
	t.Parallel()
	cfg := testConfig()
	cfg.Public = fstest.MapFS{
		"index.html":  {Data: []byte("<!doctype html>the page")},
		"app/main.js": {Data: []byte("export {};")},
	}
	b := newBareBench(t, cfg)
	for path, want := range map[string]struct {
		status int
		kind   string
	}{
		"/":                                  {200, "text/html"},
		"/inbox/unknown:447700900123":        {200, "text/html"},
		"/inbox/unknown:US.7700000000000001": {200, "text/html"}, // note: a BSUID has a dot
		"/app/main.js":                       {200, "text/javascript"},
		"/app/none.js":                       {404, "application/json"},
		"/app/../index.html":                 {200, "text/html"},
		"/api/crm/none":                      {404, "application/json"},
	} {
		a := b.call("GET", path, "", nil)
		if a.status != want.status || !strings.HasPrefix(a.header.Get("Content-Type"), want.kind) {
			t.Errorf("%s: %d %s, want %d %s", path, a.status, a.header.Get("Content-Type"), want.status, want.kind)
		}
	}
}

// A voice note is recorded and heard in the page, a picture is shown before it
// is sent; nothing else is allowed, and nobody else.
func TestPagesMayRecordAndShowWhatTheySend(t *testing.T) {
	t.Parallel()
	cfg := testConfig()
	cfg.Public = fstest.MapFS{"index.html": {Data: []byte("<!doctype html>")}}
	header := newBareBench(t, cfg).call("GET", "/", "", nil).header
	if got := header.Get("Permissions-Policy"); got != "microphone=(self), camera=(), geolocation=(), payment=()" {
		t.Errorf("Permissions-Policy: %s", got)
	}
	csp := header.Get("Content-Security-Policy")
	for _, needed := range []string{"default-src 'none';", "script-src 'self';", "img-src 'self' data: blob:;", "media-src 'self' blob:;"} {
		if !strings.Contains(csp, needed) {
			t.Errorf("%s is missing in %s", needed, csp)
		}
	}
}
