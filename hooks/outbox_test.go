package hooks_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks"
	"pocketcrm/whatsapp/simulator"
)

// adaOnline is a simulator and a bench with Ada, who has just written.
func adaOnline(t *testing.T) (sim *simulator.Simulator, b *bench, ada string) {
	t.Helper()
	sim, b = newSimulated(t, simulator.Customer{WaID: "447700900123", Name: "Ada"})
	ada = b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.adaWrites(sim)
	return sim, b, ada
}

func (b *bench) adaWrites(sim *simulator.Simulator) {
	b.t.Helper()
	if _, err := sim.Write(simulator.Inbound{From: "447700900123", Text: "hello?"}); err != nil {
		b.t.Fatal(err)
	}
	idle(b.t.(*testing.T), sim)
}

func (b *bench) send(fields map[string]any) answer {
	b.t.Helper()
	return b.call("POST", "/api/crm/whatsapp/send", b.staffToken, fields)
}

func toAda(ada string, more map[string]any) map[string]any {
	fields := map[string]any{"customer_id": ada, "to_phone": "+447700900123"}
	for k, v := range more {
		fields[k] = v
	}
	return fields
}

// until waits for a row to have a status.
func (b *bench) until(id, status string) *core.Record {
	b.t.Helper()
	row, ok := b.await(patience, id, "status", status)
	if !ok {
		b.t.Fatalf("row %s is %q (%s), want %q", id, row.GetString("status"), row.GetString("error"), status)
	}
	return row
}

// await gives a row time to have a value, and returns it as it is then.
func (b *bench) await(patience time.Duration, id, field, value string) (row *core.Record, ok bool) {
	const pause = 10 * time.Millisecond
	for range patience / pause {
		var err error
		if row, err = b.app.FindRecordById("comms_log", id); err == nil && row.GetString(field) == value {
			return row, true
		}
		time.Sleep(pause)
	}
	return row, false
}

// again is the program after a crash: another process on a copy of the data as
// it is at this moment.
func (b *bench) again(cfg hooks.Config) *bench {
	b.t.Helper()
	return newBenchOn(b.t, b.copied(), cfg)
}

// copied is a copy of the data directory at one moment: nothing is written
// meanwhile, also by what still works in the background.
func (b *bench) copied() string {
	b.t.Helper()
	to := b.t.TempDir()
	err := b.app.RunInTransaction(func(core.App) error {
		return filepath.WalkDir(b.app.DataDir(), func(path string, entry fs.DirEntry, err error) error {
			if err != nil {
				return goneMeanwhile(err)
			}
			name, err := filepath.Rel(b.app.DataDir(), path)
			if err != nil {
				return err
			}
			if entry.IsDir() {
				return os.MkdirAll(filepath.Join(to, name), 0o700)
			}
			content, err := os.ReadFile(path)
			if err != nil {
				return goneMeanwhile(err)
			}
			return os.WriteFile(filepath.Join(to, name), content, 0o600)
		})
	})
	if err != nil {
		b.t.Fatal(err)
	}
	return to
}

