package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// Where the window is closed the composer offers templates; what is filled in
// reaches the phone as the customer reads it.
func TestATemplateInsteadOfFreeText(t *testing.T) {
	p := start(t, nil, "demo", "--dir", filepath.Join(t.TempDir(), "demo"))
	inbox, phone := p.find(`Inbox\s+(http://\S+)/`), p.find(`Phone\s+(http://\S+)/`)
	waitForHTTP(t, inbox+"/api/health")

	for _, screen := range []struct {
		name          string
		width, height int64
	}{{"desk", 1280, 900}, {"phone", 390, 844}} {
		t.Run(screen.name, func(t *testing.T) {
			staff := openBrowser(t, screen.width, screen.height)
			staff.signInAs(inbox)
			staff.do(chromedp.Evaluate[chromedp.Void](`[...document.querySelectorAll('[data-testid="inbox-item"]')].find(e => e.innerText.includes("Wren Okafor")).click()`))
			staff.until("the closed window", `document.querySelector('[data-testid="composer-template"]')`)
			staff.screenshot("closed-" + screen.name)
			staff.click(at("composer-template"))
			staff.until("the templates", `document.querySelector('[data-testid="template-pick"][data-name="bike_ready"]')`)
			staff.click(at("template-pick", `[data-name="bike_ready"]`))
			staff.until("the form", `document.querySelector('[data-testid="template-field-body.3"]')`)
			bike := "cargo bike " + screen.name
			staff.paste(at("template-field-body.2"), bike)
			staff.paste(at("template-field-body.3"), "6 pm")
			staff.until("the preview", fmt.Sprintf(`document.querySelector('[data-testid="template-preview"]').innerText.includes(%q)`, bike))
			staff.screenshot("template-" + screen.name)
			staff.click(at("template-submit"))
			staff.until("the template in the thread", fmt.Sprintf(`[...document.querySelectorAll('[data-testid="message"]')].some(e => e.innerText.includes(%q) && e.innerText.includes("Wren"))`, bike))

			customer := openBrowser(t, 1000, 900)
			customer.do(chromedp.Navigate(phone + "/"))
			customer.click(at("phone-customer-15550100311"))
			customer.until("the template on the phone", fmt.Sprintf(`[...document.querySelectorAll('[data-testid="phone-message"]')].some(e => e.innerText.includes(%q) && e.innerText.includes("On my way"))`, bike))
			customer.screenshot("template-on-phone-" + screen.name)
			staff.quiet()
			customer.quiet()
		})
	}
}

// A template of cards is filled in card by card; one with an offer asks when it
// ends.
func TestATemplateWithCards(t *testing.T) {
	p := start(t, nil, "demo", "--dir", filepath.Join(t.TempDir(), "demo"))
	inbox, phone := p.find(`Inbox\s+(http://\S+)/`), p.find(`Phone\s+(http://\S+)/`)
	waitForHTTP(t, inbox+"/api/health")

	for _, screen := range []struct {
		name          string
		width, height int64
	}{{"desk", 1280, 900}, {"phone", 360, 740}} {
		t.Run(screen.name, func(t *testing.T) {
			staff := openBrowser(t, screen.width, screen.height)
			staff.signInAs(inbox)
			staff.do(chromedp.Evaluate[chromedp.Void](`[...document.querySelectorAll('[data-testid="inbox-item"]')].find(e => e.innerText.includes("Wren Okafor")).click()`))
			staff.until("the closed window", `document.querySelector('[data-testid="composer-template"]')`)
			staff.click(at("composer-template"))
			staff.until("the templates", `document.querySelector('[data-testid="template-pick"][data-name="weekend_offer"]')`)
			staff.click(at("template-pick", `[data-name="weekend_offer"]`))
			staff.until("when the offer ends", `document.querySelector('[data-testid="template-field-offer.end"]')`)
			staff.screenshot("template-offer-" + screen.name)
			staff.click(at("template-back"))
			staff.click(at("template-pick", `[data-name="summer_bikes"]`))
			staff.until("the cards", `document.querySelector('[data-testid="template-field-card.2.body.1"]')`)
			for i, price := range []string{"590", "1,290", "240"} {
				staff.paste(at(fmt.Sprintf("template-field-card.%d.header.link", i)), inbox+"/icon.svg")
				staff.paste(at(fmt.Sprintf("template-field-card.%d.body.1", i)), price+" "+screen.name)
			}
			staff.until("the preview", fmt.Sprintf(`document.querySelector('[data-testid="template-preview"]').innerText.includes(%q)`, "from 240 "+screen.name))
			staff.screenshot("template-cards-" + screen.name)
			staff.do(chromedp.ScrollIntoView(at("template-submit")))
			staff.screenshot("template-cards-end-" + screen.name)
			staff.click(at("template-submit"))
			staff.until("the cards in the thread", fmt.Sprintf(`[...document.querySelectorAll('[data-testid="message"]')].some(e => e.innerText.includes(%q) && e.innerText.includes("Reserve"))`, "1,290 "+screen.name))
			staff.screenshot("template-cards-sent-" + screen.name)

			customer := openBrowser(t, 1000, 900)
			customer.do(chromedp.Navigate(phone + "/"))
			customer.click(at("phone-customer-15550100311"))
			customer.until("the cards on the phone", fmt.Sprintf(`[...document.querySelectorAll('[data-testid="phone-message"]')].some(e => e.innerText.includes(%q) && e.innerText.includes("Reserve"))`, "1,290 "+screen.name))
			customer.screenshot("template-cards-on-phone-" + screen.name)
			staff.quiet()
			customer.quiet()
		})
	}
}

