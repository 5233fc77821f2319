package whatsapp

import (
	"encoding/base64"
	"strings"
)

// deepestWrapping is how many levels of a tool in between are looked through.
const deepestWrapping = 6

// unwrapped reads a body that lacks what Meta puts around an entry, a change or
// a value, or that something was put around: tools that hand webhooks on do
// both. What is recognized is read as if it had come whole; a body in which
// nothing is stays in one piece. It is false for what is no body at all.
func (d *decoder) unwrapped(root *jsonValue) bool {
	v := root
	if v.kind() == jsonString {
		v = inText(v)
	}
	switch v.kind() {
	case jsonObject:
		d.loose(v, 0)
	case jsonArray:
		found := false
		for item := range d.each(v.items()) {
			if d.loose(item, 1) {
				found = true
			} else if item.kind() == jsonObject && !isBare(item) {
				d.whole(item, KindUnparsable, noDelivery)
			}
		}
		if !found && !d.doc.junk {
			return false
		}
	default:
		return false
	}
	d.end(root)
	return true
}

// loose reads a part of a delivery wherever it stands, and reports whether
// there was one.
func (d *decoder) loose(v *jsonValue, depth int) (found bool) {
	if depth > deepestWrapping || d.doc.junk {
		return false
	}
	if v.kind() == jsonArray {
		for item := range d.each(v.items()) {
			found = d.loose(item, depth+1) || found
		}
		return found
	}
	if v.kind() != jsonObject {
		return false
	}
	before := len(d.events)
	switch {
	case v.str("object") == accountObject || v.has("entry") && !v.has("object"):
		d.level(v)
		for entry := range d.each(v.list("entry")) {
			d.entry(entry)
		}
	case v.has("object") && v.has("entry"):
		d.whole(v, KindUnparsable, otherProduct)
	default:
		d.bare(new(entryScope), v)
	}
	if len(d.events) > before {
		return true
	}
	for key, part := range v.members() {
		if isEnvelope(v) && textsOfEnvelopes[key] {
			part = inText(part)
		}
		found = d.loose(part, depth+1) || found
	}
	return found
}

// bare reads an entry, a change or a value that stands where what holds it
// should be, and reports whether it was one.
func (d *decoder) bare(entry *entryScope, v *jsonValue) bool {
	switch {
	case v.has("changes"):
		d.entry(v)
	case isChange(v):
		d.change(entry, v)
	case isValue(v):
		d.value(scope{entry: entry, field: v.name("field", maxName)}, v)
	default:
		return false
	}
	return true
}

// isChange is true for a change without its entry.
func isChange(v *jsonValue) bool {
	value := v.object("value")
	return value != nil && (decoderOf(v.str("field")) != nil || isValue(value))
}

// isValue is true for a value without its change: it says that it is WhatsApp's,
// or names a field, or has messages or statuses as only WhatsApp writes them.
func isValue(v *jsonValue) bool {
	switch {
	case v.str("messaging_product") == "whatsapp" && (guessField(v) != "" || v.has("field")):
		return true
	case v.object("metadata").has("phone_number_id") && guessField(v) != "":
		return true
	case decoderOf(v.str("field")) != nil && len(v.parts()) > 1 && v.get("value") == nil:
		return true
	}
	for item := range v.list("messages") {
		if item.has("id") && item.has("timestamp") && item.has("type") && (item.has("from") || item.has("from_user_id")) {
			return true
		}
	}
	for item := range v.list("statuses") {
		if item.has("id") && item.has("timestamp") && item.has("status") {
			return true
		}
	}
	return false
}

// textsOfEnvelopes are the keys under which an envelope has a body as a text.
var textsOfEnvelopes = map[string]bool{"body": true, "rawBody": true, "raw_body": true, "Message": true}

// isEnvelope is true for a request, or an item of a queue, as a program sees
// it. Only there is JSON in a text read: anywhere else it may be a customer's
// words, who could forge a delivery with them.
func isEnvelope(v *jsonValue) bool {
	return v.object("headers") != nil || v.has("isBase64Encoded") || v.has("eventSource") || v.str("Type") == "Notification"
}

// inText is the value that a text holds as JSON, plain or in base64; else the
// text itself.
func inText(v *jsonValue) *jsonValue {
	if v.kind() != jsonString {
		return v
	}
	text := strings.TrimSpace(v.text())
	if !strings.HasPrefix(text, "{") && !strings.HasPrefix(text, "[") {
		raw, err := base64.StdEncoding.DecodeString(text)
		if err != nil {
			return v
		}
		text = string(raw)
	}
	inside, ok := parseJSON([]byte(text))
	if !ok {
		return v
	}
	inside.doc = v.doc
	return inside
}
