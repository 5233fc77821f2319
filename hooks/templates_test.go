package hooks_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks"
	"pocketcrm/whatsapp/simulator"
)

const testAccount = "100200300400500"

// account is the simulator's WhatsApp Business account, with a count of the
// pages of templates that were asked for. Its clock stands, so that nothing is
// reviewed by itself.
type account struct {
	*simulator.Simulator
	t     *testing.T
	cfg   hooks.Config
	calls atomic.Int32

	mu   sync.Mutex
	held map[int32]heldAnswer
}

// heldAnswer is one that Meta has given and that is still on its way.
type heldAnswer struct{ given, release chan struct{} }

func newAccount(t *testing.T) *account {
	t.Helper()
	m := &account{t: t, held: map[int32]heldAnswer{}}
	m.Simulator, m.cfg = newSimulator(t)
	m.Clock().Hold()
	server := httptest.NewServer(http.HandlerFunc(m.record))
	t.Cleanup(server.Close)
	m.cfg.GraphURL = server.URL
	return m
}

func (m *account) record(w http.ResponseWriter, r *http.Request) {
	if !strings.HasSuffix(r.URL.Path, "/message_templates") {
		m.ServeHTTP(w, r) // note: a probe, while the token is refused
		return
	}
	n := m.calls.Add(1)
	m.mu.Lock()
	held, wait := m.held[n]
	m.mu.Unlock()
	if !wait {
		m.ServeHTTP(w, r)
		return
	}
	answer := httptest.NewRecorder()
	m.ServeHTTP(answer, r)
	close(held.given)
	select {
	case <-held.release:
	case <-m.t.Context().Done():
	}
	maps.Copy(w.Header(), answer.Header())
	w.WriteHeader(answer.Code)
	_, _ = w.Write(answer.Body.Bytes())
}

// hold keeps the nth answer back. It tells when Meta has given it.
func (m *account) hold(n int32) (given <-chan struct{}, release func()) {
	held := heldAnswer{make(chan struct{}), make(chan struct{})}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.held[n] = held
	return held.given, func() { close(held.release) }
}

const helloBody = `[{"type":"BODY","text":"Hello {{1}}, we come to your house on {{2}}.","example":{"body_text":[["Ada","Monday"]]}}]`

// add puts a template into the account and returns its id.
func (m *account) add(name, language, status string) string {
	m.t.Helper()
	id, err := m.AddTemplate(simulator.Template{Name: name, Language: language, Status: status, Components: json.RawMessage(helloBody)})
	if err != nil {
		m.t.Fatal(err)
	}
	return id
}

// fill adds so many templates that are about nothing.
func (m *account) fill(n int) {
	m.t.Helper()
	for i := range n {
		m.add(fmt.Sprintf("other_%03d", i), "en_US", "APPROVED")
	}
}

func (m *account) review(id string, review simulator.Review) {
	m.t.Helper()
	if err := m.ReviewTemplate(id, review); err != nil {
		m.t.Fatal(err)
	}
}

// manage is a call of somebody who manages the templates elsewhere.
func (m *account) manage(method, path, body string) map[string]any {
	m.t.Helper()
	r := httptest.NewRequest(method, "http://127.0.0.1/v25.0/"+path, strings.NewReader(body))
	r.Header.Set("Authorization", "Bearer "+testToken)
	r.Header.Set("Content-Type", "application/json")
	w := httptest.NewRecorder()
	m.ServeHTTP(w, r)
	answer := map[string]any{}
	if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || w.Code != http.StatusOK {
		m.t.Fatalf("%s %s: %d %s", method, path, w.Code, w.Body)
	}
	return answer
}

func (b *bench) templates() []*core.Record {
	b.t.Helper()
	rows, err := b.app.FindRecordsByFilter("whatsapp_templates", "id != ''", "name,language", 0, 0)
	if err != nil {
		b.t.Fatal(err)
	}
	return rows
}

