package whatsapp

import (
	"strings"
	"testing"
)

// Beginnings of WebP files of the three forms.
func webPExtended(flags byte, width, height int) string {
	w, h := width-1, height-1
	return "RIFF....WEBPVP8X\n\x00\x00\x00" + string([]byte{flags, 0, 0, 0, byte(w), byte(w >> 8), byte(w >> 16), byte(h), byte(h >> 8), byte(h >> 16)})
}

func webPLossless(width, height int) string {
	bits := uint32(width-1) | uint32(height-1)<<14
	return "RIFF....WEBPVP8L....\x2f" + string([]byte{byte(bits), byte(bits >> 8), byte(bits >> 16), byte(bits >> 24)}) + "....."
}

func webPLossy(width, height int) string {
	return "RIFF....WEBPVP8 ....\x10..\x9d\x01\x2a" + string([]byte{byte(width), byte(width >> 8), byte(height), byte(height >> 8)})
}

func TestWhatIsTakenOfAFile(t *testing.T) {
	const kilobyte = 1 << 10
	for name, c := range map[string]struct {
		kind, mime string
		size       int64
		head       string
		says       string // nothing when it is taken
	}{
		"a sticker":                          {"sticker", "image/webp", 100 * kilobyte, webPLossless(512, 512), ""},
		"a lossy one":                        {"sticker", "image/webp", 20 * kilobyte, webPLossy(512, 512), ""},
		"an extended one":                    {"sticker", "image/webp", 20 * kilobyte, webPExtended(0x10, 512, 512), ""},
		"one that moves":                     {"sticker", "image/webp", 500 * kilobyte, webPExtended(2, 512, 512), ""},
		"one that moves and is too large":    {"sticker", "image/webp", 500*kilobyte + 1, webPExtended(2, 512, 512), "has 501 KB; WhatsApp takes a sticker with at most 500 KB."},
		"one that doesn't, and is too large": {"sticker", "image/webp", 100*kilobyte + 1, webPLossy(512, 512), "has 101 KB; WhatsApp takes a sticker with at most 100 KB."},
		"too wide":                           {"sticker", "image/webp", 1000, webPLossless(513, 512), "512 pixels wide and 512 high; this one has 513 × 512"},
		"too low":                            {"sticker", "image/webp", 1000, webPLossy(512, 511), "this one has 512 × 511"},
		"enormous":                           {"sticker", "image/webp", 1000, webPExtended(2, 1<<24, 1<<24), "this one has 16777216 × 16777216"},
		"unreadable":                         {"sticker", "image/webp", 1000, "RIFF....WEBPVP8?" + strings.Repeat(".", 20), "how large this one is can't be read"},
		"cut off":                            {"sticker", "image/webp", 20, "RIFF....WEBPVP8L....", "how large this one is can't be read"},
		"no sticker at all":                  {"sticker", "image/png", 1000, "", "As a sticker WhatsApp takes WebP only"},
		"a picture":                          {"image", "image/png", 5 * megabyte, "", ""},
		"a picture with a byte too many":     {"image", "image/png", 5*megabyte + 1, "", "has 5.1 MB; WhatsApp takes a picture with at most 5 MB."},
		"a document with a byte too many":    {"document", "application/pdf", 100*megabyte + 1, "", "has 100.1 MB; WhatsApp takes a document with at most 100 MB."},
		"a page as a document":               {"document", "text/html", 1000, "<html>", ""},
		"an archive":                         {"document", "application/zip", 1000, "PK", "(application/zip). Save it as PDF, or"},
		"a film of a phone":                  {"document", "video/quicktime", 1000, "", "Convert it to MP4 with H.264"},
		"a film of a phone, as a film":       {"video", "video/quicktime", 1000, "", "takes MP4 and 3GP only; this file is of the type video/quicktime. Convert it."},
		"a photo of a phone":                 {"document", "image/heic", 1000, "", "Save it as JPEG or PNG"},
		"sound without loss":                 {"document", "audio/flac", 1000, "", "Convert it to MP3"},
	} {
		var said string
		for _, problem := range CheckFile(c.kind, FileFacts{Type: c.mime, Size: c.size, head: []byte(c.head)}, false) {
			said += problem.Sentence
		}
		if !strings.Contains(said, c.says) || c.says == "" && said != "" {
			t.Errorf("%s: %q, want %q", name, said, c.says)
		}
	}
}

// A name ends as the content does: for people, and for Meta, which goes by it.
func TestNamesFitTheContent(t *testing.T) {
	const docx = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	for _, c := range []struct{ name, mime, fitting, atMeta string }{
		{"note.opus", "audio/ogg", "note.ogg", "note.ogg"},
		{"note.mp4", "audio/ogg", "note.ogg", "note.ogg"},
		{"saddle.jpg", "image/png", "saddle.png", "saddle.png"},
		{"SADDLE.JPEG", "image/jpeg", "SADDLE.JPEG", "SADDLE.JPEG"},
		{"Contract.docx", "application/pdf", "Contract.pdf", "Contract.pdf"},
		{"Contract.pdf.exe", "application/pdf", "Contract.pdf", "Contract.pdf"},
		{"Contract", docx, "Contract.docx", "Contract.docx"},
		{"Offer 1.2", "application/pdf", "Offer 1.2.pdf", "Offer 1.2.pdf"},
		{"v2. final draft", "application/pdf", "v2. final draft.pdf", "v2. final draft.pdf"},
		{"prices.csv", "text/csv", "prices.csv", "prices.txt"},
		{"card.vcf", "text/vcard", "card.vcf", "card.txt"},
		{"page.png", "text/html", "page.txt", "page.txt"},
		{"prices.xls", "text/plain", "prices.txt", "prices.txt"},
		{"read me", "text/plain", "read me.txt", "read me.txt"},
		{"a.m4a", "video/mp4", "a.mp4", "a.mp4"},
		{"", "image/png", "", ".png"},
	} {
		kind, name := uploadAs(c.mime, c.name)
		if got := FittingName(c.name, c.mime); got != c.fitting || name != c.atMeta || !isDocument(kind) {
			t.Errorf("%s (%s): %q and at Meta %q %s, want %q and %q", c.name, c.mime, got, name, kind, c.fitting, c.atMeta)
		}
	}
	for link, want := range map[string]string{
		"https://example.com/files/Contract.pdf":                     "Contract.pdf",
		"https://example.com/files/Mietvertrag%20%C3%9Cbergabe.docx": "Mietvertrag Übergabe.docx",
		"https://example.com/a%2FContract.pdf?x=1#p2":                "Contract.pdf",
		"https://example.com/plan.dwg":                               "plan.dwg",
		"https://example.com/invoices/4711":                          "4711.pdf",
		"https://example.com/get.php?id=4&file=Offer+2.xlsx":         "Offer 2.xlsx",
		"https://example.com/get.php?id=4":                           "get.pdf",
		"https://example.com/":                                       "document.pdf",
		"https://example.com":                                        "document.pdf",
		"https://example.com/..%2f..%2f.pdf":                         "pdf.pdf",
	} {
		if got := documentName(link); got != want {
			t.Errorf("%s: %q, want %q", link, got, want)
		}
	}
}