// The picture at the top of a template comes from this device, and is seen in the
// preview, in the thread and on the phone.
func TestATemplateWithAPicture(t *testing.T) {
	p := start(t, nil, "demo", "--dir", filepath.Join(t.TempDir(), "demo"))
	inbox, phone := p.find(`Inbox\s+(http://\S+)/`), p.find(`Phone\s+(http://\S+)/`)
	waitForHTTP(t, inbox+"/api/health")
	photo := picture(t, "shop.jpg", 1200, 800)
	note := filepath.Join(t.TempDir(), "note.txt")
	if err := os.WriteFile(note, []byte("no photo"), 0o644); err != nil {
		t.Fatal(err)
	}

	for _, screen := range []struct {
		name          string
		width, height int64
	}{{"desk", 1280, 900}, {"phone", 360, 740}} {
		t.Run(screen.name, func(t *testing.T) {
			staff := openBrowser(t, screen.width, screen.height)
			staff.signInAs(inbox)
			staff.do(chromedp.Evaluate[chromedp.Void](`[...document.querySelectorAll('[data-testid="inbox-item"]')].find(e => e.innerText.includes("Wren Okafor")).click()`))
			staff.until("the closed window", `document.querySelector('[data-testid="composer-template"]')`)
			before := eval[int](staff, `document.querySelectorAll('[data-testid="media-picture"]').length`)
			staff.click(at("composer-template"))
			staff.until("the templates", `document.querySelector('[data-testid="template-pick"][data-name="new_in_the_shop"]')`)
			staff.click(at("template-pick", `[data-name="new_in_the_shop"]`))
			staff.choose(at("template-file-input"), note)
			staff.until("that a text is no photo", `document.querySelector('[data-testid="template-form"] .field-error')?.innerText.includes("JPEG or PNG")`)
			staff.screenshot("template-picture-refused-" + screen.name)
			staff.choose(at("template-file-input"), photo)
			staff.until("the picture in the preview", `document.querySelector('[data-testid="template-preview"] img')?.naturalWidth > 0`)
			staff.screenshot("template-picture-" + screen.name)
			staff.click(at("template-submit"))
			staff.until("the picture in the thread", fmt.Sprintf(`document.querySelectorAll('[data-testid="media-picture"]').length === %d && [...document.querySelectorAll('[data-testid="message"]')].some(e => e.innerText.includes("Hello Wren, look") && !e.innerText.includes("[image]") && e.querySelector("img").naturalWidth > 0)`, before+1))
			staff.screenshot("template-picture-sent-" + screen.name)
			staff.do(chromedp.Reload())
			staff.until("the picture in the thread again", `[...document.querySelectorAll('[data-testid="message"]')].some(e => e.innerText.includes("Hello Wren, look") && e.querySelector("img")?.naturalWidth > 0)`)

			customer := openBrowser(t, 1000, 900)
			customer.do(chromedp.Navigate(phone + "/"))
			customer.click(at("phone-customer-15550100311"))
			customer.until("the picture on the phone", `[...document.querySelectorAll('[data-testid="phone-message"]')].some(e => e.innerText.includes("look what has just arrived") && e.querySelector("img")?.naturalWidth > 0)`)
			customer.screenshot("template-picture-on-phone-" + screen.name)
			staff.quiet()
			customer.quiet()
		})
	}
}
