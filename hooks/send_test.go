package hooks_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks"
	"pocketcrm/whatsapp/simulator"
)

// graph is the simulator with a record of the calls it got. It sends no
// webhooks: these tests post them, in the order they are about.
type graph struct {
	*httptest.Server
	sim    *simulator.Simulator
	before func(call map[string]any, wamid string) // what happens before the answer arrives; usually nothing

	mu    sync.Mutex
	calls []map[string]any
}

func newGraph(t *testing.T, failures ...simulator.Failure) *graph {
	g := &graph{sim: simulator.New(simulator.Options{PhoneNumberID: testPhoneID, AccessToken: testToken, Rates: simulator.NoLimits})}
	for _, f := range failures {
		if _, err := g.sim.AddFailure(f); err != nil {
			t.Fatal(err)
		}
	}
	g.Server = httptest.NewServer(http.HandlerFunc(g.record))
	t.Cleanup(g.Close)
	t.Cleanup(func() { _ = g.sim.Close() })
	return g
}

func (g *graph) record(w http.ResponseWriter, r *http.Request) {
	content, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(content))
	call := map[string]any{}
	_ = json.Unmarshal(content, &call)
	call["path"], call["authorization"] = r.URL.Path, r.Header.Get("Authorization")
	g.mu.Lock()
	g.calls = append(g.calls, call)
	g.mu.Unlock()
	if g.before == nil {
		g.sim.ServeHTTP(w, r)
		return
	}
	answer := httptest.NewRecorder()
	g.sim.ServeHTTP(answer, r)
	accepted := struct{ Messages []struct{ ID string } }{}
	_ = json.Unmarshal(answer.Body.Bytes(), &accepted)
	if len(accepted.Messages) > 0 {
		g.before(call, accepted.Messages[0].ID)
	}
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(answer.Body.Bytes())
}

func (g *graph) config() hooks.Config {
	cfg := testConfig()
	cfg.GraphURL, cfg.SendTimeout = g.URL, patience
	return cfg
}

func (g *graph) count() int {
	g.mu.Lock()
	defer g.mu.Unlock()
	return len(g.calls)
}

// opens lets somebody write now, so that free text reaches them.
func (b *bench) opens(parties ...string) {
	b.t.Helper()
	for _, party := range parties {
		b.webhook(value(said(party, "wamid.OPENS."+party, fmt.Sprint(time.Now().Unix()), "hello?")))
	}
}

// sent is the only message of ours.
func (b *bench) sent() *core.Record {
	b.t.Helper()
	rows, err := b.app.FindRecordsByFilter("comms_log", "direction = 'outbound'", "occurred_at,id", 0, 0)
	if err != nil || len(rows) != 1 {
		b.t.Fatalf("the log has %d messages of ours (%v), want 1", len(rows), err)
	}
	return rows[0]
}

func TestSendAccess(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	b := newBench(t, g.config())
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.opens("447700900123")
	body := map[string]any{"customer_id": ada, "to_phone": "+44 7700 900123", "message": "hello"}
	inactive := b.token(b.user("gone@example.com", "agent", false))

	want(t, "guest", b.call("POST", "/api/crm/whatsapp/send", "", body).status, 401)
	want(t, "inactive staff", b.call("POST", "/api/crm/whatsapp/send", inactive, body).status, 403)
	want(t, "calls", g.count(), 0)
	want(t, "staff", b.call("POST", "/api/crm/whatsapp/send", b.staffToken, body).status, 200)
	want(t, "superuser", b.call("POST", "/api/crm/whatsapp/send", b.superToken, body).status, 200)
	want(t, "calls", g.count(), 2)
}

