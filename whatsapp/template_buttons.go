package whatsapp

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// buttonValue fills one button of a template.
type buttonValue struct {
	Index json.Number     `json:"index"`
	Type  string          `json:"type"`
	Value json.RawMessage `json:"value"` // a text; an object of Meta's for products and forms
}

// fillButtons fills the buttons that need it and returns how all of them read.
func (p *Problems) fillButtons(field string, parts templateParts, body map[string]string, raw json.RawMessage) (filled []sendComponent, lines []string) {
	values := p.buttonValues(field, parts.buttons, raw)
	for i, b := range parts.buttons {
		value := values[i]
		if b.kind == "OTP" && !given(value) {
			value = onlyCode(parts.body, body)
		}
		parameter, line := p.fillButton(fmt.Sprintf("%s.%d", field, i), b, value, parts.longestCode())
		if parameter != nil {
			filled = append(filled, sendComponent{
				Type: "button", SubType: subType(b.kind), Index: strconv.Itoa(i), Parameters: []sendParameter{*parameter},
			})
		}
		lines = append(lines, line)
	}
	return filled, lines
}

// subType is Meta's word for a button in a request. Those of authentication
// templates are links (templates/authentication-templates).
func subType(kind string) string {
	switch kind {
	case "OTP":
		return "url"
	case "CATALOG":
		return kind // Meta writes this one in capitals
	}
	return strings.ToLower(kind)
}

// onlyCode is the one-time password, which the text and the button share.
func onlyCode(t templateText, body map[string]string) json.RawMessage {
	if len(t.variables) == 0 || body[t.variables[0]] == "" {
		return nil
	}
	return quoted(body[t.variables[0]])
}

// buttonValues reads the values by the index of their button.
func (p *Problems) buttonValues(field string, buttons []templateButton, raw json.RawMessage) map[int]json.RawMessage {
	const most = 50
	values := make(map[int]json.RawMessage)
	var list []buttonValue
	if !given(raw) || !p.readForm(field, raw, &list) {
		return values
	}
	if len(list) > most {
		p.add(field, CodeSurplus, "There are values for %d buttons; there are %d here.", len(list), len(buttons))
		return values
	}
	for n, v := range list {
		i, err := strconv.Atoi(v.Index.String())
		at := field + "." + strconv.Itoa(i)
		switch {
		case err != nil || i < 0:
			p.add(field, CodeInvalid, "Value %d doesn't say which button it is for. Give its index: 0 is the first.", n+1)
		case i >= len(buttons):
			p.add(at, CodeSurplus, "There is no button %d here. Take its value out.", i+1)
		case values[i] != nil:
			p.add(at, CodeDuplicate, "There are two values for button %d.", i+1)
		case v.Type != "" && !sameKind(v.Type, buttons[i].kind):
			p.add(at, CodeInvalid, "Button %d is of another kind: %s.", i+1, words(strings.ToLower(buttons[i].kind)))
		case given(v.Value):
			values[i] = v.Value
		}
	}
	return values
}

func sameKind(said, kind string) bool {
	said = strings.ToUpper(said)
	return said == kind || kind == "OTP" && (said == "URL" || said == "COPY_CODE")
}

// fillButton returns the parameter of a button, nil when it has none, and how
// the button reads.
func (p *Problems) fillButton(field string, b templateButton, value json.RawMessage, longestCode int) (*sendParameter, string) {
	label := "[" + b.text + "]"
	text, isText := "", true
	if given(value) {
		parsed, ok := parseJSON(value)
		isText = ok && parsed.kind() != jsonObject && parsed.kind() != jsonArray
		text = parsed.text()
	}
	what := "value of the button " + inQuotes(clip(b.text, 100))
	switch b.kind {
	case "URL":
		return p.fillLink(field, b, text, isText, given(value))
	case "COPY_CODE":
		if !p.shortText(field, text, isText, "code to copy", longestCode) {
			return nil, label
		}
		return &sendParameter{Type: "coupon_code", CouponCode: text}, "[" + joined(": ", b.text, text) + "]"
	case "OTP":
		if !p.shortText(field, text, isText, "code", maxTemplateCode) || !p.oneTimePassword(field, text) {
			return nil, label
		}
		return &sendParameter{Type: "text", Text: text}, label
	case "QUICK_REPLY":
		if !given(value) || !p.shortText(field, text, isText, what, maxTemplatePayload) {
			return nil, label
		}
		return &sendParameter{Type: "payload", Payload: text}, label
	case "FLOW", "CATALOG", "MPM":
		return p.fillAction(field, b, value, text, isText), label
	case "PHONE_NUMBER":
		label = "[" + joined(": ", b.text, b.phone) + "]"
	}
	if given(value) {
		p.add(field, CodeSurplus, "The button %s has nothing to fill. Take its value out.", inQuotes(clip(b.text, 100)))
	}
	return nil, label
}

