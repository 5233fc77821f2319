package whatsapp

import "strings"

// Answer is one answer of a form.
type Answer struct {
	Name  string `json:"name"` // as the form has it; levels are joined with dots
	Value string `json:"value"`
}

// form is a completed Flow, as far as a person would read it.
type form struct {
	answers []Answer
	files   []Media
}

const (
	deepestForm = 8
	// maxFormFiles is how many files a PhotoPicker or a DocumentPicker takes
	// (flows/reference/media_upload); a message may bring ten.
	maxFormFiles = 30
)

// readForm reads a completed form. Its answers are JSON inside a string, which
// need not be JSON at all: then it isn't ok. The answers of an address form are
// in its text.
//
// Source: webhooks/reference/messages/interactive, flows/reference/media_upload.
func readForm(reply *jsonValue) (f form, ok bool) {
	root, ok := parseJSON([]byte(formJSON(reply)))
	if !ok || root.kind() != jsonObject {
		return form{}, false
	}
	root.doc = reply.doc // it counts as part of the body
	f.read("", root, 0)
	return f, true
}

func formJSON(reply *jsonValue) string {
	text := reply.str("response_json")
	fill(&text, string(reply.object("response_json").raw()))
	return text
}

func (f *form) read(prefix string, object *jsonValue, depth int) {
	for name, value := range object.members() {
		if depth == 0 && name == "flow_token" || value.hollow() {
			continue
		}
		value = unfolded(value)
		if value.kind() == jsonObject && !isFormFile(value) && depth < deepestForm {
			f.read(prefix+name+".", value, depth+1)
			continue
		}
		text := f.words(value, depth)
		if len(f.answers) < maxDetailItems {
			f.answers = append(f.answers, Answer{prefix + name, text})
		}
	}
}

// words are an answer as a person reads it; files in it are gathered.
func (f *form) words(value *jsonValue, depth int) string {
	var items []string
	switch {
	case isFormFile(value):
		return f.file(value)
	case depth > deepestForm:
		return "…"
	case value.kind() == jsonArray:
		for item := range value.items() {
			if len(items) == maxDetailItems {
				items = append(items, "…")
				break
			}
			items = append(items, f.words(item, depth+1))
		}
	case value.kind() == jsonObject:
		for name, part := range value.members() {
			if len(items) < maxDetailItems && !part.hollow() {
				items = append(items, name+": "+f.words(part, depth+1))
			}
		}
	default:
		return value.text()
	}
	return strings.Join(items, ", ")
}

// isFormFile is true for what a PhotoPicker or a DocumentPicker has put into an
// answer: a file in Meta's words, not something that happens to have an id.
func isFormFile(value *jsonValue) bool {
	if value.kind() != jsonObject {
		return false
	}
	named := value.has("file_name") || value.has("filename")
	described := value.has("mime_type") || value.has("sha256") || value.has("cdn_url")
	return described && (named || value.has("id") || value.has("media_id")) || named && (value.has("id") || value.has("media_id"))
}

// file notes a file and returns how people call it. One that names no id can't
// be fetched, and is only named.
func (f *form) file(value *jsonValue) string {
	m := Media{
		ID: value.name("id", maxMessageID), MimeType: value.str("mime_type"), SHA256: value.str("sha256"), Filename: value.str("file_name"),
	}
	fill(&m.ID, value.name("media_id", maxMessageID))
	fill(&m.Filename, value.str("filename"))
	if m.ID != "" && !value.has("cdn_url") && len(f.files) < maxFormFiles && !f.has(m.ID) {
		f.files = append(f.files, m)
	}
	name := baseName(m.Filename)
	fill(&name, FileWord(m.MimeType))
	return name
}

func (f *form) has(id string) bool {
	for i := range f.files {
		if f.files[i].ID == id {
			return true
		}
	}
	return false
}

// FileWord is what people call a file of a type.
func FileWord(mime string) string {
	switch kind := FileKind(mime); kind {
	case "image":
		return "photo"
	case "audio":
		return "audio file"
	default:
		return kind
	}
}

// FileKind is the kind of message that carries a file of a type.
func FileKind(mime string) string {
	switch kind, _, _ := strings.Cut(mime, "/"); kind {
	case "image", "video", "audio":
		return kind
	}
	return "document"
}

// unfolded is the value that a text holds when that is JSON with files in it:
// those who build forms put lists into texts. Anything else stays as it is.
func unfolded(value *jsonValue) *jsonValue {
	if value.kind() != jsonString {
		return value
	}
	text := strings.TrimSpace(value.text())
	if !strings.HasPrefix(text, "{") && !strings.HasPrefix(text, "[") {
		return value
	}
	inside, ok := parseJSON([]byte(text))
	if !ok {
		return value
	}
	inside.doc = value.doc
	if !holdsFile(inside, 0) {
		return value
	}
	return inside
}

// holdsFile tells whether a value is a file or has one in it.
func holdsFile(value *jsonValue, depth int) bool {
	if isFormFile(value) {
		return true
	}
	parts := value.parts()
	for i := range parts {
		if depth < deepestForm && holdsFile(&parts[i], depth+1) {
			return true
		}
	}
	return false
}

// formMessage reads a completed form into a message: the answers are its text,
// the files of the answers are its files.
func formMessage(m *Message, reply *jsonValue) {
	text := reply.str("body")
	f, ok := readForm(reply)
	if len(f.files) > 0 {
		m.Media, m.Files = &f.files[0], f.files[1:]
	}
	if reply.str("name") == "address_message" && text != "" {
		m.Body = text
		return
	}
	lines := []string{joined(": ", "Form answered", text)}
	if !ok {
		m.Body = joined("\n", append(lines, formJSON(reply))...)
		return
	}
	for _, answer := range f.answers {
		lines = append(lines, answer.Name+": "+answer.Value)
	}
	m.Body = joined("\n", lines...)
}
