package hooks_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/whatsapp"
)

func (b *bench) notice() *core.Record {
	b.t.Helper()
	rows, err := b.app.FindRecordsByFilter("whatsapp_notices", "id != ''", "", 0, 0)
	if err != nil || len(rows) != 1 {
		b.t.Fatalf("%d notices, want 1 (%v)", len(rows), err)
	}
	return rows[0]
}

// ofAccount is the webhook body of a field about the account.
func ofAccount(field string, at int64, inside string) string {
	when := ""
	if at > 0 {
		when = fmt.Sprintf(`"time":%d,`, at)
	}
	return `{"object":"whatsapp_business_account","entry":[{"id":"` + testAccount + `",` + when + `"changes":[{"field":"` + field + `","value":{` + inside + `}}]}]}`
}

// What every sample about the account leaves; the words are tested beside them.
func TestNoticesOfTheSamples(t *testing.T) {
	t.Parallel()
	for name, severity := range map[string]string{
		"account-alert": "warning", "account-review": "info", "account-update-disabled": "problem", "account-update-partner-removed": "problem",
		"account-update-restriction": "problem", "automatic-event-lead": "info", "business-capability": "info", "business-username": "warning",
		"flow-status": "warning", "group-participants": "info", "history-chunk": "info", "history-declined": "warning", "payment-configuration": "warning",
		"phone-number-name": "warning", "phone-number-quality": "info", "security-pin-changed": "warning", "template-category-changed": "warning",
		"template-category-impending": "warning", "template-components": "info", "template-quality": "warning", "template-status-approved": "info",
		"template-status-disabled": "warning", "template-status-paused": "warning", "template-status-rejected": "warning", "unknown-field": "info",
		"value-errors-130429": "warning",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBareBench(t, testConfig())
			body := sample(t, name+".json")
			b.webhook(body)
			b.webhook(body)
			n := b.notice()
			want(t, "severity", n.GetString("severity"), severity)
			for _, field := range []string{"title", "advice"} {
				if words := n.GetString(field); !strings.HasSuffix(words, ".") || strings.Contains(words, "  ") || strings.Contains(words, "not said") {
					t.Errorf("%s: %q", field, words)
				}
			}
			if n.GetDateTime("occurred_at").IsZero() || n.GetString("body") == "" || n.GetString("field") == "" {
				t.Errorf("incomplete: %v", n.PublicExport())
			}
		})
	}
}

// Two that look the same and were not at one time are two; one that Meta sends
// again is one.
func TestANoticeForEachEvent(t *testing.T) {
	t.Parallel()
	clock := newClock(time.Unix(1793700000, 0))
	cfg := testConfig()
	cfg.Now = clock.now
	b := newBench(t, cfg)
	for _, at := range []int64{1793700001, 1793700001, 1793700900, 1793700001} {
		b.webhook(ofAccount("account_alerts", at, `"entity_type":"WABA","entity_id":"1","alert_info":{"alert_severity":"CRITICAL","alert_status":"ACTIVE","alert_type":"X"}`))
	}
	want(t, "notices", b.count("whatsapp_notices", nil), 2)

	// without a time of its own, what comes after Meta has stopped repeating is new
	again := func() *core.Record {
		t.Helper()
		b.webhook(ofAccount("security", 0, `"event":"PIN_CHANGED"`))
		n, err := b.app.FindFirstRecordByData("whatsapp_notices", "field", "security")
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	first := again()
	want(t, "dismissed", b.call("POST", "/api/crm/whatsapp/notices/"+first.Id+"/dismiss", b.superToken, nil).status, 200)
	clock.pass(7 * 24 * time.Hour)
	want(t, "still dismissed", again().GetDateTime("dismissed_at").IsZero(), false)
	clock.pass(2 * 24 * time.Hour)
	want(t, "shown again", again().GetDateTime("dismissed_at").IsZero(), true)
	want(t, "notices", b.count("whatsapp_notices", nil), 3)
}

// What could not be filed is nobody's message, and yet an admin is told.
func TestAnAdminIsToldOfWhatCannotBeFiled(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ sample, words string }{
		{"message-no-sender.json", "A message from WhatsApp could not be filed: the message has no sender."},
		{"batch-one-bad-message.json", "A message from WhatsApp could not be filed: "},
		{"status-unknown-value.json", `A status of a message from WhatsApp could not be filed: The status "shimmered" is not known to this version.`},
		{"status-deleted-legacy.json", `A status of a message from WhatsApp could not be filed: The status "deleted" is not known to this version.`},
	} {
		b := newBench(t, testConfig())
		// the messages that the statuses are about
		for _, id := range wamids(sample(t, tc.sample)) {
			b.create("comms_log", map[string]any{"customer_id": "unknown:447700900123", "type": "whatsapp", "direction": "outbound", "body": "hi",
				"ext_message_id": id, "status": "sent", "occurred_at": time.Now(), "address": "447700900123"})
		}
		b.webhook(sample(t, tc.sample))
		b.webhook(sample(t, tc.sample))
		if title := b.notice().GetString("title"); !strings.HasPrefix(title, tc.words) {
			t.Errorf("%s: %q", tc.sample, title)
		}
	}
}

