package whatsapp

import (
	"bytes"
	"encoding/json"
	"iter"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/tidwall/gjson"
)

// maxJSONDepth is how deep a webhook body may be nested. encoding/json gives
// up at 10,000 levels; staying below leaves room for the levels that are put
// around an element when it is stored and answered again.
const maxJSONDepth = 9000

// jsonKind is the character that a value begins with; one stands for all where
// there are several.
type jsonKind byte

const (
	jsonNull   jsonKind = 'n'
	jsonBool   jsonKind = 't'
	jsonNumber jsonKind = '0'
	jsonString jsonKind = '"'
	jsonArray  jsonKind = '['
	jsonObject jsonKind = '{'
)

// jsonValue is a value as it was written. A nil one is absent, and every
// method of an absent or unsuitable value answers with a zero: that is how the
// decoder gets by without an error at every key.
type jsonValue struct {
	key     string // in an object
	written string
	inside  []jsonValue // see parts
	doc     *document
}

// document counts what is read of all the values of one body. Reading costs
// many times the bytes of a dense body, such as [1,1,1,…], so it has an end.
type document struct {
	parts    int  // see maxParts
	contacts int  // in all lists of contacts
	junk     bool // no delivery looks like this: it is to be kept in one piece
}

const (
	// maxParts is how many parts of one body are looked at, of all its values
	// together: 3 MB of the shortest real messages have some 170,000.
	maxParts = 250_000
	// maxPartsOfOne is how many parts one value may have; what comes after
	// them is not read.
	maxPartsOfOne = maxEvents + 1
)

// parseJSON accepts what encoding/json accepts, up to maxJSONDepth levels. What is
// read shares memory with a copy of src, never with src.
func parseJSON(src []byte) (*jsonValue, bool) {
	if !json.Valid(src) {
		return nil, false
	}
	if bytes.Count(src, []byte("["))+bytes.Count(src, []byte("{")) > maxJSONDepth {
		// It may be too deep. encoding/json counts, with the spare levels around.
		const spare = 10_000 - maxJSONDepth
		if !json.Valid(slices.Concat(bytes.Repeat([]byte("["), spare), src, bytes.Repeat([]byte("]"), spare))) {
			return nil, false
		}
	}
	return &jsonValue{written: string(bytes.TrimSpace(src)), doc: new(document)}, true
}

func (v *jsonValue) kind() jsonKind {
	if v == nil {
		return jsonNull
	}
	switch c := jsonKind(v.written[0]); c {
	case jsonNull, jsonString, jsonArray, jsonObject:
		return c
	case 't', 'f':
		return jsonBool
	}
	return jsonNumber
}

// parts are the members of an object or the elements of an array. They are
// looked for once: gjson goes through the whole text every time, and a
// document that is read at all its levels would be gone through at each.
func (v *jsonValue) parts() []jsonValue {
	if k := v.kind(); k != jsonObject && k != jsonArray {
		return nil
	}
	if v.inside == nil && !v.doc.junk {
		var few [16]jsonValue
		n := v.readParts(few[:0])
		if v.doc.parts += n; v.doc.parts > maxParts {
			v.doc.junk = true
			return nil
		}
		v.inside = make([]jsonValue, n)
		if copy(v.inside, few[:min(n, len(few))]) < n {
			v.readParts(v.inside[:0])
		}
	}
	return v.inside
}

// readParts appends to list what it has room for, and returns how many parts
// there are; of those above maxPartsOfOne only that there are more.
func (v *jsonValue) readParts(list []jsonValue) (n int) {
	gjson.Parse(v.written).ForEach(func(key, value gjson.Result) bool {
		if len(list) < cap(list) {
			list = append(list, jsonValue{key: unquoted(key.Raw), written: value.Raw, doc: v.doc})
		}
		n++
		return n < maxPartsOfOne
	})
	return n
}

// absent is true for what isn't there, null and "": Meta means the same by
// all three (reference: webhooks/reference/messages/contacts).
func (v *jsonValue) absent() bool { return v.kind() == jsonNull || v.written == `""` }

