package simulator_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"pocketcrm/whatsapp/simulator"
)

func TestHandshake(t *testing.T) {
	t.Parallel()
	s, server := newSim(t, simulator.Options{})
	for name, scenario := range map[string]struct {
		answer  func(w http.ResponseWriter, challenge string, right bool)
		problem string
		warning string
	}{
		"right":        {func(w http.ResponseWriter, c string, right bool) { guard(w, right); fmt.Fprint(w, c) }, "", "https"},
		"any token":    {func(w http.ResponseWriter, c string, _ bool) { fmt.Fprint(w, c) }, "", "it is not compared"},
		"refused":      {func(w http.ResponseWriter, _ string, _ bool) { w.WriteHeader(403) }, "the verify token differs", ""},
		"not there":    {func(w http.ResponseWriter, _ string, _ bool) { w.WriteHeader(404) }, "another path", ""},
		"broken":       {func(w http.ResponseWriter, _ string, _ bool) { w.WriteHeader(500) }, "only 200 counts", ""},
		"redirected":   {func(w http.ResponseWriter, _ string, _ bool) { w.Header().Set("Location", "/"); w.WriteHeader(302) }, "follows no redirect", ""},
		"in quotes":    {func(w http.ResponseWriter, c string, _ bool) { fmt.Fprintf(w, "%q", c) }, "in quotes", ""},
		"a line end":   {func(w http.ResponseWriter, c string, _ bool) { fmt.Fprintln(w, c) }, "blanks or line ends", ""},
		"JSON":         {func(w http.ResponseWriter, c string, _ bool) { fmt.Fprintf(w, `{"challenge":%s}`, c) }, "is JSON", ""},
		"a page":       {func(w http.ResponseWriter, _ string, _ bool) { fmt.Fprint(w, "<html>") }, "a web page", ""},
		"nothing":      {func(http.ResponseWriter, string, bool) {}, "is empty", ""},
		"another word": {func(w http.ResponseWriter, _ string, _ bool) { fmt.Fprint(w, "ok") }, "is not the challenge", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			hook := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				q := r.URL.Query()
				if q.Get("hub.mode") != "subscribe" || r.Method != "GET" || q.Get("keep") != "1" {
					t.Errorf("not Meta's request: %s %s", r.Method, r.URL)
				}
				scenario.answer(w, q.Get("hub.challenge"), q.Get("hub.verify_token") == "a word")
			}))
			defer hook.Close()
			h := s.Verify(t.Context(), hook.URL+"/hook?keep=1", "a word")
			if h.OK != (scenario.problem == "") || !strings.Contains(h.Problem, scenario.problem) {
				t.Errorf("got %+v", h)
			}
			if !strings.Contains(strings.Join(h.Warnings, " "), scenario.warning) {
				t.Errorf("warnings: %v", h.Warnings)
			}
		})
	}
	for _, address := range []string{"", "example", "ftp://example.com", "http://127.0.0.1:1/"} {
		status, h := call(t, "POST", server.URL+"/simulator/verify", "", `{"url":"`+address+`","verify_token":"x"}`)
		if status != 200 || h["ok"] != false || h["problem"] == "" {
			t.Errorf("%q: %d %v", address, status, h)
		}
	}
}

func guard(w http.ResponseWriter, right bool) {
	if !right {
		w.WriteHeader(http.StatusForbidden)
	}
}

func TestRedeliverAndCurl(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL})
	if _, err := s.Write(simulator.Inbound{From: ada, Text: "It's me"}); err != nil {
		t.Fatal(err)
	}
	settle(t, s)
	log := s.Deliveries()[0]
	status, again := call(t, "POST", fmt.Sprintf("%s/simulator/deliveries/%d/redeliver", server.URL, log.ID), "", "")
	if got := inbox.got(); status != 200 || again["ok"] != true || again["attempt"] != 2.0 || len(got) != 2 || got[0] != got[1] || inbox.sigs[0] != inbox.sigs[1] {
		t.Errorf("redelivered: %d %v", status, again)
	}
	if len(s.Messages()) != 1 {
		t.Error("it became a second message")
	}
	response, err := http.Get(fmt.Sprintf("%s/simulator/deliveries/%d/curl", server.URL, log.ID))
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	text := string(raw)
	for _, part := range []string{"curl ", "X-Hub-Signature-256: " + log.Signature, `It'\''s me`, inbox.URL} {
		if !strings.Contains(text, part) {
			t.Errorf("%q is missing in %s", part, text)
		}
	}
	if strings.Contains(text, secret) {
		t.Error("the command holds the secret")
	}
	for _, path := range []string{"/simulator/deliveries/0/curl", "/simulator/deliveries/99/curl", "/simulator/deliveries/x/curl"} {
		if status, _ := call(t, "GET", server.URL+path, "", ""); status != 404 {
			t.Errorf("%s: %d", path, status)
		}
	}
	if status, _ := call(t, "POST", server.URL+"/simulator/deliveries/99/redeliver", "", ""); status != 404 {
		t.Errorf("an unknown delivery: %d", status)
	}
}
