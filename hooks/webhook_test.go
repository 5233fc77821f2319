package hooks_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"pocketcrm/whatsapp"
)

func TestWebhookVerification(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())

	for _, tc := range []struct {
		name, query string
		status      int
		body        string
	}{
		{"right token", "hub.mode=subscribe&hub.verify_token=a+word+of+our+own&hub.challenge=1158201444", 200, "1158201444"},
		{"challenge is echoed as it is", "hub.mode=subscribe&hub.verify_token=a+word+of+our+own&hub.challenge=%3Cb%3E+%22x%22", 200, `<b> "x"`},
		{"wrong token", "hub.mode=subscribe&hub.verify_token=change-me&hub.challenge=1", 403, ""},
		{"no token", "hub.mode=subscribe&hub.challenge=1", 403, ""},
		{"wrong mode", "hub.mode=unsubscribe&hub.verify_token=a+word+of+our+own&hub.challenge=1", 403, ""},
		{"nothing", "", 403, ""},
	} {
		a := b.call("GET", "/api/crm/whatsapp/webhook?"+tc.query, "", nil)
		want(t, tc.name+" status", a.status, tc.status)
		if tc.status == 200 {
			want(t, tc.name+" body", a.body, tc.body)
			want(t, tc.name+" type", a.header.Get("Content-Type"), "text/plain; charset=utf-8")
			want(t, tc.name+" nosniff", a.header.Get("X-Content-Type-Options"), "nosniff")
		} else if strings.Contains(a.body, testVerify) {
			t.Errorf("%s: the answer shows the token", tc.name)
		}
	}
}

func TestWebhookRefusals(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig(), everythingLogged)
	good := []byte(sample(t, "message-text.json"))

	post := func(body []byte, signature string) answer {
		req, err := http.NewRequest("POST", b.url+"/api/crm/whatsapp/webhook", strings.NewReader(string(body)))
		if err != nil {
			t.Fatal(err)
		}
		if signature != "" {
			req.Header.Set("X-Hub-Signature-256", signature)
		}
		return b.do(req)
	}

	want(t, "unsigned", post(good, "").status, 401)
	want(t, "signed with another secret", post(good, "sha256="+strings.Repeat("ab", 32)).status, 401)
	want(t, "garbage signature", post(good, "sha256=zz").status, 401)
	want(t, "not JSON", b.call("POST", "/api/crm/whatsapp/webhook", "", []byte("hello")).status, 400)
	want(t, "cut off", b.call("POST", "/api/crm/whatsapp/webhook", "", good[:len(good)/2]).status, 400)
	want(t, "a list", b.call("POST", "/api/crm/whatsapp/webhook", "", []byte("[]")).status, 400)
	want(t, "empty", b.call("POST", "/api/crm/whatsapp/webhook", "", []byte("")).status, 400)
	want(t, "4 MB", b.call("POST", "/api/crm/whatsapp/webhook", "", []byte(strings.Repeat(" ", 4<<20))).status, 413)

	want(t, "rows", b.count("comms_log", nil), 0)
	want(t, "events", b.count("whatsapp_events", nil), 0)
	for _, line := range b.logged() {
		if strings.Contains(line, `"type":"request"`) {
			t.Errorf("a request is in the log: %s", line)
		}
	}

	want(t, "rightly signed", b.call("POST", "/api/crm/whatsapp/webhook", "", good).status, 200)
	want(t, "rows", b.count("comms_log", nil), 1)
}

// Bodies that nobody has signed yet are held in memory while they arrive, in
// which many that declare much and bring little have no part.
func TestSlowBodiesKeepNoWebhookOut(t *testing.T) {
	t.Parallel()
	b := newBareBench(t, testConfig())
	for _, length := range []int{262144, 1_000_000} {
		for range 100 {
			conn, err := net.Dial("tcp", strings.TrimPrefix(b.url, "http://"))
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			fmt.Fprintf(conn, "POST /api/crm/whatsapp/webhook HTTP/1.1\r\nHost: x\r\nX-Hub-Signature-256: sha256=%s\r\nContent-Length: %d\r\n\r\n{", strings.Repeat("ab", 32), length)
		}
	}
	b.webhook(sample(t, "message-text.json"))
	b.webhook(value(`"messages":[` + text("447700900123", "wamid.large", "1793700001", strings.Repeat("long ", 200_000)) + `]`))
	want(t, "rows", b.count("comms_log", nil), 2)
}

