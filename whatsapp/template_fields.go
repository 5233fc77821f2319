package whatsapp

import (
	"fmt"
	"slices"
	"strings"
)

// TemplateField is something to fill before a template can be sent.
type TemplateField struct {
	// Field is its path in a request and in [Problem]: template.parameters.1,
	// template.parameters.first_name, template.header, template.header.text.1,
	// template.buttons.0, template.limited_time_offer.expiration_time_ms, and
	// the same of a card: template.cards.0.header.
	Field string
	// Kind is text, image, video, document, location, url (the end of a
	// link), code (to be copied), payload, flow, products or time.
	Kind     string
	Label    string // for people: "{{first_name}}", "Link of the button “Track it”"
	Example  string // Meta's example; may be empty
	Required bool
	Max      int // characters; 0 when it isn't a text
}

// Limits of templates in characters, as they are sent.
const (
	// maxTemplateBody is of a text with other components around it, maxBodyAlone
	// of one that is the whole template (cloud-api/reference/messages, parameter
	// object: "1024 characters if other component types are included, 32768
	// characters if body is the only component type included").
	maxTemplateBody = 1024
	maxBodyAlone    = 32_768
	// maxTemplatePayload is of what a quick reply reports (messages/template).
	maxTemplatePayload = 256
	// maxTemplateCode is a coupon (templates/marketing-templates/coupon-templates).
	maxTemplateCode = 20
	// maxOfferBody and maxOfferCode are of an offer that may run out, with what is
	// filled in (templates/marketing-templates/limited-time-offer-templates).
	maxOfferBody, maxOfferCode = 600, 15
	// maxOneTimePassword: "restricted to 15 characters"
	// (templates/authentication-templates/authentication-templates).
	maxOneTimePassword = 15
)

// longestBody is how long the text may be once it is filled.
func (p templateParts) longestBody() int {
	switch {
	case p.offer != nil:
		return maxOfferBody
	case p.header == nil && p.footer == "" && len(p.buttons) == 0 && len(p.cards) == 0:
		return maxBodyAlone
	}
	return maxTemplateBody
}

// longestCode is how long a code to copy may be.
func (p templateParts) longestCode() int {
	if p.offer != nil {
		return maxOfferCode
	}
	return maxTemplateCode
}

// isOneTime is true for what is about a one-time password: no other template
// has such a button (templates/authentication-templates).
func (p templateParts) isOneTime() bool {
	return slices.ContainsFunc(p.buttons, func(b templateButton) bool { return b.kind == "OTP" })
}

// Fields lists what must or can be filled. It is empty for a template without
// variables, and for one whose components can't be read, which Fill refuses.
func (t Template) Fields() []TemplateField {
	p, _ := t.parts()
	fields := p.fields("template", p.longestBody())
	if p.offer != nil && p.offer.expires {
		fields = append(fields, TemplateField{Field: "template.limited_time_offer.expiration_time_ms", Kind: "time", Label: "The end of the offer", Required: true})
	}
	for i, card := range p.cards {
		for _, f := range card.fields(fmt.Sprintf("template.cards.%d", i), maxCardBody) {
			f.Label = fmt.Sprintf("Card %d: %s", i+1, f.Label)
			fields = append(fields, f)
		}
	}
	return fields
}

// fields lists those of a part; path is where its values are.
func (p templateParts) fields(path string, longest int) []TemplateField {
	var fields []TemplateField
	if h := p.header; h != nil {
		switch h.format {
		case "TEXT":
			for _, name := range h.text.variables {
				fields = append(fields, TemplateField{path + ".header.text." + name, "text", "{{" + name + "}} in the header", h.text.examples[name], true, maxEdge})
			}
		case "IMAGE", "VIDEO", "DOCUMENT", "LOCATION":
			kind := strings.ToLower(h.format)
			fields = append(fields, TemplateField{Field: path + ".header", Kind: kind, Label: "The " + kind + " at the top", Required: true})
		case "PRODUCT":
			for _, f := range [][2]string{{"product_retailer_id", "The number of the product at the top"}, {"catalog_id", "The number of its catalogue"}} {
				fields = append(fields, TemplateField{Field: path + ".header." + f[0], Kind: "text", Label: f[1], Required: true, Max: maxTemplatePayload})
			}
		}
	}
	if p.isOneTime() {
		longest = maxOneTimePassword
	}
	for _, name := range p.body.variables {
		fields = append(fields, TemplateField{path + ".parameters." + name, "text", "{{" + name + "}}", p.body.examples[name], true, longest})
	}
	for i, b := range p.buttons {
		f := TemplateField{Field: fmt.Sprintf("%s.buttons.%d", path, i), Example: b.example}
		switch b.kind {
		case "URL":
			if len(b.url.variables) == 0 {
				continue
			}
			f.Kind, f.Label, f.Required, f.Max = "url", "The end of the link of the button "+inQuotes(b.text), true, maxLink
		case "COPY_CODE":
			f.Kind, f.Label, f.Required, f.Max = "code", "The code to copy", true, p.longestCode()
		case "OTP":
			f.Kind, f.Label, f.Max = "code", "The code that the button gives; the one in the text, when left out", maxOneTimePassword
		case "QUICK_REPLY":
			f.Kind, f.Label, f.Max = "payload", "What the answer "+inQuotes(b.text)+" reports to programs", maxTemplatePayload
		case "FLOW":
			f.Kind, f.Label, f.Max = "flow", "The token of the form "+inQuotes(b.text), maxTemplatePayload
		case "CATALOG":
			f.Kind, f.Label, f.Max = "products", "The product whose picture is shown", maxTemplatePayload
		case "MPM":
			f.Kind, f.Label, f.Required = "products", "The products of the button "+inQuotes(b.text), true
		default:
			continue
		}
		fields = append(fields, f)
	}
	return fields
}

func inQuotes(s string) string { return "“" + s + "”" }
