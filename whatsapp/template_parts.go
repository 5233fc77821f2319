package whatsapp

import (
	"encoding/json"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// templateParts is what a template, or a card of one, consists of.
type templateParts struct {
	header  *templateHeader
	body    templateText
	footer  string
	buttons []templateButton
	offer   *templateOffer
	cards   []templateParts
	// unfillable names a part that needs values this program has no place for.
	unfillable string
}

type templateHeader struct {
	format string // TEXT, IMAGE, VIDEO, DOCUMENT, LOCATION, PRODUCT
	text   templateText
}

// templateButton is a button; its place among them is its index.
type templateButton struct {
	kind    string // QUICK_REPLY, URL, PHONE_NUMBER, COPY_CODE, OTP, FLOW, CATALOG, MPM, SPM, …
	text    string
	url     templateText
	phone   string
	example string
}

// templateText is a text with places to fill: {{1}} or {{first_name}}.
type templateText struct {
	text      string
	variables []string          // each once; in the order of their numbers, or of the text
	examples  map[string]string // by variable
}

var variable = regexp.MustCompile(`\{\{\s*([A-Za-z0-9_]+)\s*\}\}`)

// parts reads the components. What is not understood is left out, but for what
// can't be sent without values: that is unfillable.
func (t Template) parts() (templateParts, bool) {
	list, ok := parseJSON(t.Components)
	if !ok || list.kind() != jsonArray {
		return templateParts{}, false
	}
	p := readParts(list)
	return p, !list.doc.junk
}

func readParts(components *jsonValue) templateParts {
	var p templateParts
	for c := range components.items() {
		switch strings.ToUpper(c.str("type")) {
		case "HEADER":
			p.readHeader(c)
		case "BODY":
			p.body = readTemplateText(c.str("text"), c.object("example").get("body_text"), c.object("example").get("body_text_named_params"))
		case "FOOTER":
			p.footer = c.str("text")
		case "BUTTONS":
			for b := range c.list("buttons") {
				p.buttons = append(p.buttons, readTemplateButton(b))
			}
		case "CAROUSEL":
			for card := range c.list("cards") {
				inner := readParts(card.get("components"))
				fill(&p.unfillable, inner.unfillable)
				if len(inner.cards) > 0 {
					p.unfillable = "cards within cards"
				}
				p.cards = append(p.cards, inner)
			}
			if len(p.cards) == 0 || len(p.cards) > maxCarousel {
				p.unfillable = "cards that can't be read"
			}
		case "LIMITED_TIME_OFFER":
			offer := c.object("limited_time_offer")
			p.offer = &templateOffer{text: offer.str("text"), expires: offer.flag("has_expiration")}
		}
	}
	for _, b := range p.buttons {
		if b.kind == "ORDER_DETAILS" {
			p.unfillable = "a button of the kind " + words(strings.ToLower(b.kind))
		}
	}
	return p
}

func (p *templateParts) readHeader(c *jsonValue) {
	h := &templateHeader{format: strings.ToUpper(c.str("format"))}
	switch h.format {
	case "", "TEXT":
		h.format = "TEXT"
		h.text = readTemplateText(c.str("text"), c.object("example").get("header_text"), c.object("example").get("header_text_named_params"))
	case "IMAGE", "VIDEO", "DOCUMENT", "LOCATION", "PRODUCT":
	default:
		p.unfillable = "a header of the kind " + words(strings.ToLower(clip(h.format, 40)))
	}
	p.header = h
}

func readTemplateButton(b *jsonValue) templateButton {
	button := templateButton{
		kind:    strings.ToUpper(b.str("type")),
		text:    b.str("text"),
		phone:   b.str("phone_number"),
		example: b.str("example"),
	}
	for example := range b.list("example") {
		button.example = example.text()
		break
	}
	button.url = readTemplateText(b.str("url"), nil, nil)
	// Meta answers with the buttons of authentication templates as links to
	// itself (templates/authentication-templates).
	if button.kind == "URL" && strings.HasPrefix(button.url.text, "https://www.whatsapp.com/otp/") {
		button.kind, button.url = "OTP", templateText{}
	}
	return button
}

// readTemplateText finds the variables of a text and what Meta's examples say
// of them: [["Ada", "42"]] or ["Ada"], or [{param_name, example}].
func readTemplateText(text string, positional, named *jsonValue) templateText {
	t := templateText{text: text, examples: map[string]string{}}
	for _, found := range variable.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(t.variables, found[1]) {
			t.variables = append(t.variables, found[1])
		}
	}
	if t.numbered() {
		slices.SortFunc(t.variables, func(a, b string) int {
			m, _ := strconv.Atoi(a)
			n, _ := strconv.Atoi(b)
			return m - n
		})
	}
	for first := range positional.items() {
		if first.kind() == jsonArray {
			positional = first
		}
		break
	}
	i := 0
	for example := range positional.items() {
		if i < len(t.variables) {
			t.examples[t.variables[i]] = example.text()
		}
		i++
	}
	for example := range named.items() {
		t.examples[example.str("param_name")] = example.str("example")
	}
	return t
}

// numbered is true when all variables are numbers.
func (t templateText) numbered() bool {
	for _, name := range t.variables {
		if !isDigits(name) || len(name) > 4 {
			return false
		}
	}
	return true
}

// filled is the text with its variables replaced, as the customer reads it.
func (t templateText) filled(values map[string]string) string {
	return variable.ReplaceAllStringFunc(t.text, func(place string) string {
		if value, ok := values[variable.FindStringSubmatch(place)[1]]; ok {
			return value
		}
		return place
	})
}

// named tells how the parameters are written: Meta says so, and the text does.
func (t Template) named(text templateText) bool {
	if t.Format != "" {
		return strings.EqualFold(t.Format, "NAMED")
	}
	return !text.numbered()
}

// quoted is a text as JSON.
func quoted(s string) json.RawMessage {
	written, _ := encode(s) // a string can always be written
	return written
}
