package e2e

import (
	"path/filepath"
	"regexp"
	"testing"
)

// The load mode in both directions: customers write to the inbox, and staff
// send through it.
func TestLoadBothWays(t *testing.T) {
	dir, inbox, graph := filepath.Join(t.TempDir(), "data"), freePort(t), freePort(t)
	superuser := start(t, nil, "superuser", "upsert", "root@example.com", "correct horse", "--dir", dir)
	if code := superuser.wait(patience); code != 0 {
		t.Fatalf("no superuser: %s", superuser.output)
	}
	env := []string{"WHATSAPP_ACCESS_TOKEN=t", "WHATSAPP_APP_SECRET=s", "WHATSAPP_PHONE_NUMBER_ID=200300400500600", "WHATSAPP_BUSINESS_ACCOUNT_ID=100200300400500"}
	start(t, append(env, "WHATSAPP_GRAPH_URL=http://"+graph), "serve", "--dir", dir, "--http", inbox)
	waitForHTTP(t, "http://"+inbox+"/api/health")

	load := []string{"simulate", "--http", graph, "--webhook", "http://" + inbox + "/api/crm/whatsapp/webhook", "--inbox", "http://" + inbox, "--load", "customers=20,rate=40,sends=20,seconds=2,grace=60"}
	run := start(t, append(env, "CRM_LOAD_EMAIL=root@example.com", "CRM_LOAD_PASSWORD=correct horse"), load...)
	if code := run.wait(3 * patience); code != 0 {
		t.Fatalf("exit code %d:\n%s", code, run.output)
	}
	t.Logf("%s", run.output)
	for _, part := range []string{`answered with 200 +80,`, `said to be sent +40\n`, `arrived +40,`, `lost +0\n`, `arrived twice +0\n`, `median [0-9.]+ ms, p95 [0-9.]+ ms, p99 [0-9.]+ ms`} {
		if !regexp.MustCompile(part).MatchString(run.output.String()) {
			t.Errorf("no %q in\n%s", part, run.output)
		}
	}

	wrong := start(t, append(env, "CRM_LOAD_EMAIL=root@example.com", "CRM_LOAD_PASSWORD=wrong horse"), load...)
	if code := wrong.wait(3 * patience); code != 1 || !regexp.MustCompile("sign in to the inbox").MatchString(wrong.output.String()) {
		t.Errorf("with a wrong password: exit code %d\n%s", code, wrong.output)
	}
}