func TestSendFieldErrors(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	b := newBench(t, g.config())
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.opens("447700900123")

	for _, tc := range []struct {
		name  string
		body  any
		field string
	}{
		{"nothing", map[string]any{}, "customer_id"},
		{"no number", map[string]any{"customer_id": ada, "message": "hi"}, "to_phone"},
		{"no message", map[string]any{"customer_id": ada, "to_phone": "+447700900123"}, "message"},
		{"nothing to see", map[string]any{"customer_id": ada, "to_phone": "+447700900123", "message": "\u200b \u2060"}, "message"},
		{"blank message", map[string]any{"customer_id": ada, "to_phone": "+447700900123", "message": " \n"}, "message"},
		{"too long", map[string]any{"customer_id": ada, "to_phone": "+447700900123", "message": strings.Repeat("ä", 4097)}, "message"},
		{"no such customer", map[string]any{"customer_id": "aaaaaaaaaaaaaaa", "to_phone": "+447700900123", "message": "hi"}, "customer_id"},
		{"unknown without identity", map[string]any{"customer_id": "unknown:", "message": "hi"}, "customer_id"},
		{"unknown with words", map[string]any{"customer_id": "unknown:somebody", "message": "hi"}, "customer_id"},
		{"words for a number", map[string]any{"customer_id": ada, "to_phone": "call me", "message": "hi"}, "to_phone"},
		{"too short a number", map[string]any{"customer_id": ada, "to_phone": "+12", "message": "hi"}, "to_phone"},
		{"local number of nowhere", map[string]any{"customer_id": ada, "to_phone": "0123", "message": "hi"}, "to_phone"},
	} {
		a := b.call("POST", "/api/crm/whatsapp/send", b.staffToken, tc.body)
		want(t, tc.name+" status", a.status, 400)
		data, _ := a.json(t)["data"].(map[string]any)
		if data[tc.field] == nil {
			t.Errorf("%s: no error for %s in %s", tc.name, tc.field, a.body)
		}
	}
	for _, garbage := range []string{"", "{", `[1]`, `{"message":{"a":1}}`} {
		req, _ := http.NewRequest("POST", b.url+"/api/crm/whatsapp/send", strings.NewReader(garbage))
		req.Header.Set("Authorization", b.staffToken)
		req.Header.Set("Content-Type", "application/json")
		want(t, "garbage "+garbage, b.do(req).status, 400)
	}
	want(t, "calls", g.count(), 0)
	want(t, "rows", b.count("comms_log WHERE direction = 'outbound'", nil), 0)
}

func TestSendUnconfigured(t *testing.T) {
	t.Parallel()
	b := newBench(t, hooks.Config{})
	a := b.call("POST", "/api/crm/whatsapp/send", b.staffToken, map[string]any{"customer_id": "x", "to_phone": "+447700900123", "message": "hi"})
	want(t, "status", a.status, 503)
	if !strings.Contains(a.body, "WHATSAPP_PHONE_NUMBER_ID and WHATSAPP_ACCESS_TOKEN") {
		t.Errorf("the answer does not say what to set: %s", a.body)
	}
	want(t, "rows", b.count("comms_log WHERE direction = 'outbound'", nil), 0)
}

func TestSendAccepted(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	b := newBench(t, g.config())
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.opens("447700900123")

	a := b.call("POST", "/api/crm/whatsapp/send", b.staffToken, map[string]any{"customer_id": ada, "to_phone": "07700 900123", "message": "no country"})
	want(t, "a local number without a country", a.status, 400)
	a = b.call("POST", "/api/crm/whatsapp/send", b.staffToken, map[string]any{"customer_id": ada, "to_phone": "+44 (0)7700 900123", "message": "Γειά"})
	want(t, "status", a.status, 200)
	row := a.json(t)
	want(t, "row status", row["status"], "accepted")
	want(t, "wamid", row["ext_message_id"], g.sim.Messages()[0].ID)
	want(t, "address", row["address"], "447700900123")
	want(t, "author", row["author"], b.staffID)
	want(t, "payload is hidden", row["payload"], nil)

	call := g.calls[0]
	want(t, "path", call["path"], "/v25.0/"+testPhoneID+"/messages")
	want(t, "authorization", call["authorization"], "Bearer "+testToken)
	want(t, "to", call["to"], "+447700900123")
	want(t, "callback data", call["biz_opaque_callback_data"], row["id"])
	want(t, "text", call["text"].(map[string]any)["body"], "Γειά")

	c := b.conversation(ada)
	want(t, "preview", c.GetString("last_preview"), "Γειά")
	want(t, "direction", c.GetString("last_direction"), "outbound")
	want(t, "unread", c.GetInt("unread"), 1) // note: answering is not reading
}

func TestSendToUnknownSenders(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	b := newBench(t, g.config())
	b.opens("447700900123")
	a := b.call("POST", "/api/crm/whatsapp/send", b.staffToken, map[string]any{"customer_id": "unknown:447700900123", "message": "hi"})
	want(t, "by number", a.status, 200)
	want(t, "to", g.calls[0]["to"], "+447700900123")
	want(t, "customer_id", b.sent().GetString("customer_id"), "unknown:447700900123")
}

