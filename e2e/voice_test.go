package e2e

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// A browser with a microphone that beeps, and with one that isn't allowed.
var (
	beeping = []chromedp.ExecAllocatorOption{chromedp.Flag("use-fake-device-for-media-stream", true), chromedp.Flag("use-fake-ui-for-media-stream", true),
		chromedp.Flag("mute-audio", true), chromedp.Flag("autoplay-policy", "no-user-gesture-required")}
	refusing = []chromedp.ExecAllocatorOption{chromedp.Flag("use-fake-device-for-media-stream", true), chromedp.Flag("deny-permission-prompts", true)}
)

// download fetches the file of a message as the pages do.
func (d *desk) download(row map[string]any) []byte {
	d.t.Helper()
	_, answer := call(d.t, "POST", d.inbox+"/api/files/token", d.token, nil)
	resp, err := http.Get(fmt.Sprintf("%s/api/files/comms_log/%s/%s?token=%s", d.inbox, row["id"], row["media"], answer["token"]))
	if err != nil {
		d.t.Fatal(err)
	}
	defer resp.Body.Close()
	content, err := io.ReadAll(resp.Body)
	if err != nil || resp.StatusCode != 200 {
		d.t.Fatalf("%d %v", resp.StatusCode, err)
	}
	return content
}

// What is said in the page is heard on the phone as a voice note, and the other
// way round.
func TestVoiceNotesGoBothWays(t *testing.T) {
	d := newDesk(t)
	for _, screen := range []struct {
		name          string
		width, height int64
	}{{"desk", 1280, 900}, {"phone", 360, 780}} {
		t.Run(screen.name, func(t *testing.T) {
			before := len(d.sent())
			staff := openBrowser(t, screen.width, screen.height, beeping...)
			d.open(staff)
			staff.click(at("voice-button"))
			staff.until("two seconds of it", `document.querySelector('[data-testid="voice-time"]').innerText >= "0:02"`)
			staff.screenshot("voice-recording-" + screen.name)
			staff.click(at("voice-stop"))
			staff.until("that it can be heard before it is sent", `document.querySelector('[data-testid="voice-listen"]')?.duration > 1.5`)
			length := eval[float64](staff, `document.querySelector('[data-testid="voice-listen"]').duration`)
			staff.screenshot("voice-listening-" + screen.name)
			if n := len(d.sent()); n != before {
				t.Fatal("it was sent before anybody had said so")
			}
			staff.click(at("voice-send"))
			const mine = `[...document.querySelectorAll('[data-testid="message"][data-direction="outbound"][data-id]')].filter(e => e.querySelector('[data-testid="media-audio"]')).at(-1)`
			staff.until("it in the thread", fmt.Sprintf(`[...document.querySelectorAll('[data-direction="outbound"][data-id] [data-testid="media-audio"]')].length > %d`, before))

			row := d.sent()[0]
			sound := d.download(row)
			_ = os.WriteFile(filepath.Join("artefacts", "voice-"+screen.name+".ogg"), sound, 0o600)
			if !bytes.HasPrefix(sound, []byte("OggS")) || !bytes.Contains(sound[:100], []byte("OpusHead\x01\x01")) {
				t.Errorf("it is no Ogg with one channel of Opus: %q", sound[:60])
			}
			if row["media_mime"] != "audio/ogg" || row["body"] != "Media message sent: voice note" {
				t.Errorf("it is in the log as %v, %v", row["media_mime"], row["body"])
			}

			customer := d.watch(beeping...)
			customer.until("it on the phone", fmt.Sprintf(`document.querySelectorAll('[data-testid="phone-message"][data-direction="in"] .player-voice').length > %d`, before))
			customer.until("its length", fmt.Sprintf(`(([minutes, seconds]) => Math.abs(60 * minutes + Number(seconds) - %f) <= 1)([...document.querySelectorAll('[data-testid="phone-message"][data-direction="in"] .player-voice .player-time')].at(-1).innerText.split(":"))`, length))
			eval[bool](customer, `([...document.querySelectorAll('[data-direction="in"] .player-voice .player-button')].at(-1).click(), true)`)
			staff.until("that it was played", mine+`?.dataset.status === "played"`)
			customer.until("that it plays to its end", `[...document.querySelectorAll('[data-direction="in"] .player-voice')].at(-1).querySelectorAll(".heard").length > 14`)
			customer.screenshot("voice-on-the-phone-" + screen.name)

			// the other way
			heard := `document.querySelectorAll('[data-direction="inbound"] [data-testid="media-audio"]')`
			had := eval[int](staff, heard+".length")
			customer.click(at("phone-voice"))
			customer.until("two seconds of it", `document.querySelector(".record-time").innerText >= "0:02"`)
			customer.click(".composer .main-round:not([hidden])[aria-label='Send the voice message']")
			staff.until("her answer", fmt.Sprintf(`%s.length > %d && [...%s].at(-1).duration > 0.5`, heard, had, heard))
			eval[bool](staff, `([...`+heard+`].at(-1).play(), true)`)
			staff.until("that it plays", `[...`+heard+`].at(-1).currentTime > 0.3`)
			staff.screenshot("voice-thread-" + screen.name)
			staff.quiet()
			customer.quiet()
		})
	}
}

