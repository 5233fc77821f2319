package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// What moves away between press and release is clicked all the same, and nothing
// that has come in its place is.
func TestAClickIsForWhatItWasMeant(t *testing.T) {
	b := openBrowser(t, 600, 600)
	b.do(chromedp.Navigate("about:blank"))
	eval[bool](b, `(() => {
		document.body.innerHTML = '<div id="list"></div><button id="meant">Meant</button><br><button id="other">Other</button>';
		window.clicks = [];
		for (const button of document.querySelectorAll("button")) button.onclick = () => clicks.push(button.id);
		document.body.onclick = ({ target }) => target === document.body && clicks.push("body");
		document.querySelector("#meant").onmousedown = () => document.querySelector("#list").style.height ||= "200px";
		return true;
	})()`)
	b.click("#meant")
	if clicks := eval[string](b, `clicks.join()`); clicks != "meant" {
		t.Errorf("clicked were: %s", clicks)
	}
}
