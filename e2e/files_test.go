package e2e

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"net/url"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

const priya = "15550100322" // of the demo; she has not written yet

// desk is a demo with one customer whose window is open.
type desk struct {
	t            *testing.T
	inbox, phone string
	token        string
	customer     string
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	p := start(t, nil, "demo", "--dir", filepath.Join(t.TempDir(), "demo"))
	d := &desk{t: t, inbox: p.find(`Inbox\s+(http://\S+)/`), phone: p.find(`Phone\s+(http://\S+)/`)}
	waitForHTTP(t, d.inbox+"/api/health")
	d.token = signIn(t, d.inbox, "users", "staff@example.com", "demo-password")
	d.hears(map[string]any{"text": "Which of them fits my bike?"})
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		if rows := d.rows(`address = "` + priya + `"`); len(rows) > 0 {
			d.customer = rows[0]["customer_id"].(string)
			return d
		}
	}
	t.Fatal("her message never came")
	return nil
}

// hears makes the customer send something.
func (d *desk) hears(message map[string]any) {
	d.t.Helper()
	message["from"] = priya
	if code, answer := call(d.t, "POST", d.phone+"/simulator/inbound", "", message); code != 200 {
		d.t.Fatalf("%d %v", code, answer)
	}
}

func (d *desk) rows(filter string) []map[string]any {
	d.t.Helper()
	code, answer := call(d.t, "GET", d.inbox+"/api/collections/comms_log/records?sort=-id&filter="+url.QueryEscape(filter), d.token, nil)
	if code != 200 {
		d.t.Fatalf("%d %v", code, answer)
	}
	rows := []map[string]any{}
	for _, item := range answer["items"].([]any) {
		rows = append(rows, item.(map[string]any))
	}
	return rows
}

func (d *desk) sent() []map[string]any {
	return d.rows(`direction = "outbound" && customer_id = "` + d.customer + `"`)
}

// open signs in and opens the conversation, over another address if there is one.
func (d *desk) open(b *browser, over ...string) {
	d.t.Helper()
	base := d.inbox
	if len(over) > 0 {
		base = over[0]
	}
	b.signInAs(base)
	b.do(chromedp.Navigate(base + "/inbox/" + d.customer))
	b.until("the conversation", `document.querySelector('[data-testid="voice-button"]') && document.querySelector('[data-testid="message"]')`)
}

// watch opens the customer's phone.
func (d *desk) watch(more ...chromedp.ExecAllocatorOption) *browser {
	customer := openBrowser(d.t, 1000, 900, more...)
	customer.do(chromedp.Navigate(d.phone + "/"))
	customer.click(at("phone-customer-" + priya))
	return customer
}

func (b *browser) choose(selector string, files ...string) {
	b.t.Helper()
	b.do(chromedp.WaitReady(chromedp.CSS(selector)), chromedp.SetUploadFiles(chromedp.CSS(selector), files))
}

// picture writes a JPEG as a phone makes them.
func picture(t *testing.T, name string, width, height int) string {
	t.Helper()
	canvas := image.NewRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		for x := range width {
			grain := uint8(rand.N(24))
			canvas.SetRGBA(x, y, color.RGBA{uint8(60+x*150/width) + grain, uint8(90+y*110/height) + grain, uint8(170-x*90/width) + grain, 255})
		}
	}
	path := filepath.Join(t.TempDir(), name)
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := jpeg.Encode(file, canvas, &jpeg.Options{Quality: 92}); err != nil {
		t.Fatal(err)
	}
	return path
}

// drawing writes a PNG that nothing makes smaller.
func drawing(t *testing.T, name string, edge int) string {
	t.Helper()
	canvas := image.NewRGBA(image.Rect(0, 0, edge, edge))
	for i := range canvas.Pix {
		canvas.Pix[i] = uint8(rand.N(256))
		if i%4 == 3 {
			canvas.Pix[i] = 255
		}
	}
	path := filepath.Join(t.TempDir(), name)
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if err := png.Encode(file, canvas); err != nil {
		t.Fatal(err)
	}
	return path
}

// document writes a PDF, as far as its first bytes tell, of any size.
func document(t *testing.T, name string, size int64) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte("%PDF-1.7\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(path, size); err != nil { // note: with a hole, so that a large one costs nothing
		t.Fatal(err)
	}
	return path
}

