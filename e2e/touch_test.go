package e2e

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// byFinger makes a browser one that is pointed at with a finger.
func byFinger(b *browser, width, height int64) {
	b.t.Helper()
	b.do(chromedp.EmulateViewport(width, height, chromedp.EmulateMobile, chromedp.EmulateTouch))
}

// afterwards makes on what is below a spot what a browser makes of a finger once
// it is lifted, and lists what of it went through: the click of a busy phone is late.
func (b *browser) afterwards(finger spot) []string {
	b.t.Helper()
	return eval[[]string](b, fmt.Sprintf(`["mousedown", "mouseup", "click", "contextmenu"].filter(name => document.elementFromPoint(%[1]f, %[2]f)
		.dispatchEvent(new PointerEvent(name, { bubbles: true, cancelable: true, detail: 1, pointerType: "touch", clientX: %[1]f, clientY: %[2]f })))`, finger.X, finger.Y))
}

// enter presses the key as a keyboard does: what is refused types nothing. The
// modifiers are the protocol's, 2 for Ctrl and 8 for Shift.
func (b *browser) enter(modifiers int64) {
	b.t.Helper()
	b.do(func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeKeyDown, input.DispatchKeyEventTypeKeyUp} {
			key := input.DispatchKeyEventParams{Type: kind, Modifiers: modifiers, Key: "Enter", Code: "Enter", WindowsVirtualKeyCode: 13}
			if kind == input.DispatchKeyEventTypeKeyDown && modifiers&2 == 0 {
				key.Text = "\r"
			}
			if _, err := cdp.Call(ctx, target, input.DispatchKeyEvent, key); err != nil {
				return chromedp.Void{}, err
			}
		}
		return chromedp.Void{}, nil
	})
}

// The finger that has opened the menu of a message presses nothing when it is
// lifted, whether it is a tap for the browser or a long press; nor does the one
// that closes it. The next press is one again.
func TestAFingerPressesNothingAfterALongPress(t *testing.T) {
	d := newDesk(t)
	staff := openBrowser(t, 360, 740)
	byFinger(staff, 360, 740)
	d.open(staff)
	const open = `Boolean(document.querySelector('[data-testid="message-menu"][open]'))`
	for _, held := range []time.Duration{470 * time.Millisecond, 700 * time.Millisecond, 1200 * time.Millisecond} {
		finger := staff.touch(at("message"), held)
		staff.until("the menu", open)
		if through := staff.afterwards(finger); len(through) > 0 {
			t.Errorf("held for %s: %v went to what is below the finger", held, through)
		}
		if !eval[bool](staff, open) {
			t.Fatalf("held for %s: the menu was closed again", held)
		}
		// beside it: the message, a link or a button is there once it is closed
		const beside = `(e => { window.heard = []; addEventListener("click", e => heard.push(e.target.tagName)); return e.getBoundingClientRect().top })(document.querySelector('[data-testid="message-menu"]'))`
		if top := eval[float64](staff, beside); top < 60 {
			t.Fatalf("there is no room beside the menu: %v", top)
		}
		staff.touchSpot(spot{X: 180, Y: 30}, 60*time.Millisecond)
		staff.until("the menu closed", "!"+open)
		if heard := eval[[]string](staff, `heard`); len(heard) > 0 {
			t.Errorf("closing it has pressed %v", heard)
		}
	}
	staff.touch(at("message"), 700*time.Millisecond)
	staff.until("the menu", open)
	staff.touch(at("menu-reply"), 60*time.Millisecond)
	staff.until("the answer", `document.querySelector('[data-testid="composer-quote"]')`)
	if n := len(d.sent()); n != 0 {
		t.Errorf("%d messages or reactions were sent", n)
	}

	// the button that sends opens what is for later; its finger presses nothing of it
	staff.paste(at("composer-input"), "Tomorrow at nine?")
	finger := staff.touch(at("composer-send"), 900*time.Millisecond)
	staff.until("the dialog", `document.querySelector('[data-testid="later-dialog"][open]')`)
	if through := staff.afterwards(finger); len(through) > 0 {
		t.Errorf("after the button that sends: %v went to what is below the finger", through)
	}
	if n := len(d.sent()); n != 0 {
		t.Errorf("%d messages were sent", n)
	}
	staff.quiet()
}

