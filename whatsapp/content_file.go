package whatsapp

import (
	"bytes"
	"encoding/json"
	"strings"
)

// MaxCaption is the length of the text under a file (messages/image).
const MaxCaption = 1024

// sendFile is a file as a message of its own.
type sendFile struct {
	ID       string `json:"id,omitempty"`
	Link     string `json:"link,omitempty"`
	Caption  string `json:"caption,omitempty"`
	Filename string `json:"filename,omitempty"`
	Voice    bool   `json:"voice,omitempty"`
}

// FileMessage is what is said of a file that is sent.
type FileMessage struct {
	Kind     string // image, video, audio, document, sticker
	Caption  string // of all but audio and stickers
	Filename string // of a document
	Voice    bool   // of an Ogg file with Opus: plays as a voice note
}

// File is a message with a file that is uploaded later: [WithMediaID] completes it.
func File(f FileMessage) (Content, Problems) {
	var wrong Problems
	object := f.check(&wrong, "")
	if len(wrong) > 0 {
		return Content{}, wrong
	}
	return fileContent(f.Kind, object), nil
}

// ReadHosted reads a file that Meta has, or that it fetches:
// {"id" | "link", "kind"?, "caption"?, "filename"?, "voice"?}.
func ReadHosted(raw json.RawMessage) (HostedMessage, Problems) {
	var wrong Problems
	var f struct {
		mediaForm
		Kind    string `json:"kind"`
		Type    string `json:"type"` // Meta's own word for it
		Caption string `json:"caption"`
		Voice   bool   `json:"voice"`
	}
	if !wrong.readForm("media", raw, &f) || len(wrong) > 0 {
		return HostedMessage{}, wrong
	}
	fill(&f.MediaID, f.ID)
	fill(&f.Kind, f.Type)
	return HostedMessage{f.MediaID, f.Link, FileMessage{f.Kind, f.Caption, f.Filename, f.Voice}}, nil
}

// HostedMessage is what is said of a file that Meta has, or that it fetches.
type HostedMessage struct {
	MediaID, Link string // one of the two
	FileMessage          // without a kind where the link tells it
}

// Content is the message. Problems are of fields within that one; "" is the
// request itself.
//
// Source: messages/{image, video, audio, document, sticker}.
func (m HostedMessage) Content(within string) (Content, Problems) {
	var wrong Problems
	fill(&m.Kind, kindOfLink(m.Link))
	if _, known := findKind(m.Kind); !known {
		wrong.add(joined(".", within, "kind"), CodeRequired, "Say what the file is: image, video, audio, document or sticker.")
		return Content{}, wrong
	}
	object := m.check(&wrong, within)
	if file := wrong.media(within, m.Kind, mediaForm{MediaID: m.MediaID, Link: m.Link}); file != nil { // note: the name is checked already
		object.ID, object.Link = file.ID, file.Link
		fill(&object.Filename, file.Filename)
	}
	if len(wrong) > 0 {
		return Content{}, wrong
	}
	return fileContent(m.Kind, object), nil
}

func (f FileMessage) check(wrong *Problems, within string) sendFile {
	if f.Caption != "" {
		switch {
		case f.Kind == "audio" || f.Kind == "sticker":
			wrong.add(joined(".", within, "caption"), CodeSurplus, "WhatsApp shows no text under %s. Send it as a message of its own.", aOrAn(f.Kind))
		default:
			wrong.length(joined(".", within, "caption"), f.Caption, "text under the file", MaxCaption)
		}
	}
	if f.Filename != "" {
		if f.Kind == "document" {
			wrong.text(joined(".", within, "filename"), f.Filename, "file name", maxFilename)
		} else {
			f.Filename = "" // note: whoever has a file has a name for it; Meta shows only a document's
		}
	}
	if f.Voice && f.Kind != "audio" {
		wrong.add(joined(".", within, "voice"), CodeSurplus, "Only an audio file can be a voice note.")
	}
	if !HasText(f.Caption) {
		f.Caption = ""
	}
	return sendFile{Caption: f.Caption, Filename: f.Filename, Voice: f.Voice}
}

func fileContent(kind string, object sendFile) Content {
	c := content(kind, object, "")
	c.Text = read(kind, c.Object)
	return c
}

// IsFile tells whether a message is a file.
func IsFile(c Content) bool {
	_, known := findKind(c.Type)
	return known
}

// NamesFile tells whether a message needs no upload: it has no file, or says
// where the file is.
func NamesFile(c Content) bool {
	if c.Type == "template" {
		_, missing := templateFile(c)
		return missing == nil
	}
	root, ok := parseJSON(c.Object)
	return !ok || !IsFile(c) || root.has("id") || root.has("link")
}

// MediaID is the id of the file in a message, "" when it has none: it is a
// link, or not uploaded yet.
func MediaID(c Content) string {
	root, ok := parseJSON(c.Object)
	if !ok || !IsFile(c) {
		return ""
	}
	return root.str("id")
}

// WithMediaID names the uploaded file in a message that was made with [File],
// or with a [TemplateFile].
func WithMediaID(c Content, id string) Content {
	if c.Type == "template" {
		return withTemplateFile(c, id)
	}
	given, err := encode(id)
	if err != nil || id == "" || !bytes.HasPrefix(c.Object, []byte("{")) {
		return c
	}
	rest := strings.TrimSpace(string(c.Object[1:]))
	if rest != "}" {
		rest = "," + rest
	}
	c.Object = json.RawMessage(`{"id":` + string(given) + rest)
	return c
}
