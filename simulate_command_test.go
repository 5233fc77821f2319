package main

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"
)

// output is what a command prints, readable while it runs.
type output struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.b.String()
}

func simulate(ctx context.Context, env map[string]string, args ...string) (*output, func() error) {
	out := &output{}
	c := simulateCommand(func(name string) string { return env[name] })
	c.SetArgs(append([]string{"--http", "127.0.0.1:0"}, args...))
	c.SetOut(out)
	c.SetErr(out)
	return out, func() error { return c.ExecuteContext(ctx) }
}

func TestSimulateServes(t *testing.T) {
	state := filepath.Join(t.TempDir(), "state.json")
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	out, run := simulate(ctx, map[string]string{"WHATSAPP_APP_SECRET": "from-the-environment"},
		"--phone-number-id", "1234", "--waba-id", "5678", "--token", "secret-token", "--state", state, "--token-lifetime", "1d", "--hold", "--seed", "7", "--no-limits")
	done := make(chan error, 1)
	go func() { done <- run() }()

	address := regexp.MustCompile(`WHATSAPP_GRAPH_URL=(http://\S+)`)
	var base string
	for end := time.Now().Add(time.Minute); base == ""; time.Sleep(5 * time.Millisecond) {
		if match := address.FindStringSubmatch(out.String()); match != nil {
			base = match[1]
		} else if time.Now().After(end) {
			t.Fatalf("it printed %s", out)
		}
	}
	text := out.String()
	for _, part := range []string{"It is not Meta's", "WHATSAPP_PHONE_NUMBER_ID=1234\n", "WHATSAPP_BUSINESS_ACCOUNT_ID=5678\n", "WHATSAPP_ACCESS_TOKEN=secret-token\n", "WHATSAPP_VERIFY_TOKEN="} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing in %s", part, text)
		}
	}
	if strings.Contains(text, "from-the-environment") {
		t.Error("a secret of the environment was printed")
	}
	for path, part := range map[string]string{"/simulator/clock": `"held":true`, "/simulator/disorder": `"seed":7`, "/v25.0/1234?access_token=secret-token": `"id":"1234"`} {
		if body := get(t, base+path); !strings.Contains(body, part) {
			t.Errorf("%s: %s", path, body)
		}
	}
	for n := range 60 { // one person takes 45 in a row from Meta
		response, err := http.Post(base+"/v25.0/1234/messages?access_token=secret-token", "application/json", strings.NewReader(`{"messaging_product":"whatsapp","to":"447700900123","text":{"body":"Hello"}}`))
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != http.StatusOK {
			t.Fatalf("message %d without limits: %d", n+1, response.StatusCode)
		}
	}
	post := func(path, body string, want int) {
		t.Helper()
		response, err := http.Post(base+path, "application/json", strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		if response.StatusCode != want {
			t.Errorf("%s: %d, want %d", path, response.StatusCode, want)
		}
	}
	const profile = "/v25.0/1234/whatsapp_business_profile?access_token="
	post("/simulator/clock", `{"move":"23h"}`, http.StatusOK)
	post(profile+"secret-token", `{"messaging_product":"whatsapp"}`, http.StatusOK)
	post("/simulator/clock", `{"move":"1h"}`, http.StatusOK)
	post(profile+"secret-token", `{"messaging_product":"whatsapp"}`, http.StatusUnauthorized)
	post("/simulator/token", `{"token":"next-token"}`, http.StatusOK)
	post(profile+"next-token", `{"messaging_product":"whatsapp"}`, http.StatusOK)
	cancel()
	if err := <-done; err != nil {
		t.Errorf("it ended with %v", err)
	}
	if _, err := os.Stat(state); err != nil {
		t.Errorf("the state: %v", err)
	}
}

func get(t *testing.T, url string) string {
	t.Helper()
	response, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

func TestSimulateScenarioAndLoad(t *testing.T) {
	inbox := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }))
	defer inbox.Close()
	file := filepath.Join(t.TempDir(), "scenario.json")
	write := func(steps string) {
		t.Helper()
		if err := os.WriteFile(file, []byte(`{"name":"Greeting","steps":[`+steps+`]}`), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(`{"do":"write","customer":"+44 7700 900123","text":"Hello"},{"do":"expect_taken"}`)
	out, run := simulate(t.Context(), nil, "--webhook", inbox.URL, "--scenario", file)
	if err := run(); err != nil || !strings.Contains(out.String(), "Greeting: 2 of 2 steps done") {
		t.Errorf("%v: %s", err, out)
	}
	write(`{"do":"expect_message","customer":"+44 7700 900123","within":"20ms"}`)
	_, run = simulate(t.Context(), nil, "--webhook", inbox.URL, "--scenario", file)
	if err := run(); err == nil || !strings.Contains(err.Error(), "Step 1 (expect_message)") {
		t.Errorf("a scenario that fails: %v", err)
	}
	out, run = simulate(t.Context(), nil, "--webhook", inbox.URL, "--load", "customers=5,rate=200,seconds=0.2")
	if err := run(); err != nil || !strings.Contains(out.String(), "answered with 200   40, after 40 attempts\n  lost                0\n") {
		t.Errorf("%v: %s", err, out)
	}
	inbox.Close()
	out, run = simulate(t.Context(), nil, "--webhook", inbox.URL, "--load", "customers=5,rate=200,seconds=0.1,grace=1")
	if err := run(); err == nil || !strings.Contains(out.String(), "nothing answered") {
		t.Errorf("a load on nothing: %v: %s", err, out)
	}
}

func TestSimulateMistakes(t *testing.T) {
	damaged := filepath.Join(t.TempDir(), "state.json")
	if err := os.WriteFile(damaged, []byte(`{"program":"whatsapp-cloud-api-simulator","version":99}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for problem, args := range map[string][]string{
		"--allow-remote":     {"--http", "0.0.0.0:0"},
		"of version 99":      {"--state", damaged},
		"the speed":          {"--speed", "-1"},
		"disorder \"chaos\"": {"--disorder", "chaos"},
		"no such file":       {"--scenario", "nowhere.json"},
		"write it as":        {"--load", "fast", "--webhook", "http://127.0.0.1:1/"},
		"unknown flag":       {"--colour", "red"},
		"needs a webhook":    {"--load", "rate=1"},
		"give both":          {"--load", "sends=1", "--webhook", "http://127.0.0.1:1/"},
		"CRM_LOAD_EMAIL":     {"--load", "sends=1", "--inbox", "http://127.0.0.1:1/"},
		"unknown command":    {"now"},
		"is between 0 and 1": {"--disorder", "drop=2"},
	} {
		_, run := simulate(t.Context(), nil, args...)
		if err := run(); err == nil || !strings.Contains(err.Error(), problem) {
			t.Errorf("%v: %v, want %q", args, err, problem)
		}
	}
}