func (b *bench) template(name string) *core.Record {
	b.t.Helper()
	row, err := b.app.FindFirstRecordByData("whatsapp_templates", "name", name)
	if err != nil {
		b.t.Fatalf("template %s: %v", name, err)
	}
	return row
}

func (b *bench) syncTemplates(want string) {
	b.t.Helper()
	a := b.call("POST", "/api/crm/whatsapp/templates/sync", b.staffToken, nil)
	if a.status != 200 || strings.TrimSpace(a.body) != want {
		b.t.Errorf("sync answered %d: %s, want %s", a.status, a.body, want)
	}
}

func TestTemplatesAreACopyOfMetas(t *testing.T) {
	t.Parallel()
	m := newAccount(t) // note: hello_world is in each account
	m.add("a", "en_US", "APPROVED")
	german, paused, rejected, edited := m.add("a", "de", "PENDING"), m.add("b", "en_US", "APPROVED"), m.add("c", "en_US", "REJECTED"), m.add("d", "en_US", "APPROVED")
	m.review(paused, simulator.Review{Quality: "GREEN"})
	m.fill(205)
	b := newBench(t, m.cfg)
	want(t, "guest", b.call("POST", "/api/crm/whatsapp/templates/sync", "", nil).status, 401)
	b.syncTemplates(`{"created":211,"updated":0,"removed":0,"total":211}`)
	want(t, "pages", m.calls.Load(), int32(3))
	first := b.template("b")
	for field, value := range map[string]string{"language": "en_US", "category": "UTILITY", "status": "APPROVED", "quality": "GREEN", "parameter_format": "POSITIONAL", "meta_id": paused} {
		want(t, field, first.GetString(field), value)
	}
	if components := first.GetString("components"); !strings.Contains(components, "to your house on {{2}}") {
		t.Errorf("%s", components)
	}

	// again: nothing has changed and nothing is saved
	saved := 0
	b.app.OnRecordUpdate("whatsapp_templates").BindFunc(func(e *core.RecordEvent) error { saved++; return e.Next() })
	b.syncTemplates(`{"created":0,"updated":0,"removed":0,"total":211}`)
	want(t, "saved", saved, 0)
	again := b.template("b")
	want(t, "updated", again.GetString("updated"), first.GetString("updated"))
	if !again.GetDateTime("synced_at").After(first.GetDateTime("synced_at")) {
		t.Error("when they were read isn't noted")
	}

	m.review(paused, simulator.Review{Event: "PAUSED"})
	m.manage("DELETE", testAccount+"/message_templates?name=a&hsm_id="+german, "")
	m.manage("DELETE", testAccount+"/message_templates?name=c", "")
	b.syncTemplates(`{"created":0,"updated":1,"removed":2,"total":209}`)
	want(t, "status", b.template("b").GetString("status"), "PAUSED")
	gone := b.template("c")
	want(t, "kept", gone.GetString("status"), "REJECTED")
	want(t, "removed", gone.GetDateTime("removed_at").IsZero(), false)
	b.syncTemplates(`{"created":0,"updated":0,"removed":0,"total":209}`)

	// one that comes back under a new id
	back := m.manage("POST", testAccount+"/message_templates", `{"name":"c","language":"en_US","category":"UTILITY","components":`+helloBody+`}`)["id"]
	b.syncTemplates(`{"created":0,"updated":1,"removed":0,"total":210}`)
	want(t, "back", b.template("c").GetDateTime("removed_at").IsZero(), true)
	want(t, "another id", back != rejected, true)
	want(t, "new id", b.template("c").GetString("meta_id"), back)
	want(t, "rows", len(b.templates()), 211)

	// one that is edited, and approved again
	m.manage("POST", edited, `{"components":[{"type":"BODY","text":"We come tomorrow."}]}`)
	b.syncTemplates(`{"created":0,"updated":1,"removed":0,"total":210}`)
	want(t, "edited", b.template("d").GetString("status"), "PENDING")
	if components := b.template("d").GetString("components"); !strings.Contains(components, "We come tomorrow.") {
		t.Errorf("%s", components)
	}
	m.review(edited, simulator.Review{Event: "APPROVED", Quality: "YELLOW"})
	b.syncTemplates(`{"created":0,"updated":1,"removed":0,"total":210}`)
	want(t, "approved", b.template("d").GetString("status"), "APPROVED")
	want(t, "quality", b.template("d").GetString("quality"), "YELLOW")
}

