package e2e

import (
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// A customer calls from the page, somebody plays the business; then what Meta
// and the business's own app do is chosen at the side.
func TestPhonePageCallsAndAccount(t *testing.T) {
	receiver, hears := newListener(t)
	addr := freePort(t)
	start(t, nil, "simulate", "--http", addr, "--webhook", receiver, "--name", "Harbour Bikes")
	base := "http://" + addr
	waitForHTTP(t, base+"/simulator/state")
	call(t, "POST", base+"/simulator/customers", "", map[string]any{"phone": "+447700900123", "name": "Ada"})

	b := openBrowser(t, 1280, 900)
	b.do(chromedp.Navigate(base + "/"))
	b.click(at("phone-customer-447700900123"))
	const last = `[...document.querySelectorAll('[data-testid="phone-message"]')].at(-1)?.innerText`
	b.click(at("phone-call"))
	b.screenshot("phone-page-ringing")
	b.click(at("call-answer"))
	b.until("the talk", `document.querySelector(".call-bar p")?.innerText.startsWith("On the phone")`)
	b.click(at("call-hangup"))
	b.until("the call's end", last+`.match(/Lasted \d+:\d\d/)`)
	b.click(at("phone-call"))
	b.click(at("call-decline"))
	b.until("the declined call", last+`.includes("Declined")`)
	b.click(at("phone-call"))
	b.click(at("call-hangup"))
	b.until("the cancelled call", last+`.includes("You hung up")`)

	b.click(at("drawer-open"))
	b.click(at("part-account") + " summary")
	b.until("the events", `document.querySelectorAll('[data-testid="account-event"] option').length > 10`)
	b.click(at("account-raise"))
	b.until("that it was told", `document.querySelector('[data-testid="part-account"] .part-status').innerText.includes("told")`)
	b.click(at("part-app") + " summary")
	b.click(at("app-send"))
	b.until("the message from the app", last+`.includes("We open at nine.")`)
	b.screenshot("phone-page-account")
	b.quiet()
	for _, text := range []string{`"event":"connect"`, `"status":"COMPLETED"`, `"phone_number_quality_update"`, `"smb_message_echoes"`} {
		hears(t, text)
	}
}

// What is played on the phone's side of the demo is in its inbox: calls, the
// business's own app, news of the account. Nothing is left that it can't apply.
func TestCallsAndNewsReachTheInbox(t *testing.T) {
	p := start(t, nil, "demo", "--dir", filepath.Join(t.TempDir(), "demo"))
	inbox, phone := p.find(`Inbox\s+(http://\S+)/`), p.find(`Phone\s+(http://\S+)/`)
	waitForHTTP(t, inbox+"/api/health")
	waitForHTTP(t, phone+"/simulator/state")
	const ada = "447700900123"
	post := func(path string, body map[string]any) {
		t.Helper()
		if code, answer := call(t, "POST", phone+"/simulator/"+path, "", body); code > 299 {
			t.Fatalf("%s: %d %v", path, code, answer)
		}
	}
	b := openBrowser(t, 1280, 900)
	b.signInAs(inbox)
	b.openChat("Ada")
	post("calls", map[string]any{"from": ada, "outcome": "missed", "rings": "0.1s"})
	b.until("the missed call", `document.body.innerText.includes("Missed call")`)
	// note: on a clock that is moved it lasts for so long however busy the machine is
	post("clock", map[string]any{"hold": true})
	post("calls", map[string]any{"from": ada, "outcome": "answered", "rings": "0.1s", "talks": "2s"})
	post("clock", map[string]any{"move": "100ms"})
	post("clock", map[string]any{"move": "2s", "hold": false})
	b.until("the call that was answered", `document.body.innerText.includes("It lasted 2 s")`)
	post("app/messages", map[string]any{"to": ada, "text": "Written on our own phone"})
	b.until("the message of the app", `document.body.innerText.includes("Written on our own phone")`)
	post("app/sync", map[string]any{"what": "history"})
	post("app/sync", map[string]any{"what": "contacts"})
	_, list := call(t, "GET", phone+"/simulator/account-events", "", nil)
	names := list["events"].([]any)
	for _, one := range names {
		post("account-events", map[string]any{"event": one.(map[string]any)["event"]})
	}
	admin := signIn(t, inbox, "_superusers", "admin@example.com", "demo-password")
	count := func(collection string) float64 {
		_, answer := call(t, "GET", inbox+"/api/collections/"+collection+"/records?perPage=1", admin, nil)
		n, _ := answer["totalItems"].(float64)
		return n
	}
	for end := time.Now().Add(patience); count("whatsapp_notices") < float64(len(names)); time.Sleep(100 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("%v notices of %d events", count("whatsapp_notices"), len(names))
		}
	}
	if n := count("whatsapp_events"); n != 0 {
		t.Errorf("%v events could not be applied", n)
	}
	b.screenshot("phone-calls-in-the-inbox")
	b.quiet()
}