// A number that WhatsApp gave us is international, also where it could be read
// as a local one: 34612345678 is in Spain, whatever country the customer is in.
func TestRepliesGoToTheNumberThatWrote(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	cfg := g.config()
	cfg.DefaultCountry = "US"
	b := newBench(t, cfg)
	customer := b.create("customers", map[string]any{"name": "Marta", "country": "IT"})
	b.create("contacts", map[string]any{"customer": customer.Id, "type": "whatsapp", "value": "+34 612 345 678"})

	b.opens("34612345678", "4792345678", "6592345678")
	send := func(id, to string) string {
		t.Helper()
		a := b.call("POST", "/api/crm/whatsapp/send", b.staffToken, map[string]any{"customer_id": id, "to_phone": to, "message": "hola"})
		want(t, id+" "+to, a.status, 200)
		return fmt.Sprint(g.calls[len(g.calls)-1]["to"])
	}
	want(t, "a contact's digits", send(customer.Id, "34612345678"), "+34612345678")
	want(t, "a contact as typed", send(customer.Id, "+34 612 345 678"), "+34612345678")
	want(t, "an unknown sender", send("unknown:4792345678", ""), "+4792345678")
	want(t, "an unknown sender, named", send("unknown:6592345678", "6592345678"), "+6592345678")

	b.webhook(value(`"messages":[{"from":"4792345699","from_user_id":"NO.1","id":"wamid.NO","timestamp":"1793700001","type":"text","text":{"body":"hei"}}]`))
	other := b.create("customers", map[string]any{"name": "Ola", "country": "US"})
	b.create("contacts", map[string]any{"customer": other.Id, "type": "whatsapp", "value": "+47 923 45 600", "wa_user_id": "NO.2"})
	b.webhook(value(`"messages":[{"from":"4792345611","from_user_id":"NO.2","id":"wamid.NO2","timestamp":"1793700001","type":"text","text":{"body":"hei"}}]`))
	b.opens("4792345611")
	want(t, "the address a customer wrote from", send(other.Id, "4792345611"), "+4792345611")
}

func TestSendToAnUnknownSenderGoesToNobodyElse(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	b := newBench(t, g.config())
	a := b.call("POST", "/api/crm/whatsapp/send", b.staffToken, map[string]any{"customer_id": "unknown:4792345678", "to_phone": "+44 7700 900777", "message": "hi"})
	want(t, "status", a.status, 400)
	want(t, "calls", g.count(), 0)
}

// The echo of our own message can be here before the answer to the send.
func TestEchoBeforeTheAnswerIsOneRow(t *testing.T) {
	t.Parallel()
	var b *bench
	g := newGraph(t)
	g.before = func(_ map[string]any, wamid string) {
		b.webhook(strings.Replace(value(`"message_echoes":[{"from":"15550100200","to":"447700900123","id":"`+wamid+`","timestamp":"1793700001","type":"text","text":{"body":"hi"}}]`),
			`"field":"messages"`, `"field":"smb_message_echoes"`, 1))
	}
	b = newBench(t, g.config())
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.opens("447700900123")
	a := b.call("POST", "/api/crm/whatsapp/send", b.staffToken, map[string]any{"customer_id": ada, "to_phone": "+447700900123", "message": "hi"})
	want(t, "status", a.status, 200)
	row := b.sent()
	want(t, "wamid", row.GetString("ext_message_id"), g.sim.Messages()[0].ID)
	want(t, "author", row.GetString("author"), b.staffID)
	want(t, "row status", row.GetString("status"), "sent")
}

func TestSendToAHiddenNumber(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	b := newBench(t, g.config())
	b.opens("SG.90100000000000000005")
	a := b.call("POST", "/api/crm/whatsapp/send", b.staffToken, map[string]any{"customer_id": "unknown:SG.90100000000000000005", "message": "hi"})
	want(t, "status", a.status, 200)
	want(t, "recipient", g.calls[0]["recipient"], "SG.90100000000000000005")
	want(t, "to", g.calls[0]["to"], nil)
}