// wamids are of the messages that statuses are about.
func wamids(body string) (ids []string) {
	events, err := whatsapp.DecodeWebhook([]byte(body))
	if err != nil {
		panic(err)
	}
	for _, e := range events {
		if e.Status != nil {
			ids = append(ids, e.Status.MessageID)
		}
	}
	return ids
}

func TestOnlyAdminsReadAndDismissNotices(t *testing.T) {
	t.Parallel()
	clock := newClock(time.Date(2026, 11, 4, 9, 0, 0, 0, time.UTC))
	cfg := testConfig()
	cfg.Now = clock.now
	b := newBench(t, cfg)
	kim := b.user("kim@example.com", "admin", true)
	admin, gone := b.token(kim), b.token(b.user("gone@example.com", "admin", false))
	b.webhook(sample(t, "account-update-restriction.json"))
	id := b.notice().Id
	records, route := "/api/collections/whatsapp_notices/records", "/api/crm/whatsapp/notices/"+id

	for _, who := range []struct {
		name, token        string
		list               any
		view, route, write int
	}{
		{"guest", "", 0., 404, 401, 403}, {"inactive admin", gone, nil, 403, 403, 403}, {"staff", b.staffToken, 0., 404, 403, 403},
		{"admin", admin, 1., 200, 200, 403}, {"superuser", b.superToken, 1., 200, 200, 400},
	} {
		want(t, who.name+" lists", b.call("GET", records, who.token, nil).json(t)["totalItems"], who.list)
		want(t, who.name+" views", b.call("GET", records+"/"+id, who.token, nil).status, who.view)
		want(t, who.name+" reads the body", b.call("GET", route+"/body", who.token, nil).status, who.route)
		want(t, who.name+" restores", b.call("POST", route+"/restore", who.token, nil).status, who.route)
		want(t, who.name+" dismisses", b.call("POST", route+"/dismiss", who.token, nil).status, who.route)
		want(t, who.name+" writes", b.call("PATCH", records+"/"+id, who.token, map[string]any{"title": "It was nothing."}).status, who.write)
		want(t, who.name+" makes one up", b.call("POST", records, who.token, map[string]any{}).status == 403, who.name != "superuser")
	}

	want(t, "restored", b.call("POST", route+"/restore", admin, nil).json(t)["dismissed_at"], "")
	a := b.call("POST", route+"/dismiss", admin, nil).json(t)
	want(t, "by", a["dismissed_by"], kim.Id)
	want(t, "at", a["dismissed_at"], "2026-11-04 09:00:00.000Z")
	clock.pass(time.Hour)
	want(t, "the first dismissal counts", b.call("POST", route+"/dismiss", b.superToken, nil).json(t)["dismissed_by"], kim.Id)
	if raw := b.call("GET", route+"/body", admin, nil).body; !strings.Contains(raw, "RESTRICTED_BIZ_INITIATED_MESSAGING") {
		t.Errorf("body: %s", raw)
	}
	want(t, "no such notice", b.call("POST", "/api/crm/whatsapp/notices/aaaaaaaaaaaaaaa/dismiss", admin, nil).status, 404)
	if list := b.call("GET", records, admin, nil).body; strings.Contains(list, "RESTRICTED_BIZ") || strings.Contains(list, "dedup_key") {
		t.Errorf("the list gives away more than words: %s", list)
	}
}
