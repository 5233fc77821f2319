package simulator_test

import (
	"strings"
	"testing"
	"time"

	"pocketcrm/whatsapp"
	"pocketcrm/whatsapp/simulator"
)

func TestMessagesFromTheBusinessApp(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL})
	status, answer := call(t, "POST", server.URL+"/simulator/app/messages", "", `{"to":"+44 7700 900123","text":"We open at nine."}`)
	id, _ := answer["id"].(string)
	if status != 200 || id == "" {
		t.Fatalf("%d %v", status, answer)
	}
	for _, e := range []simulator.Echo{{To: ada, Type: "edit", Text: "We open at ten."}, {To: ada, Type: "image", Text: "Your parcel"}, {To: ada, Type: "revoke", MessageID: id}} {
		if _, err := s.WriteFromApp(e); err != nil {
			t.Fatalf("%+v: %v", e, err)
		}
	}
	settle(t, s)
	got := decoded(t, inbox)
	if len(got) != 4 {
		t.Fatalf("webhooks: %v", inbox.got())
	}
	kinds := []whatsapp.Kind{whatsapp.KindEcho, whatsapp.KindEdit, whatsapp.KindEcho, whatsapp.KindRevoke}
	for i, e := range got {
		if e.Kind != kinds[i] || e.Field != "smb_message_echoes" || e.Party.WaID != ada {
			t.Errorf("%d is %s of %s: %s", i, e.Kind, e.Field, inbox.got()[i])
		}
	}
	if got[0].ID != id || got[1].Target.MessageID != id || got[3].Target.MessageID != id || got[1].Target.By != whatsapp.Outbound {
		t.Errorf("ids: %s %+v %+v", got[0].ID, got[1].Target, got[3].Target)
	}
	chat := s.Messages()
	if len(chat) != 2 || chat[0].Author != "business" || !chat[0].FromApp || chat[0].Text != "We open at ten." || !chat[0].Revoked || chat[1].Type != "image" {
		t.Errorf("on the phone: %+v", chat)
	}
	for _, wrong := range []simulator.Echo{{}, {To: "x", Text: "Hello"}, {To: ada}, {To: ada, Type: "edit", Text: "x", MessageID: "wamid.NONE"}, {To: "15550100311", Type: "revoke"}, {To: ada, Text: "again", ID: chat[1].ID}} {
		if _, err := s.WriteFromApp(wrong); err == nil {
			t.Errorf("taken: %+v", wrong)
		}
	}
}

func TestHistoryOfTheBusinessApp(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL})
	now, old := time.Now(), []simulator.Message{}
	for i := range 250 {
		old = append(old, simulator.Message{Customer: ada, Author: "customer", Type: "text", Text: "An old one", At: now.Add(-48*time.Hour - time.Duration(i)*time.Minute), Status: "read"})
	}
	old = append(old,
		simulator.Message{Customer: ada, Author: "business", Type: "text", Text: "Yesterday", At: now.Add(-time.Hour), Status: "delivered"},
		simulator.Message{Customer: ada, Author: "customer", Type: "image", Text: "Photo", At: now.Add(-100 * 24 * time.Hour), Status: "read"},
		simulator.Message{Customer: ada, Author: "customer", Type: "text", Text: "Too old", At: now.Add(-300 * 24 * time.Hour), Status: "read"})
	if err := s.AddMessages(old); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Write(simulator.Inbound{From: ada, Type: "image", Text: "This one"}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.WriteFromApp(simulator.Echo{To: ada, Type: "document"}); err != nil {
		t.Fatal(err)
	}
	settle(t, s)
	told := len(inbox.got())
	play(t, server, []transcript{
		{"the history", "POST", numberID + "/smb_app_data", `{"messaging_product":"whatsapp","sync_type":"history"}`, 200, `"request_id":"`},
		{"the contacts", "POST", numberID + "/smb_app_data", `{"messaging_product":"whatsapp","sync_type":"smb_app_state_sync"}`, 200, `"request_id":"`},
		{"neither", "POST", numberID + "/smb_app_data", `{"messaging_product":"whatsapp","sync_type":"all"}`, 400, `"code":100`},
		{"nothing", "POST", numberID + "/smb_app_data", `{"messaging_product":"whatsapp"}`, 400, `131008`},
	})
	if status, answer := call(t, "POST", server.URL+"/simulator/app/sync", "", `{"what":"history","declined":true}`); status != 204 {
		t.Errorf("declined: %d %v", status, answer)
	}
	if status, _ := call(t, "POST", server.URL+"/simulator/app/sync", "", `{"what":"everything"}`); status != 400 {
		t.Errorf("everything: %d", status)
	}
	settle(t, s)
	var inbound, outbound, notices, names int
	for _, e := range decoded(t, inbox)[told:] {
		switch {
		case e.Kind == whatsapp.KindHistory && e.Message.Direction == whatsapp.Inbound:
			inbound++
		case e.Kind == whatsapp.KindHistory:
			outbound++
		case e.Kind == whatsapp.KindNotice:
			notices++
		case e.Kind == whatsapp.KindBook:
			names++
		default:
			t.Errorf("a %s", e.Kind)
		}
	}
	all := strings.Join(inbox.got(), "\n")
	// four parts and the refusal tell of the progress
	if inbound != 253 || outbound != 3 || notices != 5 || names != 1 {
		t.Errorf("%d from the customer, %d from the business, %d notices, %d names", inbound, outbound, notices, names)
	}
	for _, part := range []string{`"phase":0,"chunk_order":1,`, `"phase":1,"chunk_order":2,`, `"phase":2,"chunk_order":1,"progress":100`, `"media_placeholder"`, `"history_context":{"status":"DELIVERED"}`, `2593109`, `"full_name":"Ada Merrow","first_name":"Ada"`} {
		if !strings.Contains(all, part) {
			t.Errorf("%s is missing", part)
		}
	}
}

func TestSeededMessages(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL})
	send(t, server, textTo(ada, "Now"))
	settle(t, s)
	before := len(inbox.got())
	at := time.Now().Add(-24 * time.Hour)
	list := []simulator.Message{
		{ID: "wamid.SECOND", Customer: ada, Author: "business", Type: "text", Text: "Second", At: at.Add(time.Hour), Status: "read"},
		{ID: "wamid.FIRST", Customer: ada, Author: "customer", Type: "text", Text: "First", At: at, Status: "read"},
	}
	for range 2 { // again after a restart
		if err := s.AddMessages(list); err != nil {
			t.Fatal(err)
		}
	}
	settle(t, s)
	chat := s.Messages()
	if len(chat) != 3 || chat[0].ID != "wamid.FIRST" || chat[1].ID != "wamid.SECOND" || chat[2].Text != "Now" || len(inbox.got()) != before {
		t.Errorf("%d webhooks, chat %+v", len(inbox.got())-before, chat)
	}
	if err := s.AddMessages([]simulator.Message{{Customer: "999", Type: "text"}}); err == nil {
		t.Error("a message of nobody was taken")
	}
	if _, err := s.Write(simulator.Inbound{From: ada, Text: "As to that", ReplyTo: "wamid.SECOND"}); err != nil {
		t.Error(err)
	}
}