// On a phone Enter breaks the line and the button sends, on a desk Enter sends;
// Ctrl+Enter sends on both, and either can be chosen on each.
func TestEnterOnAPhoneAndOnADesk(t *testing.T) {
	d := newDesk(t)
	photo := picture(t, "shop.jpg", 300, 200)
	for _, device := range []struct {
		name          string
		width, height int64
		finger        bool
	}{{"desk", 1280, 900, false}, {"phone", 360, 740, true}, {"tablet", 1024, 768, true}} {
		t.Run(device.name, func(t *testing.T) {
			b := openBrowser(t, device.width, device.height)
			if device.finger {
				byFinger(b, device.width, device.height)
			}
			d.open(b)
			box, sends := at("composer-input"), !device.finger
			value := func(selector string) string {
				t.Helper()
				return eval[string](b, fmt.Sprintf(`document.querySelector(%q).value`, selector))
			}
			sent := func(text string) {
				t.Helper()
				b.until(text+" is sent", fmt.Sprintf(`[...document.querySelectorAll('[data-testid="message"][data-direction="outbound"]')].some(e => e.innerText.includes(%q))`, text))
			}
			// with tries Enter in the box with one meaning of it
			try := func(sends bool) {
				t.Helper()
				hint := map[bool]string{true: "send", false: "enter"}[sends]
				if got := eval[string](b, `document.querySelector('[data-testid="composer-input"]').enterKeyHint`); got != hint {
					t.Errorf("the key says %q, want %q", got, hint)
				}
				text := fmt.Sprintf("%s %v", device.name, sends)
				b.paste(box, text)
				b.enter(8)
				b.paste(box, "second")
				for _, word := range []string{`isComposing: true`, `keyCode: 229`} { // of an input method
					eval[bool](b, fmt.Sprintf(`document.querySelector('[data-testid="composer-input"]').dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true, %s }))`, word))
				}
				if got := value(box); got != text+"\nsecond" {
					t.Fatalf("after Shift+Enter there is %q", got)
				}
				b.enter(0)
				if !sends {
					if got := value(box); got != text+"\nsecond\n" {
						t.Fatalf("after Enter there is %q", got)
					}
					b.paste(box, "third")
					b.screenshot("enter-" + device.name)
					b.click(at("composer-send"))
					text += "\nsecond\nthird"
				}
				b.until("the empty box", `document.querySelector('[data-testid="composer-input"]').value === ""`)
				sent(text)
			}
			try(sends)
			b.paste(box, "by Ctrl on a "+device.name)
			b.enter(2)
			sent("by Ctrl on a " + device.name)

			b.choose(at("attach-input"), photo)
			b.paste(at("attach-caption"), "caption on a "+device.name)
			b.until("the photo", `document.querySelector('[data-testid="attach-item"]').dataset.ready === "yes"`)
			b.enter(0)
			if !sends {
				if got := value(at("attach-caption")); got != "caption on a "+device.name+"\n" {
					t.Fatalf("after Enter in a caption there is %q", got)
				}
				b.enter(2)
			}
			sent("caption on a " + device.name)

			b.do(chromedp.Navigate(d.inbox + "/customers/" + d.customer))
			b.click(at("send-whatsapp"))
			b.until("the number", `document.querySelector('[data-testid="send-to-phone"]').value !== ""`)
			b.paste(at("send-message"), "dialog on a "+device.name)
			b.enter(0)
			if !sends {
				if got := value(at("send-message")); got != "dialog on a "+device.name+"\n" {
					t.Fatalf("after Enter in the dialog there is %q", got)
				}
				b.screenshot("enter-dialog-" + device.name)
				b.enter(2)
			}
			b.until("the end of the dialog", `!document.querySelector('[data-testid="send-dialog"]')`)

			other := map[bool]string{true: "break", false: "send"}[sends]
			b.do(chromedp.Navigate(d.inbox + "/settings"))
			b.until("the choice", fmt.Sprintf(`(e => (e.click(), e.checked))(document.querySelector('input[name="enter"][value=%q]'))`, other))
			eval[bool](b, `(document.getElementById("set-keys").scrollIntoView({ block: "start" }), true)`)
			b.look("settings-enter-" + device.name)
			b.do(chromedp.Navigate(d.inbox + "/inbox/" + d.customer))
			b.until("the box", `document.querySelector('[data-testid="composer-input"]')`)
			try(!sends)
			b.quiet()
		})
	}
}

