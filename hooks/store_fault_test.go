package hooks_test

import (
	"fmt"
	"strings"
	"testing"
)

// A full disk answers 5xx, so that Meta keeps the message, and is over when
// there is room again: nobody has to restart anything.
func TestFullDiskRefusesAndRecovers(t *testing.T) {
	t.Parallel()
	b := newBareBench(t, testConfig())
	b.webhook(value(`"messages":[` + text("447700900123", "wamid.before", "1793700001", "hello") + `]`))

	var pages int
	if err := b.app.NonconcurrentDB().NewQuery("PRAGMA page_count").Row(&pages); err != nil {
		t.Fatal(err)
	}
	limit := func(n int) {
		t.Helper()
		var set int
		if err := b.app.NonconcurrentDB().NewQuery(fmt.Sprintf("PRAGMA max_page_count = %d", n)).Row(&set); err != nil {
			t.Fatal(err)
		}
	}
	limit(pages)
	long := value(`"messages":[` + text("447700900123", "wamid.large", "1793700002", strings.Repeat("no room ", 10_000)) + `]`)
	a := b.call("POST", "/api/crm/whatsapp/webhook", "", []byte(long))
	want(t, "status on a full disk", a.status, 500)
	want(t, "rows", b.count("comms_log", nil), 1)
	want(t, "events", b.count("whatsapp_events", nil), 0)

	limit(1 << 30)
	b.webhook(long)
	want(t, "rows", b.count("comms_log", nil), 2)
}

func TestReadOnlyDatabaseRefusesAndRecovers(t *testing.T) {
	t.Parallel()
	b := newBareBench(t, testConfig())
	readOnly := func(on string) {
		t.Helper()
		if _, err := b.app.NonconcurrentDB().NewQuery("PRAGMA query_only = " + on).Execute(); err != nil {
			t.Fatal(err)
		}
	}
	body := value(`"messages":[` + text("447700900123", "wamid.1", "1793700001", "hello") + `]`)
	readOnly("ON")
	want(t, "status", b.call("POST", "/api/crm/whatsapp/webhook", "", []byte(body)).status, 500)
	readOnly("OFF")
	b.webhook(body)
	want(t, "rows", b.count("comms_log", nil), 1)
}