// goneMeanwhile forgives what a temporary file does that is no longer needed.
func goneMeanwhile(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

// restarted is again, for whom the simulator's webhooks wait: what the new
// process sends at its start has its ticks there, not with the one before.
func (b *bench) restarted(sim *simulator.Simulator, cfg hooks.Config) *bench {
	b.t.Helper()
	sim.SetWebhook("http://127.0.0.1:1", testSecret) // note: nobody listens there
	next := b.again(cfg)
	sim.SetWebhook(next.url+"/api/crm/whatsapp/webhook", testSecret)
	return next
}

// settled waits until the end of every attempt is stored: a status, or the
// answer to whoever sent it, may come before.
func (b *bench) settled() {
	b.t.Helper()
	until(b.t.(*testing.T), "nothing waits in the outbox", func() bool { return b.count("whatsapp_outbox", nil) == 0 })
}

// adaLater is adaOnline with a clock of its own. Time passes for the outbox when
// somebody sends something after it: it sleeps by the clock as it was.
func adaLater(t *testing.T, change func(*hooks.Config)) (sim *simulator.Simulator, b *bench, ada string, now *clock) {
	t.Helper()
	sim, cfg := newSimulator(t, simulator.Customer{WaID: "447700900123", Name: "Ada"})
	now = newClock(time.Now())
	cfg.Now = now.now
	change(&cfg)
	b = newBench(t, cfg)
	sim.SetWebhook(b.url+"/api/crm/whatsapp/webhook", testSecret)
	ada = b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.adaWrites(sim)
	return sim, b, ada, now
}

func TestOneClientKeyIsOneMessage(t *testing.T) {
	t.Parallel()
	sim, b, ada := adaOnline(t)
	var group sync.WaitGroup
	answers := make([]answer, 8)
	for i := range answers {
		group.Go(func() { answers[i] = b.send(toAda(ada, map[string]any{"message": "once", "client_key": "k1"})) })
	}
	group.Wait()
	for _, a := range answers {
		want(t, "status", a.status, 200)
		want(t, "the same row", a.json(t)["id"], answers[0].json(t)["id"])
	}
	want(t, "messages at Meta", len(fromBusiness(sim)), 1)
	a := b.send(toAda(ada, map[string]any{"message": "something else", "client_key": "k1"}))
	want(t, "another body", a.status, 409)
	want(t, "messages at Meta", len(fromBusiness(sim)), 1)
	want(t, "too long a key", b.send(toAda(ada, map[string]any{"message": "x", "client_key": strings.Repeat("k", 201)})).status, 400)
}

func TestACutConnectionIsNeverSentAgainByItself(t *testing.T) {
	t.Parallel()
	sim, b, ada := adaOnline(t)
	if _, err := sim.AddFailure(simulator.Failure{Preset: "cut_taken", Endpoint: "messages", Next: 1}); err != nil {
		t.Fatal(err)
	}
	a := b.send(toAda(ada, map[string]any{"message": "did it arrive?"}))
	// note: a status may overtake the end of the call; then it is known already
	if a.status != 502 && a.status != 200 {
		t.Fatalf("%d: %s", a.status, a.body)
	}
	id := b.sent().Id
	idle(t, sim)
	row := b.until(id, "read")
	want(t, "messages at Meta", len(fromBusiness(sim)), 1)
	want(t, "the late wamid", row.GetString("ext_message_id"), fromBusiness(sim)[0].ID)

	if _, err := sim.AddFailure(simulator.Failure{Preset: "cut", Endpoint: "messages", Next: 1}); err != nil {
		t.Fatal(err)
	}
	id = fmt.Sprint(b.send(toAda(ada, map[string]any{"message": "lost"})).json(t)["data"].(map[string]any)["record"])
	want(t, "row", b.until(id, "unknown").GetString("ext_message_id"), "")
	want(t, "the list tells", b.conversation(ada).GetString("last_status"), "unknown")
	a = b.call("POST", "/api/crm/whatsapp/messages/"+id+"/resend", b.staffToken, map[string]any{})
	want(t, "again, without a second word", a.status, 400)
	if !strings.Contains(a.body, "crm_maybe_sent") || !strings.Contains(a.body, "twice") {
		t.Errorf("it isn't said what could happen: %s", a.body)
	}
	a = b.call("POST", "/api/crm/whatsapp/messages/"+id+"/resend", b.staffToken, map[string]any{"anyway": true})
	want(t, "again", a.status, 200)
	want(t, "messages at Meta", len(fromBusiness(sim)), 2)
	b.settled()
	want(t, "the list tells", b.conversation(ada).GetString("last_status"), "")
}

// A fault at WhatsApp that doesn't say whether it took the message is like no
// answer: statuses settle it, and a person is warned before sending again.
func TestAFaultAtWhatsAppProvesNothing(t *testing.T) {
	t.Parallel()
	sim, b, ada := adaOnline(t)
	for _, taken := range []simulator.Outcome{{Code: 131000, Status: 500, Taken: true}, {Code: 999999, Status: 500, Taken: true}} {
		before := len(fromBusiness(sim))
		if _, err := sim.AddFailure(simulator.Failure{Outcome: taken, Endpoint: "messages", Next: 1}); err != nil {
			t.Fatal(err)
		}
		a := b.send(toAda(ada, map[string]any{"message": "did it arrive?"}))
		// note: a status may overtake the answer; then it is known already
		if a.status != 502 && a.status != 200 {
			t.Fatalf("%d: %s", a.status, a.body)
		}
		idle(t, sim)
		want(t, "messages at Meta", len(fromBusiness(sim)), before+1)
		row, err := b.app.FindFirstRecordByData("comms_log", "ext_message_id", fromBusiness(sim)[before].ID)
		if err != nil {
			t.Fatal(err)
		}
		row = b.until(row.Id, "read")
		want(t, "error", row.GetString("error")+row.GetString("error_code"), "")
	}

	sent := len(fromBusiness(sim))
	if _, err := sim.AddFailure(simulator.Failure{Preset: "server_error", Endpoint: "messages", Next: 3}); err != nil {
		t.Fatal(err)
	}
	waits := b.send(toAda(ada, map[string]any{"message": "three faults that were to pass"})).json(t)
	id := fmt.Sprint(waits["id"])
	if data, late := waits["data"].(map[string]any); late { // note: told of the last attempt instead of the first
		id = fmt.Sprint(data["record"])
	}
	row := b.until(id, "unknown")
	want(t, "code", row.GetString("error_code"), "131000")
	again := b.call("POST", "/api/crm/whatsapp/messages/"+id+"/resend", b.staffToken, map[string]any{})
	if want(t, "again, without a second word", again.status, 400); !strings.Contains(again.body, "crm_maybe_sent") {
		t.Error(again.body)
	}
	want(t, "again", b.call("POST", "/api/crm/whatsapp/messages/"+id+"/resend", b.staffToken, map[string]any{"anyway": true}).status, 200)
	want(t, "messages at Meta", len(fromBusiness(sim)), sent+1)

	// Of a file it proves that the message didn't leave.
	if _, err := sim.AddFailure(simulator.Failure{Outcome: simulator.Outcome{Code: 131000, Status: 500}, Endpoint: "media", Next: 1}); err != nil {
		t.Fatal(err)
	}
	data, _ := b.sendFile(fileToAda(ada, nil), "a.png", "image/png", bytes.NewReader(picturePNG(t))).json(t)["data"].(map[string]any)
	row = b.until(fmt.Sprint(data["record"]), "failed")
	if !strings.Contains(row.GetString("error"), "was not sent") {
		t.Error(row.GetString("error"))
	}
}

func TestWhatWhatsAppTakesLaterIsTriedAgain(t *testing.T) {
	t.Parallel()
	for _, preset := range []string{"throughput", "pair_rate", "account_rate", "app_rate", "server_error", "unavailable"} {
		t.Run(preset, func(t *testing.T) {
			t.Parallel()
			sim, b, ada := adaOnline(t)
			if _, err := sim.AddFailure(simulator.Failure{Preset: preset, Endpoint: "messages", Next: 2}); err != nil {
				t.Fatal(err)
			}
			a := b.send(toAda(ada, map[string]any{"message": "patience"}))
			want(t, "status "+a.body, a.status, 200)
			id := fmt.Sprint(a.json(t)["id"])
			idle(t, sim)
			row := b.until(id, "read")
			want(t, "messages at Meta", len(fromBusiness(sim)), 1)
			want(t, "attempts that failed", row.GetInt("attempts"), 2)
			want(t, "error", row.GetString("error"), "")
			b.settled()
		})
	}
}

func TestWhatIsRefusedForGoodIsNotTriedAgain(t *testing.T) {
	t.Parallel()
	sim, b, ada := adaOnline(t)
	for _, preset := range []string{"spam_rate", "locked", "permission"} {
		if _, err := sim.AddFailure(simulator.Failure{Preset: preset, Endpoint: "messages", Next: 1}); err != nil {
			t.Fatal(err)
		}
		a := b.send(toAda(ada, map[string]any{"message": preset}))
		want(t, preset, a.status, 502)
	}
	want(t, "messages at Meta", len(fromBusiness(sim)), 0)
	want(t, "waiting", b.count("whatsapp_outbox", nil), 0)
	want(t, "the list tells", b.conversation(ada).GetString("last_status"), "failed")
}

func TestARestartGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	sim, cfg := newSimulator(t, simulator.Customer{WaID: "447700900123", Name: "Ada"})
	cfg.RetryAfter = time.Hour
	b := newBench(t, cfg)
	sim.SetWebhook(b.url+"/api/crm/whatsapp/webhook", testSecret)
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.adaWrites(sim)
	if _, err := sim.AddFailure(simulator.Failure{Preset: "throughput", Endpoint: "messages", Next: 1}); err != nil {
		t.Fatal(err)
	}
	waits := fmt.Sprint(b.send(toAda(ada, map[string]any{"message": "after the restart", "client_key": "k"})).json(t)["id"])
	want(t, "row", b.until(waits, "queued").GetString("error_code"), "130429")
	says := b.until(waits, "queued").GetString("error")
	if !strings.Contains(says, "tried again by itself") || strings.Contains(says, "send again") {
		t.Errorf("what is tried by itself is said to be sent again by hand: %s", says)
	}

	// and one that was being sent when the process died
	dying := b.create("comms_log", map[string]any{"customer": ada, "type": "whatsapp", "direction": "outbound", "message_type": "text", "body": "did it leave?", "status": "queued", "address": "447700900123"}).Id
	b.create("whatsapp_outbox", map[string]any{"row": dying, "address": "447700900123", "message_type": "text", "content": map[string]any{"body": "did it leave?"},
		"state": "sending", "due_at": time.Now(), "since": time.Now()})
	if _, err := b.app.DB().NewQuery("UPDATE whatsapp_outbox SET due_at = '2026-01-01 00:00:00.000Z' WHERE state = 'waiting'").Execute(); err != nil {
		t.Fatal(err)
	}
	next := b.restarted(sim, cfg)
	next.until(dying, "unknown")
	next.until(waits, "read")
	want(t, "messages at Meta", len(fromBusiness(sim)), 1)
	want(t, "text", fromBusiness(sim)[0].Text, "after the restart")
	a := next.send(toAda(ada, map[string]any{"message": "after the restart", "client_key": "k"}))
	want(t, "the same key after the restart", fmt.Sprint(a.status, a.json(t)["id"]), "200"+waits)
}

