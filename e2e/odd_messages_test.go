package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// oddCustomer is who all of it was said with, at a time at which nothing else was.
const oddCustomer = "unknown:447700900123"

// What is seldom in a thread looks like what it is, and offers only what works.
func TestOddMessagesLookLikeWhatTheyAre(t *testing.T) {
	p := newSampleServer(t)
	for _, sample := range []string{"message-text", "message-link-click", "messages-conversation-context", "account-update-restriction"} {
		p.postSample(sample)
	}
	p.post(bytes.ReplaceAll(p.sample("message-link-click"), []byte("marketing_messages_link_click"), []byte("sang_along")))
	failed := p.log(map[string]any{"source": "app", "body": "We close at six", "status": "failed"})
	p.postSample("smb-message-echo-image")
	lost := p.fail("image")
	closed := p.log(map[string]any{"body": "See you tomorrow", "status": "failed", "error_code": "crm_window", "error": "More than 24 hours have passed since they last wrote, so WhatsApp takes only a template."})
	blank := p.log(map[string]any{"direction": "inbound", "body": "   ", "status": "received", "occurred_at": "2026-11-03 12:00:00.000Z"})
	linked := p.log(map[string]any{"message_type": "image", "body": "From our page", "status": "read", "payload": map[string]any{"type": "image", "image": map[string]any{"link": "https://cdn.example.com/lamp.jpg"}}})
	paper := p.log(map[string]any{"message_type": "document", "body": "Media message sent: document (Invoice 2041.pdf)", "status": "sent",
		"payload": map[string]any{"type": "document", "document": map[string]any{"link": "https://files.example.com/2041", "filename": "Invoice 2041.pdf"}}})
	ends := p.log(map[string]any{"message_type": "template", "template": "sale", "body": "Lamps, 20 % off\nUntil 3 December 2026, 18:05 UTC", "status": "delivered"})

	b := openBrowser(t, 1280, 900, chromedp.Env("TZ=Asia/Tokyo"))
	b.do(chromedp.Navigate(p.base + "/inbox/" + url.PathEscape(oddCustomer)))
	b.typeIn(at("login-email"), "admin@example.com")
	b.typeIn(at("login-password"), "correct horse\r")
	b.until("the thread", `document.querySelectorAll('[data-testid="message"]').length >= 12`)

	b.expect("where to send it again", failed, `!e.querySelector('button[data-testid^="help-"]') && e.innerText.includes("in the WhatsApp Business app")`)
	b.expect("a way to fetch the file of an echo", lost, `e.querySelector('[data-testid="media-again"]')`)
	b.expect("a template where the window is closed", closed, `e.querySelector('[data-testid="help-template"]') && !e.querySelector('[data-testid="help-again"]')`)
	b.expect("that it is empty", blank, `e.querySelector('[data-testid="message-empty"]')`)
	b.until("that the last message is empty", `document.querySelector('[data-testid="inbox-item"]').innerText.includes("[empty message]")`)
	b.expect("the link of a picture", linked, `(a => a && a.href === "https://cdn.example.com/lamp.jpg" && a.rel === "noopener noreferrer" && a.target === "_blank" && a.innerText.includes("cdn.example.com") && e.innerText.includes("From our page"))(e.querySelector('[data-testid="media-link"]'))`)
	b.expect("the link of a document, by its name", paper, `/Invoice 2041.pdf\s+files.example.com/.test(e.innerText) && !e.innerText.includes("Media message")`)
	b.expect("when the offer ends, here", ends, `/Until .*Dec 4, 2026.*3:05/.test(e.innerText)`)

	for _, words := range []string{"Link opened in a marketing message", "Summary by Meta's agent"} {
		b.until("that nobody said it: "+words, fmt.Sprintf(`(e => e && e.classList.contains("message-system") && !e.querySelector(".bubble") && !/from/i.test(e.textContent))(
			[...document.querySelectorAll('[data-testid="message"][data-direction="internal"]')].find(e => e.innerText.includes(%q)))`, words))
	}

	for _, look := range []struct {
		name          string
		width, height int64
		scheme        string
	}{{"desk-light", 1280, 1500, "light"}, {"desk-dark", 1280, 1500, "dark"}, {"phone-light", 390, 1600, "light"}, {"phone-dark", 390, 1600, "dark"}} {
		b.do(chromedp.EmulateViewport(look.width, look.height),
			chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`document.documentElement.dataset.theme = %q`, look.scheme)), chromedp.Sleep(300*time.Millisecond)) // colours fade
		b.screenshot("odd-messages-" + look.name)
	}
	b.do(chromedp.Evaluate[chromedp.Void](`[...document.querySelectorAll(".message-system")].find(e => e.innerText.includes("sang along")).querySelector('[data-testid="message-raw"]').click()`))
	b.until("what was sent of an action without words", `document.querySelector("dialog[open]")?.innerText.includes('"sang_along"')`)
	b.do(chromedp.Navigate(p.base + "/settings/notices"))
	b.until("until when, here", `(e => e && /20\d\d, \d+:\d\d/.test(e.innerText) && !e.innerText.includes("UTC"))(document.querySelector('[data-testid="account-notice"][data-field="account_update"]'))`)
	b.screenshot("odd-notices")
	b.quiet()
}