// Half a list must not make the other half disappear.
func TestARefusedReadingChangesNothing(t *testing.T) {
	t.Parallel()
	m := newAccount(t)
	m.fill(119)
	b := newBench(t, m.cfg)
	b.syncTemplates(`{"created":120,"updated":0,"removed":0,"total":120}`)
	for _, c := range []struct {
		says    string
		failure simulator.Failure
	}{
		{"token", simulator.Failure{Preset: "token_expired"}},
		{"permission", simulator.Failure{Outcome: simulator.Outcome{Code: 200, Message: "(#200) no, EAAsecretsecretsecret"}}},
		{"WHATSAPP_BUSINESS_ACCOUNT_ID", simulator.Failure{Outcome: simulator.Outcome{Code: 100}}},
		{"slow down", simulator.Failure{Preset: "account_rate"}},
		{"did not give", simulator.Failure{Outcome: simulator.Outcome{Code: 999, Message: "(#999) no, EAAsecretsecretsecret"}}},
		{"did not answer", simulator.Failure{Preset: "html"}},
	} {
		for _, page := range []int32{1, 2} {
			c.failure.Every = int(page)
			if _, err := m.AddFailure(c.failure); err != nil {
				t.Fatal(err)
			}
			before := m.calls.Load()
			a := b.call("POST", "/api/crm/whatsapp/templates/sync", b.staffToken, nil)
			want(t, "status", a.status, 502)
			want(t, "pages", m.calls.Load()-before, page)
			if message := fmt.Sprint(a.json(t)["message"]); !strings.Contains(message, c.says) || strings.Contains(message, "secret") {
				t.Errorf("%+v: %s", c.failure, message)
			}
			m.ClearFailures(0)
			until(t, "it is read again", func() bool {
				return b.call("POST", "/api/crm/whatsapp/templates/sync", b.staffToken, nil).status == 200
			})
		}
	}
	want(t, "there", b.count("whatsapp_templates WHERE removed_at = ''", nil), 120)

	unset := newBench(t, testConfig())
	a := unset.call("POST", "/api/crm/whatsapp/templates/sync", unset.staffToken, nil)
	want(t, "not configured", a.status, 503)
	if !strings.Contains(a.body, "WHATSAPP_BUSINESS_ACCOUNT_ID") {
		t.Errorf("%s", a.body)
	}
	elsewhere, forged, nowhere := m.cfg, m.cfg, m.cfg
	elsewhere.BusinessAccountID = "100200300400599"
	forged.AccessToken = "a-token-of-nobody"
	nowhere.GraphURL = "http://127.0.0.1:1"
	for says, cfg := range map[string]hooks.Config{"WHATSAPP_BUSINESS_ACCOUNT_ID": elsewhere, "token": forged, "internet connection": nowhere} {
		wrong := newBench(t, cfg)
		a := wrong.call("POST", "/api/crm/whatsapp/templates/sync", wrong.staffToken, nil)
		want(t, "status", a.status, 502)
		if !strings.Contains(a.body, says) {
			t.Errorf("%s: %s", says, a.body)
		}
	}
}

