package simulator_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"pocketcrm/whatsapp/simulator"
)

func (r *receiver) statuses(t *testing.T) (list []string) {
	t.Helper()
	for _, body := range r.got() {
		for _, st := range parse(t, body).Statuses {
			list = append(list, st["status"].(string))
		}
	}
	return list
}

func TestCustomerBehaviour(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL})
	change := func(body string) {
		t.Helper()
		if status, answer := call(t, "PATCH", server.URL+"/simulator/customers/"+ada, "", body); status != 200 {
			t.Fatalf("%s: %d %v", body, status, answer)
		}
		settle(t, s)
	}
	expect := func(what string, want ...string) {
		t.Helper()
		settle(t, s)
		if got := inbox.statuses(t); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
		inbox.mu.Lock()
		inbox.bodies = nil
		inbox.mu.Unlock()
	}
	change(`{"online":false}`)
	send(t, server, textTo(ada, "Hello"))
	expect("offline", "sent")
	change(`{"online":true}`)
	expect("online again", "delivered", "read")

	change(`{"reads_at_once":false}`)
	send(t, server, textTo(ada, "Hello"))
	expect("reads later", "sent", "delivered")
	call(t, "POST", server.URL+"/simulator/customers/"+ada+"/open", "", "")
	expect("opens the chat", "read")

	change(`{"reads_at_once":true,"read_receipts":false}`)
	send(t, server, textTo(ada, "Hello"))
	expect("without receipts", "sent", "delivered")

	change(`{"blocked":true}`)
	send(t, server, textTo(ada, "Hello"))
	expect("blocked", "sent")
	change(`{"blocked":false,"read_receipts":true}`)
	expect("what was sent meanwhile never arrives", "read") // of the message before the block
	send(t, server, textTo(ada, "Hello"))
	expect("unblocked", "sent", "delivered", "read")

	change(`{"on_whatsapp":false}`)
	send(t, server, textTo(ada, "Hello"))
	expect("not on WhatsApp", "failed")
	if m := s.Messages(); m[len(m)-1].ErrorCode != 131026 {
		t.Errorf("it failed with %d", m[len(m)-1].ErrorCode)
	}
	if status, answer := call(t, "PATCH", server.URL+"/simulator/customers/404", "", `{}`); status != 404 || answer["message"] != "No customer has this number." {
		t.Errorf("nobody: %d %v", status, answer)
	}
}

func TestOfflineForTooLong(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, send := newHeld(t, simulator.Options{WebhookURL: inbox.URL})
	online := false
	if err := s.ChangeCustomer(ada, simulator.CustomerChange{Online: &online}); err != nil {
		t.Fatal(err)
	}
	send(textTo(ada, "Hello"))
	move(t, s, 31*24*time.Hour)
	online = true
	if err := s.ChangeCustomer(ada, simulator.CustomerChange{Online: &online}); err != nil {
		t.Fatal(err)
	}
	move(t, s, time.Hour)
	if got := inbox.statuses(t); !slices.Equal(got, []string{"sent"}) {
		t.Errorf("after 31 days: %v", got)
	}
}

func TestChangeOfNumber(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL})
	system := func(body string) (message, object map[string]any) {
		t.Helper()
		if status, answer := call(t, "PATCH", server.URL+"/simulator/customers/"+ada, "", body); status != 200 {
			t.Fatalf("%s: %d %v", body, status, answer)
		}
		settle(t, s)
		got := inbox.got()
		v := parse(t, got[len(got)-1])
		if v.Contacts != nil || v.Messages[0]["type"] != "system" {
			t.Fatalf("not a system message: %s", got[len(got)-1])
		}
		return v.Messages[0], v.Messages[0]["system"].(map[string]any)
	}
	m, o := system(`{"phone":"+44 7700 900456"}`)
	if m["from"] != ada || o["type"] != "user_changed_number" || o["wa_id"] != "447700900456" || o["previous_user_id"] != adaID || o["user_id"] == adaID || o["body"] == "" {
		t.Errorf("number: %v", m)
	}
	send(t, server, textTo("447700900456", "Hello"))
	settle(t, s)
	if status, _ := inbox.last(t); status != "read" {
		t.Errorf("to the new number: %s", status)
	}
	send(t, server, textTo(ada, "Hello"))
	settle(t, s)
	if status, _ := inbox.last(t); status != "failed" {
		t.Errorf("to the old number: %s", status)
	}
	previous := o["user_id"]
	if m, o = system(`{"new_user_id":true}`); m["from"] != nil || o["type"] != "user_changed_user_id" || o["previous_user_id"] != previous || o["wa_id"] != nil {
		t.Errorf("BSUID: %v", m)
	}
	for body, want := range map[string]string{`{"phone":"12"}`: "phone", `{"phone":"+1 555 010 0200"}`: "phone", `{"username":"` + strings.Repeat("x", 36) + `"}`: "username"} {
		if status, answer := call(t, "PATCH", server.URL+"/simulator/customers/"+ada, "", body); status != 400 || answer["field"] != want {
			t.Errorf("%s: %d %v", body, status, answer)
		}
	}
}