// A number that is too fast waits as long as WhatsApp has asked, also after a
// restart: for everybody, not only for the one whose message was refused.
func TestARestartDoesNotHurryANumberThatIsTooFast(t *testing.T) {
	t.Parallel()
	g := newGraph(t, simulator.Failure{Preset: "throughput", Endpoint: "messages", Next: 1, Outcome: simulator.Outcome{RetryAfter: 900}})
	b := newBench(t, g.config())
	b.opens("447700900123")
	b.opens("447700900124")
	send := func(b *bench, digits string) {
		t.Helper()
		want(t, "send to "+digits, b.send(map[string]any{"customer_id": "unknown:" + digits, "message": "hi"}).status, 200)
	}
	send(b, "447700900123")
	cfg := g.config()
	cfg.SendTimeout = time.Millisecond // note: this answer is waited for in vain, five seconds longer than that
	next := b.again(cfg)
	send(next, "447700900124")
	time.Sleep(300 * time.Millisecond)
	want(t, "calls", g.count(), 1)
	want(t, "waiting", next.count("whatsapp_outbox WHERE state = 'waiting'", nil), 2)
}

func TestTheWindowIsMetasNotOurs(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	b := newBench(t, g.config())
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	at := func(ago time.Duration) string { return fmt.Sprint(time.Now().Add(-ago).Unix()) }
	b.webhook(value(said("447700900123+GB.77", "wamid.OLD", at(30*time.Hour), "delivered late")))
	a := b.send(toAda(ada, map[string]any{"message": "free text"}))
	want(t, "free text", a.status, 400)
	if !strings.Contains(a.body, "crm_window") || !strings.Contains(a.body, "template") {
		t.Errorf("the sentence doesn't name templates: %s", a.body)
	}
	want(t, "calls", g.count(), 0)
	want(t, "rows", b.count("comms_log WHERE direction = 'outbound'", nil), 0)
	for name, body := range map[string]map[string]any{
		"location": {"location": map[string]any{"latitude": 51.5, "longitude": -0.1}},
		"buttons":  {"interactive": map[string]any{"type": "button", "body": "Yes?", "buttons": []any{map[string]any{"id": "y", "title": "Yes"}}}},
	} {
		want(t, name, b.send(toAda(ada, body)).status, 400)
	}
	// a reaction opens nothing, a message does, also by the BSUID alone
	b.webhook(value(`"messages":[{"from":"447700900123","from_user_id":"GB.77","id":"wamid.R","timestamp":"` + at(time.Minute) + `","type":"reaction","reaction":{"message_id":"wamid.OLD","emoji":"👍"}}]`))
	want(t, "after a reaction", b.send(toAda(ada, map[string]any{"message": "free text"})).status, 400)
	b.webhook(value(said("GB.77", "wamid.NEW", at(time.Hour), "hidden now")))
	want(t, "after a message", b.send(toAda(ada, map[string]any{"message": "free text"})).status, 200)
	w := b.call("GET", "/api/crm/conversations/"+ada+"/window?address=447700900123", b.staffToken, nil).json(t)
	want(t, "window", w["open"], true)
}

