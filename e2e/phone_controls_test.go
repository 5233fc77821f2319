package e2e

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
)

// What the page's controls order is taken: the simulator refuses calls with a
// key that it doesn't know, and files that go wrong and another phone can be
// had with a click.
func TestPhonePageControls(t *testing.T) {
	receiver, _ := newListener(t)
	addr := freePort(t)
	start(t, nil, "simulate", "--http", addr, "--webhook", receiver, "--token", "T", "--token-lifetime", "1d", "--phone-number-id", "111")
	base := "http://" + addr
	waitForHTTP(t, base+"/simulator/state")
	const ada = "447700900123"
	call(t, "POST", base+"/simulator/customers", "", map[string]any{"phone": "+" + ada, "name": "Ada"})
	b := openBrowser(t, 1280, 900)
	b.do(chromedp.Navigate(base + "/"))
	b.click(at("phone-customer-" + ada))
	b.paste(at("phone-"+ada, " ", at("phone-input")), "Hello")
	b.click(at("phone-"+ada, " ", at("phone-send")))
	b.until("the message", `document.querySelector('[data-testid="phone-message"]')?.dataset.status === "sent"`)

	b.click(at("drawer-open"))
	taken := func(part string) {
		t.Helper()
		in := fmt.Sprintf(`document.querySelector('[data-testid="part-%s"] .part-status')`, part)
		b.until(part+" is done", in+`.textContent`)
		if eval[bool](b, in+`.classList.contains("error")`) {
			t.Errorf("%s: %s", part, eval[string](b, in+`.textContent`))
		}
	}
	unfold := func(part string) {
		t.Helper()
		eval[bool](b, fmt.Sprintf(`(() => { const e = document.querySelector('[data-testid="part-%s"]'); e.open = true; e.scrollIntoView({ block: "center" }); return true; })()`, part))
	}
	choose := func(id, value string) {
		t.Helper()
		b.until(id+" has "+value, fmt.Sprintf(`document.querySelector('[data-testid="%s"] option[value="%s"]')`, id, value))
		eval[bool](b, fmt.Sprintf(`(() => { const e = document.querySelector('[data-testid="%s"]'); e.value = %q; e.dispatchEvent(new Event("change")); return true; })()`, id, value))
	}
	b.click(at("clock-25h"))
	taken("clock")
	unfold("failures")
	choose("failure", "media_other")
	b.click(at("failure-add"))
	taken("failures")
	b.until("the failure in the list", `document.querySelector('[data-testid="part-failures"] .part-list')?.innerText.includes("A file arrives with other bytes")`)
	b.screenshot("phone-controls-failures")
	unfold("disorder")
	choose("disorder", "some")
	taken("disorder")
	unfold("outage")
	b.click(at("part-outage", " .button"))
	taken("outage")
	unfold("account")
	choose("account-event", "restricted")
	b.click(at("account-raise"))
	taken("account")
	unfold("scenarios")
	b.click(at("scenario-record"))
	taken("scenarios")
	_, list := call(t, "GET", base+"/simulator/failures", "", nil)
	if one := list["failures"].([]any)[0].(map[string]any); one["kind"] != "file" || one["endpoint"] != nil {
		t.Errorf("what was ordered: %v", one)
	}
	// note: the token lived for a day, and the clock was moved by more
	if code, _ := call(t, "GET", base+"/v25.0/111", "Bearer T", nil); code != 401 {
		t.Errorf("a token that has ended: %d", code)
	}
	call(t, "POST", base+"/simulator/token", "", map[string]any{"token": "U"})
	if code, _ := call(t, "GET", base+"/v25.0/111", "Bearer U", nil); code != 200 {
		t.Errorf("the next token: %d", code)
	}
	b.click(at("drawer-open"))

	const hash = `document.querySelectorAll("dialog .facts code")[1]?.textContent`
	b.click(at("phone-behaviour"))
	b.until("the facts", `document.querySelector("dialog .facts")`)
	eval[bool](b, `(document.querySelector("dialog .facts").open = true)`)
	before := eval[string](b, hash)
	eval[bool](b, `([...document.querySelectorAll("dialog .facts button")].find(e => e.innerText.includes("another phone")).click(), true)`)
	b.until("another hash", fmt.Sprintf(`%s && %s !== %q`, hash, hash, before))
	for scheme, size := range map[string][2]int64{"light": {1280, 900}, "dark": {360, 780}} {
		b.do(chromedp.EmulateViewport(size[0], size[1]))
		eval[bool](b, fmt.Sprintf(`(() => { document.documentElement.style.colorScheme = %q; const e = document.querySelector("dialog .facts"); e.open = true; e.scrollIntoView({ block: "end" }); return true; })()`, scheme))
		b.screenshot("phone-controls-device-" + scheme)
	}
	b.quiet()
}
