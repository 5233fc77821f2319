package e2e

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// sampleRow is a row of a collection that a sample made or changed.
type sampleRow struct {
	collection string
	record     map[string]any
}

func (r sampleRow) str(name string) string { s, _ := r.record[name].(string); return s }

// Whatever WhatsApp sends is shown: each sample body is in the thread, with
// words, or is a notice, or is kept as an event. What the threads look like is put together on
// one sheet, artefacts/samples.html, to be looked at.
func TestEverySampleIsShown(t *testing.T) {
	files, err := filepath.Glob("../whatsapp/testdata/webhooks/*.json")
	if err != nil || len(files) < 141 {
		t.Fatalf("%d samples (%v)", len(files), err)
	}
	// what raises a state comes before what has raised it further
	first := []string{"message-text.json", "message-reaction.json", "message-reaction-removed.json", "status-sent.json", "status-delivered.json", "status-read.json"}
	slices.SortStableFunc(files, func(a, b string) int { return position(first, a) - position(first, b) })

	p := newSampleServer(t)
	shown := map[string][]sampleRow{} // by sample
	before := p.everything()
	for _, file := range files {
		body, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if status := p.post(body); status != 200 {
			t.Errorf("%s: status %d", filepath.Base(file), status)
		}
		after := p.everything()
		name := strings.TrimSuffix(filepath.Base(file), ".json")
		for id, row := range after {
			if old, ok := before[id]; !ok || fmt.Sprint(old.record) != fmt.Sprint(row.record) {
				shown[name] = append(shown[name], row)
			}
		}
		before = after
	}

	// What came before its message shows on it when that comes.
	p.bringTargets(before)
	before = p.everything()
	messages := map[string]sampleRow{} // by their ids at Meta
	for _, row := range before {
		if wamid := row.str("ext_message_id"); wamid != "" {
			messages[wamid] = row
		}
	}
	for name, rows := range shown {
		for i, row := range rows {
			message, ok := messages[row.str("ext_id")+row.str("wamid")]
			_, waits := before[row.str("id")]
			if ok && (before[row.str("id")].str("state") == "applied" || !waits) {
				rows[i] = message
			}
		}
		shown[name] = once(rows)
	}

	for _, file := range files {
		switch name := strings.TrimSuffix(filepath.Base(file), ".json"); {
		case len(shown[name]) > 0:
		case name == "duplicate-of-message-text": // nothing new in it
		default:
			t.Errorf("%s left nothing: neither a row, a notice, a name nor an event", name)
		}
	}

	staff := openBrowser(t, 900, 1000)
	staff.do(chromedp.Navigate(p.base + "/inbox"))
	staff.typeIn(at("login-email"), "admin@example.com")
	staff.typeIn(at("login-password"), "correct horse\r")
	staff.until("the inbox", `document.querySelectorAll('[data-testid="inbox-item"]').length > 3`)
	pictures := staff.drawRows(p.base, before)
	staff.drawNotices(p.base, pictures)

	sheet := &strings.Builder{}
	sheet.WriteString(sheetHead)
	for _, name := range slices.Sorted(maps.Keys(shown)) {
		fmt.Fprintf(sheet, "<section><h2>%s</h2>", html.EscapeString(name))
		for _, row := range shown[name] {
			picture, drawn := pictures[row.str("id")]
			switch {
			case row.collection == "whatsapp_names":
				fmt.Fprintf(sheet, "<p><b>%s</b> %s</p>", row.collection, html.EscapeString(joinWords(row.str("identity"), row.str("name"), fmt.Sprint("removed: ", row.record["removed"]))))
			case row.collection == "whatsapp_statuses":
				fmt.Fprintf(sheet, "<p><b>%s</b> %s</p>", row.collection, html.EscapeString(joinWords(row.str("wamid"), fmt.Sprint(row.record["statuses"]))))
			case row.collection == "whatsapp_events":
				fmt.Fprintf(sheet, "<p><b>%s</b> %s</p>", row.collection, html.EscapeString(joinWords(row.str("field"), row.str("reason"), row.str("state"), row.str("title"), row.str("advice"), row.str("error"))))
			case !drawn:
				t.Errorf("%s: the row with %q is not in its place", name, joinWords(row.str("body"), row.str("title")))
			case picture.blank():
				t.Errorf("%s: blank: %q", name, picture.Text)
			default:
				fmt.Fprintf(sheet, `<img src="data:image/png;base64,%s">`, base64.StdEncoding.EncodeToString(picture.image))
			}
		}
		sheet.WriteString("</section>")
	}
	_ = os.MkdirAll("artefacts", 0o755)
	if err := os.WriteFile("artefacts/samples.html", []byte(sheet.String()), 0o644); err != nil {
		t.Fatal(err)
	}
	staff.rawIsOnePressAway(p.base, before)
	staff.photographSheet()
	staff.quiet()
}

