package whatsapp

import (
	"encoding/json"
	"iter"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// jsonValue is a value on a tape. The zero value is an absent one, and every
// method of an absent or unsuitable value answers with a zero: that is how the
// decoder gets by without an error at every key.
type jsonValue struct {
	tape *jsonTape
	at   int32
}

func (v jsonValue) token() *jsonToken { return &v.tape.tokens[v.at] }

func (v jsonValue) kind() jsonKind {
	if v.tape == nil {
		return jsonNull
	}
	return v.token().kind
}

// absent is true for what isn't there, null and "": Meta means the same by
// all three (reference: webhooks/reference/messages/contacts).
func (v jsonValue) absent() bool {
	switch v.kind() {
	case jsonNull:
		return true
	case jsonString:
		return v.token().end-v.token().start == 2
	}
	return false
}

// hollow is true for what is absent, and for an empty list or object.
func (v jsonValue) hollow() bool {
	if k := v.kind(); k == jsonArray || k == jsonObject {
		return v.token().next == v.at+1
	}
	return v.absent()
}

// count is how many elements a list has; anything else is one.
func (v jsonValue) count() int {
	if v.kind() != jsonArray {
		return 1
	}
	n := 0
	for range v.items() {
		n++
	}
	return n
}

// raw is the value as it was sent. It shares memory with the body, and cannot
// be appended to without a copy.
func (v jsonValue) raw() json.RawMessage {
	if v.tape == nil {
		return nil
	}
	t := v.token()
	return json.RawMessage(v.tape.src[t.start:t.end:t.end])
}

// members are the keys and values of an object, in order, repeated ones too.
func (v jsonValue) members() iter.Seq2[jsonValue, jsonValue] {
	return func(yield func(jsonValue, jsonValue) bool) {
		if v.kind() != jsonObject {
			return
		}
		for i, end := v.at+1, v.token().next; i < end; {
			value := i + 1
			if !yield(jsonValue{v.tape, i}, jsonValue{v.tape, value}) {
				return
			}
			i = v.tape.tokens[value].next
		}
	}
}

// items are the elements of an array.
func (v jsonValue) items() iter.Seq[jsonValue] {
	return func(yield func(jsonValue) bool) {
		if v.kind() != jsonArray {
			return
		}
		for i, end := v.at+1, v.token().next; i < end; i = v.tape.tokens[i].next {
			if !yield(jsonValue{v.tape, i}) {
				return
			}
		}
	}
}

// get is the member of that name; of several, the last, as in JavaScript.
func (v jsonValue) get(name string) jsonValue {
	var found jsonValue
	if v.kind() != jsonObject {
		return found
	}
	tokens := v.tape.tokens
	for i, end := v.at+1, v.token().next; i < end; {
		if (jsonValue{v.tape, i}).is(name) {
			found = jsonValue{v.tape, i + 1}
		}
		i = tokens[i+1].next
	}
	return found
}

// is reports whether a string has that text, without making a Go string.
func (v jsonValue) is(text string) bool {
	t := v.token()
	if t.escaped {
		return v.text() == text
	}
	return string(v.tape.src[t.start+1:t.end-1]) == text
}

// object is the member when it is an object, or a list of exactly one; Meta
// and those who imitate it are not always of one mind about the brackets.
func (v jsonValue) object(name string) jsonValue { return v.get(name).asObject() }

func (v jsonValue) asObject() jsonValue {
	switch v.kind() {
	case jsonObject:
		return v
	case jsonArray:
		first := jsonValue{v.tape, v.at + 1}
		if end := v.token().next; first.at < end && first.token().next == end && first.kind() == jsonObject {
			return first
		}
	}
	return jsonValue{}
}

// list are the elements under a name: those of a list, or the value itself
// where a list was expected and one value came. A repeated key adds to it.
func (v jsonValue) list(name string) iter.Seq[jsonValue] {
	return func(yield func(jsonValue) bool) {
		for key, value := range v.members() {
			switch {
			case !key.is(name) || value.absent():
			case value.kind() == jsonArray:
				for item := range value.items() {
					if !yield(item) {
						return
					}
				}
			case !yield(value):
				return
			}
		}
	}
}

func (v jsonValue) has(name string) bool { return !v.get(name).absent() }

// str is the member as text, whether it was written as a string, a number or
// a truth value. Lists and objects are no text.
func (v jsonValue) str(name string) string { return v.get(name).text() }

func (v jsonValue) text() string {
	switch v.kind() {
	case jsonString:
		t := v.token()
		in := v.tape.src[t.start+1 : t.end-1]
		if !t.escaped {
			return string(in)
		}
		return unescape(in)
	case jsonNumber:
		return exactDigits(string(v.raw()))
	case jsonBool:
		return string(v.raw())
	}
	return ""
}

// flag is true for true, "true", 1 and "1".
func (v jsonValue) flag(name string) bool {
	s := v.str(name)
	return s == "1" || strings.EqualFold(s, "true")
}

// unescape decodes the inside of a JSON string. What is no UTF-8, and half of
// a surrogate pair, becomes U+FFFD, as in encoding/json.
func unescape(in []byte) string {
	var b strings.Builder
	b.Grow(len(in))
	for i := 0; i < len(in); {
		c := in[i]
		switch {
		case c == '\\' && in[i+1] == 'u':
			r, _ := hex4(in, i+2)
			i += 6
			if utf16.IsSurrogate(r) {
				low, ok := rune(0), false
				if i+6 <= len(in) && in[i] == '\\' && in[i+1] == 'u' {
					low, ok = hex4(in, i+2)
				}
				r = utf16.DecodeRune(r, low)
				if ok && r != utf8.RuneError {
					i += 6
				}
			}
			b.WriteRune(r)
		case c == '\\':
			b.WriteByte(unescaped[in[i+1]])
			i += 2
		case c < utf8.RuneSelf:
			b.WriteByte(c)
			i++
		default:
			r, size := utf8.DecodeRune(in[i:])
			b.WriteRune(r)
			i += size
		}
	}
	return b.String()
}

var unescaped = [256]byte{
	'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t',
}

// exactDigits writes a whole number without exponent or fraction (1e+15 and
// 15.0 become 1000000000000000 and 15), digit by digit, so that no id passes
// through a float. Anything else stays as it was written.
func exactDigits(literal string) string {
	const most = 60 // digits; no id, time or price is longer
	mantissa, exponent, scientific := literal, 0, false
	if i := strings.IndexAny(literal, "eE"); i >= 0 {
		mantissa, scientific = literal[:i], true
		negative := false
		for _, c := range literal[i+1:] {
			switch {
			case c == '-':
				negative = true
			case c == '+':
			case exponent > most:
				return literal
			default:
				exponent = exponent*10 + int(c-'0')
			}
		}
		if negative {
			exponent = -exponent
		}
	}
	whole, fraction, pointed := strings.Cut(mantissa, ".")
	if !scientific && !pointed {
		return literal
	}
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "-", whole[1:]
	}
	digits, point := whole+fraction, len(whole)+exponent
	if len(digits) > most || point > most || point < 0 {
		return literal
	}
	if point > len(digits) {
		digits += strings.Repeat("0", point-len(digits))
	}
	if strings.Trim(digits[point:], "0") != "" {
		return literal // a real fraction
	}
	if digits = strings.TrimLeft(digits[:point], "0"); digits == "" {
		return "0"
	}
	return sign + digits
}