func (b *bench) atMeta(sim *simulator.Simulator, name, category, components string) {
	b.t.Helper()
	_, err := sim.AddTemplate(simulator.Template{Name: name, Language: "en_GB", Category: category, Components: json.RawMessage(components)})
	if err != nil {
		b.t.Fatal(err)
	}
	if a := b.call("POST", "/api/crm/whatsapp/templates/sync", b.staffToken, nil); a.status != 200 {
		b.t.Fatalf("sync: %d %s", a.status, a.body)
	}
}

func TestATemplateGoesWhenTheWindowIsClosed(t *testing.T) {
	t.Parallel()
	sim, b := newSimulated(t, simulator.Customer{WaID: "447700900123", Name: "Ada"})
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.atMeta(sim, "visit", "UTILITY", `[{"type":"BODY","text":"Hello {{1}}, we come on {{2}}.","example":{"body_text":[["Ada","Monday"]]}},{"type":"FOOTER","text":"Merrow"}]`)
	send := func(parameters any) answer {
		return b.send(toAda(ada, map[string]any{"template": map[string]any{"name": "visit", "language": "en_GB", "parameters": parameters}}))
	}
	a := send([]string{"Ada"})
	want(t, "a parameter is missing", a.status, 400)
	if !strings.Contains(a.body, "template.parameters.2") {
		t.Errorf("the parameter isn't named: %s", a.body)
	}
	want(t, "one too many", send([]string{"Ada", "Monday", "noon"}).status, 400)
	want(t, "messages at Meta", len(fromBusiness(sim)), 0)
	a = send([]string{"Ada", "Monday"})
	want(t, "complete "+a.body, a.status, 200)
	idle(t, sim)
	row := b.until(fmt.Sprint(a.json(t)["id"]), "read")
	want(t, "text as they read it", row.GetString("body"), "Hello Ada, we come on Monday.\nMerrow")
	want(t, "template", row.GetString("template"), "visit")
	want(t, "it opens nothing", b.send(toAda(ada, map[string]any{"message": "hi"})).status, 400)
	if row.GetString("pricing_category") == "" {
		t.Error("the category of its price is not kept")
	}
}

// Cards, offers that end and products: what the simulator, which checks as Meta
// does, takes and delivers.
func TestTemplatesOfManyPartsAreTaken(t *testing.T) {
	t.Parallel()
	sim, b, ada := adaOnline(t)
	const card = `{"components":[{"type":"HEADER","format":"IMAGE","example":{"header_handle":["4::x"]}},{"type":"BODY","text":"Only {{1}} today.","example":{"body_text":[["5"]]}},
		{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Buy"},{"type":"URL","text":"See","url":"https://lamp.example.org/{{1}}","example":["https://lamp.example.org/a"]}]}]}`
	b.atMeta(sim, "cards", "MARKETING", `[{"type":"BODY","text":"Look."},{"type":"CAROUSEL","cards":[`+card+`,`+card+`]}]`)
	b.atMeta(sim, "offer", "MARKETING", `[{"type":"LIMITED_TIME_OFFER","limited_time_offer":{"text":"Not for long","has_expiration":true}},{"type":"BODY","text":"Lamps."},
		{"type":"BUTTONS","buttons":[{"type":"COPY_CODE","text":"Copy offer code","example":"LAMP"},{"type":"URL","text":"See","url":"https://lamp.example.org/{{1}}","example":["https://lamp.example.org/a"]}]}]`)
	send := func(template map[string]any, read string) {
		t.Helper()
		template["language"] = "en_GB"
		a := b.send(toAda(ada, map[string]any{"template": template}))
		want(t, a.body, a.status, 200)
		idle(t, sim)
		want(t, "as they read it", b.until(fmt.Sprint(a.json(t)["id"]), "read").GetString("body"), read)
	}
	filled := func(what string) map[string]any {
		return map[string]any{"header": map[string]any{"link": "https://lamp.example.org/" + what + ".png"}, "parameters": []string{what}, "buttons": []any{map[string]any{"index": 1, "value": what}}}
	}
	send(map[string]any{"name": "cards", "cards": []any{filled("5"), filled("6")}},
		"Look.\n1. [image]\nOnly 5 today.\n[Buy]\n[See: https://lamp.example.org/5]\n2. [image]\nOnly 6 today.\n[Buy]\n[See: https://lamp.example.org/6]")

	offer := map[string]any{"name": "offer", "limited_time_offer": map[string]any{"expiration_time_ms": 4102444800000},
		"buttons": []any{map[string]any{"index": 0, "value": "LAMP25"}, map[string]any{"index": 1, "value": "b"}}}
	send(offer, "Not for long\nUntil 1 January 2100, 00:00 UTC\nLamps.\n[Copy offer code: LAMP25]\n[See: https://lamp.example.org/b]")
	soon := time.Now().Add(time.Hour)
	offer["limited_time_offer"] = map[string]any{"expiration_time_ms": soon.UnixMilli()}
	a := b.send(toAda(ada, map[string]any{"template": offer, "send_at": soon.Add(time.Minute).UTC().Format(time.RFC3339)}))
	if want(t, "an offer that ends before it is sent", a.status, 400); !strings.Contains(a.body, "template.limited_time_offer.expiration_time_ms") {
		t.Error(a.body)
	}
}

