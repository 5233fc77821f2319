package hooks_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// historyOf is a chunk of an imported history: one thread with Ada.
func historyOf(progress int, messages ...string) string {
	return inField("history", fmt.Sprintf(`"history":[{"metadata":{"phase":0,"chunk_order":1,"progress":%d},"threads":[{"id":"447700900123","context":{"wa_id":"447700900123"},"messages":[%s]}]}]`,
		progress, strings.Join(messages, ",")))
}

func old(id, at, body string) string {
	return strings.TrimSuffix(text("447700900123", id, at, body), "}") + `,"history_context":{"status":"READ"}}`
}

// An imported history opens no window, raises no unread, takes no wish about
// marketing, and tells customers of nothing.
func TestAnImportedHistoryIsQuiet(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	cfg := testConfig()
	cfg.GraphURL = g.URL
	cfg.Now = func() time.Time { return time.Unix(1793700100, 0) }
	b := newBench(t, cfg)
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.webhook(historyOf(40, old("wamid.1", "1793700001", "Hello"), old("wamid.2", "1793700002", "STOP")))
	b.webhook(historyOf(40, old("wamid.2", "1793700002", "STOP"), old("wamid.3", "1793700003", "What do you cost?")))

	want(t, "rows", b.count("comms_log WHERE source = 'history'", nil), 3)
	c := b.conversation(ada)
	want(t, "unread", c.GetInt("unread"), 0)
	want(t, "window", c.GetDateTime("window_expires_at").IsZero(), true)
	want(t, "shown", c.GetString("last_preview"), "What do you cost?")
	want(t, "window by the log", b.call("GET", "/api/crm/conversations/"+ada+"/window?address=447700900123", b.staffToken, nil).json(t)["open"], false)
	want(t, "opted out", b.count("contacts WHERE opted_out_at != ''", nil), 0)
	want(t, "read by staff", b.call("POST", "/api/crm/conversations/"+ada+"/read", b.staffToken, nil).status, 204)
	time.Sleep(100 * time.Millisecond) // note: a receipt is sent beside the answer
	g.mu.Lock()
	want(t, "receipts", len(g.calls), 0)
	g.mu.Unlock()

	// what is new then is as always
	b.webhook(value(`"messages":[` + text("447700900123", "wamid.4", "1793700050", "stop") + `]`))
	want(t, "unread", b.conversation(ada).GetInt("unread"), 1)
	want(t, "opted out", b.count("contacts WHERE opted_out_at != ''", nil), 1)
	// and what is imported later changes nothing of it
	b.webhook(historyOf(100, old("wamid.5", "1793700060", "START")))
	want(t, "unread", b.conversation(ada).GetInt("unread"), 1)
	want(t, "opted out", b.count("contacts WHERE opted_out_at != ''", nil), 1)
}

// The progress of an import is one notice, whatever the order of its chunks.
func TestTheProgressOfAnImportIsOneNotice(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	b.webhook(historyOf(55, old("wamid.2", "1793600002", "two")))
	b.webhook(historyOf(20, old("wamid.1", "1793600001", "one")))
	want(t, "progress", b.notice().GetInt("progress"), 55)
	b.webhook(historyOf(100, old("wamid.3", "1793600003", "three")))
	want(t, "title", b.notice().GetString("title"), "The old messages of +15550100200 are imported.")
	b.webhook(sample(t, "history-declined.json"))
	want(t, "notices", b.count("whatsapp_notices", nil), 2)
}

// The files of an import are fetched after those of new messages.
func TestFilesOfAnImportComeLast(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	b.webhook(sample(t, "history-chunk.json"))
	b.webhook(sample(t, "history-media.json"))
	b.webhook(sample(t, "message-image.json"))
	want(t, "of the import", b.count("whatsapp_media WHERE imported = TRUE", nil), 1)
	want(t, "new", b.count("whatsapp_media WHERE imported = FALSE", nil), 1)
}

