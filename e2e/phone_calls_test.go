package e2e

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
)

// A customer calls from the page, somebody plays the business; then what Meta
// and the business's own app do is chosen at the side.
func TestPhonePageCallsAndAccount(t *testing.T) {
	var mu sync.Mutex
	var posted strings.Builder
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		posted.Write(body)
	}))
	defer receiver.Close()
	addr := freePort(t)
	start(t, nil, "simulate", "--http", addr, "--webhook", receiver.URL, "--name", "Harbour Bikes")
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
	b.until("the call's end", last+`.includes("Lasted 0:0")`)
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
	mu.Lock()
	defer mu.Unlock()
	for _, text := range []string{`"event":"connect"`, `"status":"COMPLETED"`, `"phone_number_quality_update"`, `"smb_message_echoes"`} {
		if !strings.Contains(posted.String(), text) {
			t.Errorf("the webhook did not hear %s", text)
		}
	}
}
