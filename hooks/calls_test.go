package hooks_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// inField is the webhook body of a field about messages or calls.
func inField(field, inside string) string {
	return strings.Replace(value(inside), `"field":"messages"`, `"field":"`+field+`"`, 1)
}

// callEvent is an event of an inbound call of Ada's, at Meta's time.
func callEvent(id, event string, at int64, more string) string {
	return inField("calls", fmt.Sprintf(`"calls":[{"id":%q,"from":"447700900123","to":"15550100200","event":%q,"timestamp":"%d","direction":"USER_INITIATED"%s}]`, id, event, at, more))
}

// ourCall is the end of a call to Ada, or a state of it.
func ourCall(id, event string, at int64, more string) string {
	if event == "terminate" {
		return inField("calls", fmt.Sprintf(`"calls":[{"id":%q,"from":"15550100200","to":"447700900123","event":"terminate","timestamp":"%d","direction":"BUSINESS_INITIATED"%s}]`, id, at, more))
	}
	return inField("calls", fmt.Sprintf(`"statuses":[{"id":%q,"type":"call","status":%q,"timestamp":"%d","recipient_id":"447700900123"}]`, id, event, at))
}

// Whatever the order its events come in, and however often, a call is one row
// that says the same.
func TestACallIsOneRowWhateverTheOrder(t *testing.T) {
	t.Parallel()
	const noAnswer = `,"status":"FAILED","errors":[{"code":138007}]`
	for _, c := range []struct {
		name      string
		events    []string
		direction string
		outcome   string
		body      string
		seconds   int
		unread    int
		at        int64 // Meta's time of the first event
	}{
		{"answered", []string{callEvent("wacid.1", "connect", 1793700500, ""),
			callEvent("wacid.1", "terminate", 1793700590, `,"status":"COMPLETED","start_time":"1793700505","end_time":"1793700590","duration":85`)},
			"inbound", "completed", "Call, 1 min 25 s", 85, 0, 1793700500},
		{"missed", []string{callEvent("wacid.1", "connect", 1793700500, ""), callEvent("wacid.1", "terminate", 1793700540, noAnswer)},
			"inbound", "missed", "Missed call", 0, 1, 1793700500},
		{"ringing", []string{callEvent("wacid.1", "connect", 1793700500, "")}, "inbound", "ringing", "Incoming call", 0, 0, 1793700500},
		{"only its end is known", []string{callEvent("wacid.1", "terminate", 1793700540, `,"status":"Failed"`)}, "inbound", "missed", "Missed call", 0, 1, 1793700540},
		{"ours, answered", []string{ourCall("wacid.1", "RINGING", 1793700500, ""), ourCall("wacid.1", "ACCEPTED", 1793700504, ""),
			ourCall("wacid.1", "terminate", 1793704200, `,"status":"COMPLETED","start_time":"1793700504","end_time":"1793704200","duration":3696`)},
			"outbound", "completed", "Call, 1 h 1 min", 3696, 0, 1793700500},
		{"ours, declined", []string{ourCall("wacid.1", "RINGING", 1793700500, ""), ourCall("wacid.1", "REJECTED", 1793700504, ""),
			ourCall("wacid.1", "terminate", 1793700504, `,"status":"FAILED"`)}, "outbound", "declined", "Call, declined", 0, 0, 1793700500},
		{"ours, not answered", []string{ourCall("wacid.1", "RINGING", 1793700500, ""), ourCall("wacid.1", "terminate", 1793700540, noAnswer)},
			"outbound", "unanswered", "Call, not answered", 0, 0, 1793700500},
		{"ours, accepted, still going on", []string{ourCall("wacid.1", "RINGING", 1793700500, ""), ourCall("wacid.1", "ACCEPTED", 1793700504, "")},
			"outbound", "ongoing", "Call under way", 0, 0, 1793700500},
	} {
		for i, order := range orders(c.events) {
			t.Run(fmt.Sprintf("%s %d", c.name, i), func(t *testing.T) {
				t.Parallel()
				b := newBareBench(t, testConfig())
				for _, body := range order {
					b.webhook(body)
					b.webhook(body)
				}
				row := b.only()
				want(t, "type", row.GetString("type"), "call")
				want(t, "direction", row.GetString("direction"), c.direction)
				want(t, "outcome", row.GetString("call_outcome"), c.outcome)
				want(t, "body", row.GetString("body"), c.body)
				want(t, "seconds", row.GetInt("call_seconds"), c.seconds)
				want(t, "at", row.GetDateTime("occurred_at").Time().Unix(), c.at)
				want(t, "address", row.GetString("address"), "447700900123")
				conversation := b.conversation("unknown:447700900123")
				want(t, "unread", conversation.GetInt("unread"), c.unread)
				want(t, "shown", conversation.GetString("last_preview"), c.body)
				want(t, "kind", conversation.GetString("last_type"), "call")
				want(t, "parked", b.count("whatsapp_events", nil), 0)
			})
		}
	}
}

