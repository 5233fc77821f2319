package hooks_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"pocketcrm/hooks"
	"pocketcrm/whatsapp/simulator"
)

// Meta took the message, said 500, and the customer has it: a status says so.
func TestAStatusEndsTheTrying(t *testing.T) {
	t.Parallel()
	sim, b, ada, now := adaLater(t, func(cfg *hooks.Config) { cfg.RetryAfter = time.Hour })
	if _, err := sim.AddFailure(simulator.Failure{Preset: "server_error_taken", Endpoint: "messages", Next: 1}); err != nil {
		t.Fatal(err)
	}
	id := fmt.Sprint(b.send(toAda(ada, map[string]any{"message": "once"})).json(t)["id"])
	b.until(id, "read")
	now.pass(2 * time.Hour)
	want(t, "after it", b.send(toAda(ada, map[string]any{"message": "then"})).status, 200) // note: to one person messages leave in order
	b.settled()
	sent := fromBusiness(sim)
	want(t, "messages at Meta", len(sent) == 2 && sent[0].Text == "once" && sent[1].Text == "then", true)
}

func TestTwoWhoResendSendOne(t *testing.T) {
	t.Parallel()
	sim, b, ada := adaOnline(t)
	if _, err := sim.AddFailure(simulator.Failure{Preset: "locked", Endpoint: "messages", Next: 1}); err != nil {
		t.Fatal(err)
	}
	id := fmt.Sprint(b.send(toAda(ada, map[string]any{"message": "again"})).json(t)["data"].(map[string]any)["record"])
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			want(t, "resend", b.call("POST", "/api/crm/whatsapp/messages/"+id+"/resend", b.staffToken, map[string]any{}).status, 200)
		})
	}
	group.Wait()
	want(t, "messages at Meta", len(fromBusiness(sim)), 1)
}

func TestAKeyIsAnsweredWhateverHasChangedSince(t *testing.T) {
	t.Parallel()
	_, b, ada := adaOnline(t)
	body := toAda(ada, map[string]any{"message": "hi", "client_key": "k", "location": nil})
	first := b.send(body)
	want(t, "first", first.status, 200)
	if _, err := b.app.DB().NewQuery("UPDATE comms_log SET occurred_at = '2026-01-01 00:00:00.000Z' WHERE direction = 'inbound'").Execute(); err != nil {
		t.Fatal(err)
	}
	want(t, "the window has closed", b.send(toAda(ada, map[string]any{"message": "hi"})).status, 400)
	again := b.send(body)
	want(t, "again", fmt.Sprint(again.status, again.json(t)["id"]), fmt.Sprint(200, first.json(t)["id"]))
	for name, change := range map[string]any{"customer_id": "unknown:447700900123", "send_at": "2027-01-01T00:00:00Z", "reply_to": "wamid.X"} {
		other := toAda(ada, map[string]any{"message": "hi", "client_key": "k", name: change})
		want(t, "another "+name, b.send(other).status, 409)
	}
}

// The wish is the person's: it holds whoever's contact the number is.
func TestAnOptOutIsThePersons(t *testing.T) {
	t.Parallel()
	sim, b, ada := adaOnline(t)
	b.atMeta(sim, "sale", "MARKETING", `[{"type":"BODY","text":"Sale!"}]`)
	sale := func(customer string) int {
		return b.send(map[string]any{"customer_id": customer, "to_phone": "+447700900123", "template": map[string]any{"name": "sale", "language": "en_GB"}}).status
	}
	kim := b.create("customers", map[string]any{"name": "Kim"}).Id
	if _, err := sim.Write(simulator.Inbound{From: "447700900123", Text: "STOP"}); err != nil {
		t.Fatal(err)
	}
	idle(t, sim)
	want(t, "to Ada", sale(ada), 400)
	want(t, "typed for another customer", sale(kim), 400)
	b.create("contacts", map[string]any{"customer": kim, "type": "phone", "value": "+44 7700 900123"})
	want(t, "another customer with the number", sale(kim), 400)
	contacts, _ := b.app.FindRecordsByFilter("contacts", "digits = '447700900123'", "", 0, 0)
	for _, contact := range contacts {
		want(t, "delete", b.call("DELETE", "/api/collections/contacts/records/"+contact.Id, b.staffToken, nil).status, 204)
	}
	want(t, "unknown again", sale("unknown:447700900123"), 400)
	b.create("contacts", map[string]any{"customer": ada, "type": "phone", "value": "+44 7700 900123"})
	want(t, "made anew", sale(ada), 400)
	want(t, "messages at Meta", len(fromBusiness(sim)), 0)
}

func TestWishesCountInTheOrderTheyWereMade(t *testing.T) {
	t.Parallel()
	for _, known := range []bool{true, false} {
		t.Run(fmt.Sprint("customer ", known), func(t *testing.T) {
			t.Parallel()
			b := newBench(t, testConfig())
			table := "conversations"
			if known {
				b.customer("Ada", "whatsapp", "+44 7700 900123")
				table = "contacts"
			}
			out := func() int { return b.count(table+" WHERE opted_out_at != ''", nil) }
			b.webhook(value(said("447700900123", "wamid.1", "1793700100", "STOP")))
			want(t, "out", out(), 1)
			b.webhook(value(said("447700900123", "wamid.0", "1793700050", "START"))) // older, delivered late
			want(t, "still out", out(), 1)
			b.webhook(value(`"messages":[{"from":"447700900123","group_id":"g1","id":"wamid.g","timestamp":"1793700300","type":"text","text":{"body":"START"}}]`))
			want(t, "a word in a group is no wish", out(), 1)
			b.webhook(value(said("447700900123", "wamid.2", "1793700200", "start")))
			want(t, "in", out(), 0)
			b.webhook(value(said("447700900123", "wamid.3", "1793700150", "stop")))
			want(t, "still in", out(), 0)
		})
	}
}

// What was to leave first leaves first, also when it was tried before a restart.
func TestOrderOutlivesARestart(t *testing.T) {
	t.Parallel()
	sim, cfg := newSimulator(t, simulator.Customer{WaID: "447700900123", Name: "Ada"})
	cfg.RetryAfter = time.Hour // note: the old process must not go on beside the new one
	b := newBench(t, cfg)
	sim.SetWebhook(b.url+"/api/crm/whatsapp/webhook", testSecret)
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.adaWrites(sim)
	rule, err := sim.AddFailure(simulator.Failure{Preset: "pair_rate", Endpoint: "messages"})
	if err != nil {
		t.Fatal(err)
	}
	b.send(toAda(ada, map[string]any{"message": "first"}))
	later := toAda(ada, map[string]any{"message": "second"})
	later["send_at"] = time.Now().Add(time.Hour).UTC().Format(time.RFC3339)
	id := fmt.Sprint(b.send(later).json(t)["id"])
	if _, err := b.app.DB().NewQuery("UPDATE whatsapp_outbox SET due_at = '2026-01-01 00:00:00.000Z'").Execute(); err != nil {
		t.Fatal(err)
	}
	sim.ClearFailures(rule)
	next := b.restarted(sim, cfg)
	next.until(id, "read")
	sent := fromBusiness(sim)
	want(t, "order", sent[0].Text+" "+sent[1].Text, "first second")
}
