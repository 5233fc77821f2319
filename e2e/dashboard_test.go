package e2e

import (
	"fmt"
	"net/url"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// An administrator who tries the inbox is shown to the dashboard, can't bend the
// log there, and what they may correct is seen as corrected in the inbox.
func TestWhatAnAdministratorDoesInTheDashboard(t *testing.T) {
	p := newSampleServer(t)
	p.postSample("message-text")
	var row string
	for id := range p.everything() {
		row = id
	}

	b := openBrowser(t, 1280, 900)
	b.do(chromedp.Navigate(p.base + "/inbox"))
	b.typeIn(at("login-email"), "root@example.com")
	b.typeIn(at("login-password"), "correct horse"+kb.Enter)
	b.until("what is wrong", `(e => e?.innerText.includes("administrator's account of the dashboard") && e.querySelector('a[href="/_/"]'))(document.querySelector('[data-testid="login-error"]'))`)
	b.until("nobody is signed in", `!JSON.stringify(localStorage).includes("token")`)
	b.screenshot("administrator-at-the-inbox")

	b.do(chromedp.Navigate(p.base + "/_/"))
	b.typeIn(`input[type="password"]`, "correct horse")
	b.typeIn(`input[type="email"]`, "root@example.com"+kb.Enter)
	b.until("the dashboard", `location.hash.includes("collections")`)
	write := func(field, text string) {
		b.t.Helper()
		b.do(chromedp.Navigate("about:blank"), chromedp.Evaluate[chromedp.Void]("0"))
		b.do(chromedp.Navigate(p.base + "/_/#/collections?collection=comms_log&filter=" + url.QueryEscape(`id="`+row+`"`)))
		b.until("the row", fmt.Sprintf(`(e => e && (e.click(), true))([...document.querySelectorAll("table tbody tr")].find(e => e.innerText.includes(%q)))`, row))
		selector := fmt.Sprintf(`.modal textarea[name=%q]`, field)
		b.until("the form", fmt.Sprintf(`(e => e && e.value && !e.closest("[inert]"))(document.querySelector('%s'))`, selector))
		b.until(field, fmt.Sprintf(`(e => (e.value = %q, e.dispatchEvent(new Event("input", { bubbles: true }))))(document.querySelector('%s'))`, text, selector))
		for _, label := range []string{"Unlock to save", "Save changes"} {
			b.until(label, fmt.Sprintf(`(e => e && !e.disabled && (e.click(), true))([...document.querySelectorAll(".modal button")].find(e => e.innerText.trim() === %q && e.checkVisibility()))`, label))
		}
	}
	write("customer_id", "nonsense")
	b.until("why not", `document.body.innerText.includes("Not saved: the server keeps customer_id") && document.body.innerText.includes("give the contact to another customer")`)
	b.screenshot("dashboard-refuses")
	b.do(chromedp.Evaluate[chromedp.Void](`for (const key of Object.keys(localStorage)) if (key.startsWith("draft_")) localStorage.removeItem(key)`))
	write("body", "corrected text")
	b.until("that it was saved", `document.body.innerText.includes("Successfully updated comms_log")`)

	b.do(chromedp.Navigate(p.base + "/inbox"))
	b.typeIn(at("login-email"), "admin@example.com")
	b.typeIn(at("login-password"), "correct horse"+kb.Enter)
	b.until("the text in the inbox", `(e => e?.innerText.includes("corrected text") && (e.click(), true))(document.querySelector('[data-testid="inbox-item"]'))`)
	b.expect("who corrected it", row, `e.innerText.includes("corrected text") && e.innerText.includes("Corrected by root@example.com")`)
	b.click(at("message-edited"))
	b.expect("what it was", row, `e.querySelector(".bubble-edited li")?.innerText.trim().length > 5`)
	b.screenshot("corrected")
	b.quiet()
}
