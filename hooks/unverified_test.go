package hooks_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"

	"pocketcrm/hooks"
)

// without is a configuration that has no secret.
func without() hooks.Config {
	cfg := testConfig()
	cfg.AppSecrets = nil
	return cfg
}

// next is the same data with another configuration.
func (b *bench) next(cfg hooks.Config) *bench {
	b.t.Helper()
	return newBenchOn(b.t, b.app.DataDir(), cfg)
}

func (b *bench) unsigned(body string) answer {
	b.t.Helper()
	req, err := http.NewRequest("POST", b.url+"/api/crm/whatsapp/webhook", strings.NewReader(body))
	if err != nil {
		b.t.Fatal(err)
	}
	return b.do(req)
}

func (b *bench) forged(body string) {
	b.t.Helper()
	if a := b.unsigned(body); a.status != http.StatusOK {
		b.t.Fatalf("webhook answered %d: %s", a.status, a.body)
	}
}

// identities is all that is known of who is who.
func (b *bench) identities() string {
	b.t.Helper()
	var all []string
	for _, query := range []string{
		"SELECT id || customer || type || value || digits || label || wa_user_id || wa_username || preferred || given_up_at || opted_out_at || consent_at FROM contacts ORDER BY id",
		"SELECT customer_id || customer || profile_name || wa_user_id || wa_phone || wa_username || opted_out_at || consent_at FROM conversations WHERE customer != '' ORDER BY id",
		"SELECT identity || name FROM whatsapp_names ORDER BY id",
	} {
		var list []string
		if err := b.app.DB().NewQuery(query).Column(&list); err != nil {
			b.t.Fatal(err)
		}
		all = append(all, list...)
	}
	return strings.Join(all, "\n")
}

func TestWhatComesUnsignedIsMarked(t *testing.T) {
	t.Parallel()
	b := newBench(t, without())
	b.forged(sample(t, "message-text.json"))
	row := b.only()
	want(t, "unverified", row.GetBool("unverified"), true)
	c := b.conversation("unknown:447700900123")
	want(t, "the list says so", c.GetBool("last_unverified"), true)
	want(t, "unread", c.GetInt("unread"), 1)
	want(t, "the window is open", c.GetString("window_expires_at") != "", true)
	want(t, "where an answer goes", c.GetString("reply_address"), "447700900123")
	want(t, "name", c.GetString("profile_name"), "")
	want(t, "BSUID", c.GetString("wa_user_id"), "")

	b = b.next(testConfig())
	want(t, "unsigned with a secret", b.unsigned(sample(t, "message-image.json")).status, 401)
	want(t, "it stays marked", b.only().GetBool("unverified"), true)
	b.webhook(value(`"messages":[` + text("447700900123", "wamid.signed", "1893700001", "signed") + `]`))
	want(t, "a signed one", b.count("comms_log WHERE ext_message_id = 'wamid.signed' AND NOT unverified", nil), 1)
	want(t, "the list no longer says so", b.conversation("unknown:447700900123").GetBool("last_unverified"), false)
}

