package whatsapp

import (
	"strings"
	"testing"
	"time"
)

// What is made to be read without an end is not.
func TestHostileFilesAreLeftAlone(t *testing.T) {
	t.Parallel()
	nested := strings.Repeat("\x00\x00\x00\x00mdia", 50_000) // each up to the end, one in the other
	for name, c := range map[string]struct{ kind, content string }{
		"nothing but boxes":    {"video/mp4", strings.Repeat("\x00\x00\x00\x08free", 1<<20)},
		"boxes without a size": {"video/mp4", "\x00\x00\x00\x00moov\x00\x00\x00\x00trak" + nested},
		"a negative size":      {"video/mp4", "\x00\x00\x00\x01moov\xff\xff\xff\xff\xff\xff\xff\xff"},
		"nothing but markers":  {"image/jpeg", "\xff\xd8" + strings.Repeat("\xff\xe0\x00\x02", 1<<20)},
		"nothing but filling":  {"image/jpeg", "\xff\xd8" + strings.Repeat("\xff", 1<<20)},
	} {
		begin := time.Now()
		facts := LookInto(strings.NewReader(c.content), int64(len(c.content)), c.kind)
		if took := time.Since(begin); facts.Flaw.Code != flawBroken || took > 2*time.Second {
			t.Errorf("%s: %+v in %v", name, facts.Flaw, took)
		}
	}
}

func FuzzLookInto(f *testing.F) {
	const film = "\x00\x00\x00\x10ftypisom\x00\x00\x00\x00\x00\x00\x00\x6cmoov\x00\x00\x00\x64trak\x00\x00\x00\x5cmdia" +
		"\x00\x00\x00\x14hdlr\x00\x00\x00\x00\x00\x00\x00\x00soun\x00\x00\x00\x40minf\x00\x00\x00\x38stbl\x00\x00\x00\x30stsd\x00\x00\x00\x00\x00\x00\x00\x01" +
		"\x00\x00\x00\x20mp4a........esds\x00\x00\x00\x00\x03\x19\x00\x01\x00\x04\x11\x40"
	f.Add(film, "video/mp4")
	f.Add("\xff\xd8\xff\xe0\x00\x04..\xff\xc0\x00\x11\x08\x00\x40\x00\x40\x03", "image/jpeg")
	f.Add("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00", "image/png")
	f.Add("RIFF....WEBPVP8L....\x2f", "image/webp")
	f.Fuzz(func(t *testing.T, content, mimeType string) {
		facts := LookInto(strings.NewReader(content), int64(len(content)), mimeType)
		for _, kind := range []string{"image", "video", "audio", "document", "sticker"} {
			CheckFile(kind, facts, false)
			CheckHeaderFile(kind, facts)
		}
		FittingName(content, mimeType)
		documentName(content)
	})
}