// Several files, each with its own words, arrive on the phone in their order;
// a large photo is made smaller on the way.
func TestPicturesWithCaptionsReachThePhone(t *testing.T) {
	d := newDesk(t)
	photo, invoice := picture(t, "workshop.jpg", 2600, 1900), document(t, "invoice.pdf", 40<<10)
	for _, screen := range []struct {
		name          string
		width, height int64
		dark          bool
	}{{"desk", 1280, 900, false}, {"phone", 360, 780, true}} {
		t.Run(screen.name, func(t *testing.T) {
			staff := openBrowser(t, screen.width, screen.height)
			d.open(staff)
			if screen.dark {
				eval[bool](staff, `(document.documentElement.dataset.theme = "dark", true)`)
			}
			before := len(d.sent())
			under, note := "The blue one, as promised – "+screen.name, "And the invoice – "+screen.name
			staff.paste(at("composer-input"), under)
			staff.click(at("composer-more"))
			staff.until("the menu", `document.querySelector('[data-testid="attach-document"]')`)
			staff.screenshot("files-menu-" + screen.name)
			staff.do(chromedp.KeyEvent(kb.Escape))
			staff.until("no menu", `!document.querySelector('[data-testid="attach-document"]')`)
			staff.choose(at("attach-input-pictures"), photo)
			staff.until("the picture, made smaller", `document.querySelector('[data-testid="attach-item"][data-kind="image"][data-ready="yes"]')`)
			staff.screenshot("files-one-" + screen.name)
			if got := eval[string](staff, `document.querySelector('[data-testid="attach-caption"]').value`); got != under {
				t.Errorf("what was written is %q under the picture", got)
			}
			staff.choose(at("attach-input-more"), invoice)
			staff.until("both files", `document.querySelectorAll('[data-testid="attach-item"][data-ready="yes"]').length === 2`)
			staff.paste(at("attach-item", ":last-child ", at("attach-caption")), note)
			staff.screenshot("files-two-" + screen.name)
			if wide := eval[int](staff, `(() => { const d = document.querySelector("dialog[open]"); return d.scrollWidth - d.clientWidth; })()`); wide > 0 {
				t.Errorf("the dialog scrolls sideways by %d pixels", wide)
			}
			staff.click(at("attach-send"))

			message := func(text string) string {
				return fmt.Sprintf(`[...document.querySelectorAll('[data-testid="message"][data-direction="outbound"]')].find(e => e.innerText.includes(%q))`, text)
			}
			staff.until("the picture in the thread", message(under)+`?.querySelector('[data-testid="media-picture"]')?.naturalWidth > 0`)
			customer := d.watch()
			arrived := func(text string) string {
				return fmt.Sprintf(`[...document.querySelectorAll('[data-testid="phone-message"][data-direction="in"]')].findIndex(e => e.innerText.includes(%q)%%s)`, text)
			}
			customer.until("the picture on the phone", fmt.Sprintf(arrived(under), ` && e.querySelector("img")?.naturalWidth > 0`)+` >= 0`)
			customer.until("the document after it", fmt.Sprintf(arrived(note), ` && e.innerText.includes("invoice.pdf")`)+` > `+fmt.Sprintf(arrived(under), ""))
			customer.screenshot("files-on-the-phone-" + screen.name)
			if width := eval[int](customer, fmt.Sprintf(`[...document.querySelectorAll('[data-testid="phone-message"][data-direction="in"]')].find(e => e.innerText.includes(%q)).querySelector("img").naturalWidth`, under)); width != 1600 {
				t.Errorf("the picture arrived with a width of %d", width)
			}
			staff.until("the ticks", message(note)+`?.dataset.status === "read"`)
			staff.screenshot("files-in-the-thread-" + screen.name)
			if got := eval[string](staff, `document.querySelector('[data-testid="composer-input"]').value`); got != "" {
				t.Errorf("%q is still in the box", got)
			}

			// what others see, and whoever comes back: the file from the server
			staff.do(chromedp.Reload())
			staff.until("the picture from the server", message(under)+`?.querySelector('[data-testid="media-picture"]')?.naturalWidth > 0`)
			staff.until("how large the document is", message(note)+`?.querySelector('[data-testid="media-file"]')?.innerText.replace(/\s/g, " ") === "invoice.pdf 40 KB"`)
			staff.screenshot("files-after-reload-" + screen.name)
			if rows := d.sent(); len(rows) != before+2 {
				t.Errorf("%d messages were sent", len(rows)-before)
			}
			staff.quiet()
			customer.quiet()
		})
	}
}

