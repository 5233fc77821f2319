package simulator_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pocketcrm/whatsapp"
	"pocketcrm/whatsapp/simulator"
)

func TestWebhookIsSignedASCII(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, _ := newSim(t, simulator.Options{WebhookURL: inbox.URL})
	text := "Γειά σου 👋🏽 مرحبا <b>50% / é\u2028\"\\\n\x01"
	id, err := s.Write(simulator.Inbound{From: "+44 7700 900123", Text: text})
	if err != nil {
		t.Fatal(err)
	}
	settle(t, s)
	body := inbox.got()[0]
	if strings.ContainsFunc(body, func(r rune) bool { return r > 0x7e || r < ' ' }) {
		t.Errorf("not compact ASCII: %s", body)
	}
	for _, part := range []string{`\u0393\u03b5\u03b9\u03ac`, `\ud83d\udc4b\ud83c\udffd`, `\u0645\u0631`, `<b>50% \/ \u00e9\u2028`} {
		if !strings.Contains(body, part) {
			t.Errorf("%s is missing in %s", part, body)
		}
	}
	if !whatsapp.ValidSignature(inbox.sigs[0], []byte(body), secret) {
		t.Errorf("the signature %s is not over the bytes sent", inbox.sigs[0])
	}
	v := parse(t, body)
	m := v.Messages[0]
	if m["text"].(map[string]any)["body"] != text || m["id"] != id || m["from"] != ada || m["from_user_id"] != adaID || m["type"] != "text" {
		t.Errorf("message: %v", m)
	}
	if _, ok := m["timestamp"].(string); !ok {
		t.Errorf("the timestamp is no string: %v", m["timestamp"])
	}
	c := v.Contacts[0]
	if c["wa_id"] != ada || c["user_id"] != adaID || c["profile"].(map[string]any)["name"] != "Ada Merrow" {
		t.Errorf("contact: %v", c)
	}
}

func TestStatusesInOrder(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL})
	id := send(t, server, `{"messaging_product":"whatsapp","to":"`+ada+`","text":{"body":"Hello"},"biz_opaque_callback_data":"row-1"}`)
	settle(t, s)
	var order []string
	for _, body := range inbox.got() {
		v := parse(t, body)
		status := v.Statuses[0]
		name := status["status"].(string)
		order = append(order, name)
		if status["id"] != id || status["recipient_id"] != ada || status["recipient_user_id"] != adaID || status["biz_opaque_callback_data"] != "row-1" {
			t.Errorf("%s: %v", name, status)
		}
		_, priced := status["pricing"]
		if priced != (name != "read") || status["conversation"] != nil || len(v.Contacts) != 1 {
			t.Errorf("%s: not the current shape: %s", name, body)
		}
	}
	if want := []string{"sent", "delivered", "read"}; !slices.Equal(order, want) {
		t.Errorf("got %v", order)
	}
}

func TestReadWhenOpened(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL, ReadsLater: true})
	send(t, server, textTo(ada, "Hello"))
	settle(t, s)
	if n := len(inbox.got()); n != 2 {
		t.Fatalf("%d statuses before the chat was opened", n)
	}
	call(t, "POST", server.URL+"/simulator/customers/"+ada+"/open", "", "")
	call(t, "POST", server.URL+"/simulator/customers/"+ada+"/open", "", "")
	settle(t, s)
	got := inbox.got()
	if len(got) != 3 || parse(t, got[2]).Statuses[0]["status"] != "read" {
		t.Errorf("after it: %v", got)
	}
	call(t, "PATCH", server.URL+"/simulator/customers/"+ada, "", `{"reads_at_once":true}`)
	send(t, server, textTo(ada, "Hello"))
	settle(t, s)
	if n := len(inbox.got()); n != 6 {
		t.Errorf("%d statuses when read at once", n)
	}
}

