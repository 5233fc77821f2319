package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// serveDemo is a server on the data of a demo that takes webhooks as they are.
func serveDemo(t *testing.T) (inbox string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "demo")
	sample := start(t, nil, "demo", "--dir", dir)
	waitForHTTP(t, sample.find(`Inbox\s+(http://\S+)/`)+"/api/health")
	sample.kill()
	addr := freePort(t)
	start(t, []string{"WHATSAPP_PHONE_NUMBER_ID=200300400500600", "WHATSAPP_ACCESS_TOKEN=unused", "WHATSAPP_APP_SECRET=" + appSecret, "WHATSAPP_GRAPH_URL=http://127.0.0.1:1"}, "serve", "--dir", dir, "--http", addr)
	waitForHTTP(t, "http://"+addr+"/api/health")
	return "http://" + addr
}

// deliver posts a webhook with one change, as Meta would.
func deliver(t *testing.T, inbox, field, value string) {
	t.Helper()
	body := json.RawMessage(fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":"100200300400500","time":%d,"changes":[{"field":%q,"value":{`+
		`"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550100200","phone_number_id":"200300400500600"},%s}}]}]}`, time.Now().Unix(), field, value))
	if status, answer := call(t, "POST", inbox+"/api/crm/whatsapp/webhook", "", body); status != 200 {
		t.Fatalf("the webhook of %s answers %d: %v", field, status, answer)
	}
}

// deliverSample posts a sample body as it is.
func deliverSample(t *testing.T, inbox, name string) {
	t.Helper()
	body, err := os.ReadFile(filepath.Join("..", "whatsapp", "testdata", "webhooks", name+".json"))
	if err != nil {
		t.Fatal(err)
	}
	if status, answer := call(t, "POST", inbox+"/api/crm/whatsapp/webhook", "", json.RawMessage(body)); status != 200 {
		t.Fatalf("the webhook %s answers %d: %v", name, status, answer)
	}
}

// look takes a picture in light and in dark.
func (b *browser) look(name string) {
	b.t.Helper()
	for _, scheme := range []string{"light", "dark"} {
		eval[bool](b, fmt.Sprintf(`(document.documentElement.dataset.theme = %q, true)`, scheme))
		b.screenshot(name + "-" + scheme)
	}
}

// A missed call and an answered one stand in the thread, live; the missed one
// asks for somebody.
func TestCallsInTheThread(t *testing.T) {
	inbox := serveDemo(t)
	for _, screen := range []struct {
		name          string
		width, height int64
		from          string
	}{{"desk", 1280, 900, "553199990177"}, {"phone", 390, 844, "553199990188"}} {
		t.Run(screen.name, func(t *testing.T) {
			b := openBrowser(t, screen.width, screen.height)
			b.signInAs(inbox)
			now := time.Now().Unix()
			event := func(id, what, direction string, at int64, more string) {
				deliver(t, inbox, "calls", fmt.Sprintf(`"contacts":[{"profile":{"name":"Caio"},"wa_id":%q}],"calls":[{"id":"wacid.%s.%s","from":%q,"to":"15550100200","event":%q,"timestamp":"%d","direction":%q%s}]`,
					screen.from, screen.name, id, screen.from, what, at, direction, more))
			}
			event("missed", "connect", "USER_INITIATED", now-40, "")
			event("missed", "terminate", "USER_INITIATED", now-10, `,"status":"FAILED"`)
			b.until("an unread missed call in the list", `[...document.querySelectorAll('[data-testid="inbox-item"]')].some(e => e.innerText.includes("Missed call") && e.querySelector('[data-testid="unread-badge"]'))`)
			b.screenshot("calls-list-" + screen.name)
			b.do(chromedp.Navigate(inbox + "/inbox/unknown:" + screen.from))
			b.until("the missed call", fmt.Sprintf(`document.querySelector('%s')?.innerText.includes("Nobody answered")`, at("message", `[data-status="missed"]`)))

			event("answered", "connect", "USER_INITIATED", now-9, "")
			b.until("the call that rings", fmt.Sprintf(`document.querySelector('%s')`, at("message", `[data-status="ringing"]`)))
			event("answered", "terminate", "USER_INITIATED", now-1, fmt.Sprintf(`,"status":"COMPLETED","start_time":"%d","end_time":"%d","duration":205`, now-8, now-1))
			b.until("how long it took", fmt.Sprintf(`document.querySelector('%s')?.innerText.includes("It lasted 3 min 25 s.")`, at("message", `[data-status="completed"]`)))
			b.until("a way to answer", `document.querySelector('[data-testid="composer-input"]')`)
			b.look("calls-" + screen.name)
			b.quiet()
		})
	}
}

// makeAdmin makes kim@example.com a member of staff who is an admin.
func makeAdmin(t *testing.T, inbox string) {
	t.Helper()
	super := signIn(t, inbox, "_superusers", "admin@example.com", "demo-password")
	status, answer := call(t, "POST", inbox+"/api/collections/users/records", super, map[string]any{
		"email": "kim@example.com", "name": "Kim", "password": "demo-password", "passwordConfirm": "demo-password", "role": "admin", "active": true, "verified": true})
	if status != 200 {
		t.Fatalf("an admin: %d %v", status, answer)
	}
}

