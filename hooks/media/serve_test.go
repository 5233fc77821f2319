package media

import (
	"strings"
	"testing"
	"time"
)

func TestTypesAreSettledByWhatAFileIs(t *testing.T) {
	t.Parallel()
	const png = "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
	const mp4 = "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom"
	const ogg = "OggS\x00\x02\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x01\x13OpusHead\x01\x01"
	for _, tc := range []struct{ name, kind, declared, head, want string }{
		{"a picture", "image", "image/png", png, "image/png"},
		{"a picture by a nickname", "image", "image/jpg", "\xff\xd8\xff\xe0\x00\x10JFIF", "image/jpeg"},
		{"a picture of no type", "image", "", png, "image/png"},
		{"PNG called JPEG", "image", "image/jpeg", png, Opaque},
		{"HTML called PNG", "image", "image/png", "<!DOCTYPE html><script>", Opaque},
		{"HTML of no type in an image", "image", "", "<html>", "text/html"},
		{"PDF in an image", "image", "application/pdf", "%PDF-1.7", Opaque},
		{"a PDF", "document", "application/pdf", "%PDF-1.7", "application/pdf"},
		{"a picture as a document", "document", "image/png", png, "image/png"},
		{"a voice note", "voice", "audio/ogg; codecs=opus", ogg, "audio/ogg"},
		{"sound in a video's container", "audio", "audio/mp4", mp4, "audio/mp4"},
		{"AMR", "audio", "audio/amr", "#!AMR\n\x3c", "audio/amr"},
		{"a video", "video", "video/mp4", mp4, "video/mp4"},
		{"a video as a picture", "image", "video/mp4", mp4, Opaque},
		{"SVG", "document", "image/svg+xml", `<svg xmlns="http://www.w3.org/2000/svg">`, "image/svg+xml"},
		{"Word", "document", "application/msword", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"},
		{"a header in a type", "document", "text/plain\r\nX: y", "hello", Opaque},
	} {
		if got := TypeOf(tc.kind, tc.declared, Sniff([]byte(tc.head))); got != tc.want {
			t.Errorf("%s: %s (%s), want %s", tc.name, got, Sniff([]byte(tc.head)), tc.want)
		}
	}
}

func TestOnlyWhatCannotRunIsShown(t *testing.T) {
	t.Parallel()
	none := func(string) string { return "" }
	asked := func(name string) func(string) string {
		return func(n string) string {
			if n == name {
				return "1"
			}
			return ""
		}
	}
	for _, tc := range []struct {
		name, stored, sniffed, as, how string
		query                          func(string) string
	}{
		{"picture", "image/png", "image/png", "image/png", "inline", none},
		{"picture to save", "image/png", "image/png", "image/png", "attachment", asked("download")},
		{"PDF", "application/pdf", "application/pdf", "application/pdf", "attachment", none},
		{"PDF to see", "application/pdf", "application/pdf", "application/pdf", "inline", asked("inline")},
		{"HTML", "text/html", "text/html", Opaque, "attachment", asked("inline")},
		{"SVG", "image/svg+xml", "image/svg+xml", Opaque, "attachment", asked("inline")},
		{"HTML called PNG", "image/png", "text/html", Opaque, "attachment", asked("inline")},
		{"nothing known", "", "image/png", Opaque, "attachment", none},
		{"opaque", Opaque, Opaque, Opaque, "attachment", none},
		{"sound", "audio/ogg", "audio/ogg", "audio/ogg", "inline", none},
		{"sound in a video's container", "audio/mp4", "video/mp4", "audio/mp4", "inline", none},
	} {
		h := Headers(tc.stored, tc.sniffed, "Übersicht \"1\".png", tc.query)
		if h.Get("Content-Type") != tc.as || !strings.HasPrefix(h.Get("Content-Disposition"), tc.how+"; filename*=utf-8''%C3%9Cbersicht") {
			t.Errorf("%s: %s, %s", tc.name, h.Get("Content-Type"), h.Get("Content-Disposition"))
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || !strings.HasPrefix(h.Get("Cache-Control"), "private") || !strings.HasSuffix(h.Get("Content-Security-Policy"), "sandbox") {
			t.Errorf("%s: %v", tc.name, h)
		}
	}
}

func TestNames(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 23, 7, 8, 38, 0, time.UTC)
	for _, tc := range []struct{ kind, mime, name, want string }{
		{"image", "image/jpeg", "", "image-2026-11-23-070838.jpg"},
		{"document", "application/pdf", "../a.pdf", "a.pdf"},
		{"document", Opaque, "", "document-2026-11-23-070838.bin"},
		{"", Opaque, "\u202e", "file-2026-11-23-070838.bin"},
		{"../x", "image/png", "", "file-2026-11-23-070838.png"},
	} {
		s := Named(tc.kind, tc.mime, tc.name, at)
		if s.Name != tc.want || strings.ContainsAny(s.Key, `/\ `) {
			t.Errorf("%+v: %+v", tc, s)
		}
	}
}