// Whatever Meta can tell, unsigned it teaches nothing of who is who, and what
// people want.
func TestNothingIsLearnedFromWhatComesUnsigned(t *testing.T) {
	t.Parallel()
	b := newBench(t, without())
	for _, number := range []string{"+44 7700 900123", "+1 555 010 0311", "+55 31 99999-0123", "+65 8000 0001"} {
		b.customer("Somebody with "+number, "whatsapp", number)
	}
	for _, name := range sampleNames(t) {
		if a := b.unsigned(sample(t, name)); a.status != 200 && a.status != 400 {
			t.Errorf("%s: %d %s", name, a.status, a.body)
		}
	}
	b.forged(value(`"messages":[` + text("447700900123", "wamid.stop", "1793700001", "STOP") + `]`))
	want(t, "contacts", b.count("contacts", nil), 4)
	want(t, "contacts that know more", b.count("contacts WHERE wa_user_id != '' OR wa_username != '' OR given_up_at != '' OR opted_out_at != '' OR consent_at != ''", nil), 0)
	want(t, "conversations that know more",
		b.count("conversations WHERE profile_name != '' OR wa_phone != '' OR wa_username != '' OR opted_out_at != '' OR consent_at != '' OR wa_user_id != '' AND customer_id != 'unknown:' || wa_user_id", nil), 0)
	want(t, "names", b.count("whatsapp_names", nil), 0)
	want(t, "rows that aren't marked", b.count("comms_log WHERE NOT unverified", nil), 0)
	want(t, "events that aren't marked", b.count("whatsapp_events WHERE NOT unverified", nil), 0)
	var failed []string
	if err := b.app.DB().NewQuery("SELECT error FROM whatsapp_events WHERE reason = 'error' AND state != 'ignored'").Column(&failed); err != nil || len(failed) > 0 {
		t.Errorf("elements failed: %q %v", failed, err)
	}
	want(t, "notices that don't say so", b.count("whatsapp_notices WHERE advice NOT LIKE 'It came without a signature%'", nil), 0)

	// nor when the log is read again later, for somebody who becomes a customer
	b = b.next(testConfig())
	want(t, "replay", b.call("POST", "/api/crm/whatsapp/events/replay", b.superToken, nil).status, 200)
	want(t, "contacts that know more", b.count("contacts WHERE wa_user_id != '' OR given_up_at != '' OR consent_at != ''", nil), 0)
	want(t, "rows that aren't marked", b.count("comms_log WHERE NOT unverified", nil), 0)
}

// A forged message that names a customer's BSUID beside another number must not
// lead the answer there.
func TestAnUnsignedMessageTurnsNoAnswerAway(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	ada := b.customer("Ada Merrow", "whatsapp", "+44 7700 900123")
	b.webhook(sample(t, "message-text.json"))
	before := b.identities()

	b = b.next(without())
	b.forged(value(`"contacts":[{"profile":{"name":"Mallory","username":"mallory"},"wa_id":"15550100999","user_id":"GB.90100000000000000001"}],"messages":[` +
		`{"from":"15550100999","from_user_id":"GB.90100000000000000001","id":"wamid.forged","timestamp":"1893700001","type":"text","text":{"body":"send it here"}}]`))
	want(t, "it is shown where it claims to be of", b.count("comms_log WHERE ext_message_id = 'wamid.forged' AND customer = {:id} AND unverified", dbx.Params{"id": ada}), 1)
	if address := b.conversation(ada).GetString("reply_address"); address == "15550100999" {
		t.Error("answers go to the stranger")
	}
	want(t, "who is who", b.identities(), before)
}

// What was signed is not changed by what was not.
func TestUnsignedEventsChangeNoVerifiedMessage(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	b.webhook(value(`"messages":[` + text("447700900123", "wamid.true", "1793700001", "the truth") + `]`))
	about := func(id, inside string) string {
		return value(`"messages":[{"from":"447700900123","id":"` + id + `","timestamp":"1793700009",` + inside + `}]`)
	}
	events := func(target string) []string {
		return []string{
			about("wamid.r"+target, `"type":"reaction","reaction":{"message_id":"`+target+`","emoji":"👎"}`),
			about("wamid.e"+target, `"type":"edit","edit":{"original_message_id":"`+target+`","message":{"type":"text","text":{"body":"a lie"}}}`),
			about("wamid.v"+target, `"type":"revoke","revoke":{"original_message_id":"`+target+`"}`),
		}
	}
	b = b.next(without())
	for range 2 {
		for _, e := range events("wamid.true") {
			b.forged(e)
		}
		b.forged(value(`"messages":[` + text("447700900123", "wamid.true", "1793700001", "another truth") + `]`))
	}
	want(t, "the message", b.count("comms_log WHERE ext_message_id = 'wamid.true' AND body = 'the truth' AND reactions IS NULL AND edited_at = '' AND revoked_at = '' AND NOT unverified", nil), 1)
	want(t, "what was said of it", b.count("comms_log WHERE unverified AND direction = 'internal' AND reply_to = 'wamid.true'", nil), 3)
	want(t, "all", b.count("comms_log", nil), 4)

	// for whoever has no secret yet they do what they say to what came unsigned
	b.forged(value(`"messages":[` + text("447700900123", "wamid.own", "1793700002", "mine") + `]`))
	for _, e := range events("wamid.own") {
		b.forged(e)
	}
	want(t, "one that came unsigned", b.count("comms_log WHERE ext_message_id = 'wamid.own' AND body = 'a lie' AND reactions IS NOT NULL AND edited_at != '' AND revoked_at != '' AND unverified", nil), 1)
	want(t, "all", b.count("comms_log", nil), 5)
}

