package simulator

import "strings"

// describe is a message in one text: what was written, or what kind it is. The
// list of chats shows it, and the phone where it has no drawing for a type.
func describe(kind string, object params) string {
	get := func(p params, key string) string {
		text, _ := p.text(key)
		return text
	}
	first := func(texts ...string) string {
		for _, text := range texts {
			if text != "" {
				return text
			}
		}
		return ""
	}
	switch kind {
	case "text":
		return get(object, "body")
	case "image":
		return first(get(object, "caption"), "Photo")
	case "video":
		return first(get(object, "caption"), "Video")
	case "audio":
		return "Audio"
	case "document":
		return first(get(object, "caption"), get(object, "filename"), "Document")
	case "sticker":
		return "Sticker"
	case "location":
		return first(get(object, "name"), "Location")
	case "contacts":
		return "Contact"
	case "reaction":
		return get(object, "emoji")
	case "button":
		return first(get(object, "text"), "Button")
	case "interactive":
		reply := first(get(object.object("button_reply"), "title"), get(object.object("list_reply"), "title"))
		return first(reply, get(object.object("body"), "text"), "Interactive message")
	case "template":
		return "Template " + get(object, "name")
	}
	return "Message of type " + strings.ReplaceAll(kind, "_", " ")
}
