package hooks_test

import (
	"context"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks"
	"pocketcrm/hooks/machine"
)

// warnings are what health answers to somebody.
func (b *bench) warnings(token string) string {
	b.t.Helper()
	a := b.call("GET", "/api/crm/health", token, nil)
	want(b.t, "health", a.status, 200)
	return fmt.Sprint(a.json(b.t)["warnings"])
}

// eventually waits for something to be so.
func (b *bench) eventually(what string, holds func() bool) {
	b.t.Helper()
	for end := time.Now().Add(patience); !holds(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			b.t.Fatalf("it never came to be that %s", what)
		}
	}
}

// runs does what is due at a time.
func (b *bench) runs(names ...string) {
	b.t.Helper()
	for _, job := range b.app.Cron().Jobs() {
		for _, name := range names {
			if job.Id() == name {
				job.Run()
			}
		}
	}
}

// A disk that takes nothing is told first, with its path to admins alone, once in
// the log; and it is over within seconds.
func TestHealthTellsOfADiskThatTakesNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig(), everythingLogged)
	admin := b.token(b.user("ada@example.com", "admin", true))
	readOnly := func(on string) {
		t.Helper()
		if _, err := b.app.NonconcurrentDB().NewQuery("PRAGMA query_only = " + on).Execute(); err != nil {
			t.Fatal(err)
		}
	}
	body := value(`"messages":[` + text("447700900123", "wamid.1", "1793700001", "hello") + `]`)
	readOnly("ON")
	for range 5 {
		a := b.call("POST", "/api/crm/whatsapp/webhook", "", []byte(body))
		if a.status != 500 || strings.Contains(a.body, "read-only") {
			t.Errorf("Meta was answered %d %s", a.status, a.body)
		}
	}
	if got := b.warnings(admin); !strings.HasPrefix(got, "[Nothing can be stored: the data directory "+b.app.DataDir()+" can't be written: read-only file system.") {
		t.Errorf("an admin reads %s", got)
	}
	if got := b.warnings(b.staffToken); !strings.HasPrefix(got, "[Nothing can be stored on the server: read-only file system.") || strings.Contains(got, b.app.DataDir()) {
		t.Errorf("an agent reads %s", got)
	}
	want(t, "failed", b.call("GET", "/api/crm/health", b.staffToken, nil).json(t)["failed_webhooks"], 5.0)
	readOnly("OFF")
	b.eventually("the disk is said to be mended", func() bool { return !strings.Contains(b.warnings(admin), "Nothing can be stored") })
	b.webhook(body)

	said := map[string]int{}
	for _, line := range b.logged() {
		for _, words := range []string{"Nothing can be stored", "can be written again", "Events could not be stored"} {
			if strings.Contains(line, words) {
				said[words]++
			}
		}
	}
	want(t, "lines in the log", fmt.Sprint(said), fmt.Sprint(map[string]int{"Events could not be stored": 1, "Nothing can be stored": 1, "can be written again": 1}))
}

// Staff read why their work could not be stored, whichever route it was.
func TestFullDiskIsSaidInWords(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	customer := b.customer("Ada", "phone", "+44 7700 900123")
	b.webhook(value(`"messages":[` + text("447700900123", "wamid.1", fmt.Sprint(time.Now().Unix()), "hello") + `]`))
	b.app.OnRecordUpdate("customers").BindFunc(func(e *core.RecordEvent) error { return fmt.Errorf("save: %w", full{}) })
	b.app.OnRecordCreate("comms_log", "imports").BindFunc(func(e *core.RecordEvent) error { return full{} })
	for what, a := range map[string]answer{
		"a customer": b.call("PATCH", "/api/collections/customers/records/"+customer, b.staffToken, map[string]any{"name": "Ada L."}),
		"a note":     b.call("POST", "/api/collections/comms_log/records", b.staffToken, map[string]any{"customer": customer, "type": "note", "body": "hello"}),
		"a message":  b.send(map[string]any{"customer_id": customer, "to_phone": "+447700900123", "message": "hello"}),
	} {
		if a.status != 507 || !strings.Contains(a.body, "disk is full") || strings.Contains(a.body, "SQLite") {
			t.Errorf("%s: %d %s", what, a.status, a.body)
		}
	}
}

