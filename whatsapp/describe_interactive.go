package whatsapp

import "encoding/json"

// interactiveMessage reads what only a form has beside words: files.
func interactiveMessage(m *Message, object *jsonValue) {
	if kind := interactiveKind(object); kind == "nfm_reply" {
		formMessage(m, object.object(kind))
		return
	}
	m.Body = interactiveBody(object)
}

// interactiveBody reads an answer to buttons and lists, and, for echoes, the
// buttons, lists and forms themselves.
//
// Source: webhooks/reference/messages/interactive, messages/interactive-*.
func interactiveBody(object *jsonValue) string {
	kind := interactiveKind(object)
	if !interactiveHasWords(object, kind) {
		if kind == "" {
			return "[interactive message without content]"
		}
		return "[unknown interactive message: " + kind + "]"
	}
	reply := object.object(kind)
	switch kind {
	case "button_reply", "list_reply":
		title := reply.str("title")
		fill(&title, reply.str("id"))
		fill(&title, "[answer without text]")
		return joined("\n", title, reply.str("description"))
	case "call_permission_reply":
		return callPermissionBody(reply)
	case "product":
		if object.has("product") {
			return "About " + productName(reply)
		}
	}
	return readOffer(object).body(kind)
}

// interactiveHasWords tells whether there is anything to read in an
// interactive object.
func interactiveHasWords(object *jsonValue, kind string) bool {
	switch kind {
	case "button_reply", "list_reply", "nfm_reply", "call_permission_reply":
		return true
	}
	return object.has("action") || object.object("body").str("text") != "" || kind == "product" && object.has("product")
}

// interactiveKind is the type of an interactive object, also where it isn't said.
func interactiveKind(object *jsonValue) string {
	kind := object.str("type")
	if kind == "" {
		for _, name := range []string{"button_reply", "list_reply", "nfm_reply", "call_permission_reply"} {
			if object.has(name) {
				kind = name
			}
		}
	}
	return kind
}

// TappedTitle is the title of the button or of the row of a list that a message
// answers; "" for any other message. message is as Meta sent it.
func TappedTitle(message json.RawMessage) string {
	root, ok := parseJSON(message)
	if !ok {
		return ""
	}
	object := root.object("interactive")
	switch kind := interactiveKind(object); kind {
	case "button_reply", "list_reply":
		return object.object(kind).str("title")
	}
	return ""
}

func callPermissionBody(reply *jsonValue) string {
	until := reply.get("expiration_timestamp").time()
	switch {
	case reply.str("response") != "accept":
		return "Calls not allowed"
	case reply.flag("is_permanent"):
		return "Calls allowed"
	case !until.IsZero():
		return "Calls allowed until " + shortTime(until)
	}
	return "Calls allowed"
}

// templateBody names a template and what was filled in: its text is in no
// webhook (messages/send-messages).
func templateBody(object *jsonValue) string {
	var values []string
	for component := range object.list("components") {
		for parameter := range component.list("parameters") {
			text := parameter.str("text")
			fill(&text, parameter.object("currency").str("fallback_value"))
			fill(&text, parameter.object("date_time").str("fallback_value"))
			values = append(values, text)
		}
	}
	return joined(": ", joined(" ", "Template", object.str("name")), joined(", ", values...))
}
