package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// What should be set before the program is run for real stands in the settings of
// admins, each with its place in the dashboard, and goes once it is set.
func TestAdminsSeeWhatIsNotSet(t *testing.T) {
	inbox := serveDemo(t)
	makeAdmin(t, inbox)
	super := signIn(t, inbox, "_superusers", "admin@example.com", "demo-password")
	set := func(settings map[string]any) {
		t.Helper()
		if status, answer := call(t, "PATCH", inbox+"/api/settings", super, settings); status != 200 {
			t.Fatalf("%d %v", status, answer)
		}
	}
	b := openBrowser(t, 1280, 900)
	b.do(chromedp.Navigate(inbox + "/settings/setup"))
	b.typeIn(at("login-email"), "kim@example.com")
	b.typeIn(at("login-password"), "demo-password"+kb.Enter)
	b.until("what isn't set", `document.querySelectorAll('[data-testid="setup-point"]').length === 2`)
	b.until("how many", `document.querySelector('[data-testid="settings-setup"]').innerText.includes("(2)")`)
	b.until("where", `document.querySelector('[data-code="mail"] a').getAttribute("href") === "/_/#/settings/mail"`)
	b.look("setup-desk")
	b.do(chromedp.EmulateViewport(360, 780))
	b.look("setup-phone")
	if wide := eval[int](b, `document.documentElement.scrollWidth - innerWidth`); wide > 0 {
		t.Errorf("the page is %d pixels too wide", wide)
	}
	set(map[string]any{"meta": map[string]any{"appURL": "https://crm.example.com"}})
	b.until("what is set is gone", `document.querySelectorAll('[data-testid="setup-point"]').length === 1`)
	set(map[string]any{"smtp": map[string]any{"enabled": true, "host": "mail.example.com"}, "meta": map[string]any{"senderAddress": "inbox@crm.example.com"}})
	b.until("nothing is left", `document.querySelector('[data-testid="setup-none"]')`)
	b.quiet()

	staff := openBrowser(t, 1280, 900)
	staff.signInAs(inbox)
	staff.do(chromedp.Navigate(inbox + "/settings/setup"))
	staff.until("that it isn't theirs", `document.querySelector("main").innerText.includes("Only administrators see this")`)
	if eval[bool](staff, `Boolean(document.querySelector('[data-testid="settings-setup"]'))`) {
		t.Error("staff are led there")
	}
}
