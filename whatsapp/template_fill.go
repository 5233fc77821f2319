package whatsapp

import (
	"encoding/json"
	"slices"
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
	Parameters []sendParameter `json:"parameters,omitempty"`
	Cards      []sendCard      `json:"cards,omitempty"`
}

// Fill makes a message of a template. Everything that Meta would refuse, and
// that can be known here, is a problem: a template that isn't approved, a value
// that is missing, has no place or is too long. The Text of the content is
// what the customer reads: header, body, footer and buttons.
func (t Template) Fill(values TemplateValues) (Content, Problems) {
	var wrong Problems
	if values.File != nil && t.HeaderFile() == "" {
		wrong.add("media", CodeSurplus, "This template has no file at the top. Send the file by itself.")
		return Content{}, wrong
	}
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
	own := partValues{Parameters: values.Parameters, Header: values.Header, Buttons: values.Buttons, file: values.File}
	components, lines := wrong.fillPart("template", t, parts, own, parts.longestBody())
	offer, line := wrong.fillOffer(parts.offer, values.Offer, values.Now)
	if offer != nil { // note: Meta's pages have it before the buttons
		at := slices.IndexFunc(components, func(c sendComponent) bool { return c.Type == "button" })
		if at < 0 {
			at = len(components)
		}
		components = slices.Insert(components, at, *offer)
	}
	cards, cardLines := wrong.fillCards(t, parts.cards, values.Cards)
	if cards != nil {
		components = append(components, *cards)
	}
	if len(wrong) > 0 {
		return Content{}, wrong
	}
	message.Components = components
	lines = slices.Insert(lines, 1, line) // below the header
	c := content("template", message, joined("\n", append(lines, cardLines...)...))
	if c.Text == "" {
		c.Text = "[template: " + words(t.Name) + "]"
	}
	return c, nil
}

// fillPart fills header, text and buttons, of a template or of one of its
// cards, and returns how they read. field is the path of their values.
func (p *Problems) fillPart(field string, t Template, parts templateParts, values partValues, longest int) ([]sendComponent, []string) {
	before := len(*p)
	var components []sendComponent
	header, headerText := p.fillHeader(field+".header", t, parts.header, values.Header, values.file)
	if header != nil {
		components = append(components, sendComponent{Type: "header", Parameters: []sendParameter{*header}})
	}
	parameters, body := p.fillText(field+".parameters", parts.body, t.named(parts.body), values.Parameters, longest)
	if parts.isOneTime() {
		for name, text := range body {
			p.oneTimePassword(field+".parameters."+name, text)
		}
	}
	if len(parameters) > 0 {
		components = append(components, sendComponent{Type: "body", Parameters: parameters})
	}
	text := parts.body.filled(body)
	if n := utf8.RuneCountInString(text); n > longest && len(parameters) > 0 && len(*p) == before {
		p.add(field+".parameters", CodeLength, "The text would have %d characters; WhatsApp takes %d at most. Shorten what you filled in.", n, longest)
	}
	buttons, lines := p.fillButtons(field+".buttons", parts, body, values.Buttons)
	return append(components, buttons...), append([]string{headerText, text, parts.footer}, lines...)
}

// fillHeader fills what stands above the text and returns how it reads.
func (p *Problems) fillHeader(field string, t Template, h *templateHeader, raw json.RawMessage, upload *TemplateFile) (*sendParameter, string) {
	if h == nil {
		if filledIn(raw) {
			p.add(field, CodeSurplus, "There is no header to fill here. Take it out.")
		}
		return nil, ""
	}
	switch h.format {
	case "TEXT":
		return p.fillHeaderText(field, h, t, raw)
	case "LOCATION":
		if !given(raw) {
			p.add(field, CodeRequired, "This template shows a place at the top. Give its coordinates.")
			return nil, ""
		}
		place := p.location(field, raw)
		if place == nil {
			return nil, ""
		}
		written, _ := encode(place)
		return &sendParameter{Type: "location", Location: place}, read("location", written)
	case "PRODUCT":
		return p.fillHeaderProduct(field, raw)
	}
	kind := strings.ToLower(h.format)
	file := p.headerFile(field, kind, raw, upload)
	if file == nil {
		return nil, ""
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
	return &parameter, "[" + joined(": ", kind, baseName(file.Filename)) + "]"
}

func (p *Problems) headerFile(field, kind string, raw json.RawMessage, upload *TemplateFile) *sendMedia {
	if upload != nil {
		return p.upload(field, kind, raw, *upload)
	}
	if !given(raw) {
		p.add(field, CodeRequired, "There is %s at the top. Choose one.", aOrAn(kind))
		return nil
	}
	var f mediaForm
	if !p.readForm(field, raw, &f) {
		return nil
	}
	file := p.media(field, kind, f)
	if file != nil && kind == "document" {
		return p.headerPDF(field, file)
	}
	return file
}

// headerPDF refuses other documents than PDF as far as their names tell.
func (p *Problems) headerPDF(field string, file *sendMedia) *sendMedia {
	for _, named := range [][2]string{{"link", nameInLink(file.Link)}, {"filename", file.Filename}} {
		if name := named[1]; name != "" && isEndingOfOthers(name, pdf) {
			p.add(joined(".", field, named[0]), CodeFormat, "At the top of a template WhatsApp takes PDF files only. Save %s as PDF.", name)
			return nil
		}
	}
	file.Filename = FittingName(file.Filename, pdf)
	return file
}

func (p *Problems) fillHeaderText(field string, h *templateHeader, t Template, raw json.RawMessage) (*sendParameter, string) {
	var f struct {
		Text json.RawMessage `json:"text"`
	}
	if given(raw) && !p.readForm(field, raw, &f) {
		return nil, ""
	}
	if !given(f.Text) && filledIn(raw) {
		p.add(field, CodeSurplus, "The header of this template is a text. Give it as text.")
		return nil, ""
	}
	if text, ok := parseJSON(f.Text); ok && text.kind() == jsonString {
		f.Text = json.RawMessage("[" + text.written + "]") // a header has one variable at most
	}
	parameters, values := p.fillText(field+".text", h.text, t.named(h.text), f.Text, maxTemplateBody)
	text := h.text.filled(values)
	if len(parameters) == 0 {
		return nil, text
	}
	if n := utf8.RuneCountInString(text); n > maxEdge {
		p.add(field+".text."+h.text.variables[0], CodeLength, "The header would have %d characters; WhatsApp takes %d at most.", n, maxEdge)
	}
	return &parameters[0], text
}

// fillHeaderProduct takes the product that a template, or a card, is about.
func (p *Problems) fillHeaderProduct(field string, raw json.RawMessage) (*sendParameter, string) {
	var product sendProduct
	if given(raw) && !p.readForm(field, raw, &product) {
		return nil, ""
	}
	named := p.text(field+".product_retailer_id", product.RetailerID, "number of the product", maxTemplatePayload)
	listed := p.text(field+".catalog_id", product.CatalogID, "number of its catalogue", maxTemplatePayload)
	if !named || !listed {
		return nil, ""
	}
	return &sendParameter{Type: "product", Product: &product}, "[product: " + product.RetailerID + "]"
}

// filledIn is true when something was given that is more than an object of
// nothing.
func filledIn(raw json.RawMessage) bool {
	if !given(raw) {
		return false
	}
	object, ok := parseJSON(raw)
	if !ok || object.kind() != jsonObject {
		return true
	}
	for _, value := range object.members() {
		if !value.hollow() {
			return true
		}
	}
	return false
}
