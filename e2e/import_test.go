package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// A list of another program is read in letters that were found out, which staff
// see by its names and can overrule, on a phone as on a desktop.
func TestImportOfAListInOldLetters(t *testing.T) {
	p := start(t, nil, "demo", "--dir", filepath.Join(t.TempDir(), "demo"))
	base := p.find(`Inbox\s+(http://\S+)/`)
	waitForHTTP(t, base+"/api/health")
	for i, size := range [][2]int64{{390, 844}, {1280, 900}} {
		b := openBrowser(t, size[0], size[1])
		b.signInAs(base)
		// note: Windows-1250, as Excel writes it in Poland
		list := fmt.Sprintf("Imi\xea i nazwisko;Country Code;Phone Number;Assistant Phone;Opt-in\r\nMa\xb3gorzata Wi\x9cniewska;48;51234560%d;+48 512 345 699;TRUE\r\n\xa3ukasz W\xf3jcik;48;51234570%d;+48 512 345 699;FALSE\r\n", i, i)
		file := filepath.Join(t.TempDir(), "klienci.csv")
		if err := os.WriteFile(file, []byte(list), 0o600); err != nil {
			t.Fatal(err)
		}
		const preview = `(document.querySelector('[data-testid="import-preview"]')?.innerText ?? "")`
		b.do(chromedp.Navigate(base + "/customers/import"))
		b.choose(at("import-file"), file)
		b.until("names as they were typed", preview+`.includes("Małgorzata Wiśniewska")`)
		b.until("the encoding", `document.querySelector('[data-testid="import-encoding"]').value === "windows-1250"`)

		choose := func(encoding string) { // note: in one step, so that nothing is drawn between value and event
			b.until("a choice of letters", fmt.Sprintf(`(e => !e.disabled && ((e.value = %q), e.dispatchEvent(new Event("change", { bubbles: true }))))(document.querySelector('[data-testid="import-encoding"]'))`, encoding))
		}
		choose("windows-1252")
		b.until("other letters", preview+`.includes("Ma³gorzata")`)
		choose("windows-1250")
		b.until("the right ones again", preview+`.includes("Łukasz Wójcik")`)
		b.screenshot(fmt.Sprintf("import-letters-%d", size[0]))

		b.click(at("import-check"))
		b.until("what the calling codes go before", `document.querySelector('[data-testid="import-codes"]')?.innerText.includes("Phone Number")`)
		b.until("the numbers", `document.querySelector('[data-testid="import-new"]')?.textContent.includes("+48 51234560")`)
		if eval[bool](b, `document.querySelector('[data-testid="import-new"]').textContent.includes("512 345 699")`) {
			t.Error("the assistant's number is the customer's")
		}
		if wide := eval[int](b, `document.documentElement.scrollWidth - innerWidth`); wide > 0 {
			t.Errorf("at %d pixels the page is %d too wide", size[0], wide)
		}
		b.screenshot(fmt.Sprintf("import-check-%d", size[0]))
		b.click(at("import-start"))
		b.until("the end", `document.querySelector('[data-testid="import-result"]')?.dataset.state === "done"`)
		b.quiet()
	}
}
