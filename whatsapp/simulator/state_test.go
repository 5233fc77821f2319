package simulator_test

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pocketcrm/whatsapp/simulator"
)

// A second simulator with the first one's file goes on where that one stopped.
func TestStateSurvivesARestart(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state.json")
	inbox := newReceiver(t)
	inbox.answer = func(int) int { return http.StatusServiceUnavailable }
	first, send := newHeld(t, simulator.Options{WebhookURL: inbox.URL})
	if err := first.KeepState(path); err != nil {
		t.Fatal(err)
	}
	if err := first.SetDisorder(simulator.Disorder{Seed: 9}); err != nil {
		t.Fatal(err)
	}
	if _, err := first.AddFailure(simulator.Failure{Preset: "throughput", To: "15550100311"}); err != nil {
		t.Fatal(err)
	}
	offline := false
	if err := first.ChangeCustomer(ada, simulator.CustomerChange{Online: &offline}); err != nil {
		t.Fatal(err)
	}
	written, err := first.Write(simulator.Inbound{From: ada, Text: "Γειά"})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := first.Write(simulator.Inbound{From: ada, Type: "image"}); err != nil {
		t.Fatal(err)
	}
	sent := send(textTo(ada, "Hello"))
	move(t, first, 3*time.Hour)
	before, now := first.Messages(), first.Clock().Now()
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("the file: %v %v", info, err)
	}
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, hidden := range []string{secret, token} {
		if bytes.Contains(raw, []byte(hidden)) {
			t.Error("the file holds a secret")
		}
	}

	repaired := newReceiver(t)
	second, server := newSim(t, simulator.Options{WebhookURL: repaired.URL, Customers: []simulator.Customer{}, StatusDelay: 400 * time.Millisecond})
	if err := second.KeepState(path); err != nil {
		t.Fatal(err)
	}
	settle(t, second)
	after := second.Messages()
	if len(after) != len(before) || after[0].ID != written || after[2].ID != sent || after[2].Status != "sent" {
		t.Errorf("messages: %+v", after)
	}
	if !second.Clock().Now().Equal(now) || !second.Clock().State().Held {
		t.Errorf("the clock shows %v, want %v", second.Clock().Now(), now)
	}
	if got := repaired.got(); len(got) != 3 || parse(t, got[0]).Messages[0]["id"] != written || after[0].Status != "sent" {
		t.Errorf("what waited was not delivered: %v", got)
	}
	if list := second.Failures(); len(list) != 1 || list[0].To != "15550100311" {
		t.Errorf("failures: %+v", list)
	}
	online := true
	if err := second.ChangeCustomer(ada, simulator.CustomerChange{Online: &online}); err != nil {
		t.Fatal(err)
	}
	move(t, second, time.Minute)
	if m := second.Messages(); m[2].Status != "read" {
		t.Errorf("the message did not go on: %s", m[2].Status)
	}
	image := parse(t, repaired.got()[1]).Messages[0]["image"].(map[string]any)
	if status, info := call(t, "GET", server.URL+"/v25.0/"+image["id"].(string), token, ""); status != 200 || info["file_size"] == nil {
		t.Errorf("the picture: %d %v", status, info)
	}
}

func TestStateIsSavedAtChanges(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state.json")
	s, _ := newSim(t, simulator.Options{})
	if err := s.KeepState(path); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Write(simulator.Inbound{From: ada, Text: "saved without Close"}); err != nil {
		t.Fatal(err)
	}
	waitFor(t, func() bool {
		raw, _ := os.ReadFile(path)
		return strings.Contains(string(raw), "saved without Close")
	})
	// note: what changed while it was saved is being saved now
	waitFor(t, func() bool { left, _ := filepath.Glob(path + ".*"); return len(left) == 0 })
}

func TestStateCalls(t *testing.T) {
	t.Parallel()
	s, server := newSim(t, simulator.Options{})
	id, err := s.Write(simulator.Inbound{From: ada, Text: "Hello"})
	if err != nil {
		t.Fatal(err)
	}
	_, state := call(t, "GET", server.URL+"/simulator/state.json", "", "")
	other, there := newSim(t, simulator.Options{Customers: []simulator.Customer{{WaID: "15550100311"}}})
	post := func(change map[string]any) (int, map[string]any) {
		t.Helper()
		changed := map[string]any{}
		for key, value := range state {
			changed[key] = value
		}
		for key, value := range change {
			changed[key] = value
		}
		raw, err := json.Marshal(changed)
		if err != nil {
			t.Fatal(err)
		}
		return call(t, "POST", there.URL+"/simulator/state.json", "", string(raw))
	}
	for name, scenario := range map[string]struct {
		change  map[string]any
		problem string
	}{
		"a later version":         {map[string]any{"version": 2}, "of version 2, and this program reads version 1"},
		"something else":          {map[string]any{"program": "diary"}, "not the state of a simulator"},
		"a message of nobody":     {map[string]any{"messages": []any{map[string]any{"id": "x", "customer": "1"}}}, "of no customer"},
		"a customer without keys": {map[string]any{"customers": []any{map[string]any{"name": "x"}}}, "damaged"},
		"a wrong type":            {map[string]any{"customers": "none"}, "damaged"},
	} {
		if status, answer := post(scenario.change); status != 400 || !strings.Contains(answer["message"].(string), scenario.problem) {
			t.Errorf("%s: %d %v", name, status, answer)
		}
	}
	if len(other.Messages()) != 0 {
		t.Error("a refused state left something behind")
	}
	if status, answer := post(nil); status != http.StatusNoContent {
		t.Fatalf("%d %v", status, answer)
	}
	if m := other.Messages(); len(m) != 1 || m[0].ID != id {
		t.Errorf("messages: %+v", m)
	}
}

func TestDamagedStateFile(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state.json")
	if err := os.WriteFile(path, []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	s, _ := newSim(t, simulator.Options{})
	if err := s.KeepState(path); err == nil || !strings.Contains(err.Error(), path) {
		t.Errorf("got %v", err)
	}
	if raw, _ := os.ReadFile(path); string(raw) != "{" {
		t.Error("the damaged file was overwritten")
	}
}