func TestWindow(t *testing.T) {
	t.Parallel()
	var offset atomic.Int64
	now := func() time.Time { return time.Now().Add(time.Duration(offset.Load())) }
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL, Now: now})
	last := func() (status string, code any) {
		settle(t, s)
		got := inbox.got()
		st := parse(t, got[len(got)-1]).Statuses[0]
		if list, failed := st["errors"].([]any); failed {
			code = list[0].(map[string]any)["code"]
		}
		return st["status"].(string), code
	}
	send(t, server, textTo(ada, "an hour after she wrote"))
	if status, _ := last(); status != "read" {
		t.Errorf("within the window: %s", status)
	}
	offset.Store(int64(25 * time.Hour))
	send(t, server, textTo(ada, "too late"))
	if status, code := last(); status != "failed" || code != 131047.0 {
		t.Errorf("after 25 hours: %s %v", status, code)
	}
	v := parse(t, inbox.got()[len(inbox.got())-1])
	if v.Contacts != nil || v.Statuses[0]["recipient_user_id"] != nil || v.Statuses[0]["recipient_id"] != ada {
		t.Errorf("a failed send to a number names no contact and no BSUID: %v", v)
	}
	send(t, server, `{"messaging_product":"whatsapp","to":"`+ada+`","type":"template","template":{"name":"hello_world","language":{"code":"en_US"}}}`)
	if status, _ := last(); status != "read" {
		t.Errorf("a template: %s", status)
	}
	send(t, server, textTo(ada, "a template opens nothing"))
	if status, code := last(); status != "failed" || code != 131047.0 {
		t.Errorf("after a template: %s %v", status, code)
	}
	if _, err := s.Write(simulator.Inbound{From: ada, Text: "I am back"}); err != nil {
		t.Fatal(err)
	}
	send(t, server, textTo(ada, "Hello again"))
	if status, _ := last(); status != "read" {
		t.Errorf("after she wrote: %s", status)
	}
}

func TestOldMessageOpensNoWindow(t *testing.T) {
	t.Parallel()
	s, server := newSim(t, simulator.Options{Customers: []simulator.Customer{{WaID: ada}}})
	if _, err := s.Write(simulator.Inbound{From: ada, Text: "from yesterday", Timestamp: "1600000000"}); err != nil {
		t.Fatal(err)
	}
	send(t, server, textTo(ada, "Hello"))
	settle(t, s)
	if m := s.Messages()[1]; m.Status != "failed" || m.ErrorCode != 131047 {
		t.Errorf("got %s %d", m.Status, m.ErrorCode)
	}
}

func TestRetriesUntil200(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	inbox.answer = func(n int) int {
		if refusals := []int{500, 401, 204, 302}; n <= len(refusals) {
			return refusals[n-1]
		}
		return http.StatusOK
	}
	s, _ := newSim(t, simulator.Options{WebhookURL: inbox.URL})
	for _, text := range []string{"one", "two", "three"} {
		if _, err := s.Write(simulator.Inbound{From: ada, Text: text}); err != nil {
			t.Fatal(err)
		}
	}
	settle(t, s)
	var order []string
	for _, body := range inbox.got() {
		order = append(order, parse(t, body).Messages[0]["text"].(map[string]any)["body"].(string))
	}
	if want := []string{"one", "two", "three"}; !slices.Equal(order, want) {
		t.Errorf("order: %v", order)
	}
	log := s.Deliveries()
	if len(log) != 7 || log[6].Code != 500 || log[5].Code != 401 || log[4].Code != 204 || log[3].Code != 302 || log[2].Attempt != 5 || !log[2].OK {
		t.Errorf("log: %+v", log)
	}
	if !strings.Contains(log[5].Problem, "The app secret differs") {
		t.Errorf("a 401 is explained as %q", log[5].Problem)
	}
}

func TestRetryNow(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	var broken atomic.Bool
	broken.Store(true)
	inbox.answer = func(int) int {
		if broken.Load() {
			return http.StatusServiceUnavailable
		}
		return http.StatusOK
	}
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL, RetryDelay: time.Hour})
	for _, from := range []string{ada, "15550100311"} {
		if _, err := s.Write(simulator.Inbound{From: from, Text: "Hello"}); err != nil {
			t.Fatal(err)
		}
	}
	waitFor(t, func() bool { return len(s.Deliveries()) == 2 })
	_, state := call(t, "GET", server.URL+"/simulator/state", "", "")
	if receiver := state["receiver"].(map[string]any); receiver["refused"] != 2.0 || !strings.Contains(receiver["problem"].(string), "503") {
		t.Errorf("state: %v", receiver)
	}
	broken.Store(false)
	call(t, "POST", server.URL+"/simulator/retry", "", "")
	settle(t, s)
	if n := len(inbox.got()); n != 2 {
		t.Errorf("%d accepted", n)
	}
}

