package hooks_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/subscriptions"
)

// follow subscribes a client without HTTP, as PocketBase's realtime route does.
func (b *bench) follow(auth *core.Record, topics ...string) subscriptions.Client {
	b.t.Helper()
	c := subscriptions.NewDefaultClient()
	c.Set(apis.RealtimeClientAuthKey, auth)
	c.Subscribe(topics...)
	b.app.SubscriptionsBroker().Register(c)
	return c
}

func next(t *testing.T, c subscriptions.Client, wait time.Duration) *subscriptions.Message {
	t.Helper()
	select {
	case m := <-c.Channel():
		return &m
	case <-time.After(wait):
		return nil
	}
}

func TestInboxFeedTellsStaffOfEveryChange(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	staff, _ := b.app.FindRecordById("users", b.staffID)
	gone := b.user("gone@example.com", "agent", false)
	c, stranger, guest := b.follow(staff, "crm/inbox"), b.follow(gone, "crm/inbox"), b.follow(nil, "crm/inbox")

	// expect is that so much is told; what is saved in several steps may come in
	// several messages
	expect := func(what, conversation string, comms int) {
		t.Helper()
		rows, told := 0, false
		for !told || rows < comms {
			m := next(t, c, patience)
			if m == nil {
				t.Fatalf("%s: told of %d rows, want %d", what, rows, comms)
			}
			var got struct{ Comms, Conversations []string }
			if err := json.Unmarshal(m.Data, &got); err != nil {
				t.Fatal(err)
			}
			rows, told = rows+len(got.Comms), true
			want(t, what+": conversation", strings.Join(got.Conversations, ","), conversation)
			if strings.Contains(string(m.Data), "hello") {
				t.Errorf("%s: the message carries a body", what)
			}
		}
		want(t, what+": rows", rows, comms)
	}

	b.webhook(value(`"messages":[` + text("447700900123", "wamid.1", "1793700001", "hello") + `,` + text("447700900123", "wamid.2", "1793700002", "hello") + `]`))
	expect("ingest", "unknown:447700900123", 2)
	b.call("POST", "/api/crm/conversations/unknown:447700900123/read", b.staffToken, nil)
	expect("read", "unknown:447700900123", 0)
	ada := b.create("customers", map[string]any{"name": "Ada"}).Id
	b.call("POST", "/api/collections/comms_log/records", b.staffToken, map[string]any{"customer": ada, "type": "note", "body": "x"})
	expect("by hand", ada, 1)

	if m := next(t, stranger, 200*time.Millisecond); m != nil {
		t.Errorf("inactive staff got %s", m.Data)
	}
	if m := next(t, guest, 50*time.Millisecond); m != nil {
		t.Errorf("a guest got %s", m.Data)
	}
}

// A browser that has fallen asleep gets what it missed as one message, and
// nobody waits for it.
func TestASleepingSubscriberPilesUpNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	staff, _ := b.app.FindRecordById("users", b.staffID)
	asleep, awake := b.follow(staff, "crm/inbox"), b.follow(staff, "crm/inbox")

	says := func(n, messages int) {
		t.Helper()
		list := make([]string, messages)
		for i := range list {
			list[i] = text("447700900123", fmt.Sprintf("wamid.%d.%d", n, i), "1793700001", "hello")
		}
		b.webhook(value(`"messages":[` + strings.Join(list, ",") + `]`))
		if next(t, awake, patience) == nil {
			t.Fatal("the one who is awake hears nothing")
		}
	}
	wakes := func() (rows int, more bool) {
		t.Helper()
		m := next(t, asleep, patience)
		if m == nil {
			t.Fatal("the one who slept hears nothing")
		}
		var got struct {
			Comms []string
			More  bool
		}
		if err := json.Unmarshal(m.Data, &got); err != nil {
			t.Fatal(err)
		}
		return len(got.Comms), got.More
	}
	for i := range 11 {
		says(i, 1)
	}
	rows, more := wakes()
	want(t, "first", fmt.Sprint(rows, more), "1 false")
	rows, more = wakes()
	// note: the one who is awake may hear of the last before it waits for the other
	if more || rows != 10 && rows != 9 {
		t.Errorf("all the others: %d rows, more %t", rows, more)
	}
	if rows == 9 {
		rows, more = wakes()
		want(t, "the last", fmt.Sprint(rows, more), "1 false")
	}
	if another := next(t, asleep, 200*time.Millisecond); another != nil {
		t.Errorf("and then %s", another.Data)
	}

	says(11, 1)
	for n := range 3 {
		says(12+n, 199)
	}
	says(15, 1)
	rows, more = wakes()
	if !more { // note: what it was told before it slept again
		rows, more = wakes()
	}
	want(t, "all that was too much", fmt.Sprint(rows, more), "200 true")
}

