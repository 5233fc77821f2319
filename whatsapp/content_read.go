package whatsapp

import (
	"encoding/json"
	"errors"
	"strings"
)

// readForm reads the JSON of a content into a struct. What has the wrong type
// is a problem of its field, and so is a key that isn't known.
func (p *Problems) readForm(field string, raw json.RawMessage, into any) bool {
	err := json.Unmarshal(raw, into)
	if err == nil {
		*p = append(*p, Unknown(field, raw, into)...)
		return true
	}
	var mistyped *json.UnmarshalTypeError
	if errors.As(err, &mistyped) {
		if mistyped.Field != "" {
			field += "." + mistyped.Field
		}
		p.add(field, CodeInvalid, "A %s can't be used here.", jsonWord(mistyped.Value))
		return false
	}
	p.add(field, CodeInvalid, "This can't be read as JSON.")
	return false
}

// jsonWord is the word for a type of JSON, as encoding/json names them:
// "number 3", "array", "object", "bool", "string".
func jsonWord(name string) string {
	name, _, _ = strings.Cut(name, " ")
	switch name {
	case "array":
		return "list"
	case "bool":
		return "truth value"
	case "string":
		return "text"
	}
	return name
}

// given is false for what a client left out, or sent as null or empty text.
func given(raw json.RawMessage) bool {
	text := strings.TrimSpace(string(raw))
	return text != "" && text != "null" && text != `""`
}

// read makes the text of a message of ours as that of one of a customer's is
// made, so that both look alike in the log.
func read(kind string, object json.RawMessage) string {
	around, ok := parseJSON([]byte(`{"` + kind + `":` + string(object) + `}`))
	if !ok {
		return ""
	}
	m := Message{Direction: Outbound, Type: kind}
	describe(&m, around)
	return m.Body
}
