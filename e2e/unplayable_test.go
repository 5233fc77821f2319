package e2e

import (
	"encoding/base64"
	"testing"
)

// What a browser can't play can be saved: sound that Chromium doesn't know, and
// a video that is something else.
func TestWhatCannotBePlayedCanBeSaved(t *testing.T) {
	d := newDesk(t)
	for name, c := range map[string]map[string]any{
		"memo.amr":  {"type": "audio", "mime_type": "audio/amr", "media": base64.StdEncoding.EncodeToString([]byte("#!AMR\n\x3c\x91\x17\x16\xbe\x66\x79\xe1\xe0\x01\xe7\x8a\xf0\x00\x00\x00"))},
		"strange.x": {"type": "video", "mime_type": "video/mp4", "media": base64.StdEncoding.EncodeToString([]byte("<html><script>alert(1)</script>"))},
	} {
		c["filename"] = name
		d.hears(c)
	}
	staff := openBrowser(t, 360, 780)
	d.open(staff)
	staff.until("both files", `document.querySelectorAll('[data-direction="inbound"] a[data-testid="media-file"][href*="download=1"]').length === 2`)
	staff.until("the reason", `document.body.innerText.includes("This browser can't play it. Save it")`)
	for _, row := range d.rows(`media_state = "stored"`) {
		if len(d.download(row)) == 0 {
			t.Errorf("%v is empty", row["media_name"])
		}
	}
	staff.screenshot("files-unplayable")
}