// Programs that wrote to Meta themselves give parameters as Meta's pages do.
func TestParametersInMetasWordsAreTaken(t *testing.T) {
	t.Parallel()
	sim, b, ada := adaOnline(t)
	b.atMeta(sim, "invoice", "UTILITY", `[{"type":"HEADER","format":"TEXT","text":"Invoice {{1}}","example":{"header_text":["7"]}},
		{"type":"BODY","text":"It was {{1}} on {{2}}.","example":{"body_text":[["5","today"]]}}]`)
	a := b.send(toAda(ada, map[string]any{"template": json.RawMessage(`{"name":"invoice","language":"en_GB","header":{"text":{"type":"text","text":"12"}},"parameters":[
		{"type":"currency","currency":{"fallback_value":"$100.99","code":"USD","amount_1000":100990}},{"type":"date_time","date_time":{"fallback_value":"February 25, 1977"}}]}`)}))
	want(t, a.body, a.status, 200)
	idle(t, sim)
	const read = "Invoice 12\nIt was $100.99 on February 25, 1977."
	want(t, "in the log", b.until(fmt.Sprint(a.json(t)["id"]), "read").GetString("body"), read)
	if drawn := fromBusiness(sim)[0]; !strings.Contains(string(drawn.Rendered), "It was $100.99 on February 25, 1977.") {
		t.Errorf("on the phone: %s", drawn.Rendered)
	}
}

// An offer may end while its message waits, or before it is sent once more.
func TestAnOfferThatHasEndedDoesNotLeave(t *testing.T) {
	t.Parallel()
	sim, cfg := newSimulator(t, simulator.Customer{WaID: "447700900123", Name: "Ada"})
	var later atomic.Int64
	cfg.Now = func() time.Time { return time.Now().Add(time.Duration(later.Load())) }
	b := newBench(t, cfg)
	sim.SetWebhook(b.url+"/api/crm/whatsapp/webhook", testSecret)
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.atMeta(sim, "offer", "MARKETING", `[{"type":"LIMITED_TIME_OFFER","limited_time_offer":{"text":"Not for long","has_expiration":true}},{"type":"BODY","text":"Lamps."},
		{"type":"BUTTONS","buttons":[{"type":"COPY_CODE","text":"Copy offer code","example":"LAMP"}]}]`)
	b.atMeta(sim, "plain", "UTILITY", `[{"type":"BODY","text":"Lamps."}]`)
	offer := func(more map[string]any) answer {
		more["template"] = map[string]any{"name": "offer", "language": "en_GB", "limited_time_offer": map[string]any{"expiration_time_ms": time.Now().Add(time.Hour).UnixMilli()},
			"buttons": []any{map[string]any{"index": 0, "value": "LAMP25"}}}
		return b.send(toAda(ada, more))
	}
	if _, err := sim.AddFailure(simulator.Failure{Preset: "locked", Endpoint: "messages", Next: 1}); err != nil {
		t.Fatal(err)
	}
	failed := offer(map[string]any{})
	want(t, "refused "+failed.body, failed.status, 502)
	waits := offer(map[string]any{"send_at": time.Now().Add(30 * time.Minute).UTC().Format(time.RFC3339)})
	want(t, "scheduled "+waits.body, waits.status, 200)

	later.Store(int64(2 * time.Hour))
	id := fmt.Sprint(failed.json(t)["data"].(map[string]any)["record"])
	again := b.call("POST", "/api/crm/whatsapp/messages/"+id+"/resend", b.staffToken, nil)
	if want(t, "sent once more", again.status, 400); !strings.Contains(again.body, "The offer in this template has ended") {
		t.Error(again.body)
	}
	// note: wakes the outbox, which sleeps by the clock as it was
	other := b.send(toAda(ada, map[string]any{"template": map[string]any{"name": "plain", "language": "en_GB"}}))
	want(t, "another template "+other.body, other.status, 200)
	row := b.until(fmt.Sprint(waits.json(t)["id"]), "failed")
	if !strings.Contains(row.GetString("error"), "has ended") {
		t.Errorf("error: %q", row.GetString("error"))
	}
	want(t, "messages at Meta", len(fromBusiness(sim)), 1)
}

