package whatsapp

import (
	"strings"
	"time"
)

// describe sets the body of a message to what a person reads, never empty, and
// its media. content holds the object that the type names. What a customer
// typed is taken byte for byte; words of ours stand in brackets where they
// stand for something that can't be shown.
//
// Sources: webhooks/reference/messages and its pages by type.
func describe(m *Message, content *jsonValue) {
	object := content.object(m.Type)
	switch m.Type {
	case "text":
		m.Body = object.str("body")
		fill(&m.Body, "[empty message]")
	case "image", "video", "audio", "voice", "document", "sticker", "media_placeholder":
		describeMedia(m, object)
	case "location":
		m.Body = readPlace(object).body(object.str("url"))
	case "contacts":
		describeContacts(m, content)
	case "button":
		m.Body = object.str("text")
		fill(&m.Body, object.str("payload"))
		fill(&m.Body, "[button without text]")
	case "interactive":
		interactiveMessage(m, object)
	case "order":
		m.Body = orderBody(readOrder(object), object.str("text"))
	case "template":
		m.Body = templateBody(object)
	case "unsupported", "unknown", "errors":
		m.Body = unsupportedBody(m, content)
	default:
		m.Body = "[unknown message: " + m.Type + "]"
	}
}

// unsupportedBody stands for a message that WhatsApp doesn't hand on. The
// customer did say something, so it is shown as such.
//
// Source: webhooks/reference/messages/unsupported.
func unsupportedBody(m *Message, content *jsonValue) string {
	kind := content.object("unsupported").str("type")
	fill(&kind, content.str("unsupported"))
	switch {
	case hasError(m.Errors, 131060):
		return "[message not available; see the phone]"
	case hasError(m.Errors, 131052):
		switch kind {
		case "image", "video", "audio", "document", "sticker":
		default:
			kind = "file"
		}
		return "[" + kind + " could not be received]"
	case m.Type == "unknown" && m.Errors == nil && kind == "":
		return "[unknown message]"
	}
	switch kind {
	case "", "unknown", "errors":
		return "[unsupported message]"
	case "poll_creation":
		kind = "poll"
	case "poll_update":
		kind = "vote in a poll"
	}
	return "[unsupported message: " + words(kind) + "]"
}

// describeMedia reads a file. Its caption is the body; without one the body
// says what it is. Meta leaves the object out when the file is too big. A file
// that isn't named where there should be one is a Media without an ID.
func describeMedia(m *Message, object *jsonValue) {
	kind := m.Type
	switch kind {
	case "voice":
		kind = "voice note"
	case "audio":
		if kind = "audio file"; object.flag("voice") {
			kind = "voice note"
		}
	case "media_placeholder":
		kind = "file not loaded yet"
	}
	m.Body = object.str("caption")
	switch named := namesFile(object); {
	case !named && len(m.Errors) > 0:
		fill(&m.Body, "["+kind+" could not be received]")
	case !named && (m.Type == "media_placeholder" || object.has("link")):
		// note: the file follows, or it is one that Meta fetches for another app
	default:
		m.Media = &Media{
			ID:       object.str("id"),
			URL:      object.str("url"),
			MimeType: object.str("mime_type"),
			SHA256:   object.str("sha256"),
			Filename: object.str("filename"),
			Voice:    m.Type == "voice" || object.flag("voice"),
			Animated: object.flag("animated"),
		}
	}
	fill(&m.Body, fileBody(kind, object.str("filename"), m.Direction))
}

// FileBody stands for a file of a kind of message that says nothing else.
func FileBody(kind string, file *Media, direction Direction) string {
	if kind == "audio" {
		kind = "audio file"
	}
	return fileBody(kind, file.Filename, direction)
}

func fileBody(kind, filename string, direction Direction) string {
	body := "Media message received: " + kind
	if direction == Outbound {
		body = "Media message sent: " + kind
	}
	if name := baseName(filename); name != "" {
		body += " (" + name + ")"
	}
	return body
}

// namesFile is true for the object of a file that says where it is.
func namesFile(object *jsonValue) bool { return object.str("id") != "" || object.str("url") != "" }

// baseName is a file name for showing: without directories, and without
// characters that could make it look like another.
func baseName(name string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f || r >= 0x200e && r <= 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return -1
		}
		return r
	}, name)
	if name = strings.TrimSpace(name); name == "." || name == ".." {
		return ""
	}
	return name
}

// joined puts what isn't empty together.
func joined(separator string, parts ...string) string {
	kept := make([]string, 0, len(parts))
	for _, part := range parts {
		if part != "" {
			kept = append(kept, part)
		}
	}
	return strings.Join(kept, separator)
}

// words makes a name of Meta's readable: poll_update becomes "poll update".
func words(name string) string { return strings.ReplaceAll(name, "_", " ") }

func productName(product *jsonValue) string {
	name := product.str("product_retailer_id")
	if catalogue := product.str("catalog_id"); catalogue != "" {
		return joined(" ", "product", name, "(catalogue "+catalogue+")")
	}
	return joined(" ", "product", name)
}

func shortTime(at time.Time) string { return at.Format("2 January 2006, 15:04") + " UTC" }
