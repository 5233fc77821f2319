package simulator_test

import (
	"bytes"
	"testing"

	"pocketcrm/whatsapp/simulator"
)

// A hash that a business learned from a webhook lets a message through until
// the customer has another phone or number.
func TestIdentityHash(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL, Rates: simulator.NoLimits})
	write := func() any {
		t.Helper()
		if _, err := s.Write(simulator.Inbound{From: ada, Text: "Hello"}); err != nil {
			t.Fatal(err)
		}
		settle(t, s)
		got := inbox.got()
		return parse(t, got[len(got)-1]).Contacts[0]["identity_key_hash"]
	}
	sendWith := func(address, hash string) (status any, code any, learned any) {
		t.Helper()
		send(t, server, `{"messaging_product":"whatsapp",`+address+`,"recipient_identity_key_hash":"`+hash+`","text":{"body":"Your statement"}}`)
		settle(t, s)
		got := inbox.got()
		last := parse(t, got[len(got)-1]).Statuses[0]
		if problems, failed := last["errors"].([]any); failed {
			code = problems[0].(map[string]any)["code"]
		}
		return last["status"], code, last["recipient_identity_key_hash"]
	}
	change := func(body string) string {
		t.Helper()
		status, answer := call(t, "PATCH", server.URL+"/simulator/customers/"+ada, "", body)
		hash, _ := answer["identity_key_hash"].(string)
		if status != 200 || len(hash) != 12 {
			t.Fatalf("%s: %d %v", body, status, answer)
		}
		return hash
	}
	toAda, toHerID := `"to":"`+ada+`"`, `"recipient":"`+adaID+`"`

	if hash := write(); hash != nil {
		t.Errorf("the check is off, and the webhook has the hash %v", hash)
	}
	first := change(`{}`)
	if status, _, learned := sendWith(toAda, first); status != "read" || learned != nil {
		t.Errorf("with the check off: %v %v", status, learned)
	}
	play(t, server, []transcript{
		{"no boolean", "POST", numberID + "/settings", `{"user_identity_change":{"enable_identity_key_check":"perhaps"}}`, 400, `"code":100`},
		{"on", "POST", numberID + "/settings", `{"user_identity_change":{"enable_identity_key_check":true}}`, 200, done},
		{"no text", "POST", numberID + "/messages", `{"messaging_product":"whatsapp",` + toAda + `,"recipient_identity_key_hash":{},"text":{"body":"Hello"}}`, 400, `"code":100`},
	})
	if hash := write(); hash != first {
		t.Errorf("the webhook has %v, want %s", hash, first)
	}
	for _, address := range []string{toAda, toHerID} {
		if status, _, learned := sendWith(address, first); status != "read" || learned != first {
			t.Errorf("%s: %v %v", address, status, learned)
		}
		if status, code, _ := sendWith(address, "DF2lS5v2W6x="); status != "failed" || code != 137000.0 {
			t.Errorf("%s with a wrong hash: %v %v", address, status, code)
		}
	}

	second := change(`{"new_device":true}`)
	if status, code, _ := sendWith(toAda, first); second == first || status != "failed" || code != 137000.0 {
		t.Errorf("with the hash of the phone before: %v %v", status, code)
	}
	if status, _, learned := sendWith(toAda, ""); status != "read" || learned != second {
		t.Errorf("without a hash: %v %v", status, learned)
	}
	if status, _, _ := sendWith(toAda, second); status != "read" {
		t.Errorf("with the hash of the new phone: %v", status)
	}
	third := change(`{"phone":"+44 7700 900456"}`)
	if status, code, _ := sendWith(`"to":"+44 7700 900456"`, second); third == second || status != "failed" || code != 137000.0 {
		t.Errorf("with the hash of the number before: %v %v", status, code)
	}
	if other := change(`{"new_user_id":true}`); other != third {
		t.Error("another user id is not another phone")
	}

	var state bytes.Buffer
	if err := s.ExportState(&state); err != nil {
		t.Fatal(err)
	}
	if err := s.ImportState(&state); err != nil {
		t.Fatal(err)
	}
	if again := change(`{}`); again != third {
		t.Errorf("after a restart the hash is %s, want %s", again, third)
	}
}