// A browser that has notifications and shows none says so where they are
// switched on, and the switch goes off; so does one that allows them no more.
func TestNotificationsThatCannotBeShown(t *testing.T) {
	d := newDesk(t)
	const chromeOnAPhone = `(state => {
		window.Notification = class { constructor(title) { state.tried++; if (state.throws) throw new TypeError("Illegal constructor. Use ServiceWorkerRegistration.showNotification() instead."); }
			close() {} static get permission() { return state.permission; } static requestPermission() { return Promise.resolve(state.permission = state.answer); } };
		window.state = state; return true;
	})({ tried: 0, throws: %v, permission: %q, answer: %q })`
	staff := openBrowser(t, 390, 844)
	d.open(staff)
	settings := func(throws bool, permission, answer string) {
		t.Helper()
		staff.until("the settings", `(e => (e.click(), true))(document.querySelector('a[href="/settings"].nav-link'))`)
		eval[bool](staff, fmt.Sprintf(chromeOnAPhone, throws, permission, answer))
		staff.until("the switch", `document.querySelector('[data-testid="set-notifications"]')`)
	}
	says := func(on bool, words string) {
		t.Helper()
		staff.until(words, fmt.Sprintf(`(e => e.checked === %v && document.getElementById(e.getAttribute("aria-describedby")).innerText.includes(%q))(document.querySelector('[data-testid="set-notifications"]'))`, on, words))
		if got := eval[string](staff, `localStorage.getItem("crm.notify") ?? "no"`); got != map[bool]string{true: "yes", false: "no"}[on] {
			t.Errorf("%s, but what is kept is %q", words, got)
		}
	}
	toggle := func() {
		t.Helper()
		staff.until("the switch pressed", `(e => !e.disabled && (e.click(), true))(document.querySelector('[data-testid="set-notifications"]'))`)
	}
	settings(true, "granted", "granted")
	toggle()
	says(false, "shows no notifications of a page")
	eval[bool](staff, `(document.getElementById("set-notify").scrollIntoView({ block: "start" }), true)`)
	staff.look("settings-notify-unable")

	eval[bool](staff, fmt.Sprintf(chromeOnAPhone, false, "default", "default"))
	toggle() // and the question is waved away
	says(false, "The browser asks whether you allow it")
	eval[bool](staff, fmt.Sprintf(chromeOnAPhone, false, "default", "denied"))
	toggle()
	says(false, "blocks notifications")

	eval[bool](staff, fmt.Sprintf(chromeOnAPhone, false, "granted", "granted"))
	eval[bool](staff, `document.dispatchEvent(new Event("visibilitychange"))`)
	toggle()
	says(true, "While this page is in the background.")
	if n := eval[int](staff, `state.tried`); n != 1 {
		t.Errorf("%d were shown, want one that says that they are on", n)
	}

	// the next one can't be shown: it says so, and is off
	eval[bool](staff, `(state.throws = true, Object.defineProperty(document, "visibilityState", { get: () => "hidden", configurable: true }), true)`)
	d.hears(map[string]any{"text": "Is anybody there?"})
	staff.until("the words", `[...document.querySelectorAll(".toast")].some(e => e.innerText.includes("switched off"))`)
	says(false, "shows no notifications of a page")
	staff.screenshot("notifications-off")
	staff.quiet()
}