func TestSendThatDoesNotSucceed(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name      string
		failure   simulator.Outcome
		rowStatus string
		code      string
		says      string
	}{
		{"refused: window closed", simulator.Outcome{Code: 131047, Status: 400}, "failed", "131047", "24 hours"},
		{"refused: a code nobody knows", simulator.Outcome{Code: 999999, Status: 400}, "failed", "999999", ""},
		{"a fault that says nothing", simulator.Outcome{Code: 131000, Status: 500}, "unknown", "131000", "Look whether the message arrived"},
		{"another one", simulator.Outcome{Code: 1, Status: 400}, "unknown", "1", "Look whether the message arrived"},
		{"a fault that nobody knows", simulator.Outcome{Code: 999999, Status: 500}, "unknown", "999999", "Look whether the message arrived"},
		{"a 5xx that proves it wasn't taken", simulator.Outcome{Code: 3, Status: 500}, "failed", "3", ""},
		{"connection cut", simulator.Outcome{Kind: simulator.FailCut}, "unknown", "", "don't know"},
		{"no answer in time", simulator.Outcome{Kind: simulator.FailTimeout}, "unknown", "", "don't know"},
		{"a page instead of JSON", simulator.Outcome{Status: 502, HTML: true}, "unknown", "", "don't know"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			g := newGraph(t, simulator.Failure{Outcome: tc.failure})
			cfg := g.config()
			if tc.failure.Kind == simulator.FailTimeout {
				cfg.SendTimeout = 2 * time.Second
			}
			b := newBench(t, cfg)
			ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
			b.opens("447700900123")
			a := b.call("POST", "/api/crm/whatsapp/send", b.staffToken, map[string]any{"customer_id": ada, "to_phone": "+447700900123", "message": "hi"})
			want(t, "status", a.status, 502)
			message, _ := a.json(t)["message"].(string)
			if !strings.Contains(message, tc.says) || strings.Contains(a.body, testToken) {
				t.Errorf("the sentence is %q", message)
			}
			row := b.sent()
			want(t, "row status", row.GetString("status"), tc.rowStatus)
			want(t, "code", row.GetString("error_code"), tc.code)
			want(t, "sentence in the log", row.GetString("error"), message)
			want(t, "calls", g.count(), 1)
		})
	}
}

func TestSendWhenMetaIsOutOfReach(t *testing.T) {
	t.Parallel()
	cfg := testConfig() // nobody listens on port 1
	cfg.RetryAfter = time.Millisecond
	b := newBench(t, cfg)
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.opens("447700900123")
	a := b.call("POST", "/api/crm/whatsapp/send", b.staffToken, map[string]any{"customer_id": ada, "to_phone": "+447700900123", "message": "hi"})
	want(t, "status", a.status, 502)
	want(t, "row status", b.sent().GetString("status"), "failed")
}

func status(wamid, value, at, more string) string {
	return fmt.Sprintf(`{"id":%q,"status":%q,"timestamp":%q,"recipient_id":"447700900123"%s}`, wamid, value, at, more)
}

func TestStatusesInAnyOrder(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	b := newBench(t, g.config())
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.opens("447700900123")
	b.call("POST", "/api/crm/whatsapp/send", b.staffToken, map[string]any{"customer_id": ada, "to_phone": "+447700900123", "message": "hi"})

	steps := []struct{ value, at, then string }{
		{"failed", "1793700003", "failed"},
		{"read", "1793700009", "read"},
		{"delivered", "1793700005", "read"},
		{"sent", "1793700001", "read"},
		{"delivered", "1793700005", "read"},
		{"played", "1793700011", "played"},
		{"exploded", "1793700012", "played"},
	}
	wamid := b.sent().GetString("ext_message_id")
	for _, s := range steps {
		b.webhook(value(`"statuses":[` + status(wamid, s.value, s.at, "") + `]`))
		want(t, "after "+s.value, b.sent().GetString("status"), s.then)
	}
	row := b.sent()
	for field, at := range map[string]int64{"sent_at": 1793700001, "failed_at": 1793700003, "delivered_at": 1793700005, "read_at": 1793700009} {
		want(t, field, row.GetDateTime(field).Time().Unix(), at)
	}
	want(t, "the status nobody knows is kept", b.count("whatsapp_events WHERE reason = 'unknown_field'", nil), 1)
}

// A status can be here before Meta's answer to the send is.
func TestStatusBeforeTheAnswer(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, more string }{{"known by our callback data", "callback"}, {"known by the wamid later", ""}} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var b *bench
			g := newGraph(t)
			g.before = func(call map[string]any, wamid string) {
				more := ""
				if tc.more != "" {
					more = fmt.Sprintf(`,"biz_opaque_callback_data":%q`, call["biz_opaque_callback_data"])
				}
				b.webhook(value(`"statuses":[` + status(wamid, "delivered", "1793700005", more) + `]`))
			}
			b = newBench(t, g.config())
			ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
			b.opens("447700900123")
			a := b.call("POST", "/api/crm/whatsapp/send", b.staffToken, map[string]any{"customer_id": ada, "to_phone": "+447700900123", "message": "hi"})
			want(t, "status", a.status, 200)
			row := b.sent()
			want(t, "row status", row.GetString("status"), "delivered")
			want(t, "wamid", row.GetString("ext_message_id"), g.sim.Messages()[0].ID)
			want(t, "left waiting", b.count("whatsapp_events WHERE state = 'parked'", nil), 0)
		})
	}
}