// What WhatsApp doesn't take is refused before anything is uploaded, with the
// reason and what can be done.
func TestATooLargeFileIsRefusedBeforeAnythingIsSent(t *testing.T) {
	d := newDesk(t)
	for _, screen := range []struct {
		name          string
		width, height int64
	}{{"desk", 1280, 900}, {"phone", 390, 844}} {
		t.Run(screen.name, func(t *testing.T) {
			link := newSlowLink(t, d.inbox)
			staff := openBrowser(t, screen.width, screen.height)
			d.open(staff, link.address)
			staff.choose(at("attach-input"), document(t, "catalogue.pdf", 101<<20), picture(t, "front.jpg", 640, 480))
			staff.until("the reason", `[...document.querySelectorAll('[data-testid="attach-why"]')].some(e => e.innerText.includes("has 101 MB") && e.innerText.includes("takes 100 MB at most") && e.innerText.includes("send a link"))`)
			staff.until("the other file", `document.querySelector('[data-testid="attach-item"][data-ready="yes"]')`)
			if !eval[bool](staff, `document.querySelector('[data-testid="attach-send"]').disabled`) {
				t.Error("the files can be sent")
			}
			staff.screenshot("files-refused-" + screen.name)
			staff.click(at("attach-remove")) // the first, which is the large one
			staff.until("that the rest can go", `!document.querySelector('[data-testid="attach-send"]').disabled && !document.querySelector('[data-testid="attach-why"]')`)
			staff.escape("attach-files")
			if n := link.posts.Load(); n != 0 || len(d.sent()) != 0 {
				t.Errorf("%d requests were made, %d messages sent", n, len(d.sent()))
			}
			staff.quiet()
		})
	}
}

// In full size a photo goes as it is, unless WhatsApp takes none of that size:
// then it is made just as small as it has to be. The choice is remembered.
func TestPhotosInFullSize(t *testing.T) {
	d := newDesk(t)
	staff := openBrowser(t, 1280, 900)
	d.open(staff)
	photo := picture(t, "workshop.jpg", 2600, 1900)
	staff.choose(at("attach-input-pictures"), photo)
	staff.until("the choice", `document.querySelector('input[name="attach-quality"][value="standard"]')?.checked`)
	eval[bool](staff, `(document.querySelector('input[name="attach-quality"][value="original"]').click(), true)`)
	staff.escape("attach-files")
	staff.do(chromedp.Reload())
	staff.until("the conversation", `document.querySelector('[data-testid="voice-button"]') && document.querySelector('[data-testid="message"]')`)
	staff.choose(at("attach-input-pictures"), photo, drawing(t, "plan.png", 1800))
	staff.until("both", `document.querySelectorAll('[data-testid="attach-item"][data-kind="image"][data-ready="yes"]').length === 2`)
	staff.click(at("attach-send"))
	staff.until("both in the thread", `document.querySelectorAll('[data-direction="outbound"][data-id] [data-testid="media-picture"]').length === 2`)
	rows := d.sent() // newest first
	original, err := os.ReadFile(photo)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(d.download(rows[1]), original) {
		t.Error("the photo isn't what it was")
	}
	plan := d.download(rows[0])
	size, _, err := image.DecodeConfig(bytes.NewReader(plan))
	if err != nil || rows[0]["media_mime"] != "image/jpeg" || len(plan) > 5<<20 || size.Width != 1800 {
		t.Errorf("the plan is %v of %d bytes, %d pixels wide (%v)", rows[0]["media_mime"], len(plan), size.Width, err)
	}
	staff.quiet()
}