// What the WhatsApp Business app sends is there once, and is edited and
// withdrawn as there, whatever comes first.
func TestEchoesOfThePhone(t *testing.T) {
	t.Parallel()
	const target = "wamid.HBgMMzQ2YjgxYTMyZTcwFQIAERgSMzlEREYxNUI0RUJBNDc1RkUyNjYA"
	for i, order := range orders([]string{"smb-message-echo-text.json", "smb-message-echo-edit.json", "smb-message-echo-revoke.json"}) {
		t.Run(fmt.Sprint(i), func(t *testing.T) {
			t.Parallel()
			b := newBench(t, testConfig())
			for range 2 {
				for _, name := range order {
					b.webhook(sample(t, name))
				}
			}
			row := b.only()
			want(t, "id", row.GetString("ext_message_id"), target)
			want(t, "direction", row.GetString("direction"), "outbound")
			want(t, "source", row.GetString("source"), "app")
			want(t, "text", row.GetString("body"), "We open at ten.")
			want(t, "withdrawn", row.GetDateTime("revoked_at").IsZero(), false)
			c := b.conversation(row.GetString("customer_id"))
			want(t, "unread", c.GetInt("unread"), 0)
			want(t, "window", c.GetDateTime("window_expires_at").IsZero(), true)
			want(t, "parked", b.count("whatsapp_events WHERE state = 'parked'", nil), 0)
		})
	}
}

func bookEntry(action, digits, name string, at int64) string {
	return inField("smb_app_state_sync", fmt.Sprintf(`"state_sync":[{"type":"contact","contact":{"full_name":%q,"phone_number":%q},"action":%q,"metadata":{"timestamp":"%d"}}]`, name, digits, action, at))
}

// The address book of the phone names who is here; it makes nobody a customer.
func TestNamesOfThePhone(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	ada := b.customer("Ada Merrow", "whatsapp", "+44 7700 900123")
	b.create("contacts", map[string]any{"customer": ada, "type": "phone", "value": "+1 555 010 0322", "label": "shop"})
	label := func(digits string) string {
		t.Helper()
		c, err := b.app.FindFirstRecordByData("contacts", "digits", digits)
		if err != nil {
			t.Fatal(err)
		}
		return c.GetString("label")
	}
	wren := func() string { return b.conversation("unknown:15550100311").GetString("profile_name") }
	hello := func(id string) string {
		return value(`"contacts":[{"profile":{"name":"wrenny"},"wa_id":"15550100311"}],"messages":[` + text("15550100311", id, "1793700001", "hello") + `]`)
	}

	b.webhook(bookEntry("add", "447700900123", "Ada from the market", 1793700420))
	want(t, "label", label("447700900123"), "Ada from the market")
	b.webhook(bookEntry("add", "15550100322", "somebody", 1793700420))
	want(t, "a label of staff", label("15550100322"), "shop")

	// before the first message, and after it
	b.webhook(bookEntry("add", "15550100311", "Wren Okafor", 1793700420))
	want(t, "conversations", b.count("conversations", nil), 0)
	b.webhook(hello("wamid.1"))
	want(t, "unknown sender", wren(), "Wren Okafor")
	b.webhook(bookEntry("add", "15550100311", "Wren O. (glass)", 1793700430))
	want(t, "a new name", wren(), "Wren O. (glass)")
	b.webhook(bookEntry("add", "15550100311", "Wren Okafor", 1793700420))
	want(t, "an older name that comes late", wren(), "Wren O. (glass)")
	b.webhook(hello("wamid.2"))
	want(t, "their own name changes nothing", wren(), "Wren O. (glass)")

	// the app and a message may spell a Brazilian number differently
	b.webhook(value(`"messages":[` + text("553199990123", "wamid.7", "1793700001", "oi") + `]`))
	b.webhook(bookEntry("add", "5531999990123", "Iara", 1793700420))
	want(t, "another spelling", b.conversation("unknown:553199990123").GetString("profile_name"), "Iara")
	b.webhook(value(`"contacts":[{"profile":{"name":"iara_b"},"wa_id":"553199990123"}],"messages":[` + text("553199990123", "wamid.8", "1793700002", "oi") + `]`))
	want(t, "another spelling, later", b.conversation("unknown:553199990123").GetString("profile_name"), "Iara")

	b.webhook(bookEntry("remove", "15550100311", "", 1793700440))
	want(t, "nobody is lost", b.count("comms_log WHERE customer_id = 'unknown:15550100311'", nil), 2)
	b.webhook(hello("wamid.3"))
	want(t, "removed", wren(), "wrenny")
	b.webhook(bookEntry("remove", "447700900123", "", 1793700440))
	want(t, "label", label("447700900123"), "Ada from the market")
	want(t, "customers", b.count("customers", nil), 1)
	want(t, "contacts", b.count("contacts", nil), 2)
}

