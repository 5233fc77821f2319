package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// An admin adds a word and switches a language off; both are still so for
// whoever looks next, and staff who aren't admins can only look.
func TestWordsOfAnAdmin(t *testing.T) {
	inbox := serveDemo(t)
	makeAdmin(t, inbox)
	const (
		words = `[data-testid="set-stop_words"]`
		list  = `[data-testid="usual-list-stop_words"]`
		box   = `[data-testid="usual-stop_words-es"]`
		off   = `document.querySelector('[data-testid="off-stop_words"]')?.innerText.includes("Spanish")`
	)
	admin := openBrowser(t, 1280, 900)
	admin.do(chromedp.Navigate(inbox + "/settings/whatsapp"))
	admin.typeIn(at("login-email"), "kim@example.com")
	admin.typeIn(at("login-password"), "demo-password"+kb.Enter)
	admin.until("the words", `document.querySelector('`+words+`')`)
	admin.typeIn(words, "genug")
	eval[bool](admin, `(document.querySelector('`+words+`').form.requestSubmit(), true)`)
	admin.until("that it is kept", `!document.querySelector('`+words+`').form.querySelector('[type="submit"]')`)
	admin.click(at("usual-stop_words"))
	admin.until("the usual ones", `document.querySelectorAll('`+list+` li').length > 50`)
	admin.click(box)
	admin.until("that Spanish is off", off)
	admin.look("words-desk")

	admin.do(chromedp.EmulateViewport(390, 844))
	eval[bool](admin, `(document.querySelector('`+box+`').scrollIntoView({ block: "center" }), true)`)
	admin.look("words-phone")
	if wide := eval[float64](admin, `document.documentElement.scrollWidth`); wide > 390 {
		t.Errorf("the page is %v wide on a phone of 390", wide)
	}
	if small := eval[bool](admin, `[...document.querySelectorAll('`+list+` label')].some(e => e.getBoundingClientRect().height < 44)`); small {
		t.Error("some language is too small to be hit")
	}

	admin.do(chromedp.Reload())
	admin.until("the word, and that Spanish is still off", `document.querySelector('`+words+`')?.value === "genug" && `+off)
	admin.click(at("usual-stop_words"))
	admin.until("the box without its tick", `document.querySelector('`+box+`')?.checked === false`)
	admin.click(box)
	admin.until("that Spanish counts again", `document.querySelector('`+box+`').checked && !document.querySelector('[data-testid="off-stop_words"]')`)
	admin.quiet()

	staff := openBrowser(t, 1280, 900)
	staff.signInAs(inbox)
	staff.do(chromedp.Navigate(inbox + "/settings/whatsapp"))
	staff.until("the words", `document.querySelector('`+words+`')?.value === "genug"`)
	staff.click(at("usual-stop_words"))
	staff.until("that they can only look", `document.querySelector('`+words+`').readOnly && document.querySelector('`+box+`')?.disabled`)
	staff.quiet()
}
