package hooks_test

import (
	"net/http"
	"strings"
	"testing"
	"testing/fstest"
)

func TestPagesAndFilesOfTheFrontEnd(t *testing.T) {
	t.Parallel()
	cfg := testConfig()
	cfg.Public = fstest.MapFS{
		"index.html":  {Data: []byte("<!doctype html>the page")},
		"404.html":    {Data: []byte("<!doctype html>nothing here")},
		"app/main.js": {Data: []byte("export {};")},
		".env":        {Data: []byte("SECRET=1")},
	}
	b := newBareBench(t, cfg)
	const page, script, none, envelope = "text/html the page", "text/javascript export {};", "text/html nothing here", "application/json "
	for path, want := range map[string]struct {
		status         int
		browser, other string
	}{
		"/":                                  {200, page, page},
		"/inbox/":                            {200, page, page},
		"/inbox/unknown:447700900123":        {200, page, page},
		"/inbox/unknown:US.7700000000000001": {200, page, page}, // note: a BSUID has a dot
		"/inbox/a%2Fb":                       {200, page, page},
		"/customers/import/abc?tab=x":        {200, page, page},
		"/settings/whatsapp":                 {200, page, page},
		"/app/main.js":                       {200, script, script},
		"/app/../index.html":                 {200, page, page},
		"/app/none.js":                       {404, none, envelope},
		"/app":                               {404, none, envelope},
		"/metrics":                           {404, none, envelope},
		"/sw.js":                             {404, none, envelope},
		"/robots.txt":                        {404, none, envelope},
		"/favicon.ico":                       {404, none, envelope},
		"/.env":                              {404, none, envelope},
		"/wp-login.php":                      {404, none, envelope},
		"/foo/bar":                           {404, none, envelope},
		"/inbox/a/b":                         {404, none, envelope},
		"/settings/none":                     {404, none, envelope},
		"/api/crm/none":                      {404, envelope, envelope},
	} {
		for accept, shown := range map[string]string{"text/html,*/*;q=0.8": want.browser, "*/*": want.other} {
			for _, method := range []string{"GET", "HEAD"} {
				kind, content, _ := strings.Cut(shown, " ")
				if method == "HEAD" {
					content = ""
				}
				req, _ := http.NewRequest(method, b.url+path, nil)
				req.Header.Set("Accept", accept)
				a := b.do(req)
				got := strings.TrimPrefix(a.body, "<!doctype html>")
				if a.status != want.status || !strings.HasPrefix(a.header.Get("Content-Type"), kind) || content != "" && got != content || method == "HEAD" && got != "" {
					t.Errorf("%s %s for %s: %d %s %q, want %d %s %q", method, path, accept, a.status, a.header.Get("Content-Type"), a.body, want.status, kind, content)
				}
			}
		}
	}
}

// Whoever brings pages of another kind has none of ours for a wrong address.
func TestAWrongAddressWithoutAPageForIt(t *testing.T) {
	t.Parallel()
	cfg := testConfig()
	cfg.Public = fstest.MapFS{"index.html": {Data: []byte("<!doctype html>the page")}}
	b := newBareBench(t, cfg)
	req, _ := http.NewRequest("GET", b.url+"/nowhere", nil)
	req.Header.Set("Accept", "text/html")
	want(t, "status", b.do(req).status, 404)
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
