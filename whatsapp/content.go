package whatsapp

import "encoding/json"

// Content is what a message says: one of Meta's types with its object. The
// functions of this package that make one have checked it against what
// WhatsApp takes, as far as that is documented.
type Content struct {
	Type   string          // text, template, interactive, location, contacts, reaction, image, …
	Object json.RawMessage // the value of the key named Type in Meta's request
	Text   string          // what a person reads of it, for the log
}

// content writes an object of Meta's. What can't be written as JSON has been
// found by the checks before: it has only text, numbers and parsed JSON.
func content(kind string, object any, text string) Content {
	written, err := encode(object)
	if err != nil {
		return Content{}
	}
	return Content{Type: kind, Object: written, Text: text}
}
