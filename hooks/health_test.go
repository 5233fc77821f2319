package hooks_test

import (
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks"
)

func TestHealthSaysWhatIsMissingAndNoSecrets(t *testing.T) {
	t.Parallel()
	bare := newBench(t, hooks.Config{})
	a := bare.call("GET", "/api/crm/health", bare.staffToken, nil)
	want(t, "status", a.status, 200)
	for _, sentence := range []string{"WHATSAPP_PHONE_NUMBER_ID", "WHATSAPP_ACCESS_TOKEN", "WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN", `"configured":false`, `"signature_checked":false`} {
		if !strings.Contains(a.body, sentence) {
			t.Errorf("it does not say %s: %s", sentence, a.body)
		}
	}

	b := newBench(t, testConfig())
	b.webhook(strange)
	a = b.call("GET", "/api/crm/health", b.staffToken, nil)
	report := a.json(t)
	want(t, "parked", report["parked_events"], 1.0)
	if report["last_webhook_at"] == "" {
		t.Error("it does not say when the last webhook came")
	}
	for _, secret := range []string{testToken, testSecret, testVerify} {
		if strings.Contains(a.body, secret) {
			t.Errorf("it shows %q", secret)
		}
	}
	want(t, "guest", b.call("GET", "/api/crm/health", "", nil).status, 401)
}

func TestHealthWarnsOfADatabaseThatForgets(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig()) // note: PocketBase's test application opens it with NORMAL
	a := b.call("GET", "/api/crm/health", b.staffToken, nil)
	if !strings.Contains(a.body, "hooks.ConnectDB") {
		t.Errorf("no warning: %s", a.body)
	}
	if _, err := b.app.NonconcurrentDB().NewQuery("PRAGMA synchronous = FULL").Execute(); err != nil {
		t.Fatal(err)
	}
	b.restart()
	a = b.call("GET", "/api/crm/health", b.staffToken, nil)
	want(t, "warnings", len(a.json(t)["warnings"].([]any)), 0)
}

// restart begins to serve again, as far as the workers are concerned.
func (b *bench) restart() {
	b.t.Helper()
	router, err := apis.NewRouter(b.app)
	if err != nil {
		b.t.Fatal(err)
	}
	if err := b.app.OnServe().Trigger(&core.ServeEvent{App: b.app, Router: router}); err != nil {
		b.t.Fatal(err)
	}
}

// A wrong app secret looks like silence otherwise.
func TestHealthWarnsOfRefusedSignatures(t *testing.T) {
	t.Parallel()
	var ahead atomic.Int64
	cfg := testConfig()
	cfg.Now = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	b := newBench(t, cfg, everythingLogged)
	forge := func() {
		t.Helper()
		req, _ := http.NewRequest("POST", b.url+"/api/crm/whatsapp/webhook", strings.NewReader(sample(t, "message-text.json")))
		req.Header.Set("X-Hub-Signature-256", "sha256="+strings.Repeat("ab", 32))
		want(t, "forged", b.do(req).status, 401)
		time.Sleep(2 * time.Millisecond) // note: the times are compared in milliseconds
	}
	warned := func() bool {
		t.Helper()
		return strings.Contains(b.call("GET", "/api/crm/health", b.staffToken, nil).body, "are being refused")
	}

	want(t, "before", warned(), false)
	for range 5 {
		forge()
	}
	report := b.call("GET", "/api/crm/health", b.staffToken, nil).json(t)
	want(t, "refused", report["refused_signatures"], 5.0)
	want(t, "failed", report["failed_webhooks"], 0.0)
	if report["last_refused_at"] == "" {
		t.Error("it does not say when")
	}
	want(t, "after refusals", warned(), true)
	b.webhook(sample(t, "message-text.json"))
	want(t, "after a good one", warned(), false)
	time.Sleep(2 * time.Millisecond)
	forge()
	want(t, "refused again", warned(), true)
	ahead.Store(int64(61 * time.Minute))
	want(t, "an hour later", warned(), false)
	forge()

	lines := slices.DeleteFunc(b.logged(), func(line string) bool { return !strings.Contains(line, "signature") })
	want(t, "lines in the log, one in ten minutes", len(lines), 2)
}