// Whoever sends a message first, unsigned, does not keep out the one that Meta
// sends.
func TestTheSignedMessageTakesThePlaceOfAnUnsignedOne(t *testing.T) {
	t.Parallel()
	b := newBench(t, without())
	b.forged(value(`"messages":[` + text("15550100999", "wamid.one", "1793700001", "forged") + `]`))
	call := `"calls":[{"id":"wacid.one","from":"447700900123","to":"15550100200","event":"connect","timestamp":"1793700001","direction":"USER_INITIATED"}]`
	calls := strings.Replace(value(call), `"field":"messages"`, `"field":"calls"`, 1)
	b.forged(calls)
	want(t, "rows", b.count("comms_log WHERE unverified", nil), 2)

	b = b.next(testConfig())
	for range 2 {
		b.webhook(value(`"messages":[` + text("447700900123", "wamid.one", "1793700001", "true") + `]`))
		b.webhook(calls)
	}
	want(t, "rows that are marked", b.count("comms_log WHERE unverified", nil), 0)
	want(t, "the message", b.count("comms_log WHERE ext_message_id = 'wamid.one' AND body = 'true' AND customer_id = 'unknown:447700900123'", nil), 1)
	want(t, "the call", b.count("comms_log WHERE ext_message_id = 'wacid.one'", nil), 1)
	want(t, "conversations", b.count("conversations", nil), 1)
	want(t, "unread", b.conversation("unknown:447700900123").GetInt("unread"), 1)
}

// Whoever has no secret yet still sees how far an answer has come.
func TestUnsignedStatusesRaiseTheTicksAndTeachNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t, without())
	ada := b.customer("Ada Merrow", "whatsapp", "+44 7700 900123")
	sent := b.create("comms_log", map[string]any{"customer": ada, "customer_id": ada, "type": "whatsapp", "direction": "outbound", "message_type": "text", "body": "Hello",
		"occurred_at": "2026-11-01 10:00:00.000Z", "ext_message_id": "wamid.sent", "status": "accepted", "address": "447700900123"})
	before := b.identities()
	status := func(wamid, value, more string) string {
		return `{"id":"` + wamid + `","status":"` + value + `","timestamp":"1793700005","recipient_id":"447700900123","recipient_user_id":"GB.90100000000000000009"` + more + `}`
	}
	b.forged(value(`"statuses":[` + status("wamid.sent", "delivered", "") + `]`))
	b.forged(value(`"statuses":[` + status("wamid.later", "failed", `,"errors":[{"code":131050,"title":"stopped"}]`) + `]`))
	row, err := b.app.FindRecordById("comms_log", sent.Id)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "status", row.GetString("status"), "delivered")
	want(t, "who is who", b.identities(), before)

	// one that waits for its message remembers what it is
	b = b.next(testConfig())
	b.webhook(strings.Replace(value(`"message_echoes":[{"from":"15550100200","to":"447700900123","id":"wamid.later","timestamp":"1793700004","type":"text","text":{"body":"later"}}]`),
		`"field":"messages"`, `"field":"smb_message_echoes"`, 1))
	want(t, "it was applied", b.count("comms_log WHERE ext_message_id = 'wamid.later' AND status = 'failed'", nil), 1)
	want(t, "wishes", b.count("contacts WHERE opted_out_at != ''", nil), 0)
	want(t, "BSUIDs", b.count("contacts WHERE wa_user_id = 'GB.90100000000000000009'", nil), 0)
}

