package e2e

import (
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// The token is refused: the tab that has sent says so, as every other tab does,
// and each says above the page what to do, without being loaded again.
func TestEveryTabSaysThatTheTokenIsRefused(t *testing.T) {
	d := newDesk(t)
	makeAdmin(t, d.inbox)
	agent := openBrowser(t, 390, 844)
	d.open(agent)
	admin := openBrowser(t, 1280, 900)
	admin.do(chromedp.Navigate(d.inbox + "/inbox"))
	admin.typeIn(at("login-email"), "kim@example.com")
	admin.typeIn(at("login-password"), "demo-password"+kb.Enter)
	admin.openChat("Which of them fits my bike?")
	admin.until("the box", `document.querySelector('[data-testid="composer-input"]')`)
	// everything that is ever said of a message that waits
	const listen = `(window.said = new Set(), new MutationObserver(() => {
		for (const e of document.querySelectorAll('[data-testid="outcome-queued"] span')) said.add(e.innerText.trim());
	}).observe(document.body, { subtree: true, childList: true, characterData: true }), true)`
	eval[bool](agent, listen)
	eval[bool](admin, listen)

	if code, answer := call(t, "POST", d.phone+"/simulator/failures", "", map[string]any{"preset": "token_expired"}); code != 201 {
		t.Fatalf("%d %v", code, answer)
	}
	agent.paste(at("composer-input"), "It will be ready at five")
	agent.click(at("composer-send"))
	const refused = "WhatsApp refuses the access token, so nothing "
	waits := fmt.Sprintf(`document.querySelector('[data-testid="outcome-queued"]')?.innerText.includes(%q)`, refused)
	const banner = `document.querySelector('[data-testid="health-banner"] summary')?.innerText.includes("access token")`
	for name, tab := range map[string]*browser{"the sender's": agent, "another": admin} {
		tab.until(name+" tab's message", waits)
		tab.until(name+" tab's banner", banner)
		for _, words := range eval[[]string](tab, `[...said]`) {
			if words != "" && !strings.HasPrefix(words, refused) {
				t.Errorf("%s tab said %q", name, words)
			}
		}
	}
	if !eval[bool](agent, `document.querySelector('[data-testid="health-banner"]').innerText.includes("tell Robin Hale or Kim")`) {
		t.Error("an agent isn't told whom to tell")
	}
	if eval[bool](admin, `document.querySelector('[data-testid="health-banner"]').innerText.includes("tell ")`) {
		t.Error("an admin is told to tell herself")
	}
	agent.look("token-refused-phone")
	admin.look("token-refused-desk")
	agent.quiet()
	admin.quiet()
}
