package hooks_test

import (
	"strings"
	"testing"

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
	a = b.call("GET", "/api/crm/health", b.staffToken, nil)
	want(t, "warnings", len(a.json(t)["warnings"].([]any)), 0)
}
