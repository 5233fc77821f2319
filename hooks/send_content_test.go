package hooks_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// uploadsTo records under which name and type files are handed over.
func uploadsTo(t *testing.T, meta http.Handler) (address string, uploads func() []string) {
	t.Helper()
	var mu sync.Mutex
	var list []string
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.HasSuffix(r.URL.Path, "/media") {
			content, _ := io.ReadAll(r.Body)
			r.Body = io.NopCloser(bytes.NewReader(content))
			_, boundary, _ := strings.Cut(r.Header.Get("Content-Type"), "boundary=")
			form := multipart.NewReader(bytes.NewReader(content), boundary)
			for part, err := form.NextPart(); err == nil; part, err = form.NextPart() {
				if part.FormName() == "file" {
					mu.Lock()
					list = append(list, part.FileName()+" "+part.Header.Get("Content-Type"))
					mu.Unlock()
				}
			}
		}
		meta.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return slices.Clone(list)
	}
}

// film is an MP4 with one track of a codec.
func film(codec string) string {
	box := func(name, inner string) string {
		return string(binary.BigEndian.AppendUint32(nil, uint32(8+len(inner)))) + name + inner
	}
	described := box("stsd", "\x00\x00\x00\x00\x00\x00\x00\x01"+box(codec, strings.Repeat("\x00", 78)))
	track := box("mdia", box("hdlr", strings.Repeat("\x00", 8)+"vide"+strings.Repeat("\x00", 12))+box("minf", box("stbl", described)))
	return box("ftyp", "isom\x00\x00\x00\x00") + box("mdat", "x") + box("moov", box("trak", track))
}

func pngOf(t *testing.T, picture image.Image) string {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, picture); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// A file reaches Meta under a type of its list and a name that ends as that type
// does; the customer sees the name that fits what it is.
func TestFilesAreHandedOverAsWhatTheyAre(t *testing.T) {
	t.Parallel()
	sim, cfg := newSimulator(t)
	var uploads func() []string
	cfg.GraphURL, uploads = uploadsTo(t, sim)
	b := newBench(t, cfg)
	sim.SetWebhook(b.url+"/api/crm/whatsapp/webhook", testSecret)
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.adaWrites(sim)
	ogg := "OggS\x00\x02" + strings.Repeat("\x00", 22) + "OpusHead\x01\x01" + strings.Repeat("\x00", 20)
	for _, c := range []struct{ name, declared, content, atMeta, sent string }{
		{"prices.csv", "text/csv", "Name;Price\r\nBike;100\r\n", "prices.txt text/plain", "document prices.csv"},
		{"prices.csv", "application/vnd.ms-excel", "Name;Price\r\nBike;100\r\n", "prices.txt text/plain", "document prices.csv"},
		{"card.vcf", "text/vcard", "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ada\r\nEND:VCARD\r\n", "card.txt text/plain", "document card.vcf"},
		{"data.json", "application/json", `{"a": 1}`, "data.txt text/plain", "document data.json"},
		{"PTT-1.opus", "audio/ogg", ogg, "PTT-1.ogg audio/ogg", "audio PTT-1.ogg"},
		{"PTT-2.mp4", "video/mp4", ogg, "PTT-2.ogg audio/ogg", "audio PTT-2.ogg"},
		{"saddle.jpg", "image/jpeg", string(picturePNG(t)), "saddle.png image/png", "image saddle.png"},
		{"Contract.docx", "application/octet-stream", "%PDF-1.7\n", "Contract.pdf application/pdf", "document Contract.pdf"},
		{"Offer 1.2", "", "%PDF-1.7\n", "Offer 1.2.pdf application/pdf", "document Offer 1.2.pdf"},
		{"bike.mp4", "video/mp4", film("avc1"), "bike.mp4 video/mp4", "video bike.mp4"},
	} {
		a := b.sendFile(fileToAda(ada, nil), c.name, c.declared, strings.NewReader(c.content))
		want(t, c.name+" "+a.body, a.status, 200)
		list := uploads()
		want(t, c.name, list[len(list)-1], c.atMeta)
		row := b.until(fmt.Sprint(a.json(t)["id"]), "read")
		want(t, c.name, row.GetString("message_type")+" "+row.GetString("media_name"), c.sent)
	}
}

