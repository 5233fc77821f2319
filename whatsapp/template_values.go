package whatsapp

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
)

// TemplateValues fill a template, as the send route takes them.
type TemplateValues struct {
	// Parameters are those of the body: ["Ada", "42"], or {"first_name":
	// "Ada"}. Numbered ones may be given as {"1": "Ada"}, too. Each may be in
	// Meta's words: {"type": "text", "text": "Ada"}, and currency or date_time.
	Parameters json.RawMessage `json:"parameters"`
	// Header is {"text": ["…"]} or {"text": {"name": "…"}}, {"media_id" or
	// "link", "filename"?}, or {"latitude", "longitude", "name"?, "address"?}.
	Header json.RawMessage `json:"header"`
	// Buttons are [{"index": 0, "type": "url", "value": "…"}].
	Buttons json.RawMessage `json:"buttons"`
	// Cards are those of a carousel, each as the three above: [{"header": …,
	// "parameters": …, "buttons": …}].
	Cards json.RawMessage `json:"cards"`
	// Offer is {"expiration_time_ms": 1798761600000}: when an offer ends, in
	// milliseconds since 1970.
	Offer json.RawMessage `json:"limited_time_offer"`
	// File stands for the header's file when it is uploaded later.
	File *TemplateFile `json:"-"`
	// Now is when the message is sent: an offer must not have ended by then.
	// Zero leaves that unchecked.
	Now time.Time `json:"-"`
}

// partValues fill a card, or what a template has beside its cards.
type partValues struct {
	Parameters json.RawMessage `json:"parameters"`
	Header     json.RawMessage `json:"header"`
	Buttons    json.RawMessage `json:"buttons"`

	file *TemplateFile
}

// sendParameter is a value in a request, in the order of Meta's pages. Which
// fields are set depends on the type.
type sendParameter struct {
	Type       string          `json:"type"`
	Name       string          `json:"parameter_name,omitempty"`
	Text       string          `json:"text,omitempty"`
	Currency   *sendCurrency   `json:"currency,omitempty"`
	Date       *sendDate       `json:"date_time,omitempty"`
	Payload    string          `json:"payload,omitempty"`
	CouponCode string          `json:"coupon_code,omitempty"`
	Image      *sendMedia      `json:"image,omitempty"`
	Video      *sendMedia      `json:"video,omitempty"`
	Document   *sendMedia      `json:"document,omitempty"`
	Location   *sendLocation   `json:"location,omitempty"`
	Product    *sendProduct    `json:"product,omitempty"`
	Offer      *sendOffer      `json:"limited_time_offer,omitempty"`
	Action     json.RawMessage `json:"action,omitempty"`
}

// fillText takes the values of a text's variables. They come as a list in the
// order of the variables, or by name; what has no place, and what is missing,
// is named. A value alone can't be longer than the text may be.
func (p *Problems) fillText(field string, t templateText, named bool, raw json.RawMessage, longest int) ([]sendParameter, map[string]string) {
	values := p.valuesByName(field, t, raw)
	parameters, texts := make([]sendParameter, 0, len(t.variables)), make(map[string]string, len(values))
	for _, name := range t.variables {
		value := values[name]
		switch {
		case value.refused:
			continue
		case !HasText(value.text):
			p.add(field+"."+name, CodeRequired, "{{%s}} is missing. Fill it in.", name)
			continue
		}
		p.parameterText(field+"."+name, "{{"+name+"}}", value.text, longest)
		texts[name] = value.text
		if named {
			parameters = append(parameters, value.parameter(name))
		} else {
			parameters = append(parameters, value.parameter(""))
		}
	}
	return parameters, texts
}

// parameterText checks a value that Meta puts into a text: 132018 and 100
// otherwise.
func (p *Problems) parameterText(field, what, value string, longest int) {
	const spaces = 4 // in a row
	switch {
	case strings.ContainsAny(value, "\n\r\t\v\f\u2028\u2029"):
		p.add(field, CodeFormat, "%s can't have line breaks or tabs: WhatsApp doesn't take them in a template.", what)
	case strings.Contains(value, strings.Repeat(" ", spaces+1)):
		p.add(field, CodeFormat, "%s can't have more than four spaces in a row: WhatsApp doesn't take them in a template.", what)
	default:
		p.length(field, value, "text for "+what, longest)
	}
}

// valuesByName reads the values of a text. One that is no text is left out,
// and then missing.
func (p *Problems) valuesByName(field string, t templateText, raw json.RawMessage) map[string]textValue {
	given, ok := parseJSON(raw)
	switch {
	case len(raw) == 0:
	case !ok:
		p.add(field, CodeInvalid, "This can't be read as JSON.")
	case given.kind() == jsonNull:
	case given.kind() == jsonArray:
		return p.listedValues(field, t, given)
	case isParameter(given) && !slices.Contains(t.variables, "type"):
		alone, _ := parseJSON([]byte("[" + given.written + "]"))
		return p.listedValues(field, t, alone)
	case given.kind() == jsonObject:
		return p.namedValues(field, t, given)
	default:
		p.add(field, CodeInvalid, "Give a list of texts, or texts by name.")
	}
	return nil
}

func (p *Problems) surplusValues(field string, places, n int) {
	at := field + "." + strconv.Itoa(places+1)
	switch places {
	case 0:
		p.add(at, CodeSurplus, "This template has nothing to fill here. Take the values out.")
	case 1:
		p.add(at, CodeSurplus, "This template has one place to fill here, and %d values were given. Take the others out.", n)
	default:
		p.add(at, CodeSurplus, "This template has %d places to fill here, and %d values were given. Take the others out.", places, n)
	}
}
