package whatsapp

import (
	"fmt"
	"strings"
)

// TemplateField is something to fill before a template can be sent.
type TemplateField struct {
	// Field is its path in a request and in [Problem]: template.parameters.1,
	// template.parameters.first_name, template.header, template.header.text.1,
	// template.buttons.0.
	Field string
	// Kind is text, image, video, document, location, url (the end of a
	// link), code (to be copied), payload, flow or products.
	Kind     string
	Label    string // for people: "{{first_name}}", "Link of the button “Track it”"
	Example  string // Meta's example; may be empty
	Required bool
	Max      int // characters; 0 when it isn't a text
}

// Limits of templates in characters (templates/overview).
const (
	maxTemplateBody    = 1024
	maxTemplatePayload = 256
	maxTemplateCode    = 20 // a coupon; a one-time password is shorter
)

// Fields lists what must or can be filled. It is empty for a template without
// variables, and for one whose components can't be read, which Fill refuses.
func (t Template) Fields() []TemplateField {
	p, _ := t.parts()
	var fields []TemplateField
	if h := p.header; h != nil {
		switch h.format {
		case "TEXT":
			for _, name := range h.text.variables {
				fields = append(fields, TemplateField{"template.header.text." + name, "text", "{{" + name + "}} in the header", h.text.examples[name], true, maxEdge})
			}
		case "IMAGE", "VIDEO", "DOCUMENT", "LOCATION":
			kind := strings.ToLower(h.format)
			fields = append(fields, TemplateField{Field: "template.header", Kind: kind, Label: "The " + kind + " at the top", Required: true})
		}
	}
	for _, name := range p.body.variables {
		fields = append(fields, TemplateField{"template.parameters." + name, "text", "{{" + name + "}}", p.body.examples[name], true, maxTemplateBody})
	}
	for i, b := range p.buttons {
		f := TemplateField{Field: fmt.Sprintf("template.buttons.%d", i), Example: b.example}
		switch b.kind {
		case "URL":
			if len(b.url.variables) == 0 {
				continue
			}
			f.Kind, f.Label, f.Required, f.Max = "url", "The end of the link of the button "+inQuotes(b.text), true, maxLink
		case "COPY_CODE":
			f.Kind, f.Label, f.Required, f.Max = "code", "The code to copy", true, maxTemplateCode
		case "OTP":
			f.Kind, f.Label, f.Max = "code", "The code that the button gives; the one in the text, when left out", maxTemplateCode
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
