package simulator_test

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pocketcrm/whatsapp"
	"pocketcrm/whatsapp/simulator"
)

// decoded are what the inbox's decoder makes of the webhooks.
func decoded(t *testing.T, inbox *receiver) []whatsapp.Event {
	t.Helper()
	list := []whatsapp.Event{}
	for _, body := range inbox.got() {
		some, err := whatsapp.DecodeWebhook([]byte(body))
		if err != nil {
			t.Fatalf("%v in %s", err, body)
		}
		list = append(list, some...)
	}
	return list
}

func chatCall(t *testing.T, s *simulator.Simulator, id string) (state string, seconds float64) {
	t.Helper()
	for _, m := range s.Messages() {
		if m.ID == id {
			var content struct {
				State   string
				Seconds float64
			}
			if err := json.Unmarshal(m.Content, &content); err != nil {
				t.Fatal(err)
			}
			return content.State, content.Seconds
		}
	}
	t.Fatalf("the call %s is not in the chat", id)
	return
}

func TestCallOutcomes(t *testing.T) {
	t.Parallel()
	for outcome, want := range map[string]struct {
		status  string
		seconds float64
		errors  int
	}{"answered": {"completed", 90, 0}, "missed": {"failed", 0, 1}, "declined": {"failed", 0, 0}, "cancelled": {"failed", 0, 0}} {
		t.Run(outcome, func(t *testing.T) {
			t.Parallel()
			inbox := newReceiver(t)
			s, _ := newHeld(t, simulator.Options{WebhookURL: inbox.URL})
			id, err := s.StartCall(simulator.Call{From: ada, Outcome: outcome, Rings: simulator.Duration(7 * time.Second), Talks: simulator.Duration(90 * time.Second)})
			if err != nil {
				t.Fatal(err)
			}
			settle(t, s)
			if state, _ := chatCall(t, s, id); state != "ringing" {
				t.Errorf("at first it is %s", state)
			}
			move(t, s, 7*time.Second)
			if outcome == "answered" {
				if state, _ := chatCall(t, s, id); state != "connected" {
					t.Errorf("answered, it is %s", state)
				}
				move(t, s, 90*time.Second)
			}
			settle(t, s)
			if state, seconds := chatCall(t, s, id); state != outcome || seconds != want.seconds {
				t.Errorf("in the end it is %s after %v s", state, seconds)
			}
			got := decoded(t, inbox)
			if len(got) != 2 {
				t.Fatalf("webhooks: %v", inbox.got())
			}
			begin, end := got[0], got[1]
			if begin.Kind != whatsapp.KindCall || begin.ID != id || begin.Call.Event != "connect" || begin.Party.WaID != ada || begin.Call.Direction != whatsapp.Inbound {
				t.Errorf("begin: %s", inbox.got()[0])
			}
			if end.ID != id || end.Call.Event != "terminate" || end.Call.Status != want.status || end.Call.Duration.Seconds() != want.seconds || len(end.Call.Errors) != want.errors {
				t.Errorf("end: %s", inbox.got()[1])
			}
		})
	}
}

// The business picks up, and hangs up, by the Graph API.
func TestCallThroughTheGraphAPI(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL, Customers: []simulator.Customer{{WaID: ada, UserID: adaID}}})
	start := func() string {
		status, answer := call(t, "POST", server.URL+"/simulator/calls", "", `{"from":"`+ada+`"}`)
		id, _ := answer["id"].(string)
		if status != 201 || !strings.HasPrefix(id, "wacid.") {
			t.Fatalf("%d %v", status, answer)
		}
		return id
	}
	act := func(action, id string) string {
		return `{"messaging_product":"whatsapp","action":"` + action + `","call_id":"` + id + `","session":{"sdp_type":"answer","sdp":"v=0"}}`
	}
	const edge, taken = numberID + "/calls", `{"messaging_product":"whatsapp","success":true}`
	id := start()
	if status, answer := call(t, "POST", server.URL+"/simulator/calls", "", `{"from":"`+ada+`"}`); status != 400 {
		t.Errorf("a second call at once: %d %v", status, answer)
	}
	play(t, server, []transcript{
		{"the window is open", "POST", numberID + "/messages", textTo(ada, "I call back"), 200, `"wamid.`},
		{"prepared", "POST", edge, act("pre_accept", id), 200, taken},
		{"without a session", "POST", edge, `{"messaging_product":"whatsapp","action":"accept","call_id":"` + id + `"}`, 400, `131008`},
		{"picked up", "POST", edge, act("accept", id), 200, taken},
		{"too late to decline", "POST", edge, act("reject", id), 400, `"code":100`},
		{"hung up", "POST", edge, act("terminate", id), 200, taken},
		{"over", "POST", edge, act("terminate", id), 400, `"code":100`},
		{"unknown action", "POST", edge, act("sing", id), 400, `"code":100`},
		{"no id", "POST", edge, `{"messaging_product":"whatsapp","action":"reject"}`, 400, `131008`},
		{"may the business call", "GET", numberID + "/call_permissions?user_wa_id=" + ada, "", 200, `"status":"no_permission"`},
		{"whom", "GET", numberID + "/call_permissions", "", 400, `"code":100`},
	})
	play(t, server, []transcript{
		{"declined", "POST", edge, act("reject", start()), 200, taken},
		{"calling is off", "POST", edge, `{"messaging_product":"whatsapp","to":"` + ada + `","action":"connect"}`, 400, `138000`},
		{"switched on", "POST", numberID + "/settings", `{"calling":{"status":"ENABLED"}}`, 200, done},
		{"nobody allowed it", "POST", edge, `{"messaging_product":"whatsapp","to":"` + ada + `","action":"connect"}`, 400, `138006`},
	})
	settle(t, s)
	if state, _ := chatCall(t, s, id); state != "answered" {
		t.Errorf("the call was %s", state)
	}
}

