package whatsapp

import (
	"slices"
	"strconv"
	"strings"
)

// textValue is what stands in for a variable of a text, as the customer reads
// it. Money and dates are sent as what they are, with that text.
type textValue struct {
	text     string
	currency *sendCurrency
	date     *sendDate
	named    string // parameter_name
	refused  bool   // a problem says why; it isn't missing as well
}

// sendCurrency is an amount of money in a request (messages/template).
type sendCurrency struct {
	Fallback string `json:"fallback_value"`
	Code     string `json:"code"`
	Amount   int64  `json:"amount_1000"`
}

// sendDate is a point in time in a request (messages/template). Meta shows the
// fallback and reads nothing else.
type sendDate struct {
	Fallback string `json:"fallback_value"`
}

// isParameter is true for a value in Meta's own words: {"type": "text", "text":
// "…"}, with "currency" or "date_time" in place of "text".
func isParameter(v *jsonValue) bool {
	return v.kind() == jsonObject && v.str("type") != "" && v.has(v.str("type"))
}

// textValue reads a value: a text, a number, or an object of Meta's.
func (p *Problems) textValue(field, what string, v *jsonValue) textValue {
	if v.kind() != jsonObject {
		return textValue{text: v.text()}
	}
	value := textValue{named: v.str("parameter_name")}
	before := len(*p)
	switch kind := strings.ToLower(v.str("type")); kind {
	case "text":
		value.text = v.str("text")
	case "date_time":
		value.text = v.object(kind).str("fallback_value")
		value.date = &sendDate{value.text}
	case "currency":
		money := v.object(kind)
		value.text = money.str("fallback_value")
		value.currency = &sendCurrency{Fallback: value.text, Code: money.str("code")}
		var err error
		if value.currency.Amount, err = strconv.ParseInt(money.str("amount_1000"), 10, 64); err != nil {
			p.add(field, CodeInvalid, "Give the amount of %s as amount_1000, a whole number: the amount times 1000.", what)
		} else if !isCurrencyCode(value.currency.Code) {
			p.add(field, CodeInvalid, "Give the currency of %s as code, in three capital letters, for example EUR.", what)
		}
	default:
		p.add(field, CodeInvalid, "%s can't be read. Give a text, or an object of the type text, currency or date_time.", what)
	}
	value.refused = len(*p) > before
	return value
}

func isCurrencyCode(s string) bool {
	return len(s) == 3 && !strings.ContainsFunc(s, func(r rune) bool { return r < 'A' || r > 'Z' })
}

// parameter is the value in a request.
func (v textValue) parameter(name string) sendParameter {
	switch {
	case v.currency != nil:
		return sendParameter{Type: "currency", Name: name, Currency: v.currency}
	case v.date != nil:
		return sendParameter{Type: "date_time", Name: name, Date: v.date}
	}
	return sendParameter{Type: "text", Name: name, Text: v.text}
}

// listedValues reads values in the order of the variables. One in Meta's words
// may say which it is for.
func (p *Problems) listedValues(field string, t templateText, list *jsonValue) map[string]textValue {
	values := make(map[string]textValue)
	if n := list.count(); n > len(t.variables) {
		p.surplusValues(field, len(t.variables), n)
	}
	i := -1
	for item := range list.items() {
		if i++; i >= len(t.variables) {
			break
		}
		name := item.asObject().str("parameter_name")
		switch {
		case name == "" && !t.numbered():
			p.add(field, CodeInvalid, "The parameters of this template have names: %s. Give each by its name.", strings.Join(t.variables, ", "))
			return values
		case name == "":
			name = t.variables[i]
		case !slices.Contains(t.variables, name):
			p.add(field+"."+clip(name, maxName), CodeSurplus, "This template has no {{%s}}. Take it out.", clip(name, 100))
			continue
		}
		if _, twice := values[name]; twice {
			p.add(field+"."+name, CodeDuplicate, "There are two values for {{%s}}.", name)
			continue
		}
		values[name] = p.textValue(field+"."+name, "{{"+name+"}}", item)
	}
	return values
}

// namedValues reads values by the names of their variables.
func (p *Problems) namedValues(field string, t templateText, object *jsonValue) map[string]textValue {
	const most = 20 // problems
	values, surplus := make(map[string]textValue), 0
	for name, item := range object.members() {
		at, what := field+"."+clip(name, maxName), "{{"+clip(name, 100)+"}}"
		if !slices.Contains(t.variables, name) {
			if surplus++; surplus <= most {
				p.add(at, CodeSurplus, "This template has no %s. Take it out.", what)
			}
			continue
		}
		value := p.textValue(at, what, item)
		if value.named != "" && value.named != name {
			p.add(at, CodeInvalid, "The value of %s says that it is for {{%s}}. Give each by its own name.", what, clip(value.named, 100))
			value.refused = true
		}
		values[name] = value
	}
	return values
}
