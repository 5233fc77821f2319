package e2e

import (
	"fmt"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// The main job: sign in, receive, answer, see the ticks; on a desk and on a phone.
func TestConversationBetweenPhoneAndInbox(t *testing.T) {
	p := start(t, nil, "demo", "--dir", filepath.Join(t.TempDir(), "demo"))
	inbox, phone := p.find(`Inbox\s+(http://\S+)/`), p.find(`Phone\s+(http://\S+)/`)
	waitForHTTP(t, inbox+"/api/health")

	for _, screen := range []struct {
		name          string
		width, height int64
	}{{"desk", 1280, 900}, {"phone", 390, 844}} {
		t.Run(screen.name, func(t *testing.T) {
			staff := openBrowser(t, screen.width, screen.height)
			staff.do(chromedp.Navigate(inbox + "/inbox"))
			staff.typeIn(at("login-email"), "staff@example.com")
			staff.typeIn(at("login-password"), "demo-password"+kb.Enter)
			staff.until("the inbox", `document.querySelectorAll('[data-testid="inbox-item"]').length > 5`)
			staff.screenshot("inbox-" + screen.name)

			customer := openBrowser(t, 1000, 800)
			customer.do(chromedp.Navigate(phone + "/"))
			customer.click(at("phone-customer-15550100322")) // Priya, who has not written yet
			hello := "Γειά σου 👋 " + screen.name
			customer.paste(at("phone-input"), hello)
			customer.click(at("phone-send"))

			began := time.Now()
			staff.until("the message in the inbox", fmt.Sprintf(`[...document.querySelectorAll('[data-testid="inbox-item"]')].some(e => e.innerText.includes(%q))`, hello))
			t.Logf("in the inbox after %s", time.Since(began).Round(time.Millisecond))

			// answer from the customer's page
			staff.openChat(hello)
			staff.until("the thread", fmt.Sprintf(`[...document.querySelectorAll('[data-testid="message"]')].some(e => e.innerText.includes(%q))`, hello))
			staff.screenshot("thread-" + screen.name)
			id := eval[string](staff, `decodeURIComponent(location.pathname.split("/").pop())`)
			staff.do(chromedp.Navigate(inbox + "/customers/" + id))
			staff.click(at("send-whatsapp"))
			staff.until("the number", `document.querySelector('[data-testid="send-to-phone"]').value.replace(/\D/g, "") === "15550100322"`)
			answer := "We'll have it ready by *five* – " + screen.name
			staff.paste(at("send-message"), answer)
			staff.screenshot("dialog-" + screen.name)
			staff.click(at("send-submit"))

			customer.until("the answer on the phone", fmt.Sprintf(`[...document.querySelectorAll('[data-testid="phone-message"][data-direction="in"]')].some(e => e.innerText.includes(%q))`, "– "+screen.name))
			staff.until("the ticks", fmt.Sprintf(`[...document.querySelectorAll('[data-testid="message"][data-direction="outbound"]')].some(e => e.innerText.includes(%q) && e.dataset.status === "read")`, "– "+screen.name))
			staff.screenshot("customer-" + screen.name)
			customer.screenshot("simulator-" + screen.name)
			staff.quiet()
			customer.quiet()
		})
	}
}

// After a lost connection nothing is missing, and nothing needs a reload: the
// server dies, comes back, and gets messages before the page has found it again.
func TestNothingIsMissingAfterALostConnection(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	sample := start(t, nil, "demo", "--dir", dir)
	waitForHTTP(t, sample.find(`Inbox\s+(http://\S+)/`)+"/api/health")
	sample.kill()

	addr := freePort(t)
	inbox := "http://" + addr
	server := start(t, nil, "serve", "--dir", dir, "--http", addr)
	waitForHTTP(t, inbox+"/api/health")

	b := openBrowser(t, 1280, 900)
	b.do(chromedp.Navigate(inbox + "/inbox"))
	b.typeIn(at("login-email"), "staff@example.com")
	b.typeIn(at("login-password"), "demo-password"+kb.Enter)
	b.until("the inbox", `document.querySelectorAll('[data-testid="inbox-item"]').length > 5`)

	server.kill()
	b.until("the sign of a lost connection", `document.querySelector('[data-testid="offline-banner"]')`)
	b.screenshot("offline")
	start(t, nil, "serve", "--dir", dir, "--http", addr)
	waitForHTTP(t, inbox+"/api/health")
	for i := range 3 {
		status, answer := call(t, "POST", inbox+"/api/crm/whatsapp/webhook", "", inbound("15550100322", fmt.Sprintf("wamid.away%d", i), fmt.Sprintf("while you were away %d", i)))
		if status != 200 {
			t.Fatalf("the webhook answers %d: %v", status, answer)
		}
	}
	b.until("all that was missed", `[...document.querySelectorAll('[data-testid="inbox-item"]')].some(e => e.innerText.includes("while you were away 2") && e.querySelector('[data-testid="unread-badge"]')?.innerText.includes("3"))`)
	b.until("the end of the warning", `!document.querySelector('[data-testid="offline-banner"]')`)
}

// inbound is a webhook body with one text of a customer, written now.
func inbound(from, wamid, text string) map[string]any {
	return map[string]any{"object": "whatsapp_business_account", "entry": []any{map[string]any{"id": "1", "changes": []any{map[string]any{
		"field": "messages", "value": map[string]any{
			"metadata": map[string]any{"phone_number_id": "200300400500600"},
			"messages": []any{map[string]any{
				"from": from, "id": wamid, "timestamp": fmt.Sprint(time.Now().Unix()), "type": "text", "text": map[string]any{"body": text},
			}},
		},
	}}}}}
}
