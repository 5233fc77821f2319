package whatsapp

import (
	"math"
	"sync"
)

// maxJSONDepth is how deep a webhook body may be nested. encoding/json gives
// up at 10,000 levels; staying below leaves room for the levels that are put
// around an element when it is stored and answered again.
const maxJSONDepth = 9000

type jsonKind uint8

const (
	jsonNull jsonKind = iota
	jsonBool
	jsonNumber
	jsonString
	jsonArray
	jsonObject
)

// jsonToken is one value or key on the tape, in document order. next is the
// index of the first token behind the value and everything in it.
type jsonToken struct {
	start, end int32
	next       int32
	kind       jsonKind
	escaped    bool // a string with a backslash or a byte above 0x7f in it
}

// jsonTape is a JSON document read once: what encoding/json would need a
// separate pass for at every json.RawMessage is here an index into one slice.
// Numbers keep the digits they were written with.
type jsonTape struct {
	src    []byte
	tokens []jsonToken
	open   []int32
}

var tapes = sync.Pool{New: func() any { return new(jsonTape) }}

// parseJSON reads src, which must not change as long as the tape is in use.
// It accepts what encoding/json accepts, up to maxJSONDepth levels.
func parseJSON(src []byte) (*jsonTape, bool) {
	if len(src) > math.MaxInt32-1 {
		return nil, false
	}
	t := tapes.Get().(*jsonTape)
	t.src, t.tokens, t.open = src, t.tokens[:0], t.open[:0]
	if !t.parse() {
		t.release()
		return nil, false
	}
	return t, true
}

// release gives the tape back. Nothing that was read from it refers to it.
func (t *jsonTape) release() {
	const keep = 1 << 16 // tokens; a rare huge body must not be remembered
	t.src = nil
	if cap(t.tokens) <= keep {
		tapes.Put(t)
	}
}

func (t *jsonTape) root() jsonValue { return jsonValue{t, 0} }

// parse fills the tape without recursion, so that depth costs no stack.
func (t *jsonTape) parse() bool {
	i := t.space(0)
	for {
		// A value is expected at i.
		if i >= len(t.src) {
			return false
		}
		switch c := t.src[i]; c {
		case '{', '[':
			if len(t.open) >= maxJSONDepth {
				return false
			}
			kind, closer := jsonObject, byte('}')
			if c == '[' {
				kind, closer = jsonArray, ']'
			}
			at := int32(len(t.tokens))
			t.tokens = append(t.tokens, jsonToken{start: int32(i), kind: kind})
			t.open = append(t.open, at)
			i = t.space(i + 1)
			if i < len(t.src) && t.src[i] == closer {
				break // empty: closed below
			}
			if kind == jsonObject {
				if i = t.key(i); i < 0 {
					return false
				}
			}
			continue
		case '"':
			if i = t.string(i); i < 0 {
				return false
			}
		default:
			if i = t.scalar(i); i < 0 {
				return false
			}
		}
		// A value has ended (or an empty container is about to): close what
		// closes, then go on behind the next comma.
		for {
			i = t.space(i)
			if len(t.open) == 0 {
				return i == len(t.src)
			}
			if i >= len(t.src) {
				return false
			}
			top := &t.tokens[t.open[len(t.open)-1]]
			switch c := t.src[i]; {
			case c == ',':
				i = t.space(i + 1)
				if top.kind == jsonObject {
					if i = t.key(i); i < 0 {
						return false
					}
				}
			case c == '}' && top.kind == jsonObject, c == ']' && top.kind == jsonArray:
				i++
				top.end, top.next = int32(i), int32(len(t.tokens))
				t.open = t.open[:len(t.open)-1]
				continue
			default:
				return false
			}
			break
		}
	}
}

// key reads a key and its colon at i and returns where the value begins, or -1.
func (t *jsonTape) key(i int) int {
	if i >= len(t.src) || t.src[i] != '"' {
		return -1
	}
	if i = t.string(i); i < 0 {
		return -1
	}
	i = t.space(i)
	if i >= len(t.src) || t.src[i] != ':' {
		return -1
	}
	return t.space(i + 1)
}

func (t *jsonTape) space(i int) int {
	for i < len(t.src) {
		switch t.src[i] {
		case ' ', '\t', '\n', '\r':
			i++
		default:
			return i
		}
	}
	return i
}

// string appends the string that begins at i and returns where it ends, or -1.
func (t *jsonTape) string(i int) int {
	start, escaped := i, false
	for i++; i < len(t.src); i++ {
		switch c := t.src[i]; {
		case c == '"':
			i++
			t.append(jsonString, start, i, escaped)
			return i
		case c < 0x20:
			return -1
		case c >= 0x80:
			escaped = true
		case c == '\\':
			escaped = true
			i++
			if i >= len(t.src) {
				return -1
			}
			switch t.src[i] {
			case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
			case 'u':
				if _, ok := hex4(t.src, i+1); !ok {
					return -1
				}
				i += 4
			default:
				return -1
			}
		}
	}
	return -1
}

func (t *jsonTape) scalar(i int) int {
	switch t.src[i] {
	case 't':
		return t.word(i, "true", jsonBool)
	case 'f':
		return t.word(i, "false", jsonBool)
	case 'n':
		return t.word(i, "null", jsonNull)
	}
	start := i
	if t.src[i] == '-' {
		i++
	}
	switch {
	case i < len(t.src) && t.src[i] == '0':
		i++
	default:
		if i = t.digits(i); i < 0 {
			return -1
		}
	}
	if i < len(t.src) && t.src[i] == '.' {
		if i = t.digits(i + 1); i < 0 {
			return -1
		}
	}
	if i < len(t.src) && (t.src[i] == 'e' || t.src[i] == 'E') {
		i++
		if i < len(t.src) && (t.src[i] == '+' || t.src[i] == '-') {
			i++
		}
		if i = t.digits(i); i < 0 {
			return -1
		}
	}
	t.append(jsonNumber, start, i, false)
	return i
}

func (t *jsonTape) digits(i int) int {
	start := i
	for i < len(t.src) && t.src[i] >= '0' && t.src[i] <= '9' {
		i++
	}
	if i == start {
		return -1
	}
	return i
}

func (t *jsonTape) word(i int, word string, kind jsonKind) int {
	end := i + len(word)
	if end > len(t.src) || string(t.src[i:end]) != word {
		return -1
	}
	t.append(kind, i, end, false)
	return end
}

func (t *jsonTape) append(kind jsonKind, start, end int, escaped bool) {
	t.tokens = append(t.tokens, jsonToken{
		start: int32(start), end: int32(end), next: int32(len(t.tokens) + 1), kind: kind, escaped: escaped,
	})
}

// hex4 reads four hexadecimal digits at i.
func hex4(src []byte, i int) (rune, bool) {
	if i+4 > len(src) {
		return 0, false
	}
	var r rune
	for _, c := range src[i : i+4] {
		switch {
		case c >= '0' && c <= '9':
			c -= '0'
		case c >= 'a' && c <= 'f':
			c -= 'a' - 10
		case c >= 'A' && c <= 'F':
			c -= 'A' - 10
		default:
			return 0, false
		}
		r = r<<4 | rune(c)
	}
	return r, true
}