// fillLink completes the link of a button, which has one variable, at its end.
func (p *Problems) fillLink(field string, b templateButton, end string, isText, given bool) (*sendParameter, string) {
	label := "[" + joined(": ", b.text, b.url.text) + "]"
	if len(b.url.variables) == 0 {
		if given {
			p.add(field, CodeSurplus, "The link of the button %s is fixed. Take its value out.", inQuotes(clip(b.text, 100)))
		}
		return nil, label
	}
	start, _, _ := strings.Cut(b.url.text, "{{")
	if !p.shortText(field, end, isText, "end of the link of the button "+inQuotes(clip(b.text, 100)), maxLink) {
		return nil, label
	}
	whole := b.url.filled(map[string]string{b.url.variables[0]: end})
	switch {
	case strings.ContainsAny(end, " \t\r\n"):
		p.add(field, CodeFormat, "The end of a link can't have spaces.")
	case len(start) > len("https://") && strings.HasPrefix(end, start):
		p.add(field, CodeFormat, "Give only what comes after %s", start)
	case len([]rune(whole)) > maxLink:
		p.add(field, CodeLength, "The link would have %d characters; WhatsApp takes %d at most.", len([]rune(whole)), maxLink)
	}
	return &sendParameter{Type: "text", Text: end}, "[" + joined(": ", b.text, whole) + "]"
}

// fillAction fills buttons that open something: a form takes a token or its
// whole action, a catalogue a product, a choice of products its sections.
func (p *Problems) fillAction(field string, b templateButton, value json.RawMessage, text string, isText bool) *sendParameter {
	if given(value) && !isText {
		parsed, _ := parseJSON(value)
		if parsed.kind() != jsonObject {
			p.add(field, CodeInvalid, "Give the action of this button as an object.")
			return nil
		}
		if b.kind == "MPM" && !p.products(field, parsed) {
			return nil
		}
		return &sendParameter{Type: "action", Action: value}
	}
	key := "thumbnail_product_retailer_id"
	switch {
	case b.kind == "MPM":
		p.add(field, CodeRequired, "Choose the products: this button needs sections with product_items.")
		return nil
	case b.kind == "FLOW":
		// without a parameter Meta refuses the button; "unused" is Meta's own default
		key = "flow_token"
		fill(&text, "unused")
	case !given(value):
		return nil
	}
	if !p.length(field, text, "value of the button "+inQuotes(clip(b.text, 100)), maxTemplatePayload) {
		return nil
	}
	action, _ := encode(map[string]string{key: text})
	return &sendParameter{Type: "action", Action: action}
}

// products checks the sections behind a button for several products
// (templates/mpm-templates).
func (p *Problems) products(field string, action *jsonValue) bool {
	const maxSections, maxProducts, maxSectionTitle = 10, 30, 24
	sections, products := 0, 0
	before := len(*p)
	for section := range action.list("sections") {
		sections++
		for product := range section.list("product_items") {
			products++
			if product.str("product_retailer_id") == "" {
				p.add(field, CodeRequired, "A product in section %d has no product_retailer_id.", sections)
				return false
			}
		}
		p.length(field, section.str("title"), "title of section "+strconv.Itoa(sections), maxSectionTitle)
	}
	switch {
	case products == 0:
		p.add(field, CodeRequired, "Choose the products: this button needs sections with product_items.")
	case sections > maxSections || products > maxProducts:
		p.add(field, CodeLength, "There are %d products in %d sections; WhatsApp takes %d in %d at most.", products, sections, maxProducts, maxSections)
	}
	return len(*p) == before
}

// oneTimePassword checks what a customer copies to sign in: short, and without
// links and emoji (templates/authentication-templates/authentication-templates).
func (p *Problems) oneTimePassword(field, text string) bool {
	switch {
	case !p.length(field, text, "one-time password", maxOneTimePassword):
		return false
	case strings.Contains(text, "://") || strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.So, r) }):
		p.add(field, CodeFormat, "A one-time password can't have links or emoji.")
		return false
	}
	return true
}

// shortText checks a text of one line.
func (p *Problems) shortText(field, text string, isText bool, what string, longest int) bool {
	switch {
	case !isText:
		p.add(field, CodeInvalid, "Give the %s as text.", what)
		return false
	case strings.ContainsAny(text, "\n\r\t"):
		p.add(field, CodeFormat, "The %s can't have line breaks or tabs.", what)
		return false
	}
	return p.text(field, text, what, longest)
}