// What WhatsApp tells of the account: admins see it at once and put it away;
// other staff see nothing of it.
func TestNoticesAreForAdmins(t *testing.T) {
	inbox := serveDemo(t)
	makeAdmin(t, inbox)

	admin := openBrowser(t, 1280, 900)
	admin.do(chromedp.Navigate(inbox + "/inbox"))
	admin.typeIn(at("login-email"), "kim@example.com")
	admin.typeIn(at("login-password"), "demo-password"+kb.Enter)
	admin.until("the inbox", `document.querySelectorAll('[data-testid="inbox-item"]').length > 5`)
	staff := openBrowser(t, 1280, 900)
	staff.signInAs(inbox)

	for _, name := range []string{"phone-number-quality", "template-status-rejected", "security-pin-changed", "history-chunk", "unknown-field"} {
		deliverSample(t, inbox, name)
	}
	deliver(t, inbox, "account_update", `"event":"ACCOUNT_RESTRICTION","restriction_info":[{"restriction_type":"RESTRICTED_BIZ_INITIATED_MESSAGING","expiration":"`+
		fmt.Sprint(time.Now().Add(72*time.Hour).Unix())+`"}]`)
	admin.until("the banner", `document.querySelector('[data-testid="account-banner"]')?.innerText.includes("start conversations")`)
	admin.until("the badge", `document.querySelector('[data-testid="nav-news"]')?.innerText === "3"`)
	eval[bool](admin, `(document.querySelector('[data-testid="account-banner"] summary').click(), true)`)
	admin.look("notices-banner")

	admin.click(`a[href="/settings/notices"].nav-link`)
	admin.until("all notices", `document.querySelectorAll('[data-testid="account-notice"]').length === 6`)
	admin.look("notices-desk")
	admin.click(at("account-notice", `[data-field="account_update"] `) + at("notice-raw"))
	admin.until("the words of Meta's", `document.querySelector('[data-testid="raw-dialog"]')?.innerText.includes("RESTRICTED_BIZ_INITIATED_MESSAGING")`)
	admin.screenshot("notices-raw")
	admin.escape("raw-dialog")

	admin.click(at("account-notice", `[data-field="account_update"] `) + at("notice-dismiss"))
	admin.until("it is put away", `document.querySelectorAll('[data-testid="account-notice"]').length === 5 && !document.querySelector('[data-testid="account-banner"]')`)
	admin.click(at("notices-earlier"))
	admin.until("who put it away", `[...document.querySelectorAll('[data-testid="account-notice"]')].some(e => e.innerText.includes("Dismissed by Kim"))`)
	admin.click(at("notice-restore"))
	admin.until("it is back", `document.querySelector('[data-testid="account-banner"]')`)

	admin.do(chromedp.EmulateViewport(390, 844))
	eval[bool](admin, `(document.querySelector("h1").scrollIntoView({ block: "end" }), true)`)
	admin.look("notices-phone")
	if wide := eval[float64](admin, `document.documentElement.scrollWidth`); wide > 390 {
		t.Errorf("the page is %v wide on a phone of 390", wide)
	}
	admin.quiet()

	unseen := func() {
		t.Helper()
		for _, id := range []string{"account-banner", "nav-news", "account-notice", "settings-notices"} {
			if eval[bool](staff, fmt.Sprintf(`Boolean(document.querySelector('%s'))`, at(id))) {
				t.Errorf("staff see %s", id)
			}
		}
	}
	unseen() // in a page that was open all the time
	staff.do(chromedp.Navigate(inbox + "/settings"))
	staff.until("the settings", `document.querySelector('[data-testid="settings-whatsapp"]')`)
	// Only what is inside scrolls: the navigation stays where it is.
	if more := eval[int](staff, `document.documentElement.scrollHeight - innerHeight`); more > 0 {
		t.Errorf("the page itself scrolls by %d pixels", more)
	}
	staff.do(chromedp.Navigate(inbox + "/settings/notices"))
	staff.until("that it isn't theirs", `document.querySelector("main").innerText.includes("Only administrators see this")`)
	unseen()
	if text := eval[string](staff, `document.body.innerText`); strings.Contains(text, "restricted") {
		t.Error("staff read of the restriction")
	}
	staff.quiet()
}

// A chat that another app has is read and not answered, until it comes back.
func TestAChatOfAnotherAppIsLeftAlone(t *testing.T) {
	inbox := serveDemo(t)
	const from = "553199990166"
	b := openBrowser(t, 1280, 900)
	b.signInAs(inbox)
	now := time.Now().Unix()
	deliver(t, inbox, "standby", fmt.Sprintf(`"standby":{"contacts":[{"profile":{"name":"Caio"},"wa_id":%q}],"messages":[{"from":%q,"id":"wamid.away1","timestamp":"%d","type":"text","text":{"body":"I talk to your bot"}}]}`, from, from, now-30))
	b.do(chromedp.Navigate(inbox + "/inbox/unknown:" + from))
	b.until("the message", `document.querySelector('[data-testid="message"]')?.innerText.includes("I talk to your bot")`)
	b.until("no composer", `document.querySelector('[data-testid="composer-shut"]')?.innerText.includes("Another app is answering") && !document.querySelector('[data-testid="composer-template"]')`)
	b.look("standby")
	deliver(t, inbox, "messaging_handovers", fmt.Sprintf(`"sender":{"phone_number":%q},"recipient":{"phone_number_id":"200300400500600","display_phone_number":"15550100200"},"type":"control_passed","timestamp":"%d",`+
		`"control_passed":{"previous_owner_role":"ai_agent","new_owner_role":"customer_service","metadata":"asks for a human"}`, from, now-5))
	b.until("the composer", `document.querySelector('[data-testid="composer-input"]')`)
	b.screenshot("standby-back")
	b.quiet()
}