// hollow is true for what is absent, and for an empty list or object.
func (v *jsonValue) hollow() bool {
	if k := v.kind(); k == jsonArray || k == jsonObject {
		return len(v.parts()) == 0
	}
	return v.absent()
}

// count is how many elements a list has; anything else is one.
func (v *jsonValue) count() int {
	if v.kind() != jsonArray {
		return 1
	}
	return len(v.parts())
}

// raw is a copy of the value as it was sent.
func (v *jsonValue) raw() json.RawMessage {
	if v == nil {
		return nil
	}
	return json.RawMessage(v.written)
}

// members are the keys and values of an object, in order, repeated ones too.
func (v *jsonValue) members() iter.Seq2[string, *jsonValue] {
	return func(yield func(string, *jsonValue) bool) {
		if v.kind() != jsonObject {
			return
		}
		for i := range v.parts() {
			if !yield(v.inside[i].key, &v.inside[i]) {
				return
			}
		}
	}
}

// items are the elements of an array.
func (v *jsonValue) items() iter.Seq[*jsonValue] {
	return func(yield func(*jsonValue) bool) {
		if v.kind() != jsonArray {
			return
		}
		for i := range v.parts() {
			if !yield(&v.inside[i]) {
				return
			}
		}
	}
}

// get is the member of that name; of several, the last, as in JavaScript. The
// name is compared as it is; to gjson's own Get it would be a path.
func (v *jsonValue) get(name string) *jsonValue {
	if v.kind() != jsonObject {
		return nil
	}
	parts := v.parts()
	for i := range slices.Backward(parts) {
		if parts[i].key == name {
			return &parts[i]
		}
	}
	return nil
}

// object is the member when it is an object, or a list of exactly one; Meta
// and those who imitate it are not always of one mind about the brackets.
func (v *jsonValue) object(name string) *jsonValue { return v.get(name).asObject() }

func (v *jsonValue) asObject() *jsonValue {
	if v.kind() == jsonArray && v.count() == 1 {
		v = &v.inside[0]
	}
	if v.kind() != jsonObject {
		return nil
	}
	return v
}

// list are the elements under a name: those of a list, or the value itself
// where a list was expected and one value came. A repeated key adds to it.
func (v *jsonValue) list(name string) iter.Seq[*jsonValue] {
	return func(yield func(*jsonValue) bool) {
		for key, value := range v.members() {
			switch {
			case key != name || value.absent():
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

func (v *jsonValue) has(name string) bool { return !v.get(name).absent() }

// str is the member as text, whether it was written as a string, a number or
// a truth value. Lists and objects are no text.
func (v *jsonValue) str(name string) string { return v.get(name).text() }

// name is the member as text where it names somebody or something. One that is
// longer than such names can be is none: cut, it would name another.
func (v *jsonValue) name(name string, most int) string { return atMost(most, v.str(name)) }

func atMost(most int, s string) string {
	if len(s) > most {
		return ""
	}
	return s
}

func (v *jsonValue) text() string {
	switch v.kind() {
	case jsonString:
		return unquoted(v.written)
	case jsonNumber:
		return exactDigits(v.written)
	case jsonBool:
		return v.written
	}
	return ""
}

// flag is true for true, "true", 1 and "1".
func (v *jsonValue) flag(name string) bool {
	s := v.str(name)
	return s == "1" || strings.EqualFold(s, "true")
}

// unquoted is the text of a JSON string; "" of what is none. gjson would leave
// invalid UTF-8 in it, which becomes U+FFFD, as in encoding/json, which in turn
// is too dear for every line break.
func unquoted(s string) string {
	escaped, valid := strings.IndexByte(s, '\\') >= 0, utf8.ValidString(s)
	switch {
	case escaped && (!valid || strings.Contains(s, `\u`)):
		_ = json.Unmarshal([]byte(s), &s) // it is valid
		return s
	case escaped:
		return unescape.Replace(s[1 : len(s)-1])
	case !valid:
		s = string([]rune(s))
	}
	return strings.Trim(s, `"`)
}

var unescape = strings.NewReplacer(`\\`, `\`, `\"`, `"`, `\/`, "/", `\b`, "\b", `\f`, "\f", `\n`, "\n", `\r`, "\r", `\t`, "\t")

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