// A file that is stopped on its way leaves nothing: no message, here or there.
func TestACancelledUploadLeavesNothing(t *testing.T) {
	d := newDesk(t)
	link := newSlowLink(t, d.inbox)
	link.rate.Store(1 << 20)
	staff := openBrowser(t, 390, 844)
	d.open(staff, link.address)
	staff.choose(at("attach-input"), document(t, "plans.pdf", 30<<20))
	staff.until("the file", `document.querySelector('[data-testid="attach-item"][data-ready="yes"]')`)
	staff.click(at("attach-send"))
	staff.until("its progress", `Number(document.querySelector('[data-testid="upload"]')?.dataset.sent) > 0.05`)
	link.rate.Store(1 << 10) // it won't be there before it is stopped
	staff.screenshot("upload-phone")
	staff.click(at("upload-cancel"))
	staff.until("that it is gone", `![...document.querySelectorAll('[data-testid="message"]')].some(e => e.innerText.includes("plans.pdf"))`)
	link.rate.Store(0)
	staff.paste(at("composer-input"), "Never mind")
	staff.click(at("composer-send"))
	staff.until("that others go on", `[...document.querySelectorAll('[data-testid="message"][data-direction="outbound"]')].some(e => e.innerText.includes("Never mind") && e.dataset.status !== "queued")`)
	staff.do(chromedp.Reload())
	staff.until("the conversation", `document.querySelector('[data-testid="message"]')`)
	if rows := d.sent(); len(rows) != 1 || rows[0]["message_type"] != "text" {
		t.Errorf("%d messages were sent", len(rows))
	}
	staff.quiet()
}

// A file on its way survives a connection that breaks and a page that is
// closed: it arrives, and once.
func TestAFileArrivesOnceWhateverHappens(t *testing.T) {
	d := newDesk(t)
	link := newSlowLink(t, d.inbox)
	staff := openBrowser(t, 1280, 900)
	d.open(staff, link.address)
	send := func(name string) {
		t.Helper()
		link.rate.Store(1 << 20)
		staff.choose(at("attach-input"), document(t, name, 20<<20))
		staff.until("the file", `document.querySelector('[data-testid="attach-item"][data-ready="yes"]')`)
		staff.click(at("attach-send"))
		staff.until("its progress", `Number(document.querySelector('[data-testid="upload"]')?.dataset.sent) > 0.05`)
		link.rate.Store(1 << 10) // nor is it there before what happens to it has happened
	}
	arrives := func(name string) {
		t.Helper()
		link.rate.Store(0)
		staff.until("the file in the log", fmt.Sprintf(`[...document.querySelectorAll('[data-testid="message"][data-id]')].some(e => e.innerText.includes(%q) && e.dataset.status !== "queued")`, name))
	}

	send("cut.pdf")
	link.cut()
	staff.until("that it waits", `document.querySelector('[data-testid="outcome-lost"]')`)
	staff.screenshot("upload-lost")
	link.mend()
	arrives("cut.pdf")

	send("reloaded.pdf")
	staff.kept("reloaded.pdf")
	staff.do(chromedp.Reload())
	arrives("reloaded.pdf")
	staff.screenshot("upload-arrived")

	if rows := d.sent(); len(rows) != 2 {
		t.Errorf("%d messages were sent", len(rows))
	}
}

// kept waits until the browser's database has a file that is on its way.
func (b *browser) kept(name string) {
	b.t.Helper()
	b.do(chromedp.Evaluate[chromedp.Void](`indexedDB.open("crm-files").onsuccess = ({ target }) => void (window.keeping = target.result)`))
	b.until(name+" in the browser's database", fmt.Sprintf(`(() => {
		const files = window.keeping.transaction("files").objectStore("files").getAllKeys();
		files.onsuccess = () => void (window.keptFiles = files.result);
		return window.keptFiles.includes([...document.querySelectorAll(".message.is-pending")].find(e => e.innerText.includes(%q)).dataset.key);
	})()`, name))
	b.do(chromedp.Evaluate[chromedp.Void](`window.keeping.close()`))
}

