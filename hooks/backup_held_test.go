package hooks_test

import (
	"testing"
	"time"
)

// What was sent, and what went on, between a backup and its restore isn't done
// once more by who starts on the restored data.
func TestWhatMayHaveLeftSinceABackupIsNotSentAgain(t *testing.T) {
	t.Parallel()
	b := newBareBench(t, testConfig())
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	message := func(body, state string, since, sendAt time.Time) string {
		fields := map[string]any{"customer": ada, "type": "whatsapp", "direction": "outbound", "message_type": "text", "body": body, "status": "queued",
			"address": "447700900123", "error": "tried again", "error_code": "130429", "next_attempt_at": since}
		if !sendAt.IsZero() {
			fields["send_at"] = sendAt
		}
		id := b.create("comms_log", fields).Id
		b.create("whatsapp_outbox", map[string]any{"row": id, "address": "447700900123", "message_type": "text", "content": map[string]any{"body": body},
			"state": state, "due_at": since, "since": since})
		return id
	}
	now := time.Now()
	waiting := message("waiting", "waiting", now.Add(-time.Minute), time.Time{})
	dying := message("dying", "sending", now.Add(-time.Minute), time.Time{})
	due := message("due", "waiting", now.Add(-time.Hour), now.Add(-time.Hour))
	later := message("later", "waiting", now.Add(time.Hour), now.Add(time.Hour))
	running := b.create("imports", map[string]any{"name": "a.csv", "state": "running", "started_at": now}).Id
	b.backedUp("a.zip")

	app, err := restarted(t, b.decidedRestore("a.zip"))
	if err != nil {
		t.Fatal(err)
	}
	for id, status := range map[string]string{waiting: "unknown", dying: "unknown", due: "unknown", later: "queued"} {
		row, err := app.FindRecordById("comms_log", id)
		if err != nil {
			t.Fatal(err)
		}
		want(t, row.GetString("body"), row.GetString("status"), status)
		if status == "unknown" {
			want(t, "why", row.GetString("error"),
				"This message was waiting in the backup that was restored, so it may have been sent since. Ask the customer before you send it again.")
			want(t, "code and next try", row.GetString("error_code")+row.GetString("next_attempt_at"), "")
		}
	}
	left, err := app.FindAllRecords("whatsapp_outbox")
	if err != nil || len(left) != 1 || left[0].GetString("row") != later {
		t.Errorf("%d messages leave by themselves: %v", len(left), err)
	}
	shown, err := app.FindFirstRecordByData("conversations", "customer", ada)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "in the list", shown.GetString("last_status"), "unknown")
	imported, err := app.FindRecordById("imports", running)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "the import", imported.GetString("state"), "failed")
}