// expect waits until a condition holds for the element e of a message.
func (b *browser) expect(what, id, condition string) {
	b.t.Helper()
	b.until(what, fmt.Sprintf(`(e => e && (%s))(document.querySelector('[data-testid="message"][data-id="%s"]'))`, condition, id))
}

func (s *sampleServer) sample(name string) []byte {
	s.t.Helper()
	body, err := os.ReadFile("../whatsapp/testdata/webhooks/" + name + ".json")
	if err != nil {
		s.t.Fatal(err)
	}
	return body
}

func (s *sampleServer) postSample(name string) {
	s.t.Helper()
	if status := s.post(s.sample(name)); status != 200 {
		s.t.Fatalf("%s: status %d", name, status)
	}
}

// log writes a row as an earlier day has left it, and returns its id. Only the
// server writes WhatsApp rows, so it goes past it.
func (s *sampleServer) log(row map[string]any) string {
	s.t.Helper()
	whole := map[string]any{
		"id": fmt.Sprintf("odd%012d", s.logged), "customer_id": oddCustomer, "address": "447700900123", "type": "whatsapp", "direction": "outbound", "message_type": "text",
		"occurred_at": "2026-11-03 11:00:00.000Z", "created": "2026-11-03 11:00:00.000Z", "updated": "2026-11-03 11:00:00.000Z",
	}
	s.logged++
	maps.Copy(whole, row)
	names, values := []string{}, []string{}
	for name, value := range whole {
		text, ok := value.(string)
		if !ok {
			content, err := json.Marshal(value)
			if err != nil {
				s.t.Fatal(err)
			}
			text = string(content)
		}
		names, values = append(names, name), append(values, "'"+strings.ReplaceAll(text, "'", "''")+"'")
	}
	s.sql("INSERT INTO comms_log (" + strings.Join(names, ", ") + ") VALUES (" + strings.Join(values, ", ") + ")")
	s.sql(`UPDATE conversations SET (last_at, last_preview, last_direction) =
		(SELECT occurred_at, body, direction FROM comms_log WHERE comms_log.customer_id = conversations.customer_id ORDER BY occurred_at DESC, id DESC LIMIT 1)`)
	return whole["id"].(string)
}

// sql runs a statement in the console of the dashboard.
func (s *sampleServer) sql(statement string) {
	s.t.Helper()
	if status, answer := call(s.t, "POST", s.base+"/api/sql", s.token, map[string]any{"query": statement}); status != 200 {
		s.t.Fatalf("%s: %d %v", statement, status, answer)
	}
}

// fail has the file of the only message of a type not come, and returns its id.
func (s *sampleServer) fail(messageType string) string {
	s.t.Helper()
	for id, row := range s.everything() {
		if row.str("message_type") != messageType {
			continue
		}
		s.sql("UPDATE comms_log SET media_state = 'failed', media_error = 'The file could not be fetched.' WHERE id = '" + id + "'")
		return id
	}
	s.t.Fatalf("there is no %s", messageType)
	return ""
}
