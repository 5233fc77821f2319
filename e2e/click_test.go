package e2e

import (
	"fmt"
	"time"

	"github.com/chromedp/chromedp"
)

// spot is where an element can be clicked: the middle of it, if what is seen
// there is the element. Why says why it can't be clicked yet.
type spot struct {
	X   float64 `json:"x"`
	Y   float64 `json:"y"`
	Why string  `json:"why"`
}

// hits tells whether what is pressed at a place counts as the element.
const hits = `((element, target) => element.contains(target) || target.contains?.(element) && target.matches("label, summary, button, a"))`

// findSpot scrolls the element into view when it is outside of it.
const findSpot = `((selector) => {
	const element = document.querySelector(selector);
	if (!element) return { why: "it is not there" };
	if (!element.checkVisibility({ visibilityProperty: true })) return { why: "it is hidden" };
	if (element.matches(":disabled")) return { why: "it is disabled" };
	element.scrollIntoViewIfNeeded(true);
	const box = [...element.getClientRects()].find((rect) => rect.width > 0 && rect.height > 0);
	if (!box) return { why: "it has no size" };
	const x = (Math.max(box.left, 0) + Math.min(box.right, innerWidth)) / 2;
	const y = (Math.max(box.top, 0) + Math.min(box.bottom, innerHeight)) / 2;
	const seen = document.elementFromPoint(x, y);
	if (!seen || !` + hits + `(element, seen)) return { x, y, why: "something covers it: " + (seen?.outerHTML.slice(0, 120) ?? "nothing") };
	return { x, y };
})(%q)`

// guardClick stops a press that lands beside the element, because the page
// has moved under it, before the page hears of it. So it does a click that
// is for something else because the page has moved between press and release.
const guardClick = `((selector) => {
	const element = document.querySelector(selector);
	const kinds = ["pointerdown", "mousedown", "pointerup", "mouseup", "click"];
	const guard = { landed: undefined, clicked: false };
	const hear = (event) => {
		const on = Boolean(element) && ` + hits + `(element, event.composedPath()[0]);
		guard.landed ??= on;
		guard.clicked ||= on && event.type === "click";
		// what is gone after the press was the press's to take away
		guard.done = () => guard.landed && (guard.clicked || !element.isConnected);
		if (!guard.landed || event.type === "click" && !on && element.isConnected) {
			event.preventDefault();
			event.stopImmediatePropagation();
		}
	};
	window.clickGuard?.lift();
	guard.lift = () => kinds.forEach((kind) => window.removeEventListener(kind, hear, true));
	kinds.forEach((kind) => window.addEventListener(kind, hear, true));
	window.clickGuard = guard;
	return true;
})(%q)`

// rest waits until a person could press the element: it is seen, has come to
// rest, is enabled and nothing covers it.
func (b *browser) rest(selector string) spot {
	b.t.Helper()
	var last spot
	for deadline := time.Now().Add(patience); time.Now().Before(deadline); time.Sleep(30 * time.Millisecond) {
		now := eval[spot](b, fmt.Sprintf(findSpot, selector))
		if now.Why == "" && now == last {
			return now
		}
		last = now
	}
	b.t.Fatalf("%s can't be pressed: %s\npage: %.1500s", selector, last.Why, eval[string](b, "document.body.innerText"))
	return last
}

// click presses the left button on an element. When the page moves in the
// last moment, nothing else is clicked instead; it is tried again.
func (b *browser) click(selector string) {
	b.t.Helper()
	for range 20 {
		where := b.rest(selector)
		eval[bool](b, fmt.Sprintf(guardClick, selector))
		b.do(chromedp.MouseClickXY(where.X, where.Y))
		// a click may lead to another page, where no guard is
		if eval[bool](b, `(() => { const guard = window.clickGuard; guard?.lift(); delete window.clickGuard; return guard?.done?.() ?? true; })()`) {
			return
		}
	}
	b.t.Fatalf("%s moves away under every click", selector)
}