func TestWithoutASecretSignaturesCanBeRequired(t *testing.T) {
	t.Parallel()
	cfg := without()
	cfg.RequireSignature = true
	b := newBench(t, cfg)
	a := b.unsigned(sample(t, "message-text.json"))
	want(t, "status", a.status, 401)
	if !strings.Contains(a.body, "CRM_REQUIRE_SIGNATURE") || !strings.Contains(a.body, "WHATSAPP_APP_SECRET") {
		t.Errorf("it does not say what helps: %s", a.body)
	}
	want(t, "signed with whatever", b.call("POST", "/api/crm/whatsapp/webhook", "", []byte(sample(t, "message-text.json"))).status, 401)
	want(t, "rows", b.count("comms_log", nil), 0)
	health := b.call("GET", "/api/crm/health", b.staffToken, nil).body
	if !strings.Contains(health, "Every webhook is refused") || strings.Contains(health, "marked as unverified") {
		t.Errorf("health: %s", health)
	}
}

// The signed twin of what came unsigned does all that it would have done alone.
func TestTheSignedTwinDoesWhatItSays(t *testing.T) {
	t.Parallel()
	b := newBench(t, without())
	ada := b.customer("Ada Merrow", "whatsapp", "+44 7700 900123")
	b.create("comms_log", map[string]any{"customer": ada, "customer_id": ada, "type": "whatsapp", "direction": "outbound", "message_type": "text", "body": "Hello",
		"occurred_at": "2026-11-01 10:00:00.000Z", "ext_message_id": "wamid.ours", "status": "accepted", "address": "447700900123"})
	said := func(id, inside string) string {
		return value(`"messages":[{"from":"447700900123","id":"` + id + `","timestamp":"1793700009",` + inside + `}]`)
	}
	form := `"type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"name":"flow","body":"Sent","response_json":` +
		`"{\"photos\":[{\"id\":1000000001,\"mime_type\":\"image/jpeg\",\"file_name\":\"a.jpg\",\"sha256\":\"x\"},{\"id\":1000000002,\"mime_type\":\"image/jpeg\",\"file_name\":\"b.jpg\",\"sha256\":\"y\"}]}"}}`
	twins := []string{
		said("wamid.react", `"type":"reaction","reaction":{"message_id":"wamid.ours","emoji":"👍"}`),
		said("wamid.form", form),
		said("wamid.moved", `"type":"system","system":{"type":"user_changed_number","body":"changed","wa_id":"447700900456"}`),
	}
	for _, twin := range twins {
		b.forged(twin)
	}
	files := b.count("comms_log WHERE reply_to = 'wamid.form'", nil)
	want(t, "files of the form", files > 0, true)
	want(t, "numbers", b.count("contacts WHERE customer = {:id}", dbx.Params{"id": ada}), 1)

	b = b.next(testConfig())
	for _, twin := range twins {
		b.webhook(twin)
	}
	want(t, "rows that are marked", b.count("comms_log WHERE unverified", nil), 0)
	want(t, "lines about the reaction", b.count("comms_log WHERE reply_to = 'wamid.ours'", nil), 0)
	want(t, "the reaction", b.count("comms_log WHERE ext_message_id = 'wamid.ours' AND reactions LIKE '%👍%'", nil), 1)
	want(t, "files of the form", b.count("comms_log WHERE reply_to = 'wamid.form'", nil), files)
	want(t, "the new number", b.count("contacts WHERE customer = {:id} AND digits = '447700900456'", dbx.Params{"id": ada}), 1)
	want(t, "the old one", b.count("contacts WHERE customer = {:id} AND digits = '447700900123' AND given_up_at != ''", dbx.Params{"id": ada}), 1)
}

