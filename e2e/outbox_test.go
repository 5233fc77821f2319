package e2e

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"path/filepath"
	"testing"
	"time"
)

// A thousand messages leave at the rate of the number, each once, through three
// kill -9. What was being sent at such a moment is unknown until a status
// settles it, and is never sent again.
func TestQueuedMessagesLeaveOnceThroughKills(t *testing.T) {
	const customers, each, kills = 50, 20, 3
	dir, addr, graph := filepath.Join(t.TempDir(), "data"), freePort(t), freePort(t)
	if code := start(t, nil, "superuser", "upsert", "root@example.com", "correct horse", "--dir", dir).wait(patience); code != 0 {
		t.Fatal("no superuser")
	}
	base := "http://" + addr
	start(t, nil, "simulate", "--http", graph, "--webhook", base+"/api/crm/whatsapp/webhook", "--token", "t", "--app-secret", "s", "--phone-number-id", "200300400500600")
	waitForHTTP(t, "http://"+graph+"/simulator/state")
	env := []string{"WHATSAPP_GRAPH_URL=http://" + graph, "WHATSAPP_ACCESS_TOKEN=t", "WHATSAPP_APP_SECRET=s", "WHATSAPP_PHONE_NUMBER_ID=200300400500600"}
	serve := func() *program {
		server := start(t, env, "serve", "--dir", dir, "--http", addr)
		waitForHTTP(t, base+"/api/health")
		return server
	}
	server := serve()
	token := signIn(t, base, "_superusers", "root@example.com", "correct horse")
	for c := range customers {
		status, answer := call(t, "POST", "http://"+graph+"/simulator/inbound", "", map[string]any{"from": fmt.Sprintf("4477009%05d", c), "text": "hello"})
		if status >= 300 {
			t.Fatalf("the simulator answers %d: %v", status, answer)
		}
	}
	waitForCount(t, base, token, "direction='inbound'", customers)

	leaves := time.Now().Add(4 * time.Second).UTC().Format(time.RFC3339)
	for i := range customers * each {
		c := i % customers
		status, answer := call(t, "POST", base+"/api/crm/whatsapp/send", token, map[string]any{
			"customer_id": fmt.Sprintf("unknown:4477009%05d", c), "message": fmt.Sprint("number ", i), "client_key": fmt.Sprint("k", i), "send_at": leaves})
		if status != 200 {
			t.Fatalf("send %d: %d %v", i, status, answer)
		}
	}
	for range kills {
		time.Sleep(time.Duration(1500+rand.IntN(1500)) * time.Millisecond)
		server.kill()
		server = serve()
	}
	deadline := time.Now().Add(4 * patience)
	for count(t, base, token, "status='queued'") > 0 {
		if time.Now().After(deadline) {
			t.Fatalf("%d messages are still queued", count(t, base, token, "status='queued'"))
		}
		time.Sleep(200 * time.Millisecond)
	}

	taken := map[string]int{}
	_, state := call(t, "GET", "http://"+graph+"/simulator/state", "", nil)
	messages, _ := state["messages"].([]any)
	for _, m := range messages {
		if m := m.(map[string]any); m["author"] == "business" {
			taken[fmt.Sprint(m["text"])]++
		}
	}
	for text, n := range taken {
		if n != 1 {
			t.Errorf("%q was sent %d times", text, n)
		}
	}
	lost := customers*each - len(taken)
	if unknown := count(t, base, token, "status='unknown'"); lost > unknown || lost > kills*40 {
		t.Errorf("%d messages did not reach the simulator, %d are unknown", lost, unknown)
	}
	t.Logf("%d taken once, %d unknown", len(taken), lost)
}

// count asks how many rows of the log a filter matches.
func count(t *testing.T, base, token, filter string) int {
	t.Helper()
	status, answer := call(t, http.MethodGet, base+"/api/collections/comms_log/records?perPage=1&fields=id&filter=("+filter+")", token, nil)
	if status != 200 {
		t.Fatalf("count: %d %v", status, answer)
	}
	return int(answer["totalItems"].(float64))
}

func waitForCount(t *testing.T, base, token, filter string, n int) {
	t.Helper()
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if count(t, base, token, filter) >= n {
			return
		}
	}
	t.Fatalf("not %d rows with %s", n, filter)
}