// The answer got lost, so the row is unknown; the status carries its id.
func TestStatusSettlesAnUnknownSend(t *testing.T) {
	t.Parallel()
	g := newGraph(t, simulator.Failure{Preset: "cut"})
	b := newBench(t, g.config())
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.opens("447700900123")
	b.call("POST", "/api/crm/whatsapp/send", b.staffToken, map[string]any{"customer_id": ada, "to_phone": "+447700900123", "message": "hi"})
	row := b.sent()
	want(t, "before", row.GetString("status"), "unknown")

	b.webhook(value(`"statuses":[` + status("wamid.LATE", "sent", "1793700005", `,"biz_opaque_callback_data":"`+row.Id+`"`) + `]`))
	row = b.sent()
	want(t, "after", row.GetString("status"), "sent")
	want(t, "wamid", row.GetString("ext_message_id"), "wamid.LATE")
}

// An outcome that is overtaken takes its explanation with it.
func TestADeliveredMessageShowsNoError(t *testing.T) {
	t.Parallel()
	g := newGraph(t, simulator.Failure{Preset: "cut"})
	b := newBench(t, g.config())
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.opens("447700900123")
	b.call("POST", "/api/crm/whatsapp/send", b.staffToken, map[string]any{"customer_id": ada, "to_phone": "+447700900123", "message": "hi"})
	id := b.sent().Id
	b.webhook(value(`"statuses":[` + status("wamid.LATE", "delivered", "1793700005", `,"biz_opaque_callback_data":"`+id+`"`) + `]`))
	want(t, "error after delivered", b.sent().GetString("error"), "")
	b.webhook(value(`"statuses":[` + status("wamid.LATE", "failed", "1793700006", `,"errors":[{"code":131026}]`) + `]`))
	row := b.sent()
	want(t, "status", row.GetString("status"), "delivered")
	want(t, "error of a late failure", row.GetString("error_code"), "")
	want(t, "its time is kept", row.GetDateTime("failed_at").IsZero(), false)
}

// Meta's words are kept beside our sentence, which doesn't blame the token for
// what came without a code.
func TestAFailureKeepsMetasWords(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ errors, code, title, sentence string }{
		{`[{"code":131026,"title":"Message undeliverable","error_data":{"details":"Unable to deliver"}}]`, "131026", "Message undeliverable: Unable to deliver", "WhatsApp"},
		{`[{"code":"135099","title":"Odd","error_data":{"details":"Because of Y"}}]`, "135099", "Odd: Because of Y", "doesn't know"},
		{`[{"code":null,"title":"Odd"}]`, "", "Odd", "gave no reason"},
		{`["odd"]`, "", "odd", "gave no reason"},
		{`[{}]`, "", "", "gave no reason"},
		{`[{"title":"first"},{"code":131026,"title":"second"}]`, "131026", "second", "WhatsApp"},
		{`{}`, "", "", "gave no reason"},
	} {
		b := newBench(t, newGraph(t).config())
		ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
		b.opens("447700900123")
		b.call("POST", "/api/crm/whatsapp/send", b.staffToken, map[string]any{"customer_id": ada, "to_phone": "+447700900123", "message": "hi"})
		b.webhook(value(`"statuses":[` + status(b.sent().GetString("ext_message_id"), "failed", "1793700006", `,"errors":`+tc.errors) + `]`))
		row := b.sent()
		want(t, tc.errors+": status", row.GetString("status"), "failed")
		want(t, tc.errors+": code", row.GetString("error_code"), tc.code)
		want(t, tc.errors+": title", row.GetString("error_title"), tc.title)
		if sentence := row.GetString("error"); !strings.Contains(sentence, tc.sentence) {
			t.Errorf("%s: %q", tc.errors, sentence)
		}
	}
}

// The preview of a withdrawn message does not come back.
func TestAWithdrawnMessageStaysWithdrawnInTheList(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.opens("447700900123")
	b.webhook(value(`"messages":[` + text("447700900123", "wamid.1", "1793700001", "regretted") + `]`))
	b.webhook(value(`"messages":[{"from":"447700900123","id":"wamid.V","timestamp":"1793700011","type":"revoke","revoke":{"original_message_id":"wamid.1"}}]`))
	b.webhook(value(`"messages":[{"from":"447700900123","id":"wamid.E","timestamp":"1793700010","type":"edit","edit":{"original_message_id":"wamid.1","message":{"type":"text","text":{"body":"regretted more"}}}}]`))
	b.call("POST", "/api/collections/comms_log/records", b.staffToken, map[string]any{"customer": ada, "type": "note", "body": "older", "occurred_at": "2020-01-01 10:00:00.000Z"})
	if preview := b.conversation(ada).GetString("last_preview"); strings.Contains(preview, "regretted") {
		t.Errorf("the list shows %q", preview)
	}
}