// rawIsOnePressAway opens what WhatsApp sent from a message of a kind that
// nobody knows.
func (b *browser) rawIsOnePressAway(base string, rows map[string]sampleRow) {
	b.t.Helper()
	for id, row := range rows {
		if row.str("message_type") != "hologram" {
			continue
		}
		b.do(chromedp.Navigate(base + "/inbox/" + url.PathEscape(row.str("customer_id"))))
		raw := fmt.Sprintf(`document.querySelector('[data-id="%s"] [data-testid="message-raw"]')`, id)
		b.until("the way to what was sent", fmt.Sprintf(`((document.querySelector('.thread-scroll') || {}).scrollTop = -1e6, %s)`, raw))
		b.do(chromedp.Evaluate[chromedp.Void](raw + `.click()`))
		b.until("what was sent", `document.querySelector("dialog[open]")?.innerText.includes('"hologram"')`)
		b.screenshot("raw-of-unknown")
		return
	}
	b.t.Error("there is no message of an unknown kind")
}

func position(list []string, file string) int {
	if i := slices.Index(list, filepath.Base(file)); i >= 0 {
		return i
	}
	return len(list)
}

const sheetHead = `<!doctype html><meta charset="utf-8"><style>body{font:12px system-ui;columns:4;margin:8px}section{break-inside:avoid;border:1px solid #bbb;margin:0 0 8px;padding:6px}
h2{font-size:12px;margin:0 0 4px}img{max-width:100%;display:block}p{margin:2px 0}</style>`

func joinWords(words ...string) string {
	return strings.Join(slices.DeleteFunc(words, func(s string) bool { return s == "" }), " · ")
}

// once drops the rows that were named before.
func once(rows []sampleRow) []sampleRow {
	seen := map[string]bool{}
	return slices.DeleteFunc(rows, func(row sampleRow) bool {
		again := seen[row.str("id")]
		seen[row.str("id")] = true
		return again
	})
}

// rowPicture is a message as it is drawn.
type rowPicture struct {
	Text  string
	image []byte
}

// blank is true for a message that says nothing, or says what only a program says.
func (p rowPicture) blank() bool {
	text := strings.TrimSpace(p.Text)
	for _, wrong := range []string{"undefined", "[object", "NaN"} {
		if strings.Contains(text, wrong) {
			return true
		}
	}
	return text == "" || textKey.MatchString(text)
}

// textKey is the name of a text that isn't there.
var textKey = regexp.MustCompile(`\b(part|missing|message|call|notices)\.[a-z]`)

// drawRows visits every conversation and takes a picture of each message in it.
func (b *browser) drawRows(base string, rows map[string]sampleRow) map[string]rowPicture {
	b.t.Helper()
	pictures := map[string]rowPicture{}
	talks, groups := map[string]bool{}, map[string]bool{}
	for _, row := range rows {
		if row.collection == "comms_log" {
			talks[row.str("customer_id")] = true
			if row.str("group_id") != "" {
				groups[row.str("customer_id")] = true
			}
		}
	}
	for _, id := range slices.Sorted(maps.Keys(talks)) {
		b.do(chromedp.Navigate(base + "/inbox/" + url.PathEscape(id)))
		b.until("the conversation "+id, `((document.querySelector('.thread-scroll') || {}).scrollTop = -1e6, document.querySelector('.thread-start'))`)
		if groups[id] {
			b.pictures(pictures, ".pane-thread .thread")
			b.click(at("groups-open"))
			b.until("what was said in groups", `document.querySelector('[data-testid="group-messages"] [data-testid="message"]')`)
			b.pictures(pictures, `[data-testid="group-messages"]`)
			continue
		}
		b.pictures(pictures, ".pane-thread .thread")
	}
	return pictures
}

// drawNotices takes a picture of each notice about the account.
func (b *browser) drawNotices(base string, into map[string]rowPicture) {
	b.t.Helper()
	b.do(chromedp.Navigate(base + "/settings/notices"))
	b.until("the notices", `document.querySelector('[data-testid="account-notice"]')`)
	for _, id := range eval[[]string](b, `[...document.querySelectorAll('[data-testid="account-notice"]')].map(e => e.dataset.id)`) {
		selector := `[data-testid="account-notice"][data-id="` + id + `"]`
		text := eval[string](b, fmt.Sprintf(`(() => { const e = document.querySelector(%q).cloneNode(true); e.querySelectorAll(".visually-hidden, .notice-foot").forEach(x => x.remove()); return e.innerText || e.textContent; })()`, selector))
		into[id] = rowPicture{Text: text, image: b.picture(selector)}
	}
}

func (b *browser) pictures(into map[string]rowPicture, inside string) {
	b.t.Helper()
	time.Sleep(200 * time.Millisecond) // quoted messages come by themselves
	ids := eval[[]string](b, fmt.Sprintf(`[...document.querySelectorAll(%q)].map(e => e.dataset.id)`, inside+` [data-testid="message"]`))
	for _, id := range ids {
		selector := inside + ` [data-id="` + id + `"]`
		// what counts is what was said, not when and by whom
		text := eval[string](b, fmt.Sprintf(`(() => { const e = document.querySelector(%q).cloneNode(true); e.querySelectorAll(".visually-hidden, time, .bubble-quote, .message-tools").forEach(x => x.remove()); return e.innerText || e.textContent; })()`, selector))
		into[id] = rowPicture{Text: text, image: b.picture(selector)}
	}
}