// hand gives files to the page as dragged, dropped or pasted ones; files is a
// list of them in JavaScript. What is dragged is told again and again until it is
// dropped, as a browser does.
func (b *browser) hand(event, files string) {
	b.t.Helper()
	kind := map[string]string{"paste": `new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})`}[event]
	if kind == "" {
		kind = fmt.Sprintf(`new DragEvent(%q, {dataTransfer: data, bubbles: true, cancelable: true})`, event)
	}
	b.do(chromedp.Evaluate[chromedp.Void](fmt.Sprintf(`(async () => {
		const drawn = (type, width, height) => new Promise((resolve) => {
			const canvas = Object.assign(document.createElement("canvas"), {width, height});
			const pen = canvas.getContext("2d");
			pen.fillStyle = "#0a7540";
			pen.arc(width / 2, height / 2, width / 3, 0, 7);
			pen.fill();
			canvas.toBlob(resolve, type);
		});
		const data = new DataTransfer();
		for (const file of await Promise.all(%s)) data.items.add(file);
		const give = () => document.body.dispatchEvent(%s);
		clearInterval(window.dragging);
		if (%q === "dragover") window.dragging = setInterval(give, 100);
		return give();
	})()`, files, kind, event), chromedp.EvalAwaitPromise))
}

const (
	sticker = `drawn("image/webp", 512, 512).then((blob) => new File([blob], "thumbs-up.webp", {type: "image/webp"}))`
	// a BMP of two by two pixels
	bitmap = `new File([new Uint8Array([66,77,70,0,0,0,0,0,0,0,54,0,0,0,40,0,0,0,2,0,0,0,2,0,0,0,1,0,24,0,0,0,0,0,16,0,0,0,19,11,0,0,19,11,0,0,0,0,0,0,0,0,0,0,0,0,255,255,255,255,0,0,255,0,0,0,255,0,0,0])], "scan.bmp", {type: "image/bmp"})`
)

// What is dropped anywhere on the page or pasted is sent, as what it can be
// sent, with what is being answered.
func TestFilesAreDroppedAndPasted(t *testing.T) {
	d := newDesk(t)
	staff := openBrowser(t, 1280, 900)
	d.open(staff)
	staff.do(chromedp.Evaluate[chromedp.Void](`document.querySelector('[data-testid="message"] [data-testid="message-reply"]').click()`))
	staff.until("the quote", `document.querySelector('[data-testid="composer-quote"]')`)
	staff.hand("dragover", `[`+sticker+`]`)
	staff.until("where to drop it", `document.querySelector('[data-testid="drop-area"]')?.innerText.includes("Priya Lindqvist")`)
	staff.screenshot("files-dragged")
	staff.hand("drop", `[`+sticker+`]`)
	staff.until("the file", `document.querySelectorAll('[data-testid="attach-item"][data-ready="yes"]').length === 1 && document.querySelector(".attach-quote").innerText.includes("fits my bike")`)
	staff.hand("paste", `[`+bitmap+`]`)
	staff.until("the second file, as a JPEG", `document.querySelectorAll('[data-testid="attach-item"][data-kind="image"][data-ready="yes"]').length === 2`)
	staff.do(chromedp.Evaluate[chromedp.Void](`(() => { const as = document.querySelector('[data-testid="attach-as"]'); as.value = "sticker"; as.dispatchEvent(new Event("change", {bubbles: true})); })()`))
	staff.until("a sticker without a caption", `document.querySelector('[data-testid="attach-item"][data-kind="sticker"][data-ready="yes"]') && document.querySelectorAll('[data-testid="attach-caption"]').length === 1`)
	staff.screenshot("files-sticker")
	staff.click(at("attach-send"))
	staff.until("both in the thread", `document.querySelectorAll('[data-direction="outbound"][data-id] [data-testid="media-picture"]').length === 2`)
	staff.screenshot("files-sticker-sent")

	rows := d.sent() // newest first
	if len(rows) != 2 {
		t.Fatalf("%d messages were sent", len(rows))
	}
	for i, want := range []map[string]any{
		{"message_type": "image", "media_mime": "image/jpeg", "media_name": "scan.jpg", "reply_to": ""},
		{"message_type": "sticker", "media_mime": "image/webp", "media_name": "thumbs-up.webp", "reply_to": d.rows(`direction = "inbound" && address = "` + priya + `"`)[0]["ext_message_id"]},
	} {
		for field, value := range want {
			if rows[i][field] != value {
				t.Errorf("%s is %v, not %v", field, rows[i][field], value)
			}
		}
	}

	// text that has a picture of itself with it is text
	if !eval[bool](staff, `(() => { const data = new DataTransfer(); data.setData("text/plain", "A1"); data.items.add(`+bitmap+`); return document.body.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); })()`) {
		t.Error("a table was taken for a picture") // note: what the page takes it keeps from the browser
	}

	// where the window is closed, nothing is opened
	staff.openChat("Wren Okafor")
	staff.until("the closed window", `document.querySelector('[data-testid="composer-template"]')`)
	staff.hand("dragover", `[`+bitmap+`]`)
	staff.until("the reason", `document.querySelector('[data-testid="drop-area"]')?.innerText.includes("24 hours")`)
	staff.screenshot("files-dragged-closed")
	staff.hand("drop", `[`+bitmap+`]`)
	staff.until("the reason once more", `[...document.querySelectorAll(".toast-bad")].some(e => e.innerText.includes("24 hours"))`)
	if eval[bool](staff, `!!document.querySelector('[data-testid="attach-files"]')`) {
		t.Error("a file can be chosen where none can be sent")
	}
	staff.quiet()
}

