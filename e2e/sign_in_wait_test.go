package e2e

import (
	"testing"

	"github.com/chromedp/chromedp"
)

// Whoever mistypes a password again and again is told how long to wait.
func TestTheSignInPageSaysHowLongToWait(t *testing.T) {
	p := newSampleServer(t)
	b := openBrowser(t, 360, 740)
	b.do(chromedp.Navigate(p.base + "/inbox"))
	b.typeIn(at("login-email"), "nobody@example.com")
	b.typeIn(at("login-password"), "quiet lamp river")
	b.until("how long to wait", `(() => {
		const said = document.querySelector('[data-testid="login-error"]')?.innerText ?? "";
		if (/Too many attempts\. Try again in (a second|\d+ seconds)\./.test(said)) return true;
		const submit = document.querySelector('[data-testid="login-submit"]');
		if (!submit.disabled) submit.click();
		return false;
	})()`)
	b.screenshot("sign-in-waits")
}
