package hooks_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/internal/fresh"
)

// othersStatuses are the statuses of one message of another tool.
func othersStatuses(wamid string, values ...string) string {
	list := make([]string, len(values))
	for i, v := range values {
		list[i] = fmt.Sprintf(`{"id":%q,"status":%q,"timestamp":"%d","recipient_id":"447700900123","recipient_user_id":"GB.90100000000000000001",
			"conversation":{"id":"0123456789abcdef","origin":{"type":"marketing"}},"pricing":{"billable":true,"pricing_model":"PMP","category":"marketing","type":"regular"}}`, wamid, v, 1793700001+i)
	}
	return value(`"statuses":[` + strings.Join(list, ",") + `]`)
}

// A marketing tool sends from the same account: that is nobody's business here.
func TestStatusesOfAnotherToolRaiseNoAlarmAndTakeLittle(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	const messages = 200
	for i := range messages {
		for range 2 {
			b.webhook(othersStatuses(fmt.Sprintf("wamid.HBgMNDQ3NzAwOTAwMTIzFQIAERgSNkJFQzZGOEZENzAyOTN%06d", i), "sent", "delivered", "read"))
		}
	}
	report := b.call("GET", "/api/crm/health", b.staffToken, nil).json(t)
	want(t, "to look at", report["parked_events"], 0.0)
	want(t, "of others", report["other_messages"], float64(messages))
	want(t, "warnings of it", strings.Contains(fmt.Sprint(report["warnings"]), "event"), false)
	want(t, "rows", b.count("comms_log", nil), 0)
	want(t, "notices", b.count("whatsapp_notices", nil), 0)
	var bytes int
	if err := b.app.DB().NewQuery("SELECT MAX(length(id) + length(wamid) + length(statuses) + length(received_at)) FROM whatsapp_statuses").Row(&bytes); err != nil {
		t.Fatal(err)
	}
	if bytes > 500 {
		t.Errorf("three statuses take %d bytes", bytes)
	}
}

// They are bounded in number and in age.
func TestStatusesOfAnotherToolDoNotPileUp(t *testing.T) {
	t.Parallel()
	clock := newClock(time.Unix(1793700000, 0))
	cfg := testConfig()
	cfg.Now, cfg.EventDays = clock.now, 7
	b := newBareBenchOn(t, fresh.Dir(t, accounts), cfg, func(app core.App) {
		_, err := app.NonconcurrentDB().NewQuery(`INSERT INTO whatsapp_statuses (id, wamid, statuses, received_at)
			WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)
			SELECT printf('w%014d', i), 'wamid.' || i, '[]', printf('2026-11-02 10:00:%02d.000Z', i % 60) FROM n`).Execute()
		if err != nil {
			t.Fatal(err)
		}
	})
	b.webhook(othersStatuses("wamid.one-more", "sent"))
	want(t, "the oldest go", b.count("whatsapp_statuses", nil), 19001)
	want(t, "the newest stays", b.count("whatsapp_statuses WHERE wamid = 'wamid.one-more'", nil), 1)

	clock.pass(8 * 24 * time.Hour)
	for _, job := range b.app.Cron().Jobs() {
		if job.Id() == "crm_events_cleanup" {
			job.Run()
		}
	}
	want(t, "after the days that events are kept", b.count("whatsapp_statuses", nil), 0)
}

// A status may come before the message it is about; also across a restart.
func TestAnEarlyStatusIsAppliedWhenItsMessageComes(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	b.webhook(othersStatuses("wamid.M", "read", "sent", "delivered"))
	b.webhook(value(`"statuses":[{"id":"wamid.F","status":"failed","timestamp":"1793700002","recipient_id":"447700900123","errors":[{"code":131047,"title":"Re-engagement message","error_data":{"details":"more than 24 hours"}}]}]`))
	b.webhook(value(`"statuses":[{"id":"wamid.M","status":"beamed","timestamp":"1793700002","recipient_id":"447700900123"}]`))
	b.restart()
	echo := func(wamid string) string {
		return inField("smb_message_echoes", `"message_echoes":[{"from":"15550100200","to":"447700900123","id":"`+wamid+`","timestamp":"1793700000","type":"text","text":{"body":"hello"}}]`)
	}
	b.webhook(echo("wamid.M"))
	b.webhook(echo("wamid.F"))
	row, err := b.app.FindFirstRecordByData("comms_log", "ext_message_id", "wamid.M")
	if err != nil {
		t.Fatal(err)
	}
	want(t, "status", row.GetString("status"), "read")
	want(t, "times", fmt.Sprint(row.GetDateTime("read_at").Time().Unix(), row.GetDateTime("sent_at").Time().Unix(), row.GetDateTime("delivered_at").Time().Unix()), "1793700001 1793700000 1793700003")
	want(t, "category", row.GetString("pricing_category"), "marketing")
	failed, err := b.app.FindFirstRecordByData("comms_log", "ext_message_id", "wamid.F")
	if err != nil {
		t.Fatal(err)
	}
	want(t, "failed", failed.GetString("status")+" "+failed.GetString("error_code")+" "+failed.GetString("error_title"), "failed 131047 Re-engagement message: more than 24 hours")
	want(t, "none waits", b.count("whatsapp_statuses", nil), 0)
	want(t, "the unknown one is kept", b.count("whatsapp_events WHERE state = 'parked' AND reason = 'unknown_field'", dbx.Params{}), 1)
}

// What becomes of a payment is no news of the message that asked for it.
func TestAPaymentNeverChangesTheDeliveryOfAMessage(t *testing.T) {
	t.Parallel()
	b := newBareBench(t, testConfig())
	b.webhook(inField("smb_message_echoes", `"message_echoes":[{"from":"15550100200","to":"447700900123","id":"wamid.M","timestamp":"1793700000","type":"text","text":{"body":"please pay"}}]`))
	b.webhook(value(`"statuses":[{"id":"wamid.M","status":"read","timestamp":"1793700001","recipient_id":"447700900123"}]`))
	for i, status := range []string{"pending", "failed", "captured", "sent"} {
		payment := fmt.Sprintf(`"statuses":[{"id":"wamid.M","from":"447700900123","type":"payment","status":%q,"timestamp":"%d","recipient_id":"447700900123",
			"payment":{"reference_id":"order-7","amount":{"value":45050,"offset":100},"currency":"INR","transaction":{"id":"t","type":"upi","status":"success"}}}]`, status, 1793700002+i)
		b.webhook(value(payment))
		b.webhook(value(payment))
	}
	b.webhook(value(`"statuses":[{"id":"wamid.M","type":"message","status":"played","timestamp":"1793700009","recipient_id":"447700900123"}]`))
	rows := b.log()
	said := []string{}
	for _, row := range rows {
		said = append(said, row.GetString("direction")+" "+row.GetString("status")+": "+row.GetString("body"))
	}
	want(t, "log", strings.Join(said, "\n"), `outbound played: please pay
internal : Payment 450.50 INR begun, not yet received (reference order-7)
internal : Payment 450.50 INR failed (reference order-7)
internal : Payment 450.50 INR received (reference order-7)
internal : Payment 450.50 INR: sent (reference order-7)`)
}
