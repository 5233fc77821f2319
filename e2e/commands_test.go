package e2e

import (
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestCommandsThatFailSayWhyAndExitWith1(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for _, tc := range []struct {
		name string
		env  []string
		args []string
		says string
	}{
		{"port taken", nil, []string{"serve", "--http", taken.Addr().String()}, "address already in use"},
		{"unknown command", nil, []string{"dance"}, "dance"},
		{"unknown flag", nil, []string{"serve", "--dance"}, "dance"},
		{"bad argument", nil, []string{"superuser", "upsert", "nobody"}, "missing"},
		{"bad environment", []string{"WHATSAPP_API_VERSION=nineteen"}, []string{"serve"}, "WHATSAPP_API_VERSION"},
		{"demo as the second word", nil, []string{"--dir", "x", "demo"}, "demo first"},
		{"demo over other data", nil, []string{"demo", "--dir", ".."}, "other data"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			p := start(t, tc.env, tc.args...)
			if code := p.wait(patience); code != 1 {
				t.Errorf("exit code %d, want 1", code)
			}
			if !strings.Contains(p.output.String(), tc.says) {
				t.Errorf("it does not say %q:\n%s", tc.says, p.output)
			}
		})
	}
}

func TestServeStopsCleanlyAndCreatesItsData(t *testing.T) {
	addr, dir := freePort(t), filepath.Join(t.TempDir(), "data")
	p := start(t, nil, "serve", "--dir", dir, "--http", addr)
	waitForHTTP(t, "http://"+addr+"/api/health")
	if _, err := os.Stat(filepath.Join(dir, "data.db")); err != nil {
		t.Error(err)
	}
	status, _ := call(t, "GET", "http://"+addr+"/api/crm/nothing", "", nil)
	if status != 404 {
		t.Errorf("an unknown route answers %d", status)
	}
	p.signal(syscall.SIGTERM)
	if code := p.wait(patience); code != 0 {
		t.Errorf("exit code %d after SIGTERM:\n%s", code, p.output)
	}
}

// A second program, a newer one for instance, must not touch the database of a
// running one; commands beside it may.
func TestASecondServeIsRefusedBeforeItTouchesAnything(t *testing.T) {
	addr, dir := freePort(t), filepath.Join(t.TempDir(), "data")
	start(t, nil, "serve", "--dir", dir, "--http", addr)
	waitForHTTP(t, "http://"+addr+"/api/health")
	second := start(t, nil, "serve", "--dir", dir, "--http", freePort(t))
	if code := second.wait(patience); code != 1 || !strings.Contains(second.output.String(), "another process") {
		t.Errorf("exit code %d:\n%s", code, second.output)
	}
	for _, args := range [][]string{{"serve", "--help"}, {"superuser", "upsert", "root@example.com", "correct horse"}, {"events", "replay", "--all"}} {
		beside := start(t, nil, append(args, "--dir", dir)...)
		if code := beside.wait(patience); code != 0 {
			t.Errorf("%v: exit code %d:\n%s", args, code, beside.output)
		}
	}
	unknown := start(t, nil, "events", "replay", "nosuchevent0001", "--dir", dir)
	if code := unknown.wait(patience); code != 1 || !strings.Contains(unknown.output.String(), "nosuchevent0001") {
		t.Errorf("an unknown event: exit code %d:\n%s", code, unknown.output)
	}
}

func TestEventsReplayMakesNoDatabase(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "mistyped")
	p := start(t, nil, "events", "replay", "--all", "--dir", dir)
	if code := p.wait(patience); code != 1 || !strings.Contains(p.output.String(), "no database") {
		t.Errorf("exit code %d:\n%s", code, p.output)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("the directory was made")
	}
}

// Whoever tries the demo while its usual ports are taken gets others; its data
// stays until it is told to begin afresh.
func TestDemoKeepsItsDataAndFindsPorts(t *testing.T) {
	for _, port := range []string{"8090", "8091"} {
		if l, err := net.Listen("tcp", "127.0.0.1:"+port); err == nil {
			defer l.Close()
		}
	}
	dir := filepath.Join(t.TempDir(), "demo")
	run := func(more ...string) (inbox string, p *program) {
		began := time.Now()
		p = start(t, nil, append([]string{"demo", "--dir", dir}, more...)...)
		inbox = p.find(`Inbox\s+(http://\S+)/`)
		t.Logf("started in %s", time.Since(began).Round(time.Millisecond))
		waitForHTTP(t, inbox+"/api/health")
		return inbox, p
	}
	customers := func(inbox string) string {
		token := signIn(t, inbox, "users", "staff@example.com", "demo-password")
		_, answer := call(t, "GET", inbox+"/api/collections/customers/records", token, nil)
		return fmt.Sprint(answer["totalItems"])
	}

	inbox, p := run()
	if n := customers(inbox); n != "12" {
		t.Errorf("%s customers, want 12", n)
	}
	chats := func() int {
		_, state := call(t, "GET", p.find(`Phone\s+(http://\S+)/`)+"/simulator/state", "", nil)
		return len(state["messages"].([]any))
	}
	if n := chats(); n != 19 {
		t.Errorf("%d messages on the customers' phones, want those of the sample conversations, 19", n)
	}
	token := signIn(t, inbox, "users", "staff@example.com", "demo-password")
	call(t, "POST", inbox+"/api/collections/customers/records", token, map[string]any{"name": "Mine"})
	p.kill()

	inbox, p = run()
	if n := customers(inbox); n != "13" {
		t.Errorf("%s customers after a restart, want 13", n)
	}
	if n := chats(); n != 19 {
		t.Errorf("%d messages on the customers' phones after a restart, want the same 19", n)
	}
	p.kill()

	inbox, p = run()
	again := start(t, nil, "demo", "--fresh", "--dir", dir)
	if code := again.wait(patience); code != 1 || !strings.Contains(again.output.String(), "another process") {
		t.Errorf("--fresh beside a running demo: exit code %d\n%s", code, again.output)
	}
	if n := customers(inbox); n != "13" {
		t.Errorf("%s customers after a refused --fresh, want 13", n)
	}
	p.kill()

	inbox, p = run("--fresh=false")
	if n := customers(inbox); n != "13" {
		t.Errorf("%s customers after --fresh=false, want 13", n)
	}
	p.kill()

	inbox, _ = run("--fresh=true")
	if n := customers(inbox); n != "12" {
		t.Errorf("%s customers after --fresh, want 12", n)
	}
}
