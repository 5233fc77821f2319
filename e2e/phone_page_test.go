package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

// The simulator's page on its own, as another developer of a webhook uses it:
// a list is answered, a phone is off, a message is deleted, on a desk and on a phone.
func TestPhonePageOnItsOwn(t *testing.T) {
	receiver, hears := newListener(t)
	addr := freePort(t)
	start(t, nil, "simulate", "--http", addr, "--webhook", receiver, "--token", "T", "--phone-number-id", "111", "--waba-id", "222", "--name", "Harbour Bikes")
	base := "http://" + addr
	waitForHTTP(t, base+"/simulator/state")
	for _, name := range []string{"Ada", "Tomás"} {
		call(t, "POST", base+"/simulator/customers", "", map[string]any{"phone": fmt.Sprintf("+44770090012%d", len(name)), "name": name})
	}
	const ada, tomas = "447700900123", "447700900126"
	send := func(message map[string]any) {
		t.Helper()
		message["messaging_product"], message["to"] = "whatsapp", ada
		if code, answer := call(t, "POST", base+"/v25.0/111/messages", "Bearer T", message); code != 200 {
			t.Fatalf("%d %v", code, answer)
		}
	}

	for _, screen := range []struct {
		name          string
		width, height int64
	}{{"desk", 1280, 900}, {"phone", 360, 780}} {
		t.Run(screen.name, func(t *testing.T) {
			b := openBrowser(t, screen.width, screen.height)
			b.do(chromedp.Navigate(base + "/"))
			b.click(at("phone-customer-" + ada))
			hello := "Hello from the " + screen.name
			b.paste(at("phone-"+ada, " ", at("phone-input")), hello)
			b.click(at("phone-"+ada, " ", at("phone-send")))
			mine := fmt.Sprintf(`[...document.querySelectorAll('[data-testid="phone-message"][data-direction="out"]')].find(e => e.innerText.includes(%q))`, hello)
			b.until("the message with its ticks", mine+`?.dataset.status === "sent"`)

			row := "Full service " + screen.name
			send(map[string]any{"type": "interactive", "interactive": map[string]any{"type": "list", "body": map[string]any{"text": "Which service?"}, "action": map[string]any{
				"button": "See " + screen.name, "sections": []any{map[string]any{"title": "Repair", "rows": []any{map[string]any{"id": "r-" + screen.name, "title": row}}}}}}})
			under := fmt.Sprintf(`[...document.querySelectorAll(".under")].find(e => e.innerText.includes("See %s"))`, screen.name)
			b.until("the list's button", under)
			eval[bool](b, `(`+under+`.click(), true)`)
			b.until("the sheet", `document.querySelector(".row")?.offsetParent`)
			b.screenshot("phone-page-list-" + screen.name)
			b.click(".row")
			b.until("the answer", fmt.Sprintf(`[...document.querySelectorAll('[data-direction="out"]')].some(e => e.innerText.includes(%q) && e.querySelector(".quote"))`, row))

			b.click(at("phone-behaviour"))
			b.click(at("behaves-online"))
			b.until("that the phone is off", fmt.Sprintf(`document.querySelector('%s').checkVisibility()`, at("phone-"+ada, " .notice .button")))
			b.click("dialog[open] .main-button")
			send(map[string]any{"type": "text", "text": map[string]any{"body": "Later on the " + screen.name}})
			b.until("the note that something waits", `document.querySelector('[data-testid="phone-waiting"]')`)
			b.click(".notice .button")
			b.until("what waited", fmt.Sprintf(`[...document.querySelectorAll('[data-direction="in"]')].some(e => e.innerText.includes("Later on the %s"))`, screen.name))

			id := eval[string](b, mine+`.dataset.id`)
			eval[bool](b, `(`+mine+`.querySelector(".message-more").click(), true)`)
			eval[bool](b, `([...document.querySelectorAll(".menu-entry")].find(e => e.innerText.includes("Delete")).click(), true)`)
			b.until("the deleted message", fmt.Sprintf(`document.querySelector('[data-testid="phone-message"][data-id=%q] .gone')`, id))
			b.screenshot("phone-page-" + screen.name)

			if screen.name == "desk" {
				b.click(at("phone-another"))
				b.until("two phones", fmt.Sprintf(`document.querySelectorAll(".column").length === 2 && document.querySelector('[data-testid="phone-%s"]')`, tomas))
			} else {
				b.click(".back")
				b.until("the list", `document.querySelector("#app").dataset.view === "list"`)
			}
			b.quiet()
			for _, text := range []string{`"id":"r-` + screen.name + `"`, `"original_message_id":"` + id + `"`} {
				hears(t, text)
			}
		})
	}
}