// picture is of one element, scrolled to in whatever scrolls.
func (b *browser) picture(selector string) []byte {
	b.t.Helper()
	clip := eval[page.Viewport](b, fmt.Sprintf(`(() => { const e = document.querySelector(%q); e.scrollIntoView({ block: "center", behavior: "instant" }); const r = e.getBoundingClientRect(); return { x: r.x + scrollX, y: r.y + scrollY, width: r.width, height: r.height, scale: 1 }; })()`, selector))
	image, err := chromedp.Run(b.ctx, func(ctx context.Context, target *chromedp.Target) ([]byte, error) {
		answer, err := cdp.Call(ctx, target, page.CaptureScreenshot, page.CaptureScreenshotParams{Clip: &clip})
		if err != nil {
			return nil, err
		}
		return answer.Data, nil
	})
	if err != nil {
		b.t.Errorf("no picture of %s: %v", selector, err)
	}
	return image
}

// photographSheet makes one picture of the whole sheet.
func (b *browser) photographSheet() {
	b.t.Helper()
	path, err := filepath.Abs("artefacts/samples.html")
	if err != nil {
		b.t.Fatal(err)
	}
	b.do(chromedp.EmulateViewport(1800, 1200), chromedp.Navigate("file://"+path))
	image, err := chromedp.Run(b.ctx, chromedp.FullScreenshot(100))
	if err != nil {
		b.t.Fatal(err)
	}
	if err := os.WriteFile("artefacts/samples.png", image, 0o644); err != nil {
		b.t.Fatal(err)
	}
}

// sampleServer is the program with an admin and nothing else.
type sampleServer struct {
	t     *testing.T
	base  string
	token string

	logged int // rows so far, see log
}

func newSampleServer(t *testing.T, env ...string) *sampleServer {
	t.Helper()
	dir, addr := filepath.Join(t.TempDir(), "data"), freePort(t)
	superuser := start(t, nil, "superuser", "upsert", "root@example.com", "correct horse", "--dir", dir)
	if code := superuser.wait(patience); code != 0 {
		t.Fatalf("no superuser: %s", superuser.output)
	}
	start(t, append([]string{"WHATSAPP_APP_SECRET=" + appSecret}, env...), "serve", "--dir", dir, "--http", addr)
	s := &sampleServer{t: t, base: "http://" + addr}
	waitForHTTP(t, s.base+"/api/health")
	s.token = signIn(t, s.base, "_superusers", "root@example.com", "correct horse")
	status, answer := call(t, "POST", s.base+"/api/collections/users/records", s.token, map[string]any{
		"email": "admin@example.com", "password": "correct horse", "passwordConfirm": "correct horse", "name": "Ann", "role": "admin", "active": true, "verified": true,
	})
	if status != 200 {
		t.Fatalf("no admin: %v", answer)
	}
	return s
}

func (s *sampleServer) post(body []byte) int {
	s.t.Helper()
	status, _ := call(s.t, "POST", s.base+"/api/crm/whatsapp/webhook", "", json.RawMessage(body))
	return status
}

// bringTargets brings the messages that events wait for.
func (s *sampleServer) bringTargets(rows map[string]sampleRow) {
	s.t.Helper()
	posted := map[string]bool{}
	for _, row := range rows {
		wamid := row.str("wamid")
		if wamid == "" || posted[wamid] {
			continue
		}
		posted[wamid] = true
		const sample = "smb-message-echo-text"
		body, err := os.ReadFile("../whatsapp/testdata/webhooks/" + sample + ".json")
		if err != nil {
			s.t.Fatal(err)
		}
		if status := s.post(ownWamid.ReplaceAll(body, []byte(wamid))); status != 200 {
			s.t.Errorf("the message %s: status %d", wamid, status)
		}
	}
	if len(posted) == 0 {
		s.t.Error("nothing waits for its message, so this shows nothing")
	}
}

var ownWamid = regexp.MustCompile(`wamid\.[A-Za-z0-9+/=]+`)

// everything is all rows in which a webhook can leave something.
func (s *sampleServer) everything() map[string]sampleRow {
	s.t.Helper()
	rows := map[string]sampleRow{}
	for _, collection := range []string{"comms_log", "whatsapp_events", "whatsapp_statuses", "whatsapp_notices", "whatsapp_names"} {
		status, answer := call(s.t, "GET", s.base+"/api/collections/"+collection+"/records?perPage=500&skipTotal=1", s.token, nil)
		if status != 200 {
			s.t.Fatalf("list %s: %v", collection, answer)
		}
		for _, item := range answer["items"].([]any) {
			record := item.(map[string]any)
			rows[record["id"].(string)] = sampleRow{collection, record}
		}
	}
	return rows
}
