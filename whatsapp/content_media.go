package whatsapp

import "strings"

const (
	maxLink     = 2000 // characters of an address, as in the buttons of templates
	maxFilename = 240
)

// sendMedia is a file in a request: its id, when it was uploaded, or a link
// that Meta fetches it from.
type sendMedia struct {
	ID       string `json:"id,omitempty"`
	Link     string `json:"link,omitempty"`
	Filename string `json:"filename,omitempty"`
}

// mediaForm is a file as the send route names it.
type mediaForm struct {
	MediaID  string `json:"media_id"`
	ID       string `json:"id"` // Meta's own word for it
	Link     string `json:"link"`
	Filename string `json:"filename"`
}

// media checks a file. kind is image, video or document; only a document has a
// name.
func (p *Problems) media(field, kind string, f mediaForm) *sendMedia {
	id := strings.TrimSpace(f.MediaID)
	fill(&id, strings.TrimSpace(f.ID))
	link := strings.TrimSpace(f.Link)
	switch {
	case id == "" && link == "":
		p.add(field, CodeRequired, "Choose %s, or give a link to one.", aOrAn(kind))
		return nil
	case id != "" && link != "":
		p.add(field, CodeSurplus, "Give the %s as an uploaded file or as a link, not both.", kind)
		return nil
	case link != "" && !p.link(joined(".", field, "link"), link, "link to the "+kind):
		return nil
	case len(id) > maxName || strings.ContainsAny(id, " \t\r\n"):
		p.add(joined(".", field, "media_id"), CodeFormat, "This is not the id of an uploaded file.")
		return nil
	}
	file := &sendMedia{ID: id, Link: link}
	if f.Filename != "" {
		if kind != "document" {
			p.add(joined(".", field, "filename"), CodeSurplus, "Only a document has a file name; leave it out.")
			return nil
		}
		if !p.text(joined(".", field, "filename"), f.Filename, "file name", maxFilename) {
			return nil
		}
		file.Filename = f.Filename
	}
	if kind == "document" && link != "" && file.Filename == "" {
		file.Filename = documentName(link)
	}
	return file
}

// link checks an address that a customer's device or Meta will open.
func (p *Problems) link(field, link, what string) bool {
	if !p.text(field, link, what, maxLink) {
		return false
	}
	if !isWebAddress(link) {
		p.add(field, CodeFormat, "The %s should be a whole address such as https://example.com/page.", what)
		return false
	}
	return true
}

// aOrAn puts the article before a noun.
func aOrAn(noun string) string {
	if noun != "" && strings.ContainsRune("aeiou", rune(noun[0])) {
		return "an " + noun
	}
	return "a " + noun
}
