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

// touch presses with a finger, for as long as given: the events say so, however
// late they are. The browser decides what the click of it is for when it is lifted.
func (b *browser) touch(selector string, held time.Duration) spot {
	b.t.Helper()
	at := b.rest(selector)
	b.touchSpot(at, held)
	return at
}

// touchSpot presses there, whatever there is.
func (b *browser) touchSpot(at spot, held time.Duration) {
	b.t.Helper()
	begin := time.Now()
	epoch := func(at time.Time) input.TimeSinceEpoch { return input.TimeSinceEpoch(float64(at.UnixMicro()) / 1e6) }
	b.do(func(ctx context.Context, target *chromedp.Target) (chromedp.Void, error) {
		_, err := cdp.Call(ctx, target, input.DispatchTouchEvent, input.DispatchTouchEventParams{
			Type: input.DispatchTouchEventTypeTouchStart, Timestamp: epoch(begin), TouchPoints: []*input.TouchPoint{{X: at.X, Y: at.Y}}})
		if err != nil {
			return chromedp.Void{}, err
		}
		time.Sleep(held)
		_, err = cdp.Call(ctx, target, input.DispatchTouchEvent, input.DispatchTouchEventParams{
			Type: input.DispatchTouchEventTypeTouchEnd, Timestamp: epoch(begin.Add(held)), TouchPoints: []*input.TouchPoint{}})
		return chromedp.Void{}, err
	})
}

// The button that sends comes where the microphone was, while the finger is
// still on it: a tap begins a recording, and sends nothing.
func TestATapOnTheMicrophoneSendsNothing(t *testing.T) {
	d := newDesk(t)
	staff := openBrowser(t, 360, 740, beeping...)
	staff.do(chromedp.EmulateViewport(360, 740, chromedp.EmulateMobile, chromedp.EmulateTouch))
	d.open(staff)
	for _, held := range []time.Duration{80 * time.Millisecond, 250 * time.Millisecond, 450 * time.Millisecond} {
		top := eval[float64](staff, `document.querySelector(".composer").getBoundingClientRect().top`)
		finger := staff.touch(at("voice-button"), held)
		staff.until("a second of it", `document.querySelector('[data-testid="voice-time"]').innerText >= "0:01"`)
		if now := eval[float64](staff, `document.querySelector(".composer").getBoundingClientRect().top`); now != top {
			t.Errorf("the conversation has moved by %v pixels", top-now)
		}
		// the click of the finger, as late as a busy browser makes it
		if eval[bool](staff, fmt.Sprintf(`document.querySelector('[data-testid="voice-send"]').dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true, detail: 1, clientX: %f, clientY: %f }))`, finger.X, finger.Y)) {
			t.Error("the late click of a finger went to the button that sends")
		}
		staff.touch(at("voice-drop"), 80*time.Millisecond)
		staff.until("the box again", `document.querySelector('[data-testid="composer-input"]')`)
	}
	if n := len(d.sent()); n != 0 {
		t.Errorf("%d messages were sent", n)
	}
	staff.quiet()
}