// A chat that another app controls is logged, and left to it: nothing is sent,
// by hand or later, and no receipt, until the chat comes back.
func TestAChatOfAnotherApp(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	cfg := testConfig()
	cfg.GraphURL = g.URL
	clock := newClock(time.Unix(1793700432, 0))
	cfg.Now = clock.now
	b := newBench(t, cfg)
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	send := func() answer {
		return b.call("POST", "/api/crm/whatsapp/send", b.staffToken, map[string]any{"customer_id": ada, "to_phone": "447700900123", "message": "hi"})
	}
	refused := func(when string) {
		t.Helper()
		if a := send(); a.status != 400 || !strings.Contains(a.body, "Another app is answering") {
			t.Errorf("%s: %d %s", when, a.status, a.body)
		}
	}
	b.webhook(value(`"messages":[` + text("447700900123", "wamid.0", "1793700400", "hello") + `]`))
	want(t, "before", send().status, 200)

	b.webhook(sample(t, "standby-message.json"))
	want(t, "logged as such", b.count("comms_log WHERE source = 'standby' AND direction = 'inbound'", nil), 1)
	refused("after their message")
	window := func() any {
		return b.call("GET", "/api/crm/conversations/"+ada+"/window?address=447700900123", b.staffToken, nil).json(t)["elsewhere"]
	}
	want(t, "elsewhere", window(), true)
	b.webhook(sample(t, "standby-echo.json"))
	refused("after its answer")
	before := b.count("comms_log WHERE direction = 'outbound' AND source = ''", nil)
	want(t, "sent", before, 1)
	want(t, "a reaction", b.call("POST", "/api/crm/whatsapp/send", b.staffToken, map[string]any{"customer_id": ada,
		"reaction": map[string]any{"message_id": "wamid.0", "emoji": "👍"}}).status, 400)
	g.mu.Lock()
	calls := len(g.calls)
	g.mu.Unlock()
	want(t, "read", b.call("POST", "/api/crm/conversations/"+ada+"/read", b.staffToken, nil).status, 204)
	want(t, "typing", b.call("POST", "/api/crm/conversations/"+ada+"/typing", b.staffToken, nil).status, 204)
	time.Sleep(100 * time.Millisecond) // note: a receipt is sent beside the answer
	g.mu.Lock()
	want(t, "calls to WhatsApp", len(g.calls), calls)
	g.mu.Unlock()

	b.webhook(sample(t, "messaging-handover.json"))
	clock.set(time.Unix(1793700440, 0))
	want(t, "after it was handed over", send().status, 200)
	want(t, "elsewhere", window(), false)
	b.webhook(strings.NewReplacer("control_passed", "control_taken", "1793700434", "1793700436").Replace(sample(t, "messaging-handover.json")))
	refused("after it was taken")
	b.webhook(value(`"messages":[` + text("447700900123", "wamid.9", "1793700438", "are you there?") + `]`))
	want(t, "after they wrote to us", send().status, 200)
}