func TestWebhookWithoutSecretAcceptsUnsigned(t *testing.T) {
	t.Parallel()
	cfg := testConfig()
	cfg.AppSecrets = nil
	b := newBench(t, cfg)
	req, _ := http.NewRequest("POST", b.url+"/api/crm/whatsapp/webhook", strings.NewReader(sample(t, "message-text.json")))
	want(t, "status", b.do(req).status, 200)
	want(t, "rows", b.count("comms_log", nil), 1)
}

// Every sample is acknowledged, leaves a trace, and posted again leaves no other.
func TestWebhookSamplesOnceAndTwice(t *testing.T) {
	t.Parallel()
	for _, name := range sampleNames(t) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBareBench(t, testConfig())
			body := sample(t, name)

			b.webhook(body)
			rows, events := b.count("comms_log", nil), b.count("whatsapp_events", nil)
			notices, names := b.count("whatsapp_notices", nil), b.count("whatsapp_names", nil)
			if rows+events+notices+names+b.count("whatsapp_statuses", nil) == 0 {
				t.Error("it left no trace")
			}
			want(t, "notices without words", b.count("whatsapp_notices WHERE title = '' OR advice = ''", nil), 0)
			want(t, "rows without a text", b.count("comms_log WHERE body = ''", nil), 0)
			want(t, "rows without a customer_id", b.count("comms_log WHERE customer_id = ''", nil), 0)
			want(t, "rows without a time", b.count("comms_log WHERE occurred_at = ''", nil), 0)
			want(t, "customers made by a webhook", b.count("customers", nil), 0)

			b.webhook(body)
			want(t, "rows after the second delivery", b.count("comms_log", nil), rows)
			want(t, "events after the second delivery", b.count("whatsapp_events", nil), events)
			want(t, "notices after the second delivery", b.count("whatsapp_notices", nil), notices)
			want(t, "names after the second delivery", b.count("whatsapp_names", nil), names)
			want(t, "elements that failed", b.count("whatsapp_events WHERE reason = 'error'", nil), 0)
		})
	}
}

func TestWebhookManySamplesInOneApplication(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	for range 2 {
		for _, name := range sampleNames(t) {
			b.webhook(sample(t, name))
		}
	}
	want(t, "wamids stored twice", b.count("(SELECT 1 FROM comms_log WHERE ext_message_id != '' GROUP BY ext_message_id HAVING COUNT(*) > 1)", nil), 0)
	want(t, "conversations", b.count("conversations", nil), b.count("(SELECT DISTINCT customer_id FROM comms_log WHERE group_id = '')", nil))
	want(t, "elements that failed", b.count("whatsapp_events WHERE reason = 'error'", nil), 0)
}

func TestInboundTextOfAKnownCustomer(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	ada := b.customer("Ada Merrow", "whatsapp", "+44 7700 900123")

	b.webhook(sample(t, "message-text.json"))

	row := b.only()
	want(t, "customer", row.GetString("customer"), ada)
	want(t, "customer_id", row.GetString("customer_id"), ada)
	want(t, "type", row.GetString("type"), "whatsapp")
	want(t, "direction", row.GetString("direction"), "inbound")
	want(t, "message_type", row.GetString("message_type"), "text")
	want(t, "status", row.GetString("status"), "received")
	want(t, "address", row.GetString("address"), "447700900123")
	want(t, "business_phone_id", row.GetString("business_phone_id"), testPhoneID)

	c := b.conversation(ada)
	want(t, "unread", c.GetInt("unread"), 1)
	want(t, "last_at", c.GetString("last_at"), row.GetString("occurred_at"))
	want(t, "window", c.GetDateTime("window_expires_at").Time().Sub(row.GetDateTime("occurred_at").Time()), 24*time.Hour)

	contact, err := b.app.FindFirstRecordByData("contacts", "customer", ada)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "BSUID kept beside the number", contact.GetString("wa_user_id"), "GB.90100000000000000001")
	want(t, "what was typed", contact.GetString("value"), "+44 7700 900123")
}

