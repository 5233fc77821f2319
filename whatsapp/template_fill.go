package whatsapp

import (
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// sendTemplate is the template object of a request (messages/template).
type sendTemplate struct {
	Name       string          `json:"name"`
	Language   sendLanguage    `json:"language"`
	Components []sendComponent `json:"components,omitempty"`
}

type sendLanguage struct {
	Code string `json:"code"`
}

type sendComponent struct {
	Type       string          `json:"type"`
	SubType    string          `json:"sub_type,omitempty"`
	Index      string          `json:"index,omitempty"`
	Parameters []sendParameter `json:"parameters"`
}

// Fill makes a message of a template. Everything that Meta would refuse, and
// that can be known here, is a problem: a template that isn't approved, a value
// that is missing, has no place or is too long. The Text of the content is
// what the customer reads: header, body, footer and buttons.
func (t Template) Fill(values TemplateValues) (Content, Problems) {
	var wrong Problems
	if refusal := t.Refusal(); refusal != "" {
		wrong.add("template.name", CodeState, "%s", refusal)
		return Content{}, wrong
	}
	parts, ok := t.parts()
	switch {
	case !ok:
		wrong.add("template.name", CodeUnsupported, "What this template consists of can't be read. Fetch the templates again, or choose another one.")
		return Content{}, wrong
	case parts.unfillable != "":
		wrong.add("template.name", CodeUnsupported, "This template has %s, which can't be filled here. Choose another one, or send it from WhatsApp Manager.", parts.unfillable)
		return Content{}, wrong
	}

	message := sendTemplate{Name: t.Name, Language: sendLanguage{t.Language}}
	var lines []string
	if text := wrong.fillHeader(&message, t, parts.header, values.Header); text != "" {
		lines = append(lines, text)
	}

	parameters, body := wrong.fillText("template.parameters", parts.body, t.named(parts.body), values.Parameters)
	if len(parts.body.variables) > 0 {
		message.Components = append(message.Components, sendComponent{Type: "body", Parameters: parameters})
	}
	text := parts.body.filled(body)
	if n := utf8.RuneCountInString(text); n > maxTemplateBody && len(wrong) == 0 {
		wrong.add("template.parameters", CodeLength, "The message would have %d characters; WhatsApp takes %d at most. Shorten what you filled in.", n, maxTemplateBody)
	}
	lines = append(lines, text, parts.footer)

	lines = append(lines, wrong.fillButtons(&message, parts, body, values.Buttons)...)
	if len(wrong) > 0 {
		return Content{}, wrong
	}
	c := content("template", message, joined("\n", lines...))
	if c.Text == "" {
		c.Text = "[template: " + words(t.Name) + "]"
	}
	return c, nil
}

// fillHeader fills what stands above the text and returns how it reads.
func (p *Problems) fillHeader(message *sendTemplate, t Template, h *templateHeader, raw json.RawMessage) string {
	const field = "template.header"
	if h == nil {
		if given(raw) && !emptyHeader(raw) {
			p.add(field, CodeSurplus, "This template has no header to fill. Take it out.")
		}
		return ""
	}
	add := func(parameters ...sendParameter) {
		message.Components = append(message.Components, sendComponent{Type: "header", Parameters: parameters})
	}
	switch h.format {
	case "TEXT":
		return p.fillHeaderText(h, t, raw, add)
	case "LOCATION":
		if !given(raw) {
			p.add(field, CodeRequired, "This template shows a place at the top. Give its coordinates.")
			return ""
		}
		place := p.location(field, raw)
		if place == nil {
			return ""
		}
		add(sendParameter{Type: "location", Location: place})
		written, _ := encode(place)
		return read("location", written)
	}
	kind := strings.ToLower(h.format)
	if !given(raw) {
		p.add(field, CodeRequired, "This template has %s at the top. Choose one.", aOrAn(kind))
		return ""
	}
	var f mediaForm
	if !p.readForm(field, raw, &f) {
		return ""
	}
	file := p.media(field, kind, f)
	if file == nil {
		return ""
	}
	parameter := sendParameter{Type: kind}
	switch kind {
	case "image":
		parameter.Image = file
	case "video":
		parameter.Video = file
	default:
		parameter.Document = file
	}
	add(parameter)
	return "[" + joined(": ", kind, baseName(file.Filename)) + "]"
}

func (p *Problems) fillHeaderText(h *templateHeader, t Template, raw json.RawMessage, add func(...sendParameter)) string {
	const field = "template.header"
	var f struct {
		Text json.RawMessage `json:"text"`
	}
	if given(raw) && !p.readForm(field, raw, &f) {
		return ""
	}
	if given(raw) && !given(f.Text) && !emptyHeader(raw) {
		p.add(field, CodeSurplus, "The header of this template is a text. Give it as text.")
		return ""
	}
	if text, ok := parseJSON(f.Text); ok && text.kind() == jsonString {
		f.Text = json.RawMessage("[" + text.written + "]") // a header has one variable at most
	}
	parameters, values := p.fillText(field+".text", h.text, t.named(h.text), f.Text)
	if len(h.text.variables) > 0 {
		add(parameters...)
	}
	text := h.text.filled(values)
	if n := utf8.RuneCountInString(text); n > maxEdge && len(parameters) > 0 {
		p.add(field+".text."+h.text.variables[0], CodeLength, "The header would have %d characters; WhatsApp takes %d at most.", n, maxEdge)
	}
	return text
}

// emptyHeader is true for an object in which nothing was filled in.
func emptyHeader(raw json.RawMessage) bool {
	object, ok := parseJSON(raw)
	if !ok || object.kind() != jsonObject {
		return false
	}
	for _, value := range object.members() {
		if !value.hollow() {
			return false
		}
	}
	return true
}