func TestReceiverIsDown(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	inbox.Close()
	s, _ := newSim(t, simulator.Options{WebhookURL: inbox.URL, RetryDelay: time.Hour})
	if _, err := s.Write(simulator.Inbound{From: ada, Text: "Hello"}); err != nil {
		t.Fatal(err)
	}
	waitFor(t, func() bool { return len(s.Deliveries()) == 1 })
	if d := s.Deliveries()[0]; d.Code != 0 || d.OK || d.Problem == "" {
		t.Errorf("got %+v", d)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if err := s.Idle(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("idle with a message that waits: %v", err)
	}
	other := newReceiver(t)
	s.SetWebhook(other.URL, "another secret")
	settle(t, s)
	if got := other.got(); len(got) != 1 || !whatsapp.ValidSignature(other.sigs[0], []byte(got[0]), "another secret") {
		t.Errorf("after SetWebhook: %v", got)
	}
}

func TestUserIDRecipient(t *testing.T) {
	t.Parallel()
	const noor = "SG.90100000000000000005"
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL, Customers: []simulator.Customer{
		{WaID: "6591234567", Name: "Noor K.", UserID: noor, Username: "noor.k_7", HiddenPhone: true, LastWroteAt: time.Now()},
	}})
	send(t, server, `{"messaging_product":"whatsapp","recipient":"`+noor+`","text":{"body":"Hello"}}`)
	settle(t, s)
	for _, body := range inbox.got() {
		v := parse(t, body)
		st := v.Statuses[0]
		if st["recipient_user_id"] != noor || st["recipient_id"] != nil || v.Contacts[0]["wa_id"] != nil {
			t.Errorf("the number is hidden: %s", body)
		}
		username := v.Contacts[0]["profile"].(map[string]any)["username"]
		if (username == "noor.k_7") != (st["status"] != "sent") {
			t.Errorf("the username comes with delivered and read: %s", body)
		}
	}
	send(t, server, `{"messaging_product":"whatsapp","recipient":"SG.404","text":{"body":"Hello"}}`)
	settle(t, s)
	got := inbox.got()
	st := parse(t, got[len(got)-1]).Statuses[0]
	if st["status"] != "failed" || st["recipient_user_id"] != "SG.404" || st["errors"].([]any)[0].(map[string]any)["code"] != 131026.0 {
		t.Errorf("to nobody: %v", st)
	}
}

func TestReactions(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL})
	id, err := s.Write(simulator.Inbound{From: ada, Text: "Hello"})
	if err != nil {
		t.Fatal(err)
	}
	reaction := func(id string) string {
		return `{"messaging_product":"whatsapp","to":"` + ada + `","type":"reaction","reaction":{"message_id":"` + id + `","emoji":"👍"}}`
	}
	send(t, server, reaction(id))
	settle(t, s)
	if m := s.Messages(); len(m) != 1 || m[0].BusinessReaction != "👍" {
		t.Errorf("on the phone: %+v", m)
	}
	if got := inbox.got(); len(got) != 2 || parse(t, got[1]).Statuses[0]["status"] != "sent" {
		t.Errorf("a reaction yields sent and nothing more: %v", got)
	}
	send(t, server, reaction("wamid.unknown"))
	settle(t, s)
	got := inbox.got()
	if st := parse(t, got[len(got)-1]).Statuses[0]; st["errors"].([]any)[0].(map[string]any)["code"] != 131009.0 {
		t.Errorf("to nothing: %v", st)
	}
}

func waitFor(t *testing.T, done func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !done(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatal("it did not happen within a minute")
		}
	}
}