// A recording that somebody thinks better of is gone; one that is only left for
// another conversation is there when they are back.
func TestARecordingIsDroppedOrKept(t *testing.T) {
	d := newDesk(t)
	staff := openBrowser(t, 1280, 900, beeping...)
	d.open(staff)
	record := func() {
		t.Helper()
		staff.click(at("voice-button"))
		staff.until("a second of it", `document.querySelector('[data-testid="voice-time"]').innerText >= "0:01"`)
	}
	undo := func() {
		t.Helper()
		staff.takeBack()
		staff.until("that it can be heard again", `document.querySelector('[data-testid="voice-listen"]')?.duration > 0.8`)
		staff.click(at("voice-drop"))
		staff.until("the box", `document.querySelector('[data-testid="composer-input"]')`)
	}
	record()
	staff.click(at("voice-drop"))
	staff.until("the box again", `document.querySelector('[data-testid="composer-input"]') && document.activeElement.dataset.testid === "voice-button"`)
	undo()

	// held like a phone's: letting go stops it, and sends nothing
	staff.do(chromedp.Evaluate[chromedp.Void](`document.querySelector('[data-testid="voice-button"]').dispatchEvent(new PointerEvent("pointerdown", {bubbles: true, button: 0}))`))
	staff.until("a second of it", `document.querySelector('[data-testid="voice-time"]').innerText >= "0:01"`)
	staff.do(chromedp.Evaluate[chromedp.Void](`document.dispatchEvent(new PointerEvent("pointerup", {bubbles: true}))`))
	staff.until("that it can be heard", `document.querySelector('[data-testid="voice-listen"]')?.duration > 0.8`)
	staff.click(at("voice-drop"))
	staff.until("the box", `document.querySelector('[data-testid="composer-input"]')`)

	record()
	staff.openChat("Ada Merrow")
	staff.until("the other conversation", `document.querySelector(".thread-head").innerText.includes("Ada") && !document.querySelector('[data-testid="voice"]')`)
	staff.do(chromedp.Evaluate[chromedp.Void](`history.back()`))
	staff.until("the recording", `document.querySelector(".thread-head").innerText.includes("Priya") && document.querySelector('[data-testid="voice-listen"]')?.duration > 0.8`)
	staff.click(at("voice-drop"))
	if n := len(d.sent()); n != 0 {
		t.Errorf("%d messages were sent", n)
	}

	// sent in the moment in which another conversation is opened
	record()
	staff.do(chromedp.Evaluate[chromedp.Void](`(() => {
		document.querySelector('[data-testid="voice-send"]').click();
		[...document.querySelectorAll('[data-testid="inbox-item"]')].find(e => e.innerText.includes("Ada Merrow")).click();
	})()`))
	staff.until("the other conversation", `document.querySelector(".thread-head").innerText.includes("Ada")`)
	staff.do(chromedp.Evaluate[chromedp.Void](`history.back()`))
	staff.until("what was sent", `document.querySelector(".thread-head").innerText.includes("Priya") && !document.querySelector('[data-testid="voice"]')
		&& document.querySelector('[data-direction="outbound"][data-id] [data-testid="media-audio"]')`)
	if n := len(d.sent()); n != 1 {
		t.Errorf("%d messages were sent, want 1", n)
	}
	staff.quiet()
}

// Without a microphone there is a sentence that helps, and the way back; all
// else works.
func TestAMicrophoneThatIsNotAllowed(t *testing.T) {
	d := newDesk(t)
	staff := openBrowser(t, 360, 780, refusing...)
	d.open(staff)
	staff.click(at("voice-button"))
	staff.until("the reason", `document.querySelector('[data-testid="voice-problem"]')?.innerText.includes("isn't allowed here")`)
	staff.screenshot("voice-refused-phone")
	eval[bool](staff, `(document.querySelector('[data-testid="voice-problem"]').className = "the-first", true)`)
	staff.click(at("voice-again"))
	staff.until("the reason again", `document.querySelector('[data-testid="voice-problem"]:not(.the-first)')`)
	staff.click(at("voice-drop"))
	staff.until("the box", `document.querySelector('[data-testid="composer-input"]')`)
	staff.quiet()
}

func TestWithoutHTTPSOnlyTheMicrophoneIsMissing(t *testing.T) {
	d := newDesk(t)
	staff := openBrowser(t, 390, 844, append(beeping, chromedp.Flag("host-resolver-rules", "MAP crm.example 127.0.0.1"))...)
	d.open(staff, strings.Replace(underAnyName(t, d.inbox), "127.0.0.1", "crm.example", 1))
	staff.click(at("voice-button"))
	staff.until("the reason", `document.querySelector('[data-testid="voice-problem"]')?.innerText.includes("https")`)
	staff.screenshot("voice-insecure-phone")
	staff.click(at("voice-drop"))
	staff.choose(at("attach-input"), picture(t, "front.jpg", 640, 480), document(t, "offer.pdf", 20<<10))
	staff.until("the files", `document.querySelectorAll('[data-testid="attach-item"][data-ready="yes"]').length === 2`)
	staff.click(at("attach-send"))
	staff.until("them in the thread", `document.querySelectorAll('[data-direction="outbound"][data-id]').length === 2`)
	staff.quiet()
}

// underAnyName leads whatever name it is asked by to a server that answers to
// its own alone, as the demo does.
func underAnyName(t *testing.T, server string) string {
	target, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	proxy := httptest.NewServer(&httputil.ReverseProxy{
		FlushInterval: -1, // note: live feeds
		Rewrite:       func(r *httputil.ProxyRequest) { r.SetURL(target) },
	})
	t.Cleanup(func() { proxy.CloseClientConnections(); proxy.Close() })
	return proxy.URL
}