func TestUnknownSenderIsKeptByNumberOrUserID(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	b.webhook(sample(t, "message-text.json"))
	b.webhook(sample(t, "message-text-username-only.json"))
	want(t, "by number", b.count("comms_log WHERE customer = '' AND customer_id = 'unknown:447700900123'", nil), 1)
	want(t, "by BSUID", b.count("comms_log WHERE customer = '' AND customer_id = 'unknown:SG.90100000000000000005'", nil), 1)
	want(t, "profile name", b.conversation("unknown:447700900123").GetString("profile_name"), "Ada Merrow")
}

// The stored spelling and WhatsApp's differ in Brazil, Mexico and Argentina.
func TestNationalVariantsFindTheCustomer(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ file, typed string }{
		{"message-text-brazil-without-ninth-digit.json", "+55 31 99999-0123"},
		{"message-text-mexico-521.json", "+52 55 5550 0144"},
		{"message-text-argentina-549.json", "+54 11 5550-0111"},
	} {
		t.Run(tc.typed, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, testConfig())
			id := b.customer("Somebody", "phone", tc.typed)
			b.webhook(sample(t, tc.file))
			row := b.only()
			want(t, "customer", row.GetString("customer"), id)
			contact, _ := b.app.FindFirstRecordByData("contacts", "customer", id)
			want(t, "value untouched", contact.GetString("value"), tc.typed)
			if !strings.Contains(sample(t, tc.file), `"`+row.GetString("address")+`"`) {
				t.Errorf("address %q is not the sender's as received", row.GetString("address"))
			}
		})
	}
}

func TestOtherNumberWithTheSameLastDigitsIsAnotherPerson(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	b.customer("Not them", "whatsapp", "+44 5550 100311")
	b.webhook(sample(t, "message-text-username-with-phone.json")) // from 15550100311
	want(t, "customer", b.only().GetString("customer"), "")
}

func text(from, id, at, body string) string {
	return fmt.Sprintf(`{"from":%q,"id":%q,"timestamp":%q,"type":"text","text":{"body":%q}}`, from, id, at, body)
}

func TestThreeMessagesOfANewSender(t *testing.T) {
	t.Parallel()
	messages := []string{
		text("15550100311", "wamid.A1", "1793700001", "one"),
		text("15550100311", "wamid.A2", "1793700001", "two"),
		text("15550100311", "wamid.A3", "1793700002", "three"),
	}
	check := func(t *testing.T, b *bench, ordered bool) {
		t.Helper()
		rows := b.log()
		if len(rows) != 3 {
			t.Fatalf("%d rows, want 3", len(rows))
		}
		for i, body := range []string{"one", "two", "three"} {
			if ordered || i == 2 {
				want(t, "order", rows[i].GetString("body"), body)
			}
		}
		want(t, "conversations", b.count("conversations", nil), 1)
		want(t, "unread", b.conversation("unknown:15550100311").GetInt("unread"), 3)
		want(t, "preview", b.conversation("unknown:15550100311").GetString("last_preview"), "three")
	}

	t.Run("in one body", func(t *testing.T) {
		t.Parallel()
		b := newBench(t, testConfig())
		b.webhook(value(`"messages":[` + strings.Join(messages, ",") + `]`))
		check(t, b, true)
	})
	t.Run("in quick succession", func(t *testing.T) {
		t.Parallel()
		b := newBench(t, testConfig())
		for _, m := range messages {
			b.webhook(value(`"messages":[` + m + `]`))
		}
		check(t, b, true)
	})
	t.Run("in parallel bodies", func(t *testing.T) {
		t.Parallel()
		b := newBench(t, testConfig())
		var wg sync.WaitGroup
		for _, m := range messages {
			wg.Go(func() { b.webhook(value(`"messages":[` + m + `]`)) })
		}
		wg.Wait()
		check(t, b, false)
	})
}

func TestTwentyIdenticalDeliveriesAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	body := sample(t, "message-text.json")
	var wg sync.WaitGroup
	for range 20 {
		wg.Go(func() { b.webhook(body) })
	}
	wg.Wait()
	b.only()
	want(t, "unread", b.conversation("unknown:447700900123").GetInt("unread"), 1)
}

func TestOldMessageDoesNotOpenTheWindow(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	sent := time.Now().Add(-30 * time.Hour)
	b.webhook(value(`"messages":[` + text("15550100311", "wamid.OLD", fmt.Sprint(sent.Unix()), "late") + `]`))
	if expires := b.conversation("unknown:15550100311").GetDateTime("window_expires_at").Time(); expires.After(time.Now()) {
		t.Errorf("a message of 30 hours ago holds the window open until %s", expires)
	}
}

// A clock that is wrong doesn't give a person days to be written to.
func TestAMessageOfTheFutureOpensTheWindowForADay(t *testing.T) {
	t.Parallel()
	var ahead atomic.Int64
	g := newGraph(t)
	cfg := g.config()
	cfg.Now = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())) }
	b := newBench(t, cfg)
	b.webhook(value(`"messages":[` + text("447700900123", "wamid.F", fmt.Sprint(time.Now().Add(72*time.Hour).Unix()), "from the future") + `]`))
	if expires := b.conversation("unknown:447700900123").GetDateTime("window_expires_at").Time(); expires.After(time.Now().Add(24 * time.Hour)) {
		t.Errorf("the list has the window open until %s", expires)
	}
	ahead.Store(int64(25 * time.Hour))
	want(t, "a day later", b.send(map[string]any{"customer_id": "unknown:447700900123", "message": "still there?"}).status, 400)
	want(t, "calls", g.count(), 0)
}

func TestReactionEditAndRevokeChangeTheirMessage(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	reaction := `"messages":[{"from":"15550100311","id":"wamid.R","timestamp":"1793700009","type":"reaction","reaction":{"message_id":"wamid.M","emoji":"👍"}}]`
	edit := `"messages":[{"from":"15550100311","id":"wamid.E","timestamp":"1793700010","type":"edit","edit":{"original_message_id":"wamid.M","message":{"type":"text","text":{"body":"corrected"}}}}]`
	revoke := `"messages":[{"from":"15550100311","id":"wamid.V","timestamp":"1793700011","type":"revoke","revoke":{"original_message_id":"wamid.M"}}]`

	// all three arrive before the message they are about
	b.webhook(value(reaction))
	b.webhook(value(edit))
	b.webhook(value(revoke))
	row := b.only()
	want(t, "what is shown meanwhile", row.GetString("body"), "corrected")
	want(t, "of whom", row.GetString("direction"), "inbound")
	want(t, "parked", b.count("whatsapp_events", nil), 0)

	b.webhook(value(`"messages":[` + text("15550100311", "wamid.M", "1793700001", "first") + `]`))
	row = b.only()
	want(t, "type", row.GetString("message_type"), "text")
	want(t, "time", row.GetDateTime("occurred_at").Time().Unix(), int64(1793700001))
	want(t, "body", row.GetString("body"), "corrected")
	if !strings.Contains(row.GetString("reactions"), "👍") {
		t.Errorf("reactions: %s", row.GetString("reactions"))
	}
	if !strings.Contains(row.GetString("versions"), "first") {
		t.Errorf("versions: %s", row.GetString("versions"))
	}
	want(t, "edited", row.GetDateTime("edited_at").IsZero(), false)
	want(t, "revoked", row.GetDateTime("revoked_at").IsZero(), false)
	want(t, "preview", b.conversation("unknown:15550100311").GetString("last_preview"), "This message was withdrawn")

	// repetitions change nothing
	b.webhook(value(edit))
	var n int
	if err := b.app.DB().NewQuery("SELECT json_array_length(versions) FROM comms_log").Row(&n); err != nil {
		t.Fatal(err)
	}
	want(t, "versions", n, 2)
}

