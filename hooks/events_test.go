package hooks_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"pocketcrm/hooks"
	"pocketcrm/whatsapp/simulator"
)

const strange = `{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"brand_new","value":{"a":1}}]}]}`

func TestReplayAppliesOnceAndOnlyForSuperusers(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	// as if an older version had not known messages at all
	old := b.create("whatsapp_events", map[string]any{
		"field": "messages", "reason": "unknown_field", "state": "parked", "received_at": time.Now().UTC(),
		"body": value(`"messages":[` + text("447700900123", "wamid.1", "1793700001", "kept for later") + `]`),
	})
	path := "/api/crm/whatsapp/events/" + old.Id + "/replay"

	want(t, "guest", b.call("POST", path, "", nil).status, 401)
	want(t, "staff", b.call("POST", path, b.staffToken, nil).status, 403)
	want(t, "rows", b.count("comms_log", nil), 0)

	a := b.call("POST", path, b.superToken, nil)
	want(t, "status", a.status, 200)
	want(t, "state", a.json(t)["state"], "applied")
	want(t, "body", b.only().GetString("body"), "kept for later")
	want(t, "again", b.call("POST", path, b.superToken, nil).status, 200)
	want(t, "rows", b.count("comms_log", nil), 1)
	want(t, "unread", b.conversation("unknown:447700900123").GetInt("unread"), 1)

	want(t, "no such event", b.call("POST", "/api/crm/whatsapp/events/aaaaaaaaaaaaaaa/replay", b.superToken, nil).status, 404)
}

func TestReplayKeepsParkedWhatStillCannotBeApplied(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	b.webhook(strange)
	for range 2 {
		a := b.call("POST", "/api/crm/whatsapp/events/replay", b.superToken, nil)
		want(t, "status", a.status, 200)
		want(t, "parked", a.json(t)["parked"], 1.0)
	}
	want(t, "events", b.count("whatsapp_events WHERE state = 'parked' AND attempts = 2", nil), 1)
}

func TestReplayFromTheCommandLineBesideAServer(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	b.create("whatsapp_events", map[string]any{
		"field": "messages", "reason": "error", "state": "parked", "received_at": time.Now().UTC(),
		"body": value(`"messages":[` + text("447700900123", "wamid.1", "1793700001", "kept") + `]`),
	})
	b.webhook(strange)
	summary, err := hooks.ReplayEvents(b.app, testConfig())
	if err != nil {
		t.Fatal(err)
	}
	want(t, "applied", summary.Applied, 1)
	want(t, "parked", summary.Parked, 1)
	b.only()
}

func TestEventsCleanupKeepsTheParked(t *testing.T) {
	t.Parallel()
	cfg := testConfig()
	cfg.EventDays = 7
	b := newBareBench(t, cfg)
	for _, state := range []string{"parked", "applied", "ignored", "failed"} {
		for _, age := range []time.Duration{6, 8} {
			b.create("whatsapp_events", map[string]any{"reason": "error", "state": state, "received_at": time.Now().Add(-age * 24 * time.Hour).UTC()})
		}
	}
	for _, job := range b.app.Cron().Jobs() {
		if job.Id() == "crm_events_cleanup" {
			job.Run()
		}
	}
	want(t, "events", b.count("whatsapp_events", nil), 6)
	want(t, "parked", b.count("whatsapp_events WHERE state = 'parked'", nil), 2)
	want(t, "old ones", b.count("whatsapp_events WHERE state = 'applied' OR state = 'ignored'", nil), 2)
}

// What waits for messages that another tool sent would pile up otherwise.
func TestEventsCleanupGivesUpWhatWaitsInVain(t *testing.T) {
	t.Parallel()
	cfg := testConfig()
	cfg.EventDays = 7
	b := newBareBench(t, cfg)
	for _, days := range []time.Duration{6, 8, 13, 15} {
		b.create("whatsapp_events", map[string]any{"reason": "early_status", "state": "parked", "received_at": time.Now().Add(-days * 24 * time.Hour).UTC()})
	}
	cleanup := func() {
		for _, job := range b.app.Cron().Jobs() {
			if job.Id() == "crm_events_cleanup" {
				job.Run()
			}
		}
	}
	cleanup()
	want(t, "still waiting", b.count("whatsapp_events WHERE state = 'parked'", nil), 1)
	want(t, "given up", b.count("whatsapp_events WHERE state = 'ignored'", nil), 3)
	cleanup()
	want(t, "kept as long again", b.count("whatsapp_events WHERE state = 'ignored'", nil), 2)
}

func TestEventsCleanupTakesMoreThanOnePage(t *testing.T) {
	t.Parallel()
	b := newBareBench(t, testConfig())
	_, err := b.app.NonconcurrentDB().NewQuery(`INSERT INTO whatsapp_events (id, reason, state, received_at)
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)
		SELECT printf('e%014d', i), 'error', 'applied', '2020-01-01 00:00:00.000Z' FROM n`).Execute()
	if err != nil {
		t.Fatal(err)
	}
	for _, job := range b.app.Cron().Jobs() {
		if job.Id() == "crm_events_cleanup" {
			job.Run()
		}
	}
	want(t, "events", b.count("whatsapp_events", nil), 0)
}

func TestNothingSecretIsLogged(t *testing.T) {
	t.Parallel()
	g := newGraph(t, simulator.Failure{Preset: "token_invalid"})
	b := newBench(t, g.config(), everythingLogged)
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.opens("447700900123")
	b.call("POST", "/api/crm/whatsapp/send", b.staffToken, map[string]any{"customer_id": ada, "to_phone": "+447700900123", "message": "my secret diary"})
	want(t, "calls", g.count() > 0, true)
	b.call("GET", "/api/crm/whatsapp/webhook?hub.mode=subscribe&hub.verify_token=wrong-but-close&hub.challenge=1", "", nil)
	b.call("GET", "/api/crm/whatsapp/webhook/?hub.mode=subscribe&hub.verify_token=wrong-but-close&hub.challenge=1", "", nil)
	b.call("PUT", "/api/crm/whatsapp/webhook?hub.verify_token="+strings.ReplaceAll(testVerify, " ", "%20"), "", nil)
	b.call("GET", "/api/collections/comms_log/records?filter=body~%27diary%27%20%7C%7C%20(", b.staffToken, nil)
	b.webhook(sample(t, "message-text.json"))
	b.webhook(value(`"messages":[` + text("447700900123", "wamid.1", "1793700001", "my other diary") + `,42]`))
	for _, path := range []string{"/window", "/nothing", "/matches?q=447700900123", "/link"} {
		b.call("GET", "/api/crm/conversations/unknown:447700900123"+path, b.staffToken, nil)
		b.call("POST", "/api/crm/conversations/unknown%3A447700900123"+path, "", nil)
	}
	from, _ := http.NewRequest("GET", b.url+"/api/crm/health", nil)
	from.Header.Set("Referer", b.url+"/inbox/unknown:447700900123")
	b.do(from)
	log := strings.Join(b.logged(), "\n")
	want(t, "whose conversation it was can still be told", strings.Contains(log, "unknown:…123"), true)
	for _, secret := range []string{testToken, testSecret, testVerify, "wrong-but-close", "diary", "447700900123", "Ada Merrow"} {
		if strings.Contains(log, secret) {
			t.Errorf("the log contains %q", secret)
		}
	}
}
