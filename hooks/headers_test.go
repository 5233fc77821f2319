package hooks_test

import (
	"net/http"
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

func TestNothingStoresWhatHoldsCustomers(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	customer := b.customer("Ada", "phone", "+447700900123")
	for path, token := range map[string]string{
		"/api/collections/customers/records": b.staffToken, "/api/collections/customers/records/" + customer: b.staffToken,
		"/api/collections/customers/records/none": b.staffToken, "/api/crm/customers/find?q=Ada": b.staffToken, "/api/crm/health": b.staffToken,
		"/api/settings": b.superToken, "/api/logs": b.superToken, "/api/backups": b.superToken, "/api/collections": b.superToken,
	} {
		want(t, path, b.call("GET", path, token, nil).header.Get("Cache-Control"), "no-store")
	}
	want(t, "a token", b.call("POST", "/api/collections/users/auth-refresh", b.staffToken, nil).header.Get("Cache-Control"), "no-store")
}

func TestTransportSecurityOnlyWhereTLSIs(t *testing.T) {
	t.Parallel()
	says := func(b *bench) string {
		req, _ := http.NewRequest("GET", b.url+"/api/health", nil)
		req.Header.Set("X-Forwarded-Proto", "https")
		return b.do(req).header.Get("Strict-Transport-Security")
	}
	want(t, "anybody says so", says(newBench(t, testConfig())), "")
	want(t, "a trusted proxy says so", says(newBench(t, testConfig(), behindProxy)), "max-age=15552000")
	plain := newBench(t, testConfig(), func(app core.App) { behindProxy(app) })
	want(t, "a trusted proxy says nothing", plain.call("GET", "/api/health", "", nil).header.Get("Strict-Transport-Security"), "")
}