// Meta's times are whole seconds and promise no order, and an edit may be
// here before its message: no text that a customer sent is lost.
func TestNoVersionOfAnEditedMessageIsLost(t *testing.T) {
	t.Parallel()
	edit := func(id, at, body string) string {
		return value(fmt.Sprintf(`"messages":[{"from":"15550100311","id":%q,"timestamp":%q,"type":"edit","edit":{"original_message_id":"wamid.M","message":{"type":"text","text":{"body":%q}}}}]`, id, at, body))
	}
	message := value(`"messages":[` + text("15550100311", "wamid.M", "1793700000", "v0") + `]`)
	for _, tc := range []struct {
		name   string
		bodies []string
		wanted string
	}{
		{"in one second", []string{message, edit("e1", "1793700010", "v1"), edit("e2", "1793700010", "v2"), edit("e1", "1793700010", "v1")}, "v0 v1 v2"},
		{"out of order", []string{message, edit("e2", "1793700020", "v2"), edit("e1", "1793700010", "v1")}, "v0 v1 v2"},
		{"before the message", []string{edit("e1", "1793700010", "v1"), edit("e2", "1793700010", "v2"), edit("e3", "1793700010", "v3"), message}, "v0 v1 v2 v3"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			b := newBareBench(t, testConfig())
			for _, body := range tc.bodies {
				b.webhook(body)
			}
			row := b.only()
			versions := []struct{ Body string }{}
			if err := row.UnmarshalJSONField("versions", &versions); err != nil {
				t.Fatal(err)
			}
			texts := make([]string, len(versions))
			for i, v := range versions {
				texts[i] = v.Body
			}
			want(t, "versions", strings.Join(texts, " "), tc.wanted)
			want(t, "body", row.GetString("body"), texts[len(texts)-1])
		})
	}
}

func TestOneNumberOfSeveralCustomersIsMarked(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	first := b.customer("Ada at home", "phone", "+44 7700 900123")
	b.customer("Ada at work", "whatsapp", "+44 (0)7700 900123")
	b.webhook(sample(t, "message-text.json"))
	row := b.only()
	want(t, "the oldest contact", row.GetString("customer"), first)
	want(t, "ambiguous", row.GetBool("ambiguous"), true)
	want(t, "the BSUID is learned there", b.count("contacts WHERE wa_user_id != '' AND customer = {:first}", dbx.Params{"first": first}), 1)
}

func TestAnotherPersonOnARecycledNumberIsMarked(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.webhook(sample(t, "message-text.json"))
	b.webhook(strings.NewReplacer("GB.90100000000000000001", "GB.77", "wamid.", "wamid.X").Replace(sample(t, "message-text.json")))
	rows := b.log()
	want(t, "rows", len(rows), 2)
	want(t, "customer", rows[1].GetString("customer"), ada)
	want(t, "marked", fmt.Sprint(rows[0].GetBool("ambiguous"), rows[1].GetBool("ambiguous")), "false true")
	want(t, "the known user id stays", b.count("contacts WHERE wa_user_id = 'GB.90100000000000000001'", nil), 1)
}

func TestACorrectedContactLetsGoOfTheWrongPerson(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.webhook(sample(t, "message-text.json"))
	contact, _ := b.app.FindFirstRecordByData("contacts", "customer", ada)
	want(t, "learned", contact.GetString("wa_user_id"), "GB.90100000000000000001")
	a := b.call("PATCH", "/api/collections/contacts/records/"+contact.Id, b.staffToken, map[string]any{"value": "+44 7700 900999"})
	want(t, "status", a.status, 200)
	want(t, "user id", a.json(t)["wa_user_id"], "")
	b.webhook(strings.ReplaceAll(sample(t, "message-text.json"), "wamid.", "wamid.X"))
	want(t, "the wrong person is unknown", b.count("comms_log WHERE customer_id = 'unknown:447700900123'", nil), 1)
}