// However many ask, the templates are read once at a time.
func TestOneReadingAtATime(t *testing.T) {
	t.Parallel()
	m := newAccount(t)
	m.fill(119)
	b := newBench(t, m.cfg)
	given, release := m.hold(2)
	var wg sync.WaitGroup
	wg.Go(func() { b.syncTemplates(`{"created":120,"updated":0,"removed":0,"total":120}`) })
	<-given
	for range 4 {
		wg.Go(func() {
			a := b.call("POST", "/api/crm/whatsapp/templates/sync", b.staffToken, nil)
			want(t, "another who asks "+a.body, fmt.Sprint(a.status, a.json(t)["total"]), "200 120")
		})
	}
	time.Sleep(200 * time.Millisecond) // note: the others are on their way; one that comes later has a reading of its own
	want(t, "calls meanwhile", m.calls.Load(), int32(2))
	release()
	wg.Wait()
	want(t, "templates", b.count("whatsapp_templates", nil), 120)
}

func templateEvent(field string, at int64, inside string) string {
	when := ""
	if at > 0 {
		when = fmt.Sprintf(`"time":%d,`, at)
	}
	return `{"object":"whatsapp_business_account","entry":[{"id":"` + testAccount + `",` + when + `"changes":[{"field":"` + field + `","value":{` +
		`"message_template_id":880000000000001,"message_template_name":"visit_reminder","message_template_language":"en-US",` + inside + `}}]}]}`
}

func statusEvent(at int64, event string) string {
	return templateEvent("message_template_status_update", at, `"event":"`+event+`","reason":"NONE"`)
}

func TestWebhooksChangeTemplates(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	b.create("whatsapp_templates", map[string]any{"name": "visit_reminder", "language": "en_US", "category": "UTILITY", "status": "PENDING", "quality": "UNKNOWN",
		"components": []any{map[string]any{"type": "BODY", "text": "Old {{1}}.", "example": map[string]any{"body_text": [][]string{{"x"}}}}}})
	for _, name := range []string{"template-status-approved.json", "template-quality.json", "template-category-impending.json", "template-components.json"} {
		b.webhook(sample(t, name))
	}
	row := b.template("visit_reminder")
	want(t, "status", row.GetString("status"), "APPROVED")
	want(t, "quality", row.GetString("quality"), "YELLOW")
	want(t, "category", row.GetString("category"), "UTILITY")
	want(t, "id", row.GetString("meta_id"), "880000000000001")
	if components := row.GetString("components"); !strings.Contains(components, "we come on {{2}}") || !strings.Contains(components, `"x"`) || !strings.Contains(components, "Details") {
		t.Errorf("%s", components)
	}
	b.webhook(sample(t, "template-category-changed.json"))
	b.webhook(sample(t, "template-status-rejected.json")) // later, and in-US
	row = b.template("visit_reminder")
	want(t, "status", row.GetString("status"), "REJECTED")
	want(t, "category", row.GetString("category"), "MARKETING")
	want(t, "reason", row.GetString("reason"), "INCORRECT_CATEGORY: Content looks like marketing. Submit under MARKETING.")
	want(t, "parked", b.count("whatsapp_events", nil), 0)
}

func TestWebhooksOfTemplatesInAnyOrder(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	b.create("whatsapp_templates", map[string]any{"name": "visit_reminder", "language": "en_US", "status": "APPROVED", "quality": "GREEN", "meta_id": "880000000000001"})
	quality := func(at int64, score string) string {
		return templateEvent("message_template_quality_update", at, `"new_quality_score":"`+score+`"`)
	}
	for _, s := range []struct{ body, status, quality string }{
		{statusEvent(1793700010, "PAUSED"), "PAUSED", "GREEN"},
		{statusEvent(1793700005, "APPROVED"), "PAUSED", "GREEN"}, // older
		{statusEvent(1793700010, "PAUSED"), "PAUSED", "GREEN"},   // again
		{quality(1793700001, "RED"), "PAUSED", "RED"},            // older, about something else
		{statusEvent(1793700020, "REINSTATED"), "APPROVED", "RED"},
		{statusEvent(1793700030, "FLAGGED"), "APPROVED", "RED"},
		{statusEvent(1793700040, "DELETED"), "DELETED", "RED"},
		{statusEvent(0, "APPROVED"), "APPROVED", "RED"}, // without a time
	} {
		b.webhook(s.body)
		row := b.template("visit_reminder")
		want(t, "status", row.GetString("status"), s.status)
		want(t, "quality", row.GetString("quality"), s.quality)
		want(t, "removed", row.GetDateTime("removed_at").IsZero(), s.status != "DELETED")
	}
	want(t, "parked", b.count("whatsapp_events", nil), 0)

	// what is older than the last reading is known already
	row := b.template("visit_reminder")
	row.Set("synced_at", time.Unix(1793701000, 0))
	if err := b.app.Save(row); err != nil {
		t.Fatal(err)
	}
	b.webhook(statusEvent(1793700500, "DISABLED"))
	want(t, "status", b.template("visit_reminder").GetString("status"), "APPROVED")
	b.webhook(statusEvent(1793701001, "DISABLED"))
	want(t, "status", b.template("visit_reminder").GetString("status"), "DISABLED")
}

