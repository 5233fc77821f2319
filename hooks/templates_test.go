package hooks_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks"
)

const testAccount = "100200300400500"

// templatesAtMeta is a WhatsApp Business account with templates, two on a page,
// as Graph answers it.
type templatesAtMeta struct {
	*httptest.Server
	mu       sync.Mutex
	list     []map[string]any
	calls    int
	refuse   int           // Meta's code
	unpaging chan struct{} // when set, the second page waits for it
	asked    chan struct{} // gets one for every call
}

func newTemplatesAtMeta(t *testing.T, list ...map[string]any) *templatesAtMeta {
	m := &templatesAtMeta{list: list, asked: make(chan struct{}, 1000)}
	m.Server = httptest.NewServer(http.HandlerFunc(m.answer))
	t.Cleanup(m.Close)
	return m
}

func (m *templatesAtMeta) answer(w http.ResponseWriter, r *http.Request) {
	const page = 2
	m.asked <- struct{}{}
	w.Header().Set("Content-Type", "application/json")
	m.mu.Lock()
	list, refuse, wait := m.list, m.refuse, m.unpaging
	m.calls++
	m.mu.Unlock()
	if r.URL.Path != "/v25.0/"+testAccount+"/message_templates" || r.Header.Get("Authorization") != "Bearer "+testToken {
		refuse = 100
	}
	if refuse > 0 {
		w.WriteHeader(http.StatusBadRequest)
		fmt.Fprintf(w, `{"error":{"message":"(#%d) no, EAAsecretsecretsecret","code":%d}}`, refuse, refuse)
		return
	}
	from := 0
	_, _ = fmt.Sscan(r.URL.Query().Get("after"), &from)
	if from > 0 && wait != nil {
		<-wait
	}
	to := min(from+page, len(list))
	answer := map[string]any{"data": list[from:to], "paging": map[string]any{"cursors": map[string]any{"after": fmt.Sprint(to)}}}
	if to < len(list) {
		answer["paging"].(map[string]any)["next"] = "https://graph.example/next"
	}
	_ = json.NewEncoder(w).Encode(answer)
}

func (m *templatesAtMeta) set(list ...map[string]any) { m.mu.Lock(); m.list = list; m.mu.Unlock() }

func (m *templatesAtMeta) config() hooks.Config {
	cfg := testConfig()
	cfg.GraphURL, cfg.BusinessAccountID = m.URL, testAccount
	return cfg
}

func metaTemplate(id int, name, language, status string) map[string]any {
	return map[string]any{
		"id": fmt.Sprint(880000000000000 + id), "name": name, "language": language, "status": status, "category": "UTILITY",
		"quality_score": map[string]any{"score": "GREEN"}, "parameter_format": "POSITIONAL",
		"components": []any{map[string]any{"type": "BODY", "text": "Hello {{1}}, we come on {{2}}."}},
	}
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
	m := newTemplatesAtMeta(t, metaTemplate(1, "a", "en_US", "APPROVED"), metaTemplate(2, "a", "de", "PENDING"), metaTemplate(3, "b", "en_US", "APPROVED"),
		metaTemplate(4, "c", "en_US", "REJECTED"), metaTemplate(5, "d", "en_US", "APPROVED"))
	b := newBench(t, m.config())
	want(t, "guest", b.call("POST", "/api/crm/whatsapp/templates/sync", "", nil).status, 401)
	b.syncTemplates(`{"created":5,"updated":0,"removed":0,"total":5}`)
	want(t, "pages", m.calls, 3)
	first := b.template("b")
	for field, value := range map[string]string{"language": "en_US", "category": "UTILITY", "status": "APPROVED", "quality": "GREEN", "parameter_format": "POSITIONAL", "meta_id": "880000000000003"} {
		want(t, field, first.GetString(field), value)
	}

	// again: nothing has changed and nothing is saved
	saved := 0
	b.app.OnRecordUpdate("whatsapp_templates").BindFunc(func(e *core.RecordEvent) error { saved++; return e.Next() })
	b.syncTemplates(`{"created":0,"updated":0,"removed":0,"total":5}`)
	want(t, "saved", saved, 0)
	again := b.template("b")
	want(t, "updated", again.GetString("updated"), first.GetString("updated"))
	if !again.GetDateTime("synced_at").After(first.GetDateTime("synced_at")) {
		t.Error("when they were read isn't noted")
	}

	paused := metaTemplate(3, "b", "en_US", "PAUSED")
	m.set(metaTemplate(1, "a", "en_US", "APPROVED"), paused, metaTemplate(5, "d", "en_US", "APPROVED"))
	b.syncTemplates(`{"created":0,"updated":1,"removed":2,"total":3}`)
	want(t, "status", b.template("b").GetString("status"), "PAUSED")
	gone := b.template("c")
	want(t, "kept", gone.GetString("status"), "REJECTED")
	want(t, "removed", gone.GetDateTime("removed_at").IsZero(), false)
	b.syncTemplates(`{"created":0,"updated":0,"removed":0,"total":3}`)

	// one that comes back under a new id
	m.set(metaTemplate(1, "a", "en_US", "APPROVED"), paused, metaTemplate(5, "d", "en_US", "APPROVED"), metaTemplate(9, "c", "en_US", "APPROVED"))
	b.syncTemplates(`{"created":0,"updated":1,"removed":0,"total":4}`)
	want(t, "back", b.template("c").GetDateTime("removed_at").IsZero(), true)
	want(t, "new id", b.template("c").GetString("meta_id"), "880000000000009")
	want(t, "rows", len(b.templates()), 5)
}

