package simulator

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"image/jpeg"
	"image/png"
	"net/http/httptest"
	"strings"
	"testing"
)

// Chromium has shown and decoded each of them; this keeps them as they were.
func TestSamplesAreValid(t *testing.T) {
	t.Parallel()
	if picture, err := jpeg.Decode(bytes.NewReader(sampleJPEG())); err != nil || picture.Bounds().Dx() != 480 {
		t.Errorf("JPEG: %v", err)
	}
	if picture, err := png.Decode(bytes.NewReader(samplePNG())); err != nil || picture.Bounds().Dy() != 320 {
		t.Errorf("PNG: %v", err)
	}
	sticker := sampleWebP()
	if int(binary.LittleEndian.Uint32(sticker[4:])) != len(sticker)-8 || sniffType(sticker) != "image/webp" || isAnimatedWebP(sticker) {
		t.Errorf("WebP: %x", sticker)
	}
	document := string(samplePDF())
	table := strings.Index(document, "xref\n")
	if sniffType([]byte(document)) != "application/pdf" || !strings.Contains(document, "startxref\n"+positionText(table)) || !strings.HasSuffix(document, "%%EOF\n") {
		t.Errorf("PDF: %s", document)
	}
	voice := sampleVoice()
	for rest, pages := voice, uint32(0); len(rest) > 0; pages++ {
		length := 27 + int(rest[26])
		for _, packet := range rest[27:length] {
			length += int(packet)
		}
		page := append([]byte{}, rest[:length]...)
		sum := binary.LittleEndian.Uint32(page[22:])
		clear(page[22:26])
		if string(page[:4]) != "OggS" || oggChecksum(page) != sum || binary.LittleEndian.Uint32(page[18:]) != pages {
			t.Fatalf("page %d of the Ogg file", pages)
		}
		rest = rest[length:]
	}
	video := sampleVideo()
	boxes := []string{}
	for rest := video; len(rest) >= 8; rest = rest[binary.BigEndian.Uint32(rest):] {
		boxes = append(boxes, string(rest[4:8]))
	}
	if strings.Join(boxes, " ") != "ftyp moov mdat" || sniffType(video) != "video/mp4" {
		t.Errorf("MP4: %v", boxes)
	}
	for _, kind := range mediaTypes {
		data, mimeType := sampleMedia(kind, "")
		if problem := checkFile(mimeType, data); problem != nil || !typeFits(kind, mimeType) {
			t.Errorf("%s: %s %v", kind, mimeType, problem)
		}
	}
}

func positionText(n int) string {
	digits := ""
	for ; n > 0; n /= 10 {
		digits = string(rune('0'+n%10)) + digits
	}
	return digits
}

func TestMediaStoreIsBounded(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	defer s.Close()
	chunk := make([]byte, 64<<20)
	var ids []string
	for range 10 {
		id, _ := s.storeInboundMedia("document", "application/pdf", "", chunk)
		ids = append(ids, id)
	}
	s.mu.Lock()
	held := s.media.bytes
	s.mu.Unlock()
	if held > maxMediaBytes || s.ownMedia(ids[0]) != nil || s.ownMedia(ids[9]) == nil {
		t.Errorf("%d bytes are held", held)
	}
}

func TestWireStateComesBack(t *testing.T) {
	t.Parallel()
	s := New(Options{TemplateReview: -1, Customers: []Customer{{WaID: "447700900123"}}})
	defer s.Close()
	id, _ := s.storeInboundMedia("image", "", "lamp.jpg", nil)
	if _, err := s.AddTemplate(Template{Name: "order_ready", Language: "en", Components: []byte(`[{"type":"BODY","text":"Ready."}]`)}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.AddTemplate(Template{Name: "code", Language: "en", Category: "AUTHENTICATION", Components: []byte(
		`[{"type":"BODY"},{"type":"FOOTER","code_expiration_minutes":10},{"type":"BUTTONS","buttons":[{"type":"OTP","otp_type":"COPY_CODE"}]}]`)}); err != nil {
		t.Fatal(err)
	}
	s.mu.Lock()
	s.blocked[s.customers[0]], s.customers[0].stopsMarketing = s.now(), true
	s.number.Profile.About = "Lamps"
	raw, err := marshalPlain(s.exportWire())
	s.mu.Unlock()
	if err != nil {
		t.Fatal(err)
	}
	other := New(Options{Customers: []Customer{{WaID: "447700900123"}}})
	defer other.Close()
	var state wireState
	if err := json.Unmarshal(raw, &state); err != nil {
		t.Fatal(err)
	}
	other.mu.Lock()
	err = other.importWire(state)
	blocked, optedOut, about := other.isBlocked(other.customers[0]), other.customers[0].stopsMarketing, other.number.Profile.About
	other.mu.Unlock()
	if err != nil || !blocked || !optedOut || about != "Lamps" {
		t.Errorf("%v %v %v %q", err, blocked, optedOut, about)
	}
	if f := other.ownMedia(id); f == nil || f.sha256Hex() == strings.Repeat("0", 64) || f.Filename != "lamp.jpg" {
		t.Errorf("the file: %+v", f)
	}
	w := httptest.NewRecorder()
	r := httptest.NewRequest("GET", "http://localhost/"+DefaultBusinessAccountID+"/message_templates?name=code&access_token=any", nil)
	if other.ServeHTTP(w, r); !strings.Contains(w.Body.String(), "This code expires in 10 minutes.") {
		t.Errorf("the authentication template: %s", w.Body)
	}
	if list := other.Templates(); len(list) != 3 || list[1].Name != "order_ready" || list[1].Status != "APPROVED" {
		t.Errorf("templates: %+v", list)
	}
}
