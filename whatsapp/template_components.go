package whatsapp

import (
	"bytes"
	"encoding/json"
	"strings"
)

// MergeComponents puts new texts into the components of a template. What a
// webhook doesn't tell (examples, the format of a header) stays as it was;
// reading the templates again completes it. Components that can't be read are
// built anew.
func MergeComponents(components json.RawMessage, t TemplateTexts) json.RawMessage {
	var list []map[string]json.RawMessage
	if json.Unmarshal(components, &list) != nil {
		list = nil
	}
	list = mergeText(list, "HEADER", t.Header)
	list = mergeText(list, "BODY", t.Body)
	list = mergeText(list, "FOOTER", t.Footer)
	if len(t.Buttons) > 0 {
		buttons, err := encode(t.Buttons)
		if err == nil && !sameButtons(list, t.Buttons) {
			list = withComponent(list, "BUTTONS", "buttons", buttons)
		}
	}
	merged, err := encode(list)
	if err != nil || list == nil {
		return json.RawMessage("[]")
	}
	return merged
}

func mergeText(list []map[string]json.RawMessage, kind, text string) []map[string]json.RawMessage {
	if text == "" {
		return list
	}
	list = withComponent(list, kind, "text", quoted(text))
	if c := component(list, kind); kind == "HEADER" && c["format"] == nil {
		c["format"] = quoted("TEXT")
	}
	return list
}

func component(list []map[string]json.RawMessage, kind string) map[string]json.RawMessage {
	for _, c := range list {
		if strings.EqualFold(unquoted(string(c["type"])), kind) {
			return c
		}
	}
	return nil
}

// withComponent sets a key of the component of that kind, which is added when
// there is none.
func withComponent(list []map[string]json.RawMessage, kind, key string, value json.RawMessage) []map[string]json.RawMessage {
	c := component(list, kind)
	if c == nil {
		c = map[string]json.RawMessage{"type": quoted(kind)}
		list = append(list, c)
	}
	c[key] = value
	return list
}

// sameButtons is true when the buttons say what is known already: theirs have
// examples and ids as well.
func sameButtons(list []map[string]json.RawMessage, news []json.RawMessage) bool {
	var had []map[string]json.RawMessage
	if json.Unmarshal(component(list, "BUTTONS")["buttons"], &had) != nil || len(had) != len(news) {
		return false
	}
	for i, b := range news {
		var button map[string]json.RawMessage
		if json.Unmarshal(b, &button) != nil {
			return false
		}
		for key, value := range button {
			if unquoted(string(had[i][key])) != unquoted(string(value)) {
				return false
			}
		}
	}
	return true
}

// SameComponents tells whether two lists of components say the same, whatever
// the order of their keys. Links to the example of a header, which Meta signs
// anew each time, count without their signature.
func SameComponents(a, b json.RawMessage) bool {
	return bytes.Equal(plainComponents(a), plainComponents(b))
}

func plainComponents(components json.RawMessage) []byte {
	var list []map[string]any
	decoder := json.NewDecoder(bytes.NewReader(components))
	decoder.UseNumber()
	if decoder.Decode(&list) != nil {
		return components
	}
	unsign(list)
	written, err := encode(list)
	if err != nil {
		return components
	}
	return written
}

// unsign cuts the signatures off the links of the headers, of cards too.
func unsign(list []map[string]any) {
	for _, c := range list {
		if example, ok := c["example"].(map[string]any); ok {
			if handles, ok := example["header_handle"].([]any); ok {
				for i, handle := range handles {
					if link, ok := handle.(string); ok {
						handles[i], _, _ = strings.Cut(link, "?")
					}
				}
			}
		}
		cards, _ := c["cards"].([]any)
		for _, card := range cards {
			object, _ := card.(map[string]any)
			inner, _ := object["components"].([]any)
			for _, part := range inner {
				if object, ok := part.(map[string]any); ok {
					unsign([]map[string]any{object})
				}
			}
		}
	}
}
