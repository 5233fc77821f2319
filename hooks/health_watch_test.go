package hooks_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"pocketcrm/whatsapp/simulator"
)

// Open pages are told when what is wrong changes, whoever has found it: that
// the token is refused and works again, that a webhook was refused, that
// something waits to be filed.
func TestPagesAreToldOfHealth(t *testing.T) {
	t.Parallel()
	sim, b, ada := adaOnline(t)
	page := b.follow(b.user("page@example.com", "agent", true), "crm/inbox")
	told := func(what string, holds func(report map[string]any) bool) {
		t.Helper()
		for {
			m := next(t, page, patience)
			if m == nil {
				t.Fatalf("nobody was told that %s", what)
			}
			var got struct{ Health bool }
			if err := json.Unmarshal(m.Data, &got); err != nil {
				t.Fatal(err)
			}
			for _, secret := range []string{"secret words", testToken, "access token"} {
				if strings.Contains(string(m.Data), secret) {
					t.Errorf("the message carries %q: %s", secret, m.Data)
				}
			}
			if got.Health && holds(b.call("GET", "/api/crm/health", b.staffToken, nil).json(t)) {
				return
			}
		}
	}
	reason := func(report map[string]any) string { return fmt.Sprint(report["sending"].(map[string]any)["reason"]) }
	warned := func(words string) func(map[string]any) bool {
		return func(report map[string]any) bool { return strings.Contains(fmt.Sprint(report["warnings"]), words) }
	}

	rule, err := sim.AddFailure(simulator.Failure{Preset: "token_expired"})
	if err != nil {
		t.Fatal(err)
	}
	row := b.send(toAda(ada, map[string]any{"message": "secret words"})).json(t)
	told("the token is refused", func(report map[string]any) bool {
		return strings.Contains(reason(report), "refuses the access token") && warned("access token")(report)
	})
	sim.ClearFailures(rule)
	told("it works again", func(report map[string]any) bool { return reason(report) == "" && !warned("access token")(report) })
	b.until(fmt.Sprint(row["id"]), "read")

	b.webhook(strange)
	told("something is parked", func(report map[string]any) bool { return report["parked_events"] == 1.0 })

	req, _ := http.NewRequest("POST", b.url+"/api/crm/whatsapp/webhook", strings.NewReader(sample(t, "message-text.json")))
	req.Header.Set("X-Hub-Signature-256", "sha256="+strings.Repeat("ab", 32))
	want(t, "forged", b.do(req).status, 401)
	told("a signature was refused", warned("are being refused"))
}

// Who can't mend it learns whom to tell; who can, doesn't need it.
func TestHealthSaysWhomToTell(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	tell := func(token string) string {
		t.Helper()
		return fmt.Sprint(b.call("GET", "/api/crm/health", token, nil).json(t)["tell"])
	}
	want(t, "without an admin", tell(b.staffToken), "[]")
	b.user("gone@example.com", "admin", false)
	admin := b.user("ada@example.com", "admin", true)
	want(t, "to an agent", tell(b.staffToken), "[ada@example.com]")
	want(t, "to an admin", tell(b.token(admin)), "[]")
	want(t, "to a superuser", tell(b.superToken), "[]")
}
