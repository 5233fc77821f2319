package simulator

import (
	"bytes"
	"encoding/json"
	"unicode/utf16"
	"unicode/utf8"
)

const lowerHex = "0123456789abcdef"

// asciiJSON writes v as Meta's serialiser does: compact, non-ASCII as
// lower-case \uXXXX with surrogate pairs, "/" as "\/". The signature is made
// over these bytes, so a receiver that parses and writes again to check it is
// found out.
func asciiJSON(v any) ([]byte, error) {
	var plain bytes.Buffer
	encoder := json.NewEncoder(&plain)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return nil, err
	}
	in := bytes.TrimSuffix(plain.Bytes(), []byte("\n"))
	out := make([]byte, 0, len(in)+len(in)/4)
	for len(in) > 0 {
		if c := in[0]; c < utf8.RuneSelf {
			if c == '/' {
				out = append(out, '\\')
			}
			out, in = append(out, c), in[1:]
			continue
		}
		r, size := utf8.DecodeRune(in)
		in = in[size:]
		if high, low := utf16.EncodeRune(r); high != utf8.RuneError {
			out = appendEscape(appendEscape(out, high), low)
		} else {
			out = appendEscape(out, r)
		}
	}
	return out, nil
}

func appendEscape(out []byte, r rune) []byte {
	return append(out, '\\', 'u', lowerHex[r>>12&15], lowerHex[r>>8&15], lowerHex[r>>4&15], lowerHex[r&15])
}
