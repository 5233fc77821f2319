package whatsapp

import "strings"

// interactiveBody reads an answer to buttons, lists and forms, and, for
// echoes, the buttons, lists and forms themselves.
//
// Source: webhooks/reference/messages/interactive, messages/interactive-*.
func interactiveBody(object *jsonValue) string {
	if object == nil {
		return "[interactive message without content]"
	}
	kind := object.str("type")
	if kind == "" {
		for _, name := range []string{"button_reply", "list_reply", "nfm_reply", "call_permission_reply"} {
			if object.has(name) {
				kind = name
			}
		}
	}
	reply := object.object(kind)
	switch kind {
	case "button_reply", "list_reply":
		title := reply.str("title")
		fill(&title, reply.str("id"))
		fill(&title, "[answer without text]")
		return joined("\n", title, reply.str("description"))
	case "nfm_reply":
		return formBody(reply)
	case "call_permission_reply":
		return callPermissionBody(reply)
	case "product":
		if object.has("product") {
			return "About " + productName(reply)
		}
	}
	if text := object.object("body").str("text"); text != "" || object.has("action") {
		return offerBody(object, kind)
	}
	if kind == "" {
		return "[interactive message without content]"
	}
	return "[unknown interactive message: " + kind + "]"
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

// formBody reads a completed form. Its answers are JSON inside a string, which
// need not be JSON at all. The answers of an address form are in its text.
func formBody(reply *jsonValue) string {
	text := reply.str("body")
	if reply.str("name") == "address_message" && text != "" {
		return text
	}
	answers := reply.str("response_json")
	fill(&answers, string(reply.object("response_json").raw()))
	lines := []string{joined(": ", "Form answered", text)}
	if form, ok := parseJSON([]byte(answers)); ok && form.kind() == jsonObject {
		form.doc = reply.doc // it counts as part of the body
		lines, answers = appendAnswers(lines, "", form, 0), ""
	}
	return joined("\n", append(lines, answers)...)
}

// appendAnswers writes the answers of a form one a line, as deep and as many as
// a person would read.
func appendAnswers(lines []string, prefix string, object *jsonValue, depth int) []string {
	const deepest, most = 4, 100
	for key, value := range object.members() {
		name := key
		switch {
		case depth == 0 && name == "flow_token", value.hollow():
		case len(lines) > most:
			return lines
		case value.kind() == jsonObject && depth < deepest:
			lines = appendAnswers(lines, prefix+name+".", value, depth+1)
		case value.kind() == jsonArray:
			var items []string
			for item := range value.items() {
				if len(items) == most {
					items = append(items, "…")
					break
				}
				text := item.text()
				fill(&text, string(item.raw()))
				items = append(items, text)
			}
			lines = append(lines, prefix+name+": "+strings.Join(items, ", "))
		default:
			text := value.text()
			fill(&text, string(value.raw()))
			lines = append(lines, prefix+name+": "+text)
		}
	}
	return lines
}

// offerBody reads what the business offers to choose from.
func offerBody(object *jsonValue, kind string) string {
	lines := []string{
		object.object("header").str("text"),
		object.object("body").str("text"),
		object.object("footer").str("text"),
	}
	action := object.object("action")
	for button := range action.list("buttons") {
		if title := button.object("reply").str("title"); title != "" {
			lines = append(lines, "["+title+"]")
		}
	}
	for section := range action.list("sections") {
		for row := range section.list("rows") {
			if title := row.str("title"); title != "" {
				lines = append(lines, "["+title+"]")
			}
		}
	}
	parameters := action.object("parameters")
	if label := joined(": ", parameters.str("display_text"), parameters.str("url")); label != "" {
		lines = append(lines, "["+label+"]")
	}
	if text := joined("\n", lines...); text != "" {
		return text
	}
	return "[" + joined(": ", "interactive message", words(kind)) + "]"
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
	name := object.str("name")
	fill(&name, "without a name")
	return joined(": ", "Template "+name, joined(", ", values...))
}