func TestStopEndsMarketingOnEveryPath(t *testing.T) {
	t.Parallel()
	sim, b, ada, now := adaLater(t, func(*hooks.Config) {})
	b.atMeta(sim, "sale", "MARKETING", `[{"type":"BODY","text":"Sale!"},{"type":"BUTTONS","buttons":[{"type":"QUICK_REPLY","text":"Stop promotions"}]}]`)
	sale := map[string]any{"template": map[string]any{"name": "sale", "language": "en_GB"}}
	later := toAda(ada, sale)
	later["send_at"] = now.now().Add(time.Hour).UTC().Format(time.RFC3339)
	scheduled := b.send(later)
	want(t, "scheduled before "+scheduled.body, scheduled.status, 200)

	write := func(text string) {
		t.Helper()
		if _, err := sim.Write(simulator.Inbound{From: "447700900123", Text: text}); err != nil {
			t.Fatal(err)
		}
		idle(t, sim)
	}
	write("please don't stop")
	want(t, "a sentence is no wish", b.contactOf(ada).GetString("opted_out_at"), "")
	write(" Stop. ")
	contact := b.contactOf(ada)
	want(t, "source", contact.GetString("opt_out_source"), "said STOP.")
	if contact.GetString("opted_out_at") == "" {
		t.Fatal("STOP was not noticed")
	}
	want(t, "in the log", b.count("comms_log WHERE message_type = 'consent' AND direction = 'internal'", nil), 1)

	a := b.send(toAda(ada, sale))
	want(t, "by the API", a.status, 400)
	if !strings.Contains(a.body, "crm_opted_out") {
		t.Error(a.body)
	}
	later["send_at"] = now.now().Add(2 * time.Hour).UTC().Format(time.RFC3339)
	want(t, "scheduled after", b.send(later).status, 400)
	now.pass(time.Hour)
	want(t, "a service answer", b.send(toAda(ada, map[string]any{"message": "of course"})).status, 200)
	row := b.until(fmt.Sprint(scheduled.json(t)["id"]), "failed")
	want(t, "code", row.GetString("error_code"), "crm_opted_out")
	if !strings.Contains(row.GetString("error"), "marketing") {
		t.Errorf("it isn't said why: %q", row.GetString("error"))
	}
	want(t, "messages at Meta", len(fromBusiness(sim)), 1)

	write("START")
	want(t, "after START", b.contactOf(ada).GetString("opted_out_at"), "")
	want(t, "marketing", b.send(toAda(ada, sale)).status, 200)

	a = b.call("POST", "/api/crm/contacts/"+contact.Id+"/consent", b.staffToken, map[string]any{"opted_out": true, "note": "on the phone"})
	want(t, "recorded by staff", a.status, 200)
	want(t, "marketing", b.send(toAda(ada, sale)).status, 400)
}

// A tapped button or row says what its title says; the words around it don't
// count.
func TestATappedStopEndsMarketing(t *testing.T) {
	t.Parallel()
	for answer, source := range map[string]string{
		`"button_reply","button_reply":{"id":"1","title":"Stop"}`:                                                     "said STOP",
		`"list_reply","list_reply":{"id":"9","title":"退订","description":"No more offers"}`:                            "said 退订",
		`"list_reply","list_reply":{"id":"stop","title":"Offers","description":"Stop"}`:                               "",
		`"button_reply","button_reply":{"id":"stop","title":"Not now"}`:                                               "",
		`"nfm_reply","nfm_reply":{"name":"flow","body":"Stop","response_json":"{\"title\":\"Stop\"}","title":"Stop"}`: "",
	} {
		b := newBench(t, testConfig())
		ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
		b.webhook(value(`"contacts":[{"wa_id":"447700900123"}],"messages":[{"from":"447700900123","id":"wamid.TAP","timestamp":"1793700600","type":"interactive","interactive":{"type":` + answer + `}}]`))
		contact := b.contactOf(ada)
		want(t, answer, contact.GetString("opt_out_source"), source)
		want(t, answer+" opted out", contact.GetString("opted_out_at") != "", source != "")
	}
}

func TestWishesMadeInWhatsAppItself(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	preference := func(party, wish, at string) string {
		return strings.Replace(value(fmt.Sprintf(`"contacts":[{"wa_id":%q}],"user_preferences":[{"wa_id":%q,"detail":"x","category":"marketing_messages","value":%q,"timestamp":%s}]`, party, party, wish, at)),
			`"field":"messages"`, `"field":"user_preferences"`, 1)
	}
	stop := preference("447700900123", "stop", "1793700600")
	b.webhook(stop)
	b.webhook(stop)
	want(t, "opted out", b.contactOf(ada).GetString("opt_out_source"), "WhatsApp setting")
	want(t, "entries", b.count("comms_log WHERE message_type = 'consent'", nil), 1)
	b.webhook(preference("447700900123", "resume", "1793700700"))
	want(t, "opted in", b.contactOf(ada).GetString("opted_out_at"), "")

	// what an unknown sender wants goes along
	b.says([2]string{"15550100311", "hello"}, [2]string{"15550100311", "STOP"})
	wren := b.customer("Wren", "phone", "+1 555 010 0311")
	if b.contactOf(wren).GetString("opted_out_at") == "" {
		t.Error("the wish of an unknown sender was lost")
	}
}

func TestSendLaterAndCancel(t *testing.T) {
	t.Parallel()
	sim, b, ada, now := adaLater(t, func(*hooks.Config) {})
	at := func(d time.Duration) string { return now.now().Add(d).UTC().Format(time.RFC3339) }
	a := b.send(toAda(ada, map[string]any{"message": "tomorrow", "send_at": at(20 * time.Hour)}))
	want(t, "scheduled", fmt.Sprint(a.status, a.json(t)["status"]), "200queued")
	want(t, "not what was said last", b.conversation(ada).GetString("last_preview"), "hello?")
	soon := b.send(toAda(ada, map[string]any{"message": "soon", "send_at": at(time.Hour)}))
	want(t, "meanwhile", b.send(toAda(ada, map[string]any{"message": "now"})).status, 200)
	now.pass(time.Hour)
	want(t, "after it", b.send(toAda(ada, map[string]any{"message": "then"})).status, 200)
	b.until(fmt.Sprint(soon.json(t)["id"]), "read")
	path := "/api/crm/whatsapp/messages/" + fmt.Sprint(a.json(t)["id"]) + "/cancel"
	want(t, "cancel", b.call("POST", path, b.staffToken, nil).status, 204)
	want(t, "twice", b.call("POST", path, b.staffToken, nil).status, 404)
	want(t, "what has left", b.call("POST", "/api/crm/whatsapp/messages/"+fmt.Sprint(soon.json(t)["id"])+"/cancel", b.staffToken, nil).status, 409)
	want(t, "guest", b.call("POST", path, "", nil).status, 401)
	sent := fromBusiness(sim)
	want(t, "messages at Meta", len(sent) == 3 && sent[0].Text == "now" && sent[1].Text == "soon" && sent[2].Text == "then", true)
	for _, wrong := range []string{"tomorrow", at(-time.Hour), at(91 * 24 * time.Hour)} {
		want(t, wrong, b.send(toAda(ada, map[string]any{"message": "x", "send_at": wrong})).status, 400)
	}
}