func TestTheSameNumberUnderAnotherTypeIsTheSamePerson(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	ada := b.customer("Ada", "phone", "+44 7700 900123")
	b.webhook(sample(t, "message-text.json"))
	contact, _ := b.app.FindFirstRecordByData("contacts", "customer", ada)
	change := func(fields map[string]any) any {
		t.Helper()
		a := b.call("PATCH", "/api/collections/contacts/records/"+contact.Id, b.staffToken, fields)
		want(t, "status", a.status, 200)
		return a.json(t)["wa_user_id"]
	}
	want(t, "as WhatsApp", change(map[string]any{"type": "whatsapp", "value": "0044 7700 900123"}), "GB.90100000000000000001")
	want(t, "as an e-mail address", change(map[string]any{"type": "email", "value": "ada@example.com"}), "")
}

func TestBadElementCostsOnlyItself(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	b.webhook(value(`"messages":[` + text("15550100311", "wamid.1", "1793700001", "one") + `,42,` + text("15550100311", "wamid.3", "1793700003", "three") + `]`))
	want(t, "rows", b.count("comms_log", nil), 2)
	want(t, "kept", b.count("whatsapp_events WHERE state = {:s}", dbx.Params{"s": "parked"}), 1)
}

func TestImportedHistoryIsNeitherUnreadNorOpensTheWindow(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	b.webhook(sample(t, "history-chunk.json"))
	if n := b.count("comms_log WHERE source = 'history'", nil); n < 2 {
		t.Fatalf("%d imported rows", n)
	}
	want(t, "unread", b.count("conversations WHERE unread > 0", nil), 0)
	want(t, "windows", b.count("conversations WHERE window_expires_at != ''", nil), 0)
	want(t, "outbound rows marked as received", b.count("comms_log WHERE direction = 'outbound' AND status = 'received'", nil), 0)

	b.webhook(sample(t, "history-media.json"))
	want(t, "placeholders left", b.count("comms_log WHERE message_type = 'media_placeholder'", nil), 0)
}

func TestGroupMessagesDoNotOpenTheWindow(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	b.webhook(sample(t, "message-text-group.json"))
	row := b.only()
	if row.GetString("group_id") == "" {
		t.Error("the row does not say that it was said in a group")
	}
	want(t, "conversations between two", b.count("conversations", nil), 0)
}

func TestMarkingAsUnreadForgetsNoCount(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	b.webhook(value(`"messages":[` + text("447700900123", "wamid.1", "1793700001", "one") + `,` + text("447700900123", "wamid.2", "1793700002", "two") + `]`))
	want(t, "status", b.call("POST", "/api/crm/conversations/unknown:447700900123/unread", b.staffToken, nil).status, 204)
	want(t, "unread", b.conversation("unknown:447700900123").GetInt("unread"), 2)
}

// A proxy may leave the length out; many such bodies at once are still stored.
func TestManyBodiesWithoutALengthAtOnce(t *testing.T) {
	t.Parallel()
	b := newBareBench(t, testConfig())
	var wg sync.WaitGroup
	for i := range 100 {
		body := value(`"messages":[` + text("447700900123", fmt.Sprintf("wamid.%d", i), "1793700001", "hello") + `]`)
		wg.Go(func() {
			req, err := http.NewRequest("POST", b.url+"/api/crm/whatsapp/webhook", io.MultiReader(strings.NewReader(body)))
			if err != nil {
				t.Error(err)
				return
			}
			req.Header.Set("X-Hub-Signature-256", whatsapp.Sign([]byte(body), testSecret))
			resp, err := http.DefaultClient.Do(req)
			if err != nil || resp.StatusCode != http.StatusOK {
				t.Errorf("answer %v, %v", resp, err)
				return
			}
			resp.Body.Close()
		})
	}
	wg.Wait()
	want(t, "rows", b.count("comms_log", nil), 100)
}