// orders are all orders of a few things.
func orders(list []string) [][]string {
	if len(list) < 2 {
		return [][]string{list}
	}
	var all [][]string
	for i := range list {
		for _, rest := range orders(slices.Concat(list[:i], list[i+1:])) {
			all = append(all, slices.Concat([]string{list[i]}, rest))
		}
	}
	return all
}

// An unmatched caller without a number; both of the samples' calls.
func TestTheSampleCalls(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	for _, name := range []string{"call-terminate.json", "call-connect-username-only.json", "call-connect-inbound.json", "call-terminate-failed.json", "call-status.json"} {
		b.webhook(sample(t, name))
	}
	want(t, "rows", b.count("comms_log WHERE type = 'call'", nil), 3)
	want(t, "of Ada", b.count("comms_log WHERE customer = '"+ada+"'", nil), 2)
	noor := b.conversation("unknown:SG.90100000000000000005")
	want(t, "name", noor.GetString("profile_name"), "Noor K.")
	want(t, "unread", noor.GetInt("unread"), 1)
	want(t, "unread of who was answered", b.conversation(ada).GetInt("unread"), 0)
	want(t, "error", b.count("comms_log WHERE call_outcome = 'missed' AND error = ''", nil), 1)
}

// A customer who calls may be answered for a day, like one who writes
// (messages/send-messages); a call of ours opens nothing.
func TestACallOpensTheWindowFromWhenItRang(t *testing.T) {
	t.Parallel()
	rang := time.Unix(1793700500, 0)
	cfg := testConfig()
	cfg.Now = func() time.Time { return rang.Add(23 * time.Hour) }
	b := newBench(t, cfg)
	window := func(address string) map[string]any {
		return b.call("GET", "/api/crm/conversations/unknown:"+address+"/window?address="+address, b.staffToken, nil).json(t)
	}
	b.webhook(ourCall("wacid.2", "RINGING", rang.Unix(), ""))
	want(t, "after a call of ours", window("447700900123")["open"], false)

	// the end alone does not say when it rang
	b.webhook(callEvent("wacid.1", "terminate", rang.Unix()+3600, `,"status":"FAILED"`))
	want(t, "after an end without a beginning", window("447700900123")["open"], false)
	b.webhook(callEvent("wacid.1", "connect", rang.Unix(), ""))
	want(t, "after a call", window("447700900123")["open"], true)
	want(t, "until", window("447700900123")["expires_at"], rang.Add(24*time.Hour).UTC().Format("2006-01-02 15:04:05.000Z"))
	want(t, "in the list", b.conversation("unknown:447700900123").GetDateTime("window_expires_at").Time().Unix(), rang.Add(24*time.Hour).Unix())

	// what staff have logged themselves opens nothing
	kim := b.customer("Kim", "whatsapp", "+1 555 010 0311")
	want(t, "logged", b.call("POST", "/api/collections/comms_log/records", b.staffToken,
		map[string]any{"customer": kim, "type": "call", "direction": "inbound", "body": "rang"}).status, 200)
	want(t, "after a call logged by hand", b.call("GET", "/api/crm/conversations/"+kim+"/window?address=15550100311", b.staffToken, nil).json(t)["open"], false)
}

func TestWhetherCallsAreAllowed(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	b.webhook(sample(t, "message-interactive-call-permission.json"))
	row := b.only()
	want(t, "body", row.GetString("body"), "Calls allowed until 10 November 2026, 10:00 UTC")
	want(t, "type", row.GetString("type"), "whatsapp")
}

// Calls go with the customer: when the caller becomes one, and when two are one.
func TestCallsMoveWithTheirCaller(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	b.webhook(callEvent("wacid.1", "connect", 1793700500, ""))
	b.webhook(callEvent("wacid.1", "terminate", 1793700540, `,"status":"FAILED"`))
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	want(t, "whose", b.only().GetString("customer_id"), ada)
	want(t, "unread", b.conversation(ada).GetInt("unread"), 1)

	// news of the same call finds it at its new place
	b.webhook(callEvent("wacid.1", "connect", 1793700499, `,"cta_payload":"x"`))
	want(t, "rows", b.count("comms_log", nil), 1)

	// and it leaves with its number
	contact, err := b.app.FindFirstRecordByData("contacts", "customer", ada)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "contact deleted", b.call("DELETE", "/api/collections/contacts/records/"+contact.Id, b.staffToken, nil).status, 204)
	want(t, "whose", b.only().GetString("customer_id"), "unknown:447700900123")
	want(t, "unread", b.conversation("unknown:447700900123").GetInt("unread"), 1)
}

// An older version kept calls because it had no use for them.
func TestWhatAnOlderVersionKeptIsApplied(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	park := func(field, reason, body string) string {
		return b.create("whatsapp_events", map[string]any{"field": field, "reason": "unknown_field", "state": "parked", "error": reason,
			"received_at": time.Now().UTC(), "body": body}).Id
	}
	park("calls", "", callEvent("wacid.1", "connect", 1793700500, ""))
	park("calls", "", callEvent("wacid.1", "terminate", 1793700540, `,"status":"FAILED"`))
	park("security", "", sample(t, "security-pin-changed.json"))
	a := b.call("POST", "/api/crm/whatsapp/events/replay", b.superToken, nil)
	want(t, "applied", a.json(t)["applied"], 3.0)
	want(t, "outcome", b.only().GetString("call_outcome"), "missed")
	want(t, "notices", b.count("whatsapp_notices", nil), 1)

	// the start of a newer version does it by itself, and leaves the rest alone
	b.webhook(strange)
	park("calls", `This version does not use call events of the field "calls" yet.`, callEvent("wacid.2", "connect", 1793700600, ""))
	again := b.again(testConfig())
	until(t, "it is applied", func() bool { return again.count("comms_log", nil) == 2 })
	want(t, "parked", again.count("whatsapp_events WHERE state = 'parked' AND attempts = 0", nil), 1)
}