// A request that the network repeats late doesn't bring back what a person has
// cancelled, however often it comes.
func TestWhatWasCancelledStaysCancelled(t *testing.T) {
	t.Parallel()
	time0 := time.Now()
	sim, cfg := newSimulator(t, simulator.Customer{WaID: "447700900123", Name: "Ada"})
	now := newClock(time0)
	cfg.Now = now.now
	b := newBench(t, cfg)
	sim.SetWebhook(b.url+"/api/crm/whatsapp/webhook", testSecret)
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.adaWrites(sim)
	later := toAda(ada, map[string]any{"message": "tomorrow", "client_key": "k1", "send_at": time0.Add(time.Hour).UTC().Format(time.RFC3339)})
	row := fmt.Sprint(b.send(later).json(t)["id"])

	var group sync.WaitGroup
	answers := make([]answer, 8)
	for i := range answers {
		group.Go(func() {
			if i == 3 {
				answers[i] = b.call("POST", "/api/crm/whatsapp/messages/"+row+"/cancel", b.staffToken, nil)
				return
			}
			answers[i] = b.send(later)
		})
	}
	group.Wait()
	want(t, "cancelled "+answers[3].body, answers[3].status, 204)
	for i, a := range answers {
		if i != 3 && a.status != 410 && (a.status != 200 || a.json(t)["id"] != row) {
			t.Errorf("while it was cancelled: %d %s", a.status, a.body)
		}
	}
	for range 3 {
		a := b.send(later)
		if want(t, "repeated", a.status, 410); !strings.Contains(a.body, "was cancelled before it left") {
			t.Error(a.body)
		}
	}
	other := toAda(ada, map[string]any{"message": "something else", "client_key": "k1"})
	want(t, "another body", b.send(other).status, 409)
	want(t, "rows", b.count("comms_log WHERE direction = 'outbound'", nil), 0)
	want(t, "waiting", b.count("whatsapp_outbox", nil), 0)
	delete(later, "client_key")
	want(t, "as a new one", b.send(later).status, 200)
	now.set(time0.Add(2 * time.Hour))
	want(t, "after its time", b.send(other).status, 409)

	forget := func() {
		for _, job := range b.app.Cron().Jobs() {
			if job.Id() == "crm_cancelled_cleanup" {
				job.Run()
			}
		}
	}
	now.set(time0.Add(29 * 24 * time.Hour))
	forget()
	want(t, "remembered", b.count("whatsapp_cancelled", nil), 1)
	now.set(time0.Add(31 * 24 * time.Hour))
	forget()
	want(t, "forgotten", b.count("whatsapp_cancelled", nil), 0)
}

func TestTheWindowIsCheckedAgainWhenItLeaves(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	now := newClock(time.Now())
	cfg := g.config()
	cfg.Now = now.now
	b := newBench(t, cfg)
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.webhook(value(said("447700900123", "wamid.1", fmt.Sprint(now.now().Add(-23*time.Hour).Unix()), "nearly a day ago")))
	a := b.send(toAda(ada, map[string]any{"message": "too late then", "send_at": now.now().Add(2 * time.Hour).UTC().Format(time.RFC3339)}))
	want(t, "scheduled", a.status, 200)
	now.pass(2 * time.Hour)
	b.opens("447700900124")
	want(t, "to somebody else", b.send(map[string]any{"customer_id": "unknown:447700900124", "message": "hi"}).status, 200) // note: wakes the outbox
	row := b.until(fmt.Sprint(a.json(t)["id"]), "failed")
	if !strings.Contains(row.GetString("error"), "24 hours") {
		t.Errorf("it isn't said why: %q", row.GetString("error"))
	}
	want(t, "code, by which the page knows what helps", row.GetString("error_code"), "crm_window")
	want(t, "calls", g.count(), 1)
}

func TestReactAndQuote(t *testing.T) {
	t.Parallel()
	sim, b, ada := adaOnline(t)
	question := b.log()[0].GetString("ext_message_id")
	a := b.send(toAda(ada, map[string]any{"message": "about that", "reply_to": question}))
	want(t, "quote", a.status, 200)
	want(t, "quoted at Meta", fromBusiness(sim)[0].ReplyTo, question)
	want(t, "quoted here", a.json(t)["reply_to"], question)
	react := func(emoji string) answer {
		return b.send(map[string]any{"customer_id": ada, "reaction": map[string]any{"message_id": question, "emoji": emoji}})
	}
	a = react("👍")
	want(t, "react "+a.body, a.status, 200)
	if !strings.Contains(fmt.Sprint(a.json(t)["reactions"]), "👍") {
		t.Errorf("it isn't on the message: %s", a.body)
	}
	want(t, "rows", b.count("comms_log", nil), 2)
	want(t, "take away", react("").status, 200)
	idle(t, sim)
	want(t, "statuses of reactions that wait", b.count("whatsapp_events WHERE state = 'parked'", nil), 0)
	if _, err := sim.AddFailure(simulator.Failure{Preset: "undeliverable", Endpoint: "messages", Next: 1}); err != nil {
		t.Fatal(err)
	}
	want(t, "react once more", react("🎉").status, 200)
	idle(t, sim)
	if row := b.log()[0]; strings.Contains(row.GetString("reactions"), "🎉") {
		t.Error("a reaction that did not arrive is shown as if it had")
	}
	want(t, "words", react("nice").status, 400)
	want(t, "nobody's message", b.send(map[string]any{"customer_id": ada, "reaction": map[string]any{"message_id": "wamid.none", "emoji": "👍"}}).status, 400)
}