// full is SQLite's error of a full disk.
type full struct{}

func (full) Error() string { return "SQLite: database or disk is full (13)" }
func (full) Code() int     { return 13 }

// skewed is a machine whose clock a test moves, Now with it as in the program.
func skewed() (cfg hooks.Config, ahead *atomic.Int64) {
	cfg, ahead = testConfig(), new(atomic.Int64)
	cfg.Now = func() time.Time { return time.Now().Add(time.Duration(ahead.Load())).Round(0) }
	cfg.Machine = machine.Source{Wall: cfg.Now}
	return cfg, ahead
}

// While the clock may be wrong nothing is removed for its age; what it ended
// comes back when it is right.
func TestNothingExpiresByAClockThatJumped(t *testing.T) {
	t.Parallel()
	cfg, ahead := skewed()
	b := newBench(t, cfg)
	month := int64(60 * 24 * time.Hour)
	b.webhook(value(`"messages":[` + text("447700900123", "wamid.1", fmt.Sprint(time.Now().Unix()), "hello") + `]`))
	b.create("whatsapp_cancelled", map[string]any{"client_key": "k", "client_hash": "h", "cancelled_at": time.Now().UTC()})
	b.create("whatsapp_events", map[string]any{"reason": "error", "state": "applied", "received_at": time.Now().UTC()})
	kept := func(when string, events, keys int) {
		t.Helper()
		b.runs("crm_events_cleanup", "crm_moves_cleanup", "crm_imports_cleanup", "crm_cancelled_cleanup", "crm_calls")
		want(t, "events "+when, b.count("whatsapp_events", nil), events)
		want(t, "keys "+when, b.count("whatsapp_cancelled", nil), keys)
	}
	kept("at first", 1, 1)
	ahead.Store(month)
	kept("while it is two months ahead", 1, 1)
	want(t, "said", b.call("GET", "/api/crm/health", b.staffToken, nil).json(t)["machine"].(map[string]any)["clean_up_waits"], true)

	// a file that a wrong clock has ended, and one that it has put off
	for _, step := range []string{
		`INSERT INTO whatsapp_media (id, row, media_id, kind, mime, sha256, size, imported, state, attempts, strikes, due_at, since, error, created, updated)
			SELECT 'file00000000001', id, 'm1', 'image', '', '', 0, 0, 'expired', 1, 0, '', strftime('%Y-%m-%d %H:%M:%fZ', 'now'), 'x', '', '' FROM comms_log LIMIT 1`,
		`UPDATE comms_log SET media_state = 'expired', media_error = 'x'`,
	} {
		if _, err := b.app.NonconcurrentDB().NewQuery(step).Execute(); err != nil {
			t.Fatal(err)
		}
	}
	ahead.Store(0)
	b.eventually("the file is fetched again", func() bool { return b.count("whatsapp_media WHERE state != 'expired'", nil) == 1 })
	want(t, "the row", b.only().GetString("media_state"), "pending")
	kept("when it is right", 1, 1)
}

// What really is old goes when the clock is right.
func TestCleanUpGoesOnWithoutAJump(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	b.create("whatsapp_cancelled", map[string]any{"client_key": "k", "client_hash": "h", "cancelled_at": time.Now().UTC().AddDate(0, 0, -40)})
	b.runs("crm_cancelled_cleanup")
	want(t, "keys", b.count("whatsapp_cancelled", nil), 0)
}

// A backup is looked at when it was made, and told of.
func TestHealthKnowsTheLastBackup(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	about := func() map[string]any {
		return b.call("GET", "/api/crm/health", b.staffToken, nil).json(t)["machine"].(map[string]any)
	}
	want(t, "at first", about()["backup_at"], "")
	if err := b.app.CreateBackup(context.Background(), "night.zip"); err != nil {
		t.Fatal(err)
	}
	b.eventually("it was checked", func() bool { return about()["backup_check"] == "ok" })
	want(t, "the databases", about()["check"], "ok")
	if about()["backup_at"] == "" || about()["checked_at"] == "" {
		t.Errorf("no times: %v", about())
	}
	b.eventually("it is remembered", func() bool {
		return b.count("crm_settings WHERE key = 'machine' AND value LIKE '%night.zip%'", nil) == 1
	})
}
