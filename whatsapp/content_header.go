package whatsapp

import "encoding/json"

// interactiveHeader is what stands above the text of an interactive message.
type interactiveHeader struct {
	Type     string     `json:"type"`
	Text     string     `json:"text,omitempty"`
	Image    *sendMedia `json:"image,omitempty"`
	Video    *sendMedia `json:"video,omitempty"`
	Document *sendMedia `json:"document,omitempty"`
}

// interactiveHeader reads a header: a text, or an object with a text or a file.
// A list has only texts for headers.
func (p *Problems) interactiveHeader(raw json.RawMessage, textOnly bool) *interactiveHeader {
	const field = "interactive.header"
	var f struct {
		Type string `json:"type"`
		Text string `json:"text"`
		mediaForm
	}
	if json.Unmarshal(raw, &f.Text) == nil {
		f.Type = "text"
	} else if !p.readForm(field, raw, &f) {
		return nil
	}
	if f.Type == "" && f.Text != "" {
		f.Type = "text"
	}
	h := &interactiveHeader{Type: f.Type}
	switch {
	case f.Type == "text":
		if !p.text(field, f.Text, "header", maxEdge) {
			return nil
		}
		h.Text = f.Text
		return h
	case textOnly:
		p.add(field, CodeInvalid, "The header of a list can only be a text.")
		return nil
	}
	file := &h.Image
	switch f.Type {
	case "image":
	case "video":
		file = &h.Video
	case "document":
		file = &h.Document
	default:
		p.add(joined(".", field, "type"), CodeInvalid, "A header is a text, an image, a video or a document.")
		return nil
	}
	if *file = p.media(field, f.Type, f.mediaForm); *file == nil {
		return nil
	}
	return h
}