// Another account may have a template of the same name.
func TestWebhooksOfOtherTemplatesStayParked(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	b.create("whatsapp_templates", map[string]any{"name": "visit_reminder", "language": "en_US", "status": "APPROVED", "meta_id": "7"})
	b.webhook(statusEvent(1793700010, "PAUSED"))
	b.webhook(statusEvent(1793700010, "PAUSED"))
	b.webhook(templateEvent("template_correct_category_detection", 1793700010, `"category":"UTILITY"`))
	b.webhook(statusEvent(1793700010, "BRAND_NEW"))
	want(t, "status", b.template("visit_reminder").GetString("status"), "APPROVED")
	want(t, "parked", b.count("whatsapp_events WHERE state = 'parked' AND reason = 'unknown_field'", nil), 2)
	want(t, "told", b.count("whatsapp_notices", nil), 3)
}

// A webhook about a template that isn't here has the templates read, and is
// applied then.
func TestAWebhookAboutANewTemplate(t *testing.T) {
	t.Parallel()
	m := newAccount(t)
	b := newBench(t, m.cfg)
	m.SetWebhook(b.url+"/api/crm/whatsapp/webhook", testSecret)
	early, late := m.add("visit_reminder", "en_US", "PENDING"), m.add("invoice", "en_US", "PENDING")
	m.review(early, simulator.Review{Event: "APPROVED"})
	idle(t, m.Simulator)
	want(t, "parked", b.count("whatsapp_events WHERE state = 'parked'", nil), 1)

	// the other one is approved while the answer that calls it pending is on its way
	given, release := m.hold(1)
	var wg sync.WaitGroup
	wg.Go(func() { b.syncTemplates(`{"created":3,"updated":0,"removed":0,"total":3}`) })
	<-given
	if err := m.Clock().Move(t.Context(), 30*time.Second); err != nil {
		t.Fatal(err)
	}
	m.review(late, simulator.Review{Event: "APPROVED"})
	idle(t, m.Simulator)
	want(t, "parked", b.count("whatsapp_events WHERE state = 'parked'", nil), 2)
	release()
	wg.Wait()
	want(t, "status", b.template("visit_reminder").GetString("status"), "APPROVED")
	want(t, "status", b.template("invoice").GetString("status"), "APPROVED")
	want(t, "applied", b.count("whatsapp_events WHERE state = 'applied'", nil), 2)
}