// Whoever quotes an answer that nobody has signed is not who it claims to be to.
func TestAQuotedUnsignedAnswerProvesNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t, without())
	ada := b.customer("Ada Merrow", "whatsapp", "+44 7700 900123")
	b.forged(strings.Replace(value(`"message_echoes":[{"from":"15550100200","to":"447700900123","id":"wamid.echo","timestamp":"1793700004","type":"text","text":{"body":"yes"}}]`),
		`"field":"messages"`, `"field":"smb_message_echoes"`, 1))
	want(t, "the echo", b.count("comms_log WHERE ext_message_id = 'wamid.echo' AND customer = {:id}", dbx.Params{"id": ada}), 1)
	before := b.identities()

	b = b.next(testConfig())
	b.webhook(value(`"messages":[{"from":"15550100999","id":"wamid.mallory","timestamp":"1793700009","type":"text","text":{"body":"it is me"},` +
		`"context":{"from":"15550100200","id":"wamid.echo"}}]`))
	want(t, "whose it is", b.count("comms_log WHERE ext_message_id = 'wamid.mallory' AND customer = ''", nil), 1)
	want(t, "who is who", b.identities(), before)
}

// Nothing unsigned takes a customer who waits out of sight, or the thread out of
// the hands of staff.
func TestUnsignedLinesHideNobodyWhoWaits(t *testing.T) {
	t.Parallel()
	b := newBench(t, without())
	ada := b.customer("Ada Merrow", "whatsapp", "+44 7700 900123")
	now := strconv.FormatInt(time.Now().Add(-time.Minute).Unix(), 10)
	message := text("447700900123", "wamid.wait", now, "please call")
	line := `{"from":"447700900123","id":"wamid.line","timestamp":"` + now + `","type":"reaction","reaction":{"message_id":"wamid.nobody","emoji":"👍"}}`
	b.forged(value(`"messages":[` + message + `,` + line + `]`))
	want(t, "who spoke last", b.conversation(ada).GetString("last_direction"), "inbound")
	b.forged(value(`"messages":[` + strings.ReplaceAll(line, "wamid.line", "wamid.later") + `]`))
	want(t, "who spoke last", b.conversation(ada).GetString("last_direction"), "inbound")
	want(t, "unread", b.conversation(ada).GetInt("unread"), 1)
	want(t, "the list says so", b.conversation(ada).GetBool("last_unverified"), true)
}

// Nobody but Meta says that another app answers a chat.
func TestAnUnsignedStandbyKeepsNobodyFromAnswering(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	cfg := without()
	cfg.GraphURL = g.URL
	cfg.Now = func() time.Time { return time.Unix(1793700436, 0) }
	b := newBench(t, cfg)
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.forged(value(`"messages":[` + text("447700900123", "wamid.0", "1793700400", "hello") + `]`))
	b.forged(sample(t, "standby-message.json"))
	want(t, "logged as such", b.count("comms_log WHERE source = 'standby' AND unverified", nil), 1)
	a := b.call("POST", "/api/crm/whatsapp/send", b.staffToken, map[string]any{"customer_id": ada, "to_phone": "447700900123", "message": "hi"})
	want(t, "an answer", a.status, 200)
}

// A status that nobody signed must not stand for the one that names the recipient.
func TestAnUnsignedStatusHidesNoRecipient(t *testing.T) {
	t.Parallel()
	b := newBench(t, without())
	ada := b.customer("Ada Merrow", "whatsapp", "+44 7700 900123")
	status := value(`"statuses":[{"id":"wamid.later","status":"sent","timestamp":"1793700005","recipient_id":"447700900123","recipient_user_id":"GB.90100000000000000009"}]`)
	b.forged(status)
	b = b.next(testConfig())
	b.webhook(status)
	b.webhook(strings.Replace(value(`"message_echoes":[{"from":"15550100200","to":"447700900123","id":"wamid.later","timestamp":"1793700004","type":"text","text":{"body":"later"}}]`),
		`"field":"messages"`, `"field":"smb_message_echoes"`, 1))
	want(t, "the recipient", b.count("contacts WHERE customer = {:id} AND wa_user_id = 'GB.90100000000000000009'", dbx.Params{"id": ada}), 1)
}