func TestCallControl(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL})
	ring := func() string {
		id, err := s.StartCall(simulator.Call{From: ada, Payload: "button-1"})
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	for action, state := range map[string]string{"decline": "declined", "hangup": "cancelled"} {
		id := ring()
		if status, _ := call(t, "POST", server.URL+"/simulator/calls/"+id+"/"+action, "", ""); status != 204 {
			t.Errorf("%s: %d", action, status)
		}
		if got, _ := chatCall(t, s, id); got != state {
			t.Errorf("after %s the call is %s", action, got)
		}
	}
	id := ring()
	for _, action := range []string{"answer", "hangup"} {
		if status, _ := call(t, "POST", server.URL+"/simulator/calls/"+id+"/"+action, "", ""); status != 204 {
			t.Errorf("%s: %d", action, status)
		}
	}
	if got, _ := chatCall(t, s, id); got != "answered" {
		t.Errorf("the call is %s", got)
	}
	if err := s.AnswerCall(id); err == nil {
		t.Error("a call that is over was answered")
	}
	for path, body := range map[string]string{"/" + id + "/sing": "", "": `{"from":"me"}`, "/x/hangup": ""} {
		if status, answer := call(t, "POST", server.URL+"/simulator/calls"+path, "", body); status < 400 || answer["message"] == "" {
			t.Errorf("%q: %d %v", path, status, answer)
		}
	}
	for _, wrong := range []simulator.Call{{}, {From: ada, Outcome: "sung"}, {From: ada, Rings: -1}, {From: ada, Talks: simulator.Duration(48 * time.Hour)}} {
		if _, err := s.StartCall(wrong); err == nil {
			t.Errorf("taken: %+v", wrong)
		}
	}
	settle(t, s)
	if !strings.Contains(inbox.got()[0], `"cta_payload":"button-1"`) {
		t.Errorf("the tapped button: %s", inbox.got()[0])
	}
}

// A call during which the simulator stops is over when it is back.
func TestCallEndsWithARestart(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "state.json")
	inbox := newReceiver(t)
	first, _ := newSim(t, simulator.Options{WebhookURL: inbox.URL})
	if err := first.KeepState(path); err != nil {
		t.Fatal(err)
	}
	id, err := first.StartCall(simulator.Call{From: ada})
	if err != nil {
		t.Fatal(err)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	second, _ := newSim(t, simulator.Options{WebhookURL: inbox.URL})
	if err := second.KeepState(path); err != nil {
		t.Fatal(err)
	}
	deadline := time.Now().Add(time.Minute)
	for state := ""; state != "missed"; time.Sleep(time.Millisecond) {
		if state, _ = chatCall(t, second, id); time.Now().After(deadline) {
			t.Fatalf("the call is %s", state)
		}
	}
}

// Calls, the business's app and Meta's events can be recorded, and played.
func TestScenarioOfCallsAppAndAccount(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, _ := newSim(t, simulator.Options{WebhookURL: inbox.URL})
	s.StartRecording("A morning")
	id, err := s.StartCall(simulator.Call{From: ada})
	if err == nil {
		err = s.EndCall(id, true)
	}
	echo := ""
	if err == nil {
		echo, err = s.WriteFromApp(simulator.Echo{To: ada, Text: "We are busy"})
	}
	if err == nil {
		_, err = s.WriteFromApp(simulator.Echo{To: ada, Type: "edit", MessageID: echo, Text: "We call back"})
	}
	if err == nil {
		err = s.RaiseAccountEvent(simulator.AccountEvent{Event: "restricted"})
	}
	if err != nil {
		t.Fatal(err)
	}
	recorded, is := s.StopRecording()
	if !is {
		t.Fatal("nothing was recorded")
	}
	raw, err := json.Marshal(recorded)
	if err != nil {
		t.Fatal(err)
	}
	again, err := simulator.ReadScenario(strings.NewReader(string(raw)))
	if err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	other := newReceiver(t)
	second, _ := newSim(t, simulator.Options{WebhookURL: other.URL})
	report, err := second.RunScenario(t.Context(), again)
	if err != nil || !report.OK {
		t.Fatalf("%v %+v in %s", err, report, raw)
	}
	settle(t, second)
	move(t, second, time.Minute)
	settle(t, second)
	all := strings.Join(other.got(), "\n")
	for _, part := range []string{`"event":"connect"`, `"status":"FAILED"`, `"body":"We are busy"`, `"body":"We call back"`, `ACCOUNT_RESTRICTION`} {
		if !strings.Contains(all, part) {
			t.Errorf("%s is missing in %s", part, all)
		}
	}
	for _, steps := range []string{`{"do":"app","customer":"1"}`, `{"do":"account"}`, `{"do":"call"}`, `{"do":"app","customer":"1","app":{"type":"edit","message_id":"$x","text":"y"}}`} {
		if _, err := simulator.ReadScenario(strings.NewReader(`{"steps":[` + steps + `]}`)); err == nil {
			t.Errorf("taken: %s", steps)
		}
	}
}
