package simulator_test

import (
	"strings"
	"testing"

	"pocketcrm/whatsapp"
	"pocketcrm/whatsapp/simulator"
)

func TestAccountEvents(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL})
	names := simulator.AccountEvents()
	for _, name := range names {
		if status, answer := call(t, "POST", server.URL+"/simulator/account-events", "", `{"event":"`+name+`"}`); status != 204 {
			t.Errorf("%s: %d %v", name, status, answer)
		}
	}
	settle(t, s)
	got := decoded(t, inbox)
	if len(got) != len(names) {
		t.Fatalf("%d events of %d names", len(got), len(names))
	}
	for i, e := range got {
		if e.Kind != whatsapp.KindNotice || e.BusinessAccountID != waba {
			t.Errorf("%s is a %s of %s", names[i], e.Kind, e.BusinessAccountID)
		}
	}
	if _, answer := call(t, "GET", server.URL+"/simulator/account-events", "", ""); len(answer["events"].([]any)) != len(names) {
		t.Errorf("the list: %v", answer)
	}
	for event, want := range map[string]string{
		"quality_low": `"quality_rating":"RED"`, "quality_good": `"quality_rating":"GREEN"`,
		"limit_lower": `"whatsapp_business_manager_messaging_limit":"TIER_2K"`, "limit_none": `"whatsapp_business_manager_messaging_limit":"TIER_UNLIMITED"`,
	} {
		if err := s.RaiseAccountEvent(simulator.AccountEvent{Event: event}); err != nil {
			t.Fatal(err)
		}
		play(t, server, []transcript{{event, "GET", numberID + "?fields=quality_rating,whatsapp_business_manager_messaging_limit", "", 200, want}})
	}
}

func TestAnyWebhookCanBeRaised(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL})
	for body, status := range map[string]int{
		`{"field":"partner_solutions","value":{"event":"SOLUTION_CREATED"}}`:                                          204,
		`{"field":"group_participants_update","value":{"groups":[{"group_id":"g","type":"group_participants_add"}]}}`: 204,
		`{"field":"not_of_meta","value":{"a":1}}`:                                                                     204,
		`{}`: 400, `{"event":"rained"}`: 400, `{"field":"calls"}`: 400, `{"field":"no field","value":{}}`: 400, `{"field":"calls","value":[]}`: 400,
	} {
		if got, answer := call(t, "POST", server.URL+"/simulator/account-events", "", body); got != status {
			t.Errorf("%s: %d %v", body, got, answer)
		}
	}
	settle(t, s)
	all := strings.Join(inbox.got(), "\n")
	if len(inbox.got()) != 3 || !strings.Contains(all, `"field":"not_of_meta","value":{"a":1}`) ||
		!strings.Contains(all, `"messaging_product":"whatsapp","metadata":{"display_phone_number":"`+business) && !strings.Contains(all, `"metadata":{"display_phone_number":"`+business) {
		t.Errorf("webhooks: %s", all)
	}
}

// A message in a group names the group and still the person, and opens no
// window to them.
func TestGroupMessage(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL, Customers: []simulator.Customer{{WaID: ada, UserID: adaID}}})
	defer func() {
		if _, state := call(t, "GET", server.URL+"/simulator/state", "", ""); state["customers"].([]any)[0].(map[string]any)["window_ends_at"] != nil {
			t.Error("the window is open")
		}
	}()
	call(t, "POST", server.URL+"/simulator/inbound", "", `{"from":"`+ada+`","text":"Everyone fine with Friday?","group_id":"Z3JvdXA6MQ"}`)
	settle(t, s)
	if chat := s.Messages(); len(chat) != 1 || chat[0].GroupID != "Z3JvdXA6MQ" {
		t.Errorf("on the phone: %+v", chat)
	}
	got := decoded(t, inbox)
	if len(got) != 1 || got[0].Party.GroupID != "Z3JvdXA6MQ" || got[0].Party.WaID != ada {
		t.Errorf("%v", inbox.got())
	}
}
