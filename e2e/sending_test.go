package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// wren's window is closed in the demo: only templates reach her.
const wren = "15550100311"

// closedChat is a demo seen by staff who have opened Wren's conversation and
// the templates, and by her.
type closedChat struct {
	t      *testing.T
	phone  string
	screen string
	staff  *browser
}

// onBothScreens runs a test on a desk and on a phone.
func onBothScreens(t *testing.T, run func(c *closedChat)) {
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
			staff.openChat("Wren Okafor")
			staff.until("the closed window", `document.querySelector('[data-testid="composer-template"]')`)
			staff.screenshot("closed-" + screen.name)
			staff.click(at("composer-template"))
			run(&closedChat{t, phone, screen.name, staff})
			staff.quiet()
		})
	}
}

// pick chooses a template and waits for a part of its form.
func (c *closedChat) pick(template, part string) {
	c.t.Helper()
	c.staff.until("the templates", fmt.Sprintf(`document.querySelector('[data-testid="template-pick"][data-name=%q]')`, template))
	c.staff.click(at("template-pick", fmt.Sprintf(`[data-name=%q]`, template)))
	c.staff.until("the form", fmt.Sprintf(`document.querySelector('[data-testid=%q]')`, part))
}

func (c *closedChat) previews(text string) {
	c.t.Helper()
	c.staff.until("the preview", fmt.Sprintf(`document.querySelector('[data-testid="template-preview"]').innerText.includes(%q)`, text))
}

// inThread waits for a message that has all of it.
func (c *closedChat) inThread(texts ...string) {
	c.t.Helper()
	c.staff.until("the template in the thread", someHas("message", texts...))
}

// onPhone waits for it on Wren's phone.
func (c *closedChat) onPhone(picture, condition string) {
	c.t.Helper()
	customer := openBrowser(c.t, 1000, 900)
	customer.do(chromedp.Navigate(c.phone + "/"))
	customer.click(at("phone-customer-" + wren))
	customer.until("the template on the phone", condition)
	customer.screenshot(picture + "-" + c.screen)
	customer.quiet()
}

// someHas is true when an element has all texts.
func someHas(testID string, texts ...string) string {
	all := "true"
	for _, text := range texts {
		all += fmt.Sprintf(" && e.innerText.includes(%q)", text)
	}
	return fmt.Sprintf(`[...document.querySelectorAll('[data-testid=%q]')].some(e => %s)`, testID, all)
}

// Where the window is closed the composer offers templates; what is filled in
// reaches the phone as the customer reads it.
func TestATemplateInsteadOfFreeText(t *testing.T) {
	onBothScreens(t, func(c *closedChat) {
		c.pick("bike_ready", "template-field-body.3")
		bike := "cargo bike " + c.screen
		c.staff.paste(at("template-field-body.2"), bike)
		c.staff.paste(at("template-field-body.3"), "6 pm")
		c.previews(bike)
		c.staff.screenshot("template-" + c.screen)
		c.staff.click(at("template-submit"))
		c.inThread(bike, "Wren")
		c.onPhone("template-on-phone", someHas("phone-message", bike, "On my way"))
	})
}

// A template of cards is filled in card by card; one with an offer asks when it
// ends.
func TestATemplateWithCards(t *testing.T) {
	onBothScreens(t, func(c *closedChat) {
		c.pick("weekend_offer", "template-field-offer.end")
		c.staff.screenshot("template-offer-" + c.screen)
		c.staff.click(at("template-back"))
		c.pick("summer_bikes", "template-field-card.2.body.1")
		for i, price := range []string{"590", "1,290", "240"} {
			c.staff.paste(at(fmt.Sprintf("template-field-card.%d.header.link", i)), "https://harbour-bikes.example/bike.png")
			c.staff.paste(at(fmt.Sprintf("template-field-card.%d.body.1", i)), price+" "+c.screen)
		}
		c.previews("from 240 " + c.screen)
		c.staff.screenshot("template-cards-" + c.screen)
		c.staff.click(at("template-submit"))
		c.inThread("1,290 "+c.screen, "Reserve")
		c.staff.screenshot("template-cards-sent-" + c.screen)
		c.onPhone("template-cards-on-phone", someHas("phone-message", "1,290 "+c.screen, "Reserve"))
	})
}

// The picture at the top of a template comes from this device, and is seen in the
// preview, in the thread and on the phone.
func TestATemplateWithAPicture(t *testing.T) {
	photo := picture(t, "shop.jpg", 1200, 800)
	note := filepath.Join(t.TempDir(), "note.txt")
	if err := os.WriteFile(note, []byte("no photo"), 0o644); err != nil {
		t.Fatal(err)
	}
	sent := 0
	onBothScreens(t, func(c *closedChat) {
		c.pick("new_in_the_shop", "template-file")
		c.staff.choose(at("template-file-input"), note)
		c.staff.until("that a text is no photo", `document.querySelector('[data-testid="template-form"] .field-error')?.innerText.includes("JPEG or PNG")`)
		c.staff.screenshot("template-picture-refused-" + c.screen)
		c.staff.choose(at("template-file-input"), photo)
		c.staff.until("the picture in the preview", `document.querySelector('[data-testid="template-preview"] img')?.naturalWidth > 0`)
		c.staff.screenshot("template-picture-" + c.screen)
		c.staff.click(at("template-submit"))
		sent++
		arrived := fmt.Sprintf(`[...document.querySelectorAll('[data-testid="message"][data-id]')].filter(e => e.innerText.includes("Hello Wren, look") && !e.innerText.includes("[image]") && e.querySelector("img").naturalWidth > 0).length === %d`, sent)
		c.staff.until("the picture in the thread", arrived)
		c.staff.screenshot("template-picture-sent-" + c.screen)
		c.staff.do(chromedp.Reload())
		c.staff.until("the picture in the thread again", arrived)
		c.onPhone("template-picture-on-phone", `[...document.querySelectorAll('[data-testid="phone-message"]')].some(e => e.innerText.includes("look what has just arrived") && e.querySelector("img")?.naturalWidth > 0)`)
	})
}