// One event of a call may name the number, another one only the user id: whose
// the call is does not depend on which comes first.
func TestWhoseACallIsWhateverTheOrder(t *testing.T) {
	t.Parallel()
	const named = `{"id":"wacid.1","from":"447700900123","from_user_id":"GB.1","to":"15550100200","event":"connect","timestamp":"1793700500","direction":"USER_INITIATED"}`
	const hidden = `{"id":"wacid.1","from_user_id":"GB.1","to":"15550100200","event":"terminate","timestamp":"1793700540","direction":"USER_INITIATED","status":"FAILED"}`
	calls := func(list ...string) string { return inField("calls", `"calls":[`+strings.Join(list, ",")+`]`) }
	for i, order := range [][]string{{calls(named), calls(hidden)}, {calls(hidden), calls(named)}, {calls(named, hidden)}, {calls(hidden, named)}, {calls(hidden), calls(hidden, named)}} {
		b := newBench(t, testConfig())
		ada := b.customer("Ada", "phone", "+44 7700 900123")
		for _, body := range order {
			b.webhook(body)
		}
		want(t, fmt.Sprint("a customer's ", i), b.only().GetString("customer_id"), ada)
		want(t, "outcome", b.only().GetString("call_outcome"), "missed")
		want(t, "unread", b.conversation(ada).GetInt("unread"), 1)
		want(t, "conversations", b.count("conversations", nil), 1)

		b = newBench(t, testConfig())
		for _, body := range order {
			b.webhook(body)
		}
		want(t, fmt.Sprint("an unknown sender's ", i), b.only().GetString("customer_id"), "unknown:447700900123")
		want(t, "conversations", b.count("conversations", nil), 1)
	}
}

// The end of a call may never arrive: after minutes that is said, and what comes
// later still counts.
func TestACallWhoseEndDoesNotComeSaysSo(t *testing.T) {
	t.Parallel()
	clock := newClock(time.Unix(1793700500, 0))
	cfg := testConfig()
	cfg.Now = clock.now
	b := newBench(t, cfg)
	tick := func() {
		t.Helper()
		for _, job := range b.app.Cron().Jobs() {
			if job.Id() == "crm_calls" {
				job.Run()
			}
		}
	}
	rowOf := func(id string) string {
		t.Helper()
		row, err := b.app.FindFirstRecordByData("comms_log", "ext_message_id", id)
		if err != nil {
			t.Fatal(err)
		}
		return row.GetString("call_outcome") + ": " + row.GetString("body")
	}
	b.webhook(callEvent("wacid.in", "connect", 1793700500, ""))
	b.webhook(ourCall("wacid.out", "RINGING", 1793700500, ""))
	b.webhook(ourCall("wacid.talk", "ACCEPTED", 1793700500, ""))
	b.webhook(callEvent("wacid.future", "connect", 4070908800, ""))
	tick()
	want(t, "it rings", rowOf("wacid.in"), "ringing: Incoming call")

	client := b.follow(b.user("follower@example.com", "agent", true), "crm/inbox")
	clock.pass(6 * time.Minute)
	tick()
	want(t, "inbound", rowOf("wacid.in"), "unknown: Incoming call; its end isn't known")
	want(t, "outbound", rowOf("wacid.out"), "unknown: Outgoing call; its end isn't known")
	want(t, "of a wrong clock", rowOf("wacid.future"), "unknown: Incoming call; its end isn't known")
	want(t, "those who talk may talk", rowOf("wacid.talk"), "ongoing: Call under way")
	want(t, "unread", b.conversation("unknown:447700900123").GetInt("unread"), 2)
	select {
	case <-client.Channel():
	case <-time.After(patience):
		t.Error("open pages were not told")
	}

	clock.pass(30 * time.Minute)
	tick()
	want(t, "talked too long", rowOf("wacid.talk"), "unknown: Call, answered; its end isn't known")

	// it came after all
	b.webhook(callEvent("wacid.in", "terminate", 1793700540, `,"status":"FAILED","errors":[{"code":138007}]`))
	b.webhook(ourCall("wacid.talk", "terminate", 1793703000, `,"status":"COMPLETED","start_time":"1793700500","end_time":"1793703000","duration":2500`))
	tick()
	want(t, "missed", rowOf("wacid.in"), "missed: Missed call")
	want(t, "counted once", b.conversation("unknown:447700900123").GetInt("unread"), 2)
	want(t, "long", rowOf("wacid.talk"), "completed: Call, 41 min 40 s")
}