// From the customer's page a file goes to the number that is chosen there; one
// that was put away by mistake comes back.
func TestAFileFromTheCustomersPage(t *testing.T) {
	d := newDesk(t)
	for _, screen := range []struct {
		name          string
		width, height int64
	}{{"desk", 1280, 900}, {"phone", 360, 780}} {
		t.Run(screen.name, func(t *testing.T) {
			staff := openBrowser(t, screen.width, screen.height)
			staff.signInAs(d.inbox)
			staff.do(chromedp.Navigate(d.inbox + "/customers/" + d.customer))
			staff.click(at("send-whatsapp"))
			staff.until("the number", `document.querySelector('[data-testid="send-to-phone"]').value.replace(/\D/g, "") === "`+priya+`"`)
			words := "Here it is – " + screen.name
			staff.paste(at("send-message"), words)
			staff.screenshot("files-send-dialog-" + screen.name)
			staff.choose(at("send-attach-input"), document(t, "offer-"+screen.name+".pdf", 20<<10))
			staff.until("the file with the words", fmt.Sprintf(`document.querySelector('[data-testid="attach-caption"]')?.value === %q && document.querySelector('[data-testid="attach-item"][data-ready="yes"]')`, words))
			staff.escape("attach-files")
			staff.screenshot("files-undo-" + screen.name)
			staff.takeBack()
			staff.until("the file again", fmt.Sprintf(`document.querySelector('[data-testid="attach-caption"]')?.value === %q && document.querySelector('[data-testid="attach-item"][data-ready="yes"]')`, words))
			staff.click(at("attach-send"))
			staff.until("it in the thread", fmt.Sprintf(`[...document.querySelectorAll('[data-testid="message"][data-id]')].some(e => e.innerText.includes(%q) && e.querySelector('[data-testid="media-file"]')) && !document.querySelector("dialog[open]")`, words))
			staff.quiet()
		})
	}
}

// Files that go together arrive in their order, or not at all: one that is
// refused holds those behind it until somebody says what becomes of it.
func TestARefusedFileHoldsThoseBehindIt(t *testing.T) {
	d := newDesk(t)
	link := newSlowLink(t, d.inbox)
	staff := openBrowser(t, 390, 844)
	d.open(staff, link.address)
	eval[bool](staff, `(document.documentElement.dataset.theme = "dark", true)`)
	link.refuse.Store(1)
	staff.choose(at("attach-input"), picture(t, "before.jpg", 900, 600), document(t, "after.pdf", 20<<10))
	staff.until("both files", `document.querySelectorAll('[data-testid="attach-item"][data-ready="yes"]').length === 2`)
	staff.click(at("attach-send"))
	staff.until("the reason, and what waits", `document.querySelector(".outcome-failed")?.innerText.includes("Send it as a document") && document.querySelector('[data-testid="outcome-held"]')`)
	staff.screenshot("files-held-phone")
	if n := len(d.sent()); n != 0 {
		t.Errorf("%d messages were sent", n)
	}
	staff.click(at("pending-retry"))
	staff.until("both in the thread", `document.querySelectorAll('[data-direction="outbound"][data-id]').length === 2`)
	rows := d.sent() // newest first
	if len(rows) != 2 || rows[0]["media_name"] != "after.pdf" || rows[1]["media_name"] != "before.jpg" {
		t.Errorf("sent were %v", rows)
	}
	staff.quiet()
}