// What Meta decides arrives without another reading.
func TestTemplatesFollowMeta(t *testing.T) {
	t.Parallel()
	m := newAccount(t)
	id := m.add("visit_reminder", "en_US", "PENDING")
	b := newBench(t, m.cfg)
	m.SetWebhook(b.url+"/api/crm/whatsapp/webhook", testSecret)
	b.syncTemplates(`{"created":2,"updated":0,"removed":0,"total":2}`)
	for _, c := range []struct {
		do    func()
		field string
		value string
	}{
		{func() { m.review(id, simulator.Review{Event: "APPROVED"}) }, "status", "APPROVED"},
		{func() { m.review(id, simulator.Review{Quality: "YELLOW"}) }, "quality", "YELLOW"},
		{func() { m.review(id, simulator.Review{Category: "MARKETING"}) }, "category", "MARKETING"},
		{func() { m.review(id, simulator.Review{Quality: "RED"}) }, "status", "PAUSED"},
		{func() {
			m.manage("POST", id, `{"components":[{"type":"BODY","text":"We come tomorrow."}]}`)
			m.review(id, simulator.Review{Event: "APPROVED"})
		}, "status", "APPROVED"},
		{func() { m.review(id, simulator.Review{Event: "REJECTED", Reason: "INCORRECT_CATEGORY"}) }, "status", "REJECTED"},
		{func() { m.manage("DELETE", testAccount+"/message_templates?name=visit_reminder", "") }, "status", "PENDING_DELETION"},
	} {
		// note: webhooks tell the time in seconds
		if err := m.Clock().Move(t.Context(), 2*time.Second); err != nil {
			t.Fatal(err)
		}
		c.do()
		idle(t, m.Simulator)
		want(t, c.field, b.template("visit_reminder").GetString(c.field), c.value)
	}
	if components := b.template("visit_reminder").GetString("components"); !strings.Contains(components, "We come tomorrow.") {
		t.Errorf("%s", components)
	}
	want(t, "calls", m.calls.Load(), int32(1))
	want(t, "parked", b.count("whatsapp_events", nil), 0)
}

// It is read a few seconds after the start, and when a webhook asks for it.
func TestTemplatesAreReadByThemselves(t *testing.T) {
	t.Parallel()
	m := newAccount(t)
	m.cfg.TemplatesAfter = time.Millisecond
	b := newBareBench(t, m.cfg)
	until(t, "the templates are read after the start", func() bool { return len(b.templates()) > 0 })
	want(t, "calls", m.calls.Load(), int32(1))
}

// Those who look at the picker see what a webhook has changed.
func TestChangedTemplatesAreAnnounced(t *testing.T) {
	t.Parallel()
	b := newBareBench(t, testConfig())
	b.create("whatsapp_templates", map[string]any{"name": "visit_reminder", "language": "en_US", "status": "APPROVED"})
	told := make(chan string, 10)
	b.app.OnRecordAfterUpdateSuccess("whatsapp_templates").BindFunc(func(e *core.RecordEvent) error {
		told <- e.Record.GetString("status")
		return e.Next()
	})
	b.webhook(statusEvent(1793700010, "PAUSED"))
	select {
	case status := <-told:
		want(t, "announced", status, "PAUSED")
	case <-time.After(patience):
		t.Fatal("nobody was told")
	}
}

func TestRulesOfTemplates(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	row := b.create("whatsapp_templates", map[string]any{"name": "a", "language": "en", "status": "APPROVED", "status_at": time.Now()})
	const path = "/api/collections/whatsapp_templates/records"
	inactive := b.token(b.user("gone@example.com", "agent", false))
	admin := b.token(b.user("kim@example.com", "admin", true))
	want(t, "guests list", fmt.Sprint(b.call("GET", path, "", nil).json(t)["totalItems"]), "0")
	want(t, "guests view", b.call("GET", path+"/"+row.Id, "", nil).status, 404)
	want(t, "inactive staff list", b.call("GET", path, inactive, nil).status, 403)
	want(t, "inactive staff view", b.call("GET", path+"/"+row.Id, inactive, nil).status, 403)
	for _, token := range []string{b.staffToken, admin} {
		a := b.call("GET", path+"/"+row.Id, token, nil)
		want(t, "view", a.status, 200)
		want(t, "hidden", a.json(t)["status_at"], nil)
		want(t, "create", b.call("POST", path, token, map[string]any{"name": "b", "language": "en"}).status, 403)
		want(t, "update", b.call("PATCH", path+"/"+row.Id, token, map[string]any{"status": "X"}).status, 403)
		want(t, "delete", b.call("DELETE", path+"/"+row.Id, token, nil).status, 403)
	}
}
