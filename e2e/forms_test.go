package e2e

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// filesAtMeta answers for the files of media ids, and nothing else.
func filesAtMeta(t *testing.T, files map[string][]byte) string {
	t.Helper()
	graph := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		id := r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
		file, known := files[id]
		switch {
		case id == "200300400500600": // the number is there
			fmt.Fprintf(w, `{"id":%q}`, id)
		case !known:
			w.WriteHeader(http.StatusBadRequest)
			fmt.Fprint(w, `{"error":{"message":"Unsupported get request","code":100,"error_subcode":33}}`)
		case strings.HasPrefix(r.URL.Path, "/blob/"):
			_, _ = w.Write(file)
		default:
			fmt.Fprintf(w, `{"messaging_product":"whatsapp","id":%q,"url":"http://%s/blob/%s","mime_type":%q}`, id, r.Host, id, http.DetectContentType(file))
		}
	}))
	t.Cleanup(graph.Close)
	return graph.URL
}

// Files of a form, what was done to messages that aren't here, and a call whose
// end does not come, as staff see them.
func TestFormsMissingMessagesAndOpenCallsAreShown(t *testing.T) {
	files := map[string][]byte{"801": photo(t, 400, 300), "802": photo(t, 300, 400), "803": []byte("%PDF-1.4\n%%EOF\n")}
	p := newSampleServer(t, "WHATSAPP_GRAPH_URL="+filesAtMeta(t, files), "WHATSAPP_PHONE_NUMBER_ID=200300400500600", "WHATSAPP_ACCESS_TOKEN=token")
	now := time.Now().Unix()
	inside := func(field, inside string) []byte {
		return []byte(`{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"` + field + `","value":{"messaging_product":"whatsapp",
			"metadata":{"display_phone_number":"15550100200","phone_number_id":"200300400500600"},"contacts":[{"wa_id":"447700900123","profile":{"name":"Ada Merrow"}}],` + inside + `}}]}]}`)
	}
	message := func(id string, at int64, rest string) []byte {
		return inside("messages", fmt.Sprintf(`"messages":[{"from":"447700900123","id":%q,"timestamp":"%d",%s}]`, id, at, rest))
	}
	answers, _ := json.Marshal(`{"flow_token":"t","damage":"cracked screen","photos":[{"file_name":"front.jpg","mime_type":"image/jpeg","sha256":"","id":"801"},{"file_name":"back.jpg","mime_type":"image/jpeg","id":"802","sha256":""}],"bill":[{"file_name":"bill.pdf","mime_type":"application/pdf","id":"803","sha256":""}],"lost":[{"file_name":"lost.jpg","mime_type":"image/jpeg","id":"899","sha256":""}]}`)
	for _, body := range [][]byte{
		message("wamid.form", now-900, `"type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"name":"flow","body":"Sent","response_json":`+string(answers)+`}}`),
		message("wamid.R", now-800, `"type":"reaction","reaction":{"message_id":"wamid.gone1","emoji":"👍"}`),
		message("wamid.E", now-700, `"type":"edit","edit":{"original_message_id":"wamid.gone2","message":{"type":"text","text":{"body":"I meant Tuesday"}}}`),
		message("wamid.V", now-600, `"type":"revoke","revoke":{"original_message_id":"wamid.gone3"}`),
		inside("calls", fmt.Sprintf(`"calls":[{"id":"wacid.1","from":"447700900123","to":"15550100200","event":"connect","timestamp":"%d","direction":"USER_INITIATED"}]`, now-400)),
	} {
		if status := p.post(body); status != 200 {
			t.Fatalf("status %d", status)
		}
	}
	long := message("wamid.long", now-500, `"type":"text","text":{"body":"`+strings.Repeat("字", 65_536)+`"}`)
	p.post(bytes.ReplaceAll(long, []byte("447700900123"), []byte("447700900124")))
	b := openBrowser(t, 1280, 1500)
	b.do(chromedp.Navigate(p.base + "/inbox/" + url.PathEscape(oddCustomer)))
	b.typeIn(at("login-email"), "admin@example.com")
	b.typeIn(at("login-password"), "correct horse\r")
	b.until("the thread", `document.querySelectorAll('[data-testid="message"]').length >= 8`)
	b.until("both photos", `document.querySelectorAll('[data-testid="media-picture"]').length === 2`)
	b.until("the document by its name", `[...document.querySelectorAll('[data-testid="media-file"]')].some(e => e.innerText.includes("bill.pdf"))`)
	b.until("a way to fetch the lost one", `document.querySelectorAll('[data-testid="media-again"]').length === 1`)
	b.until("answers without JSON", `(e => e && e.innerText.includes("front.jpg, back.jpg") && !/sha256|801/.test(e.innerText))(document.querySelector('[data-testid="part-answers"]'))`)
	for _, words := range []string{"reacted with 👍 to a message that isn't here", "withdrew a message that isn't here"} {
		b.until("a line: "+words, fmt.Sprintf(`[...document.querySelectorAll(".message-system")].some(e => e.innerText.includes(%q))`, words))
	}
	b.until("the edited text", `[...document.querySelectorAll(".bubble")].some(e => e.innerText.includes("I meant Tuesday") && e.innerText.includes("isn't here"))`)
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".thread-scroll").scrollTop = 0`), chromedp.Sleep(300*time.Millisecond))
	b.screenshot("form-files-desk")
	// the minute in which it is looked at; the page is open
	for end := time.Now().Add(75 * time.Second); !eval[bool](b, `!!document.querySelector('[data-type="call"][data-status="unknown"]')`); time.Sleep(time.Second) {
		if time.Now().After(end) {
			t.Fatal("the open page was not told of the call")
		}
	}
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelector(".thread-scroll").scrollTop = 1e7`), chromedp.Sleep(300*time.Millisecond))
	b.screenshot("open-call-desk")
	b.do(chromedp.EmulateViewport(390, 1600), chromedp.Evaluate[chromedp.Void](`document.documentElement.dataset.theme = "dark"; document.querySelector(".thread-scroll").scrollTop = 0`), chromedp.Sleep(500*time.Millisecond))
	b.screenshot("form-files-phone-dark")

	// the messages come after all: nothing is there twice
	p.post(message("wamid.gone1", now-850, `"type":"text","text":{"body":"that was it"}`))
	p.post(message("wamid.gone2", now-750, `"type":"text","text":{"body":"Monday then"}`))
	b.until("the message in its place", `[...document.querySelectorAll(".message")].some(e => e.innerText.includes("that was it") && e.innerText.includes("👍"))`)
	b.until("no line any more", `![...document.querySelectorAll(".message-system")].some(e => e.innerText.includes("reacted with"))`)
	b.until("what it said before", `(e => !!e)(document.querySelector('[data-testid="message-edited"]'))`)
	b.screenshot("missing-messages-came")

	b.do(chromedp.Navigate(p.base + "/inbox/" + url.PathEscape("unknown:447700900124")))
	b.until("the whole long text", `[...document.querySelectorAll(".bubble-text")].some(e => e.innerText.length === 65536)`)
	b.quiet()
}

// photo is a picture that Meta would take.
func photo(t *testing.T, width, height int) []byte {
	t.Helper()
	content, err := os.ReadFile(picture(t, "photo.jpg", width, height))
	if err != nil {
		t.Fatal(err)
	}
	return content
}