func TestInboundKinds(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL})
	offer := send(t, server, `{"messaging_product":"whatsapp","to":"`+ada+`","type":"interactive","interactive":{"type":"button","body":{"text":"When?"},"action":{"buttons":[`+
		`{"type":"reply","reply":{"id":"mon","title":"Monday"}},{"type":"reply","reply":{"id":"tue","title":"Tuesday"}}]}}}`)
	settle(t, s)
	write := func(body string) map[string]any {
		t.Helper()
		status, answer := call(t, "POST", server.URL+"/simulator/inbound", "", `{"from":"`+ada+`",`+body+`}`)
		if status != 200 {
			t.Fatalf("%s: %d %v", body, status, answer)
		}
		settle(t, s)
		got := inbox.got()
		return parse(t, got[len(got)-1]).Messages[0]
	}
	at := func(m map[string]any, path ...string) any {
		var v any = m
		for _, key := range path {
			if list, is := v.([]any); is {
				v = list[0]
			}
			object, _ := v.(map[string]any)
			v = object[key]
		}
		return v
	}
	want := func(what string, got, wanted any) {
		t.Helper()
		if got != wanted {
			t.Errorf("%s: %v, want %v", what, got, wanted)
		}
	}
	m := write(`"choose":"Tuesday"`)
	want("a button", at(m, "interactive", "button_reply", "id"), "tue")
	want("its context", at(m, "context", "id"), offer)

	first := write(`"text":"Hello"`)["id"].(string)
	m = write(`"type":"edit","text":"Hello!","message_id":"` + first + `"`)
	want("an edit", at(m, "edit", "message", "text", "body"), "Hello!")
	want("of", at(m, "edit", "original_message_id"), first)
	m = write(`"type":"revoke"`)
	want("a revoke", at(m, "revoke", "original_message_id"), first)
	m = write(`"type":"reaction","emoji":"👍"`)
	want("a reaction", at(m, "reaction", "emoji"), "👍")
	want("to", at(m, "reaction", "message_id"), offer)
	m = write(`"type":"reaction"`)
	_, has := m["reaction"].(map[string]any)["emoji"]
	want("a reaction taken off has an emoji", has, false)

	m = write(`"type":"voice"`)
	want("a voice message", at(m, "audio", "voice"), true)
	want("its type", at(m, "type"), "audio")
	m = write(`"type":"document","filename":"offer.pdf","text":"See page 2"`)
	want("a document", at(m, "document", "filename"), "offer.pdf")
	want("its caption", at(m, "document", "caption"), "See page 2")
	m = write(`"type":"image","media":"iVBORw0KGgo="`)
	want("a picture", at(m, "image", "id") != nil && at(m, "image", "sha256") != nil, true)

	m = write(`"type":"location","latitude":0,"longitude":-8.6,"place":"Pier"`)
	want("a location", at(m, "location", "latitude"), 0.0)
	m = write(`"type":"contacts"`)
	want("the own card", at(m, "contacts", "origin"), "contact_request")
	m = write(`"type":"unsupported","unsupported":"poll_creation"`)
	want("an unsupported kind", at(m, "errors", "code"), 131051.0)
	m = write(`"type":"order"`)
	want("an order", at(m, "order", "product_items", "quantity"), 1.0)
	m = write(`"text":"Hi","forwarded":true,"group_id":"G1","referral":{"source_type":"ad","source_id":"7"}`)
	want("forwarded", at(m, "context", "forwarded"), true)
	want("a group", m["group_id"], "G1")
	want("a referral", at(m, "referral", "source_id"), "7")

	var phone simulator.Message
	for _, one := range s.Messages() {
		if one.ID == first {
			phone = one
		}
	}
	if phone.Text != "Hello!" || !phone.Edited || !phone.Revoked {
		t.Errorf("on the phone: %+v", phone)
	}
	for body, field := range map[string]string{
		`"choose":"Sunday"`:               "choose",
		`"type":"location"`:               "latitude",
		`"type":"edit","message_id":"x"`:  "text",
		`"type":"text"`:                   "text",
		`"type":"from","content":{"a":1}`: "type",
	} {
		if status, answer := call(t, "POST", server.URL+"/simulator/inbound", "", `{"from":"`+ada+`",`+body+`}`); status != 400 || answer["field"] != field {
			t.Errorf("%s: %d %v", body, status, answer)
		}
	}
}

func TestChoices(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL, Templates: []simulator.Template{{
		Name: "visit", Language: "en", Components: []byte(`[{"type":"BODY","text":"Shall we come?"},{"type":"BUTTONS","buttons":[` +
			`{"type":"QUICK_REPLY","text":"Yes"},{"type":"QUICK_REPLY","text":"No"}]}]`),
	}}})
	template := send(t, server, `{"messaging_product":"whatsapp","to":"`+ada+`","type":"template","template":{"name":"visit","language":{"code":"en"},"components":[`+
		`{"type":"button","sub_type":"quick_reply","index":"1","parameters":[{"type":"payload","payload":"NO-7"}]}]}}`)
	list := send(t, server, `{"messaging_product":"whatsapp","to":"`+ada+`","type":"interactive","interactive":{"type":"list","body":{"text":"Which?"},"action":{"button":"Show",`+
		`"sections":[{"title":"Bikes","rows":[{"id":"b1","title":"Red","description":"The fast one"}]}]}}}`)
	settle(t, s)
	for choose, want := range map[string][]string{
		"No":  {`"type":"button"`, `"button":{"payload":"NO-7","text":"No"}`, template},
		"Yes": {`"button":{"payload":"Yes","text":"Yes"}`, template},
		"b1":  {`"list_reply":{"id":"b1","title":"Red","description":"The fast one"}`, list},
	} {
		if _, err := s.Write(simulator.Inbound{From: ada, Choose: choose}); err != nil {
			t.Fatalf("%s: %v", choose, err)
		}
		settle(t, s)
		got := inbox.got()
		for _, part := range want {
			if !strings.Contains(got[len(got)-1], part) {
				t.Errorf("%s: %s is missing in %s", choose, part, got[len(got)-1])
			}
		}
	}
}
