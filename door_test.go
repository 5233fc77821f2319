package main

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"

	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/cmd"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"
	"github.com/pocketbase/pocketbase/tools/hook"
)

func TestServeAllowsItsOwnOriginUnlessToldOthers(t *testing.T) {
	for name, c := range map[string]struct{ args, origins []string }{
		"nothing said": {nil, []string{"same-origin"}},
		"one":          {[]string{"--origins", "https://shop.example"}, []string{"https://shop.example"}},
		"two":          {[]string{"--origins", "https://a.example,https://b.example"}, []string{"https://a.example", "https://b.example"}},
		"all":          {[]string{"--origins", "*"}, []string{"*"}},
	} {
		serve := ownOrigins(cmd.NewServeCommand(pocketbase.NewWithConfig(pocketbase.Config{DefaultDataDir: t.TempDir()}), true))
		if err := serve.ParseFlags(c.args); err != nil {
			t.Fatal(err)
		}
		got, err := serve.Flags().GetStringSlice("origins")
		if err != nil || !slices.Equal(got, c.origins) {
			t.Errorf("%s: %v, %v", name, got, err)
		}
	}
}

func TestNoOriginIsCalledAsTheDefault(t *testing.T) {
	ask := behind(t, apis.CORS(apis.CORSConfig{AllowOrigins: []string{"same-origin"}}))
	for _, origin := range []string{"https://evil.example", "same-origin", "null", "https://same-origin"} {
		answer := ask("OPTIONS", "127.0.0.1:8090", origin)
		if got := answer.Header().Get("Access-Control-Allow-Origin"); got != "" && origin != "same-origin" {
			t.Errorf("%s may read: %s", origin, got)
		}
	}
}

func TestTheDemoAnswersUnderThisMachinesNamesAlone(t *testing.T) {
	ask := behind(t, localHost())
	for host, status := range map[string]int{
		"127.0.0.1:8090": 200, "localhost:8090": 200, "localhost": 200, "[::1]:8090": 200, "[::1]": 200,
		"evil.example": 403, "evil.example:8090": 403, "127.0.0.1.evil.example:8090": 403, "localhost.evil.example": 403, "192.168.1.4:8090": 403, "": 403,
	} {
		if got := ask("GET", host, ""); got.Code != status {
			t.Errorf("%q: %d, want %d", host, got.Code, status)
		}
	}
}

// behind asks a router that answers 200 behind a middleware.
func behind(t *testing.T, middleware *hook.Handler[*core.RequestEvent]) func(method, host, origin string) *httptest.ResponseRecorder {
	t.Helper()
	app, err := tests.NewTestApp(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(app.Cleanup)
	router, err := apis.NewRouter(app)
	if err != nil {
		t.Fatal(err)
	}
	router.Bind(middleware)
	router.GET("/x", func(e *core.RequestEvent) error { return e.NoContent(http.StatusOK) })
	handler, err := router.BuildMux()
	if err != nil {
		t.Fatal(err)
	}
	return func(method, host, origin string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, "/x", nil)
		r.Host = host
		if origin != "" {
			r.Header.Set("Origin", origin)
			r.Header.Set("Access-Control-Request-Method", "POST")
		}
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, r)
		return w
	}
}
