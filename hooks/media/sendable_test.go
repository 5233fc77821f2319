package media

import (
	"encoding/binary"
	"encoding/json"
	"os"
	"slices"
	"strings"
	"testing"

	"pocketcrm/whatsapp"
)

// sendable is a file as whatsapp/testdata/files.json describes it. The pages'
// tests read the same ones.
type sendable struct {
	Name, Declared, Type, Why, Found string
	Kinds                            []string
	Parts                            []any
}

func readSendable(t *testing.T) []sendable {
	t.Helper()
	var table struct{ Files []sendable }
	content, err := os.ReadFile("../../whatsapp/testdata/files.json")
	if err == nil {
		err = json.Unmarshal(content, &table)
	}
	if err != nil {
		t.Fatal(err)
	}
	return table.Files
}

// contentOf makes the bytes of parts.
func contentOf(parts []any) (out []byte) {
	for _, part := range parts {
		switch part := part.(type) {
		case string:
			if kind, codec, is := strings.Cut(strings.TrimPrefix(part, "$"), " "); is && part[0] == '$' {
				out = append(out, track(kind, codec)...)
				continue
			}
			for _, letter := range part {
				out = append(out, byte(letter))
			}
		case []any:
			out = append(out, box(part[0].(string), contentOf(part[1:]))...)
		}
	}
	return out
}

func box(name string, inner ...[]byte) []byte {
	body := slices.Concat(inner...)
	return slices.Concat(binary.BigEndian.AppendUint32(nil, uint32(8+len(body))), []byte(name), body)
}

// track is one of an MP4: "soun", "mp4a:40" has the object type 0x40.
func track(kind, codec string) []byte {
	name, object, _ := strings.Cut(codec, ":")
	var inner []byte
	if object != "" {
		number := map[string]byte{"40": 0x40, "6b": 0x6b}[object]
		inner = box("esds", []byte{0, 0, 0, 0, 3, 0x80, 0x80, 25, 0, 1, 0, 4, 17, number})
	}
	entry := box(name, make([]byte, 28), inner)
	return box("trak", box("mdia", box("hdlr", make([]byte, 8), []byte(kind), make([]byte, 12)),
		box("minf", box("stbl", box("stsd", []byte{0, 0, 0, 0, 0, 0, 0, 1}, entry)))))
}

// A file is looked into, whatever it is called, and what Meta would refuse of it
// is known before the upload.
func TestAFileIsWhatIsInIt(t *testing.T) {
	t.Parallel()
	for _, c := range readSendable(t) {
		content := string(contentOf(c.Parts))
		head, _ := ReadHead(strings.NewReader(content))
		facts := whatsapp.LookInto(strings.NewReader(content), int64(len(content)), TypeToSend(c.Declared, "file", head))
		kinds := []string{}
		for _, kind := range []string{"image", "video", "audio", "sticker", "document"} {
			problems := whatsapp.CheckFile(kind, facts, false)
			if len(problems) == 0 {
				kinds = append(kinds, kind)
			}
			for _, p := range problems {
				// what is refused as well is never the advice
				if strings.Contains(p.Sentence, "as a document") != slices.Contains(c.Kinds, "document") {
					t.Errorf("%s as %s: %s", c.Name, kind, p.Sentence)
				}
			}
		}
		if facts.Type != c.Type || facts.Flaw.Code != c.Why || facts.Flaw.Found != c.Found || !slices.Equal(kinds, c.Kinds) {
			t.Errorf("%s: %s %v %v, want %s %s %s %v", c.Name, facts.Type, facts.Flaw, kinds, c.Type, c.Why, c.Found, c.Kinds)
		}
	}
}

// What is known only by its name, or not by it.
func TestTypesOfOfficeFiles(t *testing.T) {
	t.Parallel()
	const (
		docx, xls = "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/vnd.ms-excel"
		zip, ole  = "PK\x03\x04\x14\x00\x00\x00\x08\x00", "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00\x00"
	)
	for _, c := range []struct{ declared, name, content, want string }{
		{docx, "a.docx", zip, docx},
		{"", "a.docx", zip, docx},
		{"application/octet-stream", "a.xls", ole, xls},
		{"application/zip", "a.zip", zip, "application/zip"},
		{"application/msword", "a.doc", "\x00\x01\x02\x03\xff", Opaque},
		{docx, "a.docx", "just text", "text/plain"},
		{"text/plain", "a.txt", "\x00\x01\x02\x03\xff", Opaque},
		{"application/pdf", "a.pdf", "just text", "text/plain"},
		{"video/mp4", "a.mp4", "OggS\x00\x02" + strings.Repeat("\x00", 22) + "OpusHead\x01\x01", "audio/ogg"},
		{"image/heic", "a.heic", "\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic", "image/heic"},
	} {
		if got := TypeToSend(c.declared, c.name, []byte(c.content)); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.declared, c.name, got, c.want)
		}
	}
}
