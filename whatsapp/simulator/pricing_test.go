package simulator_test

import (
	"encoding/json"
	"testing"
	"time"

	"pocketcrm/whatsapp/simulator"
)

func TestFreeEntryPoint(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL})
	kindOf := func() any {
		t.Helper()
		before := len(inbox.got())
		send(t, server, textTo(ada, "Hello"))
		settle(t, s)
		first := parseStatus(inbox.got()[before])
		pricing := first["pricing"].(map[string]any)
		if _, has := first["conversation"]; has != (pricing["type"] == "free_entry_point") {
			t.Errorf("conversation: %v", first)
		}
		return pricing["type"]
	}
	if kind := kindOf(); kind != "free_customer_service" {
		t.Errorf("before: %v", kind)
	}
	var in simulator.Inbound
	if err := json.Unmarshal([]byte(`{"from":"`+ada+`","text":"About your lamp","referral":{"source_type":"ad","source_id":"7","source_url":"https://fb.me/x"}}`), &in); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Write(in); err != nil {
		t.Fatal(err)
	}
	settle(t, s)
	move(t, s, 23*time.Hour)
	if kind := kindOf(); kind != "free_entry_point" {
		t.Errorf("the answer: %v", kind)
	}
	move(t, s, 71*time.Hour)
	if _, err := s.Write(simulator.Inbound{From: ada, Text: "Still there"}); err != nil {
		t.Fatal(err)
	}
	settle(t, s)
	if kind := kindOf(); kind != "free_entry_point" {
		t.Errorf("three days later: %v", kind)
	}
	move(t, s, 2*time.Hour)
	if kind := kindOf(); kind != "free_customer_service" {
		t.Errorf("after it: %v", kind)
	}
}
