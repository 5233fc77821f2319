package hooks_test

import (
	"fmt"
	"strings"
	"testing"

	"pocketcrm/whatsapp/simulator"
)

func TestAnOrderIsAnsweredWithItsParts(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	b.webhook(sample(t, "message-order.json"))
	b.webhook(sample(t, "message-text.json"))
	list := b.call("GET", "/api/collections/comms_log/records?sort=occurred_at", b.staffToken, nil).json(t)
	var order map[string]any
	for _, item := range list["items"].([]any) {
		row := item.(map[string]any)
		if row["payload"] != nil {
			t.Error("staff got the payload")
		}
		details, has := row["details"].(map[string]any)
		want(t, row["message_type"].(string)+" has details", has, row["message_type"] == "order")
		if has {
			order = details
		}
	}
	want(t, "what was said with the order", order["text"], "Please gift-wrap")
	parts := order["order"].(map[string]any)
	want(t, "items", len(parts["items"].([]any)), 2)
	want(t, "total", parts["totals"].([]any)[0].(map[string]any)["value"], "199.80")
}

// A file that WhatsApp didn't hand on says why, whatever form Meta's message
// has; the payload of other files is not read.
func TestAFileThatIsTooBigSaysSo(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	b.webhook(sample(t, "message-media-too-big-131052.json"))
	b.webhook(sample(t, "message-image.json"))
	list := b.call("GET", "/api/collections/comms_log/records?sort=occurred_at", b.staffToken, nil).json(t)
	for _, item := range list["items"].([]any) {
		row := item.(map[string]any)
		details, has := row["details"].(map[string]any)
		want(t, row["message_type"].(string)+" has details", has, row["message_type"] == "video")
		if has {
			want(t, "why", fmt.Sprint(details["missing"]), "map[code:131052 kind:video reason:The media file is larger than the platform accepts.]")
		}
	}
}

func TestOnlyAdminsSeeWhatWhatsAppSent(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	b.webhook(sample(t, "message-unsupported-poll.json"))
	path := "/api/crm/whatsapp/messages/" + b.only().Id + "/payload"
	for who, tc := range map[string]struct {
		token  string
		status int
	}{
		"nobody":         {"", 401},
		"an agent":       {b.token(b.user("agent@example.com", "agent", true)), 403},
		"a former admin": {b.token(b.user("gone@example.com", "admin", false)), 403},
		"an admin":       {b.token(b.user("admin@example.com", "admin", true)), 200},
		"a superuser":    {b.superToken, 200},
	} {
		answer := b.call("GET", path, tc.token, nil)
		want(t, who, answer.status, tc.status)
		want(t, who+" sees it", strings.Contains(answer.body, "poll_creation"), tc.status == 200)
	}
	want(t, "another message", b.call("GET", "/api/crm/whatsapp/messages/nothing/payload", b.superToken, nil).status, 404)
}

func TestADocumentSaysHowLargeItIs(t *testing.T) {
	t.Parallel()
	sim, b, ada := adaOnline(t)
	size := func(id any) string {
		t.Helper()
		return fmt.Sprint(b.call("GET", "/api/collections/comms_log/records/"+fmt.Sprint(id), b.staffToken, nil).json(t)["media_size"])
	}
	sent := b.sendFile(fileToAda(ada, nil), "invoice.pdf", "application/pdf", strings.NewReader("%PDF-1.7 of 23 bytes\n%%"))
	want(t, "at once "+sent.body, fmt.Sprint(sent.json(t)["media_size"]), "23")
	want(t, "sent", size(sent.json(t)["id"]), "23")

	got := b.mediaState(b.inbound(sim, simulator.Inbound{Type: "document"}).Id, "stored")
	want(t, "received", size(got.Id), fmt.Sprint(len(b.file(got, "").body)))
	picture := b.mediaState(b.inbound(sim, simulator.Inbound{Type: "image"}).Id, "stored")
	want(t, "of a picture nobody asks", size(picture.Id), "<nil>")
}
