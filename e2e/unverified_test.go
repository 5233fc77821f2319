package e2e

import (
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// While there is no secret, what comes has an open seal with its sentence, in the
// list and in the thread, on a desk and on a phone, and the banner says what to set.
func TestWhatCameUnsignedHasAnOpenSeal(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "demo")
	sample := start(t, nil, "demo", "--dir", dir)
	waitForHTTP(t, sample.find(`Inbox\s+(http://\S+)/`)+"/api/health")
	sample.kill()
	addr := freePort(t)
	inbox := "http://" + addr
	start(t, []string{"WHATSAPP_PHONE_NUMBER_ID=200300400500600", "WHATSAPP_ACCESS_TOKEN=unused", "WHATSAPP_GRAPH_URL=http://127.0.0.1:1", "WHATSAPP_VERIFY_TOKEN=our own"},
		"serve", "--dir", dir, "--http", addr)
	waitForHTTP(t, inbox+"/api/health")
	for i, from := range []string{priya, "447700900777"} {
		if status, answer := call(t, "POST", inbox+"/api/crm/whatsapp/webhook", "", inbound(from, "wamid.forged"+from, []string{"Please pay to this account instead", "Who am I?"}[i])); status != 200 {
			t.Fatalf("%d %v", status, answer)
		}
	}
	const sentence = "Unverified: it came without a signature, so anybody may have sent it"
	for _, screen := range []struct {
		name          string
		width, height int64
	}{{"desk", 1280, 900}, {"phone", 390, 844}} {
		b := openBrowser(t, screen.width, screen.height)
		b.signInAs(inbox)
		b.until("the seals in the list", `document.querySelectorAll('[data-testid="inbox-item"] [role="img"][aria-label="`+sentence+`"]').length === 2`)
		b.until("the banner", `document.querySelector('[data-testid="health-banner"] summary')?.innerText.includes("WHATSAPP_APP_SECRET")`)
		b.look("unverified-list-" + screen.name)
		b.openChat("Please pay to this account instead")
		b.until("the seal in the thread", `(all => all.length === 1 && all[0].innerText.trim() === "`+sentence+`" && all[0].querySelector("svg"))(document.querySelectorAll('[data-testid="message-unverified"]'))`)
		b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".thread-scroll").scrollTop = 1e6`))
		b.look("unverified-thread-" + screen.name)
		b.quiet()
	}
}