// Half a list must not make the other half disappear.
func TestARefusedReadingChangesNothing(t *testing.T) {
	t.Parallel()
	m := newTemplatesAtMeta(t, metaTemplate(1, "a", "en_US", "APPROVED"))
	b := newBench(t, m.config())
	b.syncTemplates(`{"created":1,"updated":0,"removed":0,"total":1}`)
	for code, says := range map[int]string{190: "token", 200: "permission", 100: "WHATSAPP_BUSINESS_ACCOUNT_ID", 80007: "slow down", 999: "did not give"} {
		m.mu.Lock()
		m.refuse = code
		m.mu.Unlock()
		a := b.call("POST", "/api/crm/whatsapp/templates/sync", b.staffToken, nil)
		want(t, "status", a.status, 502)
		if message := fmt.Sprint(a.json(t)["message"]); !strings.Contains(message, says) || strings.Contains(message, "secret") {
			t.Errorf("%d: %s", code, message)
		}
	}
	want(t, "removed", b.template("a").GetDateTime("removed_at").IsZero(), true)

	unset := newBench(t, testConfig())
	a := unset.call("POST", "/api/crm/whatsapp/templates/sync", unset.staffToken, nil)
	want(t, "not configured", a.status, 503)
	if !strings.Contains(a.body, "WHATSAPP_BUSINESS_ACCOUNT_ID") {
		t.Errorf("%s", a.body)
	}
	nowhere := m.config()
	nowhere.GraphURL = "http://127.0.0.1:1"
	far := newBench(t, nowhere)
	want(t, "out of reach", far.call("POST", "/api/crm/whatsapp/templates/sync", far.staffToken, nil).status, 502)
}

func TestOneReadingForAllWhoAsk(t *testing.T) {
	t.Parallel()
	m := newTemplatesAtMeta(t, metaTemplate(1, "a", "en_US", "APPROVED"), metaTemplate(2, "b", "en_US", "APPROVED"), metaTemplate(3, "c", "en_US", "APPROVED"))
	m.unpaging = make(chan struct{})
	b := newBench(t, m.config())
	var wg sync.WaitGroup
	for range 5 {
		wg.Go(func() { b.syncTemplates(`{"created":3,"updated":0,"removed":0,"total":3}`) })
	}
	<-m.asked
	<-m.asked
	time.Sleep(200 * time.Millisecond) // the others are on their way
	close(m.unpaging)
	wg.Wait()
	want(t, "calls", m.calls, 2)
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
	want(t, "parked", b.count("whatsapp_events WHERE state = 'parked' AND reason = 'unknown_field'", nil), 3)
}

// A webhook about a template that isn't here has the templates read, and is
// applied then.
func TestAWebhookAboutANewTemplate(t *testing.T) {
	t.Parallel()
	m := newTemplatesAtMeta(t, metaTemplate(1, "visit_reminder", "en_US", "PENDING"))
	b := newBench(t, m.config())
	now := time.Now().Unix()
	b.webhook(statusEvent(now+30, "APPROVED"))
	want(t, "parked", b.count("whatsapp_events WHERE state = 'parked'", nil), 1)
	b.syncTemplates(`{"created":1,"updated":0,"removed":0,"total":1}`)
	want(t, "status", b.template("visit_reminder").GetString("status"), "APPROVED")
	want(t, "applied", b.count("whatsapp_events WHERE state = 'applied'", nil), 1)
}

// It is read a few seconds after the start, and when a webhook asks for it.
func TestTemplatesAreReadByThemselves(t *testing.T) {
	t.Parallel()
	m := newTemplatesAtMeta(t, metaTemplate(1, "visit_reminder", "en_US", "APPROVED"))
	b := newBareBench(t, m.config())
	for deadline := time.Now().Add(20 * time.Second); len(b.templates()) == 0; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the templates were not read after the start")
		}
	}
	want(t, "calls", m.calls, 1)
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
	case <-time.After(10 * time.Second):
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
	for _, token := range []string{"", inactive} {
		want(t, "list", fmt.Sprint(b.call("GET", path, token, nil).json(t)["totalItems"]), "0")
		want(t, "view", b.call("GET", path+"/"+row.Id, token, nil).status, 404)
	}
	for _, token := range []string{b.staffToken, admin} {
		a := b.call("GET", path+"/"+row.Id, token, nil)
		want(t, "view", a.status, 200)
		want(t, "hidden", a.json(t)["status_at"], nil)
		want(t, "create", b.call("POST", path, token, map[string]any{"name": "b", "language": "en"}).status, 403)
		want(t, "update", b.call("PATCH", path+"/"+row.Id, token, map[string]any{"status": "X"}).status, 403)
		want(t, "delete", b.call("DELETE", path+"/"+row.Id, token, nil).status, 403)
	}
}
