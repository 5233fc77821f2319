package e2e

import (
	numbers "encoding/binary"
	"fmt"
	"hash/crc32"
	"net/url"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// A picture that is too large to be made smaller is a line that opens it.
func TestAPictureThatIsTooLargeIsOpenedOnRequest(t *testing.T) {
	huge := append([]byte{}, "\x89PNG\r\n\x1a\n\x00\x00\x00\x0dIHDR"...)
	huge = numbers.BigEndian.AppendUint32(numbers.BigEndian.AppendUint32(huge, 20_000), 20_000)
	huge = append(huge, 16, 6, 0, 0, 0)
	huge = numbers.BigEndian.AppendUint32(huge, crc32.ChecksumIEEE(huge[12:]))
	files := map[string][]byte{"801": photo(t, 400, 300), "802": append(huge, make([]byte, 3000)...)}
	p := newSampleServer(t, "WHATSAPP_GRAPH_URL="+filesAtMeta(t, files), "WHATSAPP_PHONE_NUMBER_ID=200300400500600", "WHATSAPP_ACCESS_TOKEN=token")
	for id := range files {
		body := fmt.Sprintf(`{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messaging_product":"whatsapp",
			"metadata":{"display_phone_number":"15550100200","phone_number_id":"200300400500600"},"contacts":[{"wa_id":"447700900123","profile":{"name":"Ada Merrow"}}],
			"messages":[{"from":"447700900123","id":"wamid.%s","timestamp":"%d","type":"image","image":{"id":%q}}]}}]}]}`, id, time.Now().Unix()-100, id)
		if status := p.post([]byte(body)); status != 200 {
			t.Fatalf("status %d", status)
		}
	}
	b := openBrowser(t, 1280, 900)
	b.do(chromedp.Navigate(p.base + "/inbox/" + url.PathEscape(oddCustomer)))
	b.typeIn(at("login-email"), "admin@example.com")
	b.typeIn(at("login-password"), "correct horse\r")
	b.until("the small one", `[...document.querySelectorAll('[data-testid="media-picture"]')].some(e => e.naturalWidth > 0)`)
	b.until("a way to the large one", `(e => e && /Open .*3 KB/.test(e.innerText) && e.href.includes("/api/files/") && !e.href.includes("thumb"))(document.querySelector('[data-testid="media-large"]'))`)
	b.screenshot("picture-too-large")
}

// An entry that its author deletes can be taken back, and after that stays with
// a mark.
func TestADeletedEntryStaysInTheThread(t *testing.T) {
	d := newDesk(t)
	code, row := call(t, "POST", d.inbox+"/api/collections/comms_log/records", d.token, map[string]any{"customer": d.customer, "type": "note", "body": "Agreed to 100"})
	if code != 200 {
		t.Fatalf("%d %v", code, row)
	}
	staff := openBrowser(t, 1280, 900)
	d.open(staff)
	entry := fmt.Sprintf(`document.querySelector('[data-id="%v"]')`, row["id"])
	staff.until("the entry", `!!`+entry)
	press := `(e => (e.click(), true))(` + entry + `.querySelector('.entry-actions button:last-child'))`
	staff.until("delete", press)
	staff.until("it is gone", `!`+entry)
	staff.takeBack()
	staff.until("it is back", `!!`+entry)
	staff.until("delete again", press)
	staff.until("the mark", entry+`?.querySelector('[data-testid="entry-deleted"]')?.innerText.includes("Deleted by")`)
	staff.until("nothing to press", `!`+entry+`.querySelector(".entry-actions")`)
	staff.screenshot("entry-deleted")
}