// Two moves have an order, which one message can't tell: who slept through both
// reads again.
func TestMovesOfDifferentTimesAreReadAgain(t *testing.T) {
	t.Parallel()
	b, ada, kim := family(t)
	staff, _ := b.app.FindRecordById("users", b.staffID)
	asleep, awake := b.follow(staff, "crm/inbox"), b.follow(staff, "crm/inbox")
	want(t, "read", b.call("POST", "/api/crm/conversations/"+kim+"/read", b.staffToken, nil).status, 204)
	hears(t, awake, kim) // note: under way to the one who sleeps
	b.create("contacts", map[string]any{"customer": ada, "type": "phone", "value": "+1 555 010 0311"})
	hears(t, awake, `"moved":{"unknown:15550100311":"`+ada+`"}`)
	want(t, "merge", b.call("POST", "/api/crm/customers/"+kim+"/merge", b.staffToken, map[string]any{"from": ada}).status, 200)
	hears(t, awake, `"moved":{"`+ada+`":"`+kim+`"}`)
	wren := b.customer("Wren", "phone", "+1 555 010 0399")
	b.call("POST", "/api/collections/comms_log/records", b.staffToken, map[string]any{"customer": wren, "type": "note", "body": "x"})
	hears(t, awake, wren) // note: so what was told before waits for the one who sleeps
	hears(t, asleep, `"more":true`)
}

// hears waits for a message that has the words; others may come before it.
func hears(t *testing.T, c subscriptions.Client, words string) {
	t.Helper()
	for {
		m := next(t, c, patience)
		if m == nil {
			t.Fatalf("nobody was told %s", words)
		}
		if strings.Contains(string(m.Data), words) {
			return
		}
	}
}

func TestGuestsCannotSubscribeToTheInbox(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	for _, topic := range []string{"crm/inbox", "crm/inbox?options=%7B%7D", "crm/other"} {
		client := subscriptions.NewDefaultClient()
		b.app.SubscriptionsBroker().Register(client)
		subscribe := map[string]any{"clientId": client.Id(), "subscriptions": []string{topic}}
		want(t, topic+" as guest", b.call("POST", "/api/realtime", "", subscribe).status, http.StatusForbidden)
		want(t, topic+" as staff", b.call("POST", "/api/realtime", b.staffToken, subscribe).status, http.StatusNoContent)
	}
}

// Hooks of an importing application, and subscribers of the SDK, see each row
// once, although the writer does not save through PocketBase.
func TestHooksAndSubscribersSeeEachRowOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	var created, updated atomic.Int32
	b.app.OnRecordAfterCreateSuccess("comms_log").BindFunc(func(e *core.RecordEvent) error {
		if e.Record.GetString("body") == "" || e.Record.GetDateTime("created").IsZero() {
			t.Error("the record is not complete")
		}
		created.Add(1)
		return e.Next()
	})
	b.app.OnRecordAfterUpdateSuccess("comms_log").BindFunc(func(e *core.RecordEvent) error {
		updated.Add(1)
		return e.Next()
	})
	staff, _ := b.app.FindRecordById("users", b.staffID)
	c := b.follow(staff, "comms_log/*")

	for range 3 {
		b.webhook(value(`"messages":[` + text("447700900123", "wamid.1", "1793700001", "one") + `,` + text("447700900123", "wamid.2", "1793700002", "two") + `]`))
	}
	for i := range 2 {
		if next(t, c, patience) == nil {
			t.Fatalf("%d messages, want 2", i)
		}
	}
	if m := next(t, c, 200*time.Millisecond); m != nil {
		t.Errorf("a third message: %s", m.Name)
	}
	until(t, "the hooks see both", func() bool { return created.Load() >= 2 }) // note: subscribers are told before they run
	want(t, "created", created.Load(), int32(2))

	b.webhook(value(`"messages":[{"from":"447700900123","id":"wamid.R","timestamp":"1793700009","type":"reaction","reaction":{"message_id":"wamid.1","emoji":"👍"}}]`))
	if m := next(t, c, patience); m == nil || !strings.Contains(string(m.Data), `"action":"update"`) {
		t.Error("the reaction was not announced")
	}
	until(t, "the hooks see it", func() bool { return updated.Load() > 0 })
	want(t, "updated", updated.Load(), int32(1))
}