func TestAReactionLeavesOnce(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	b := newBench(t, g.config())
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.opens("447700900123")
	question := b.log()[0].GetString("ext_message_id")
	react := func(emoji string, more map[string]any) answer {
		body := map[string]any{"customer_id": ada, "client_key": "one", "reaction": map[string]any{"message_id": question, "emoji": emoji}}
		maps.Copy(body, more)
		return b.send(body)
	}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if a := react("👍", nil); a.status != 200 {
				t.Errorf("%d %s", a.status, a.body)
			}
		})
	}
	all.Wait()
	want(t, "calls", g.count(), 1)
	want(t, "another reaction under that key", react("🎉", nil).status, 409)
	want(t, "words", react("nice", map[string]any{"client_key": "mended"}).status, 400)
	want(t, "mended, under the same key", react("", map[string]any{"client_key": "mended"}).status, 200)
	want(t, "calls", g.count(), 2)
	want(t, "the first once more, late", react("👍", nil).status, 200)
	want(t, "calls", g.count(), 2)
	want(t, "later", react("🎉", map[string]any{"client_key": "two", "send_at": "2036-01-01T00:00:00Z"}).status, 400)
	want(t, "calls", g.count(), 2)
}

func TestARefusedReactionSaysMetasCode(t *testing.T) {
	t.Parallel()
	g := newGraph(t, simulator.Failure{Preset: "pair_rate"})
	b := newBench(t, g.config())
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.opens("447700900123")
	a := b.send(map[string]any{"customer_id": ada, "reaction": map[string]any{"message_id": b.log()[0].GetString("ext_message_id"), "emoji": "👍"}})
	want(t, "refused "+a.body, a.status, 502)
	want(t, "code", a.json(t)["data"].(map[string]any)["code"], "131056")
}

func TestReadReceiptsAreASetting(t *testing.T) {
	t.Parallel()
	sim, b, ada := adaOnline(t)
	read := func() string {
		for _, m := range sim.Messages() {
			if m.Author == "customer" {
				return m.Status
			}
		}
		return ""
	}
	setting := b.create("crm_settings", map[string]any{"key": "read_receipts", "value": false})
	b.call("POST", "/api/crm/conversations/"+ada+"/read", b.staffToken, nil)
	time.Sleep(50 * time.Millisecond)
	want(t, "switched off", read(), "sent")
	if err := b.app.Delete(setting); err != nil {
		t.Fatal(err)
	}
	b.call("POST", "/api/crm/conversations/"+ada+"/read", b.staffToken, nil)
	until(t, "the customer's message is read", func() bool { return read() == "read" })
}

// A receipt that WhatsApp could not take is repeated by itself; one that it
// doesn't want isn't.
func TestAReadReceiptIsTriedAgain(t *testing.T) {
	t.Parallel()
	for preset, again := range map[string]bool{"html": true, "unavailable": true, "throughput": true, "cut": true, "permission": false} {
		t.Run(preset, func(t *testing.T) {
			t.Parallel()
			sim, b, ada := adaOnline(t)
			read := func() bool {
				for _, m := range sim.Messages() {
					if m.Author == "customer" && m.Status == "read" {
						return true
					}
				}
				return false
			}
			rule, err := sim.AddFailure(simulator.Failure{Preset: preset, Method: "POST", Next: 3})
			if err != nil {
				t.Fatal(err)
			}
			opens := func() { b.call("POST", "/api/crm/conversations/"+ada+"/read", b.staffToken, nil) }
			opens()
			if again {
				until(t, "it is read", read)
				want(t, "failures that were not met", len(sim.Failures()), 0)
				return
			}
			until(t, "it is refused", func() bool { return failed(sim) == 1 })
			opens()
			time.Sleep(200 * time.Millisecond)
			want(t, "calls", failed(sim), 1)
			want(t, "it is read", read(), false)
			sim.ClearFailures(rule)
		})
	}
}

// Another try is for what was seen: neither for what came since, nor when
// receipts have been switched off.
func TestAReadReceiptThatIsLate(t *testing.T) {
	t.Parallel()
	for name, off := range map[string]bool{"another message comes": false, "receipts are switched off": true} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sim, b, ada, _ := adaLater(t, func(cfg *hooks.Config) {
				if !off {
					cfg.RetryAfter = 100 * time.Millisecond // note: ten tries take half a minute then, so that there is one left
				}
			})
			statuses := func() (list string) {
				for _, m := range sim.Messages() {
					if m.Author == "customer" {
						list += m.Status + " "
					}
				}
				return list
			}
			rule, err := sim.AddFailure(simulator.Failure{Preset: "unavailable", Method: "POST"})
			if err != nil {
				t.Fatal(err)
			}
			b.call("POST", "/api/crm/conversations/"+ada+"/read", b.staffToken, nil)
			until(t, "it fails", func() bool { return failed(sim) > 1 })
			if off {
				b.create("crm_settings", map[string]any{"key": "read_receipts", "value": false})
				before := failed(sim)
				time.Sleep(time.Second)
				if more := failed(sim) - before; more > 1 { // note: one may be under way
					t.Errorf("it was tried %d times more", more)
				}
				return
			}
			b.inbound(sim, simulator.Inbound{Text: "are you there?"})
			sim.ClearFailures(rule)
			until(t, "the first is read", func() bool { return strings.HasPrefix(statuses(), "read ") })
			want(t, "what is read", statuses(), "read sent ")
		})
	}
}
