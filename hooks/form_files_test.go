package hooks_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/whatsapp/simulator"
)

// formAnswer is a completed Flow of Ada's.
func formAnswer(t *testing.T, wamid string, answers map[string]any) string {
	t.Helper()
	inside, err := json.Marshal(answers)
	if err != nil {
		t.Fatal(err)
	}
	text, _ := json.Marshal(string(inside))
	return value(fmt.Sprintf(`"contacts":[{"wa_id":"447700900123","profile":{"name":"Ada"}}],"messages":[{"from":"447700900123","id":%q,"timestamp":"%d","type":"interactive",
		"interactive":{"type":"nfm_reply","nfm_reply":{"name":"flow","body":"Sent","response_json":%s}}}]`, wamid, time.Now().Unix(), text))
}

// fileOfForm is a file that Meta has, as a PhotoPicker writes it.
func fileOfForm(b *bench, sim *simulator.Simulator, kind, name string) map[string]any {
	b.t.Helper()
	row := b.inbound(sim, simulator.Inbound{Type: kind})
	payload := map[string]any{}
	if err := row.UnmarshalJSONField("payload", &payload); err != nil {
		b.t.Fatal(err)
	}
	file := payload[kind].(map[string]any)
	return map[string]any{"id": file["id"], "mime_type": file["mime_type"], "sha256": file["sha256"], "file_name": name}
}

// filesOf are the rows of a message and of its further files.
func (b *bench) filesOf(wamid string) []*core.Record {
	b.t.Helper()
	rows, err := b.app.FindRecordsByFilter("comms_log", "ext_message_id = {:id} || (reply_to = {:id} && ext_message_id = '')", "occurred_at,id", 0, 0, map[string]any{"id": wamid})
	if err != nil {
		b.t.Fatal(err)
	}
	return rows
}

func TestFilesOfAFormAreFilesOfTheMessage(t *testing.T) {
	t.Parallel()
	sim, b, _ := adaOnline(t)
	photos := []any{fileOfForm(b, sim, "image", "front.jpg"), fileOfForm(b, sim, "image", "back.jpg")}
	broken := fileOfForm(b, sim, "document", "bill.pdf")
	broken["id"] = "999999"
	conversation := b.conversationOfAda()
	unread := conversation.GetInt("unread")

	body := formAnswer(t, "wamid.form", map[string]any{
		"flow_token": "secret-token", "damage": "cracked screen",
		"screen_1": map[string]any{"photos": photos, "agree": true}, "bill": []any{broken}, "sizes": []any{"S", "M"},
	})
	b.webhook(body)
	b.webhook(body)
	rows := b.filesOf("wamid.form")
	want(t, "rows", len(rows), 3)
	want(t, "unread", b.conversationOfAda().GetInt("unread"), unread+1)
	for _, part := range []string{"damage: cracked screen", "screen_1.photos: front.jpg, back.jpg", "bill: bill.pdf", "sizes: S, M", "screen_1.agree: true"} {
		if !strings.Contains(rows[0].GetString("body"), part) {
			t.Errorf("the answer lacks %q: %s", part, rows[0].GetString("body"))
		}
	}
	for _, hidden := range []string{"sha256", "{", "secret-token", "999999"} {
		if strings.Contains(rows[0].GetString("body"), hidden) {
			t.Errorf("the answer shows %q: %s", hidden, rows[0].GetString("body"))
		}
	}

	states := map[string]string{}
	for _, row := range rows {
		state := "stored"
		if row.GetString("media_name") == "bill.pdf" {
			state = "failed"
		}
		row = b.mediaState(row.Id, state)
		states[row.GetString("media_name")] = row.GetString("media_state")
		if state == "stored" {
			want(t, "served", b.file(row, "").status, 200)
			want(t, "type", row.GetString("media_mime"), "image/jpeg")
			want(t, "without a token", b.call("GET", "/api/files/comms_log/"+row.Id+"/"+row.GetString("media"), "", nil).status, 404)
			continue
		}
		want(t, "again", b.call("POST", "/api/crm/whatsapp/messages/"+row.Id+"/media", b.staffToken, nil).status, 200)
	}
	want(t, "states", fmt.Sprint(states), "map[back.jpg:stored bill.pdf:failed front.jpg:stored]")

	b.webhook(value(`"messages":[{"from":"447700900123","id":"wamid.V","timestamp":"1793700011","type":"revoke","revoke":{"original_message_id":"wamid.form"}}]`))
	for _, row := range b.filesOf("wamid.form") {
		want(t, "withdrawn", row.GetDateTime("revoked_at").IsZero(), false)
	}
}

func (b *bench) conversationOfAda() *core.Record {
	b.t.Helper()
	row, err := b.app.FindFirstRecordByFilter("conversations", "reply_address = '447700900123'")
	if err != nil {
		b.t.Fatal(err)
	}
	return row
}

// A process that dies with files of a form under way fetches each of them after
// the next start.
func TestACrashCostsNoFileOfAForm(t *testing.T) {
	t.Parallel()
	sim, cfg := newSimulator(t, simulator.Customer{WaID: "447700900123", Name: "Ada"})
	b := newBench(t, cfg)
	sim.SetWebhook(b.url+"/api/crm/whatsapp/webhook", testSecret)
	files := []any{fileOfForm(b, sim, "image", "1.jpg"), fileOfForm(b, sim, "image", "2.jpg"), fileOfForm(b, sim, "document", "3.pdf")}
	for _, row := range b.log() {
		if row.GetString("media_state") != "" {
			b.mediaState(row.Id, "stored")
		}
	}
	down, err := sim.AddFailure(simulator.Failure{Preset: "unavailable"})
	if err != nil {
		t.Fatal(err)
	}
	b.webhook(formAnswer(t, "wamid.form", map[string]any{"all": files}))
	want(t, "waiting", b.count("whatsapp_media WHERE state != 'stored'", nil), 3)
	next := b.restarted(sim, cfg)
	sim.ClearFailures(down)
	for _, row := range next.filesOf("wamid.form") {
		next.mediaState(row.Id, "stored")
	}
	want(t, "files", len(next.filesOf("wamid.form")), 3)
}
