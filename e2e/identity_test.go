package e2e

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// signInAs opens the staff pages of a demo.
func (b *browser) signInAs(inbox string) {
	b.t.Helper()
	b.do(chromedp.Navigate(inbox + "/inbox"))
	b.typeIn(at("login-email"), "staff@example.com")
	b.typeIn(at("login-password"), "demo-password"+kb.Enter)
	b.until("the inbox", `document.querySelectorAll('[data-testid="inbox-item"]').length > 5`)
}

// openChat opens the conversation in whose line of the list a text is.
func (b *browser) openChat(text string) {
	b.t.Helper()
	b.until("the conversation with "+text, fmt.Sprintf(`(e => (e.click(), true))([...document.querySelectorAll('[data-testid="inbox-item"]')].find(e => e.innerText.includes(%q)))`, text))
}

// Somebody adds the contact of an unknown sender in the dashboard; the page in
// which the sender's messages are open becomes the customer's by itself.
func TestAnOpenPageFollowsTheUnknownSenderToTheCustomer(t *testing.T) {
	p := start(t, nil, "demo", "--dir", filepath.Join(t.TempDir(), "demo"))
	inbox := p.find(`Inbox\s+(http://\S+)/`)
	waitForHTTP(t, inbox+"/api/health")
	for i := range 2 {
		status, answer := call(t, "POST", p.find(`Phone\s+(http://\S+)/`)+"/simulator/inbound", "", map[string]any{
			"from": "553199990177", "name": "Caio", "text": fmt.Sprintf("who knows me? %d", i)})
		if status >= 300 {
			t.Fatalf("the simulator answers %d: %v", status, answer)
		}
	}
	b := openBrowser(t, 1280, 900)
	b.signInAs(inbox)
	b.until("both messages", `[...document.querySelectorAll('[data-testid="inbox-item"]')].some(e => e.innerText.includes("who knows me? 1"))`)
	b.do(chromedp.Navigate(inbox + "/inbox/unknown:553199990177"))
	b.until("the bar of an unknown sender", `document.querySelector('[data-testid="unknown-bar"]')`)
	b.screenshot("unknown-sender")

	admin := signIn(t, inbox, "_superusers", "admin@example.com", "demo-password")
	_, customer := call(t, "POST", inbox+"/api/collections/customers/records", admin, map[string]any{"name": "Caio Bastos"})
	status, answer := call(t, "POST", inbox+"/api/collections/contacts/records", admin, map[string]any{
		"customer": customer["id"], "type": "phone", "value": "+55 31 99999-0177"})
	if status != 200 {
		t.Fatalf("the contact: %d %v", status, answer)
	}
	b.until("the customer's conversation", fmt.Sprintf(`location.pathname.endsWith(%q) && !document.querySelector('[data-testid="unknown-bar"]')`, "/"+customer["id"].(string)))
	b.until("both messages there", `document.querySelectorAll('[data-testid="message"]').length === 2`)
	b.quiet()
}

// From the message to the customer in one step, and back.
func TestLinkAnUnknownSenderFromTheMessageAndUndo(t *testing.T) {
	p := start(t, nil, "demo", "--dir", filepath.Join(t.TempDir(), "demo"))
	inbox := p.find(`Inbox\s+(http://\S+)/`)
	waitForHTTP(t, inbox+"/api/health")
	hidden := true
	call(t, "POST", p.find(`Phone\s+(http://\S+)/`)+"/simulator/inbound", "", map[string]any{
		"user_id": "US.7700000000000001", "username": "sol.7", "hidden_phone": hidden, "name": "Sol", "text": "no number, sorry"})

	for _, screen := range []struct {
		name          string
		width, height int64
	}{{"desk", 1280, 900}, {"phone", 390, 844}} {
		t.Run(screen.name, func(t *testing.T) {
			b := openBrowser(t, screen.width, screen.height)
			b.signInAs(inbox)
			b.do(chromedp.Navigate(inbox + "/inbox/unknown:US.7700000000000001"))
			b.click(at("bar-create"))
			b.until("the name from the profile", `document.querySelector('[data-testid="customer-name"]')?.value === "Sol"`)
			b.screenshot("create-" + screen.name)
			b.do(chromedp.SendKeys(chromedp.CSS(at("customer-name")), kb.Enter))
			b.until("the customer's conversation", `/\/inbox\/[a-z0-9]{15}$/.test(location.pathname)`)
			b.until("the message there", `[...document.querySelectorAll('[data-testid="message"]')].some(e => e.innerText.includes("no number, sorry"))`)
			b.screenshot("created-" + screen.name)
			b.takeBack()
			b.until("the unknown sender again", `decodeURIComponent(location.pathname) === "/inbox/unknown:US.7700000000000001" && document.querySelector('[data-testid="unknown-bar"]')`)
			b.quiet()
		})
	}
}

// Numbers that can't be right are listed until they are mended.
func TestCustomersWithDoubtfulNumbers(t *testing.T) {
	p := start(t, nil, "demo", "--dir", filepath.Join(t.TempDir(), "demo"))
	inbox := p.find(`Inbox\s+(http://\S+)/`)
	waitForHTTP(t, inbox+"/api/health")
	token := signIn(t, inbox, "users", "staff@example.com", "demo-password")
	_, customer := call(t, "POST", inbox+"/api/collections/customers/records", token, map[string]any{"name": "Short Number", "country": "GB"})
	_, contact := call(t, "POST", inbox+"/api/collections/contacts/records", token, map[string]any{"customer": customer["id"], "type": "phone", "value": "0770 09"})

	b := openBrowser(t, 390, 844)
	b.signInAs(inbox)
	b.do(chromedp.Navigate(inbox + "/customers"))
	const names = `[...document.querySelectorAll('[data-testid="customer-item"]')].map(e => e.querySelector(".person-name").innerText)`
	b.until("all customers", names+`.length > 1`)
	b.click(".chip:has(" + at("customers-doubtful") + ")")
	b.until("the one to look at", names+`.join() === "Short Number"`)
	b.screenshot("customers-doubtful")
	b.click(at("customer-item"))
	b.until("the customer", `document.querySelector("h1").innerText.includes("Short Number")`)
	call(t, "PATCH", inbox+"/api/collections/contacts/records/"+contact["id"].(string), token, map[string]any{"value": "07700 900999"})
	b.do(chromedp.Evaluate[chromedp.Void](`history.back()`))
	b.until("that none is left", `document.body.innerText.includes("No doubtful number here")`)
	b.quiet()
}