// What can't be played or shown is refused before anything is written, however
// and whenever it shall be sent.
func TestFilesAreRefusedForWhatIsInThem(t *testing.T) {
	t.Parallel()
	sim, cfg := newSimulator(t)
	var uploads func() []string
	cfg.GraphURL, uploads = uploadsTo(t, sim)
	b := newBench(t, cfg)
	sim.SetWebhook(b.url+"/api/crm/whatsapp/webhook", testSecret)
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.adaWrites(sim)
	b.atMeta(sim, "sale", "MARKETING", `[{"type":"HEADER","format":"VIDEO","example":{"header_handle":["4::x"]}},{"type":"BODY","text":"Look."}]`)
	b.atMeta(sim, "bill", "UTILITY", `[{"type":"HEADER","format":"DOCUMENT","example":{"header_handle":["4::x"]}},{"type":"BODY","text":"Your bill."}]`)
	small := image.Rect(0, 0, 4, 4)
	palette := image.NewPaletted(small, color.Palette{color.White, color.Black})
	later := time.Now().Add(48 * time.Hour).UTC().Format(time.RFC3339)
	for _, c := range []struct {
		name, declared, content string
		fields                  map[string]string
		says                    string
	}{
		{"a.mp4", "video/mp4", film("hvc1"), nil, "HEVC"},
		{"a.mp4", "video/mp4", film("hvc1"), map[string]string{"send_at": later}, "HEVC"},
		{"a.mp4", "video/mp4", film("vp09"), map[string]string{"template": `{"name":"sale","language":"en_GB"}`}, "VP9"},
		{"a.mp4", "video/mp4", film("avc1")[:60], nil, "cut off"},
		{"a.png", "image/png", pngOf(t, image.NewNRGBA64(small)), nil, "16 bits"},
		{"a.png", "image/png", pngOf(t, image.NewGray(small)), nil, "grey"},
		{"a.png", "image/png", pngOf(t, palette), nil, "palette"},
		{"a.zip", "application/zip", "PK\x03\x04\x14\x00\x00\x00\x08\x00", nil, "application/zip"},
		{"a.mov", "video/quicktime", "\x00\x00\x00\x14ftypqt  \x00\x00\x00\x00qt  ", nil, "MP4"},
		{"a.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "PK\x03\x04\x14\x00\x00\x00\x08\x00", map[string]string{"template": `{"name":"bill","language":"en_GB"}`}, "PDF files only"},
	} {
		a := b.sendFile(fileToAda(ada, c.fields), c.name, c.declared, strings.NewReader(c.content))
		if a.status != 400 || !strings.Contains(a.body, c.says) || !strings.Contains(a.body, `"media"`) {
			t.Errorf("%s %v: %d %s", c.name, c.fields, a.status, a.body)
		}
	}
	// as a document a film is what it is
	a := b.sendFile(fileToAda(ada, map[string]string{"kind": "document"}), "a.mp4", "video/mp4", strings.NewReader(film("hvc1")))
	want(t, "as a document "+a.body, a.status, 200)
	want(t, "uploads", fmt.Sprint(uploads()), "[a.mp4 video/mp4]")
	want(t, "rows", b.count("comms_log WHERE direction = 'outbound'", nil), 1)
	want(t, "temporary files", len(leftovers(t, b)), 0)
}

// A document by link has the name that its address says, at the top of a template
// as well.
func TestADocumentByLinkHasAName(t *testing.T) {
	t.Parallel()
	sim, b, ada := adaOnline(t)
	b.atMeta(sim, "bill", "UTILITY", `[{"type":"HEADER","format":"DOCUMENT","example":{"header_handle":["4::x"]}},{"type":"BODY","text":"Your bill."}]`)
	const link = "https://example.com/files/Miet%C3%BCbersicht%202026.pdf"
	for _, fields := range []map[string]any{
		{"link": link},
		{"media": map[string]any{"link": link}},
		{"interactive": map[string]any{"type": "button", "header": map[string]any{"type": "document", "link": link}, "body": "Well?", "buttons": []any{map[string]any{"id": "1", "title": "Yes"}}}},
		{"template": map[string]any{"name": "bill", "language": "en_GB", "header": map[string]any{"link": link}}},
	} {
		a := b.send(toAda(ada, fields))
		want(t, a.body, a.status, 200)
		sent := fromBusiness(sim)
		if content := string(sent[len(sent)-1].Content); !strings.Contains(content, `"filename":"Mietübersicht 2026.pdf"`) {
			t.Errorf("%v: %s", fields, content)
		}
	}
	a := b.send(toAda(ada, map[string]any{"template": map[string]any{"name": "bill", "language": "en_GB", "header": map[string]any{"link": "https://example.com/a.xlsx"}}}))
	want(t, "no PDF "+a.body, a.status, 400)
}

// A receipt for a message that WhatsApp doesn't know, as after a change of
// number, is asked for once and troubles nobody.
func TestAReadReceiptThatWhatsAppDoesNotWant(t *testing.T) {
	t.Parallel()
	g := newGraph(t)
	cfg := g.config()
	b := newBench(t, cfg)
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.webhook(value(`"messages":[` + text("447700900123", "wamid.strange", fmt.Sprint(time.Now().Unix()), "hello") + `]`))
	opens := func() { b.call("POST", "/api/crm/conversations/"+ada+"/read", b.staffToken, nil) }
	before := b.call("GET", "/api/crm/health", b.staffToken, nil).json(t)
	opens()
	until(t, "it is refused", func() bool { return g.count() > 0 })
	opens()
	opens()
	time.Sleep(200 * time.Millisecond) // note: nothing can be waited for
	want(t, "calls", g.count(), 1)
	after := b.call("GET", "/api/crm/health", b.staffToken, nil).json(t)
	want(t, "warnings", fmt.Sprint(after["warnings"]), fmt.Sprint(before["warnings"]))
	want(t, "problems", fmt.Sprint(after["problems"]), fmt.Sprint(before["problems"]))
}
