package media

import (
	"crypto/rand"
	"encoding/base32"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/gabriel-vasile/mimetype"

	"pocketcrm/whatsapp"
)

// Stored is a file as its row has it.
type Stored struct {
	Key    string // its name in the storage: ours, so that it can't mislead anything
	Name   string // its name for people, clean
	Mime   string // what it is; [Opaque] when it isn't what it claims to be
	Size   int64
	SHA256 string // hex
}

// Opaque is the type of what is only ever saved, never shown.
const Opaque = "application/octet-stream"

// headSize is how much of a file tells its type. Office documents are known by
// what follows their first parts.
const headSize = 8 << 10

// shown are the types that a browser may show inside our pages, with the
// endings of their names: pictures, video, sound, and PDF on request. None of
// them can run anything.
var shown = map[string]string{
	"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "image/gif": ".gif",
	"video/mp4": ".mp4", "video/3gpp": ".3gp",
	"audio/aac": ".aac", "audio/amr": ".amr", "audio/mpeg": ".mp3", "audio/mp4": ".m4a", "audio/ogg": ".ogg",
	"application/pdf": ".pdf",
}

// Sniff tells what a file is by its beginning, whatever it is called.
//
// note: of the two libraries at hand net/http knows what browsers sniff;
// mimetype, which PocketBase brings along, knows the sound and office formats
// of WhatsApp as well.
func Sniff(head []byte) string {
	found := whatsapp.BaseType(mimetype.Detect(head).String())
	if found == "image/vnd.mozilla.apng" {
		return "image/png"
	}
	return found
}

// oneContainer are types that can't be told apart by the beginning of a file.
var oneContainer = [][]string{
	{"video/mp4", "audio/mp4", "video/3gpp"},
	{"audio/aac", "audio/mpeg"},
}

// TypeOf settles what a file is between what was said of it and what it is. A
// file that claims to be something that can be shown, and isn't, is Opaque.
func TypeOf(kind, declared, sniffed string) string {
	declared = whatsapp.BaseType(declared)
	if declared == "" || declared == Opaque {
		declared = sniffed
	}
	for _, container := range oneContainer {
		if slices.Contains(container, declared) && slices.Contains(container, sniffed) {
			sniffed = declared
		}
	}
	_, mayShow := shown[sniffed]
	_, claims := shown[declared]
	switch {
	case mayShow && declared == sniffed && fits(kind, sniffed):
		return sniffed
	case mayShow || claims:
		return Opaque
	case strings.ContainsAny(declared, " \t\r\n;,\"") || len(declared) > 150:
		return Opaque
	}
	return declared
}

// fits tells whether a message of a kind can have a file of a type.
func fits(kind, mime string) bool {
	top, _, _ := strings.Cut(mime, "/")
	switch kind {
	case "image", "video", "audio":
		return top == kind
	case "voice":
		return top == "audio"
	case "sticker":
		return mime == "image/webp"
	}
	return true
}

// TypeToSend is what a file of ours is, whatever the browser makes of its name:
// what it really is, and where that can't be told, what was said.
func TypeToSend(declared, name string, head []byte) string {
	found := mimetype.Detect(head)
	sniffed, declared := Sniff(head), whatsapp.BaseType(declared)
	switch {
	case isTextual(found):
		// note: Windows calls a CSV an Excel file
		if whatsapp.IsText(declared) {
			return declared
		} else if whatsapp.IsText(sniffed) {
			return sniffed
		}
		return "text/plain"
	case whatsapp.IsText(declared):
		return sniffed
	case slices.Contains(officeFiles[sniffed], declared):
		return declared
	case slices.Contains(officeFiles[sniffed], whatsapp.TypeOfName(name)):
		return whatsapp.TypeOfName(name)
	case isOffice(declared):
		return sniffed
	}
	if settled := TypeOf("", declared, sniffed); settled != Opaque {
		return settled
	}
	return sniffed
}

// officeFiles are what the containers of office documents can be. What is inside
// isn't always at their beginning.
var officeFiles = map[string][]string{
	"application/zip": {
		"application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
		"application/vnd.openxmlformats-officedocument.presentationml.presentation",
	},
	"application/x-ole-storage": {"application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"},
}

func isOffice(mime string) bool {
	for _, kinds := range officeFiles {
		if slices.Contains(kinds, mime) {
			return true
		}
	}
	return false
}

func isTextual(found *mimetype.MIME) bool {
	for ; found != nil; found = found.Parent() {
		if found.Is("text/plain") {
			return true
		}
	}
	return false
}

// Describe looks at a file on the disk that came in.
func Describe(file, kind, declared, name string, at time.Time) (Stored, error) {
	head, err := headOf(file)
	if err != nil {
		return Stored{}, err
	}
	return Named(kind, TypeOf(kind, declared, Sniff(head)), name, at), nil
}

// Named names a file whose type is settled.
func Named(kind, mime, name string, at time.Time) Stored {
	s := Stored{Mime: mime}
	ending, known := shown[s.Mime]
	if !known {
		ending = ".bin"
	}
	s.Key = keyWord(kind) + "_" + randomWord() + ending
	if s.Name = whatsapp.CleanFilename(name); s.Name == "" {
		s.Name = NameFor(kind, s.Mime, at)
	}
	return s
}

// NameFor makes a name for a file that has none.
func NameFor(kind, mime string, at time.Time) string {
	ending, known := shown[mime]
	if !known {
		ending = ".bin"
		if found := mimetype.Lookup(mime); found != nil && mime != Opaque && found.Extension() != "" {
			ending = found.Extension()
		}
	}
	if at.IsZero() {
		return keyWord(kind) + ending
	}
	return keyWord(kind) + "-" + at.UTC().Format("2006-01-02-150405") + ending
}

func keyWord(kind string) string {
	if kind == "" || strings.Trim(kind, "abcdefghijklmnopqrstuvwxyz") != "" {
		return "file"
	}
	return kind
}

// randomWord keeps the addresses of files from being guessed.
func randomWord() string {
	var chance [10]byte
	_, _ = rand.Read(chance[:]) // note: never fails (crypto/rand)
	return strings.ToLower(base32.StdEncoding.EncodeToString(chance[:]))
}

func headOf(file string) ([]byte, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return ReadHead(f)
}

// ReadHead reads as much of a file as [Sniff] needs.
func ReadHead(r io.Reader) ([]byte, error) {
	head := make([]byte, headSize)
	n, err := io.ReadFull(r, head)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		err = nil
	}
	return head[:n], err
}
