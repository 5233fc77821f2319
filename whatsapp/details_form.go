package whatsapp

import "strings"

// Answer is one answer of a form.
type Answer struct {
	Name  string `json:"name"` // as the form has it; levels are joined with dots
	Value string `json:"value"`
}

// readAnswers reads a completed form, as deep and as many answers as a person
// would read. Its answers are JSON inside a string, which need not be JSON at
// all: then it isn't ok. The answers of an address form are in its text.
//
// Source: webhooks/reference/messages/interactive.
func readAnswers(reply *jsonValue) (answers []Answer, ok bool) {
	form, ok := parseJSON([]byte(formJSON(reply)))
	if !ok || form.kind() != jsonObject {
		return nil, false
	}
	form.doc = reply.doc // it counts as part of the body
	return appendAnswers(nil, "", form, 0), true
}

func formJSON(reply *jsonValue) string {
	text := reply.str("response_json")
	fill(&text, string(reply.object("response_json").raw()))
	return text
}

func appendAnswers(list []Answer, prefix string, object *jsonValue, depth int) []Answer {
	const deepest = 4
	for name, value := range object.members() {
		switch {
		case depth == 0 && name == "flow_token", value.hollow():
		case len(list) >= maxDetailItems:
			return list
		case value.kind() == jsonObject && depth < deepest:
			list = appendAnswers(list, prefix+name+".", value, depth+1)
		case value.kind() == jsonArray:
			var items []string
			for item := range value.items() {
				if len(items) == maxDetailItems {
					items = append(items, "…")
					break
				}
				items = append(items, written(item))
			}
			list = append(list, Answer{prefix + name, strings.Join(items, ", ")})
		default:
			list = append(list, Answer{prefix + name, written(value)})
		}
	}
	return list
}

// written is a text, or what stands in its place.
func written(value *jsonValue) string {
	text := value.text()
	fill(&text, string(value.raw()))
	return text
}

func formBody(reply *jsonValue) string {
	text := reply.str("body")
	if reply.str("name") == "address_message" && text != "" {
		return text
	}
	lines := []string{joined(": ", "Form answered", text)}
	answers, ok := readAnswers(reply)
	if !ok {
		return joined("\n", append(lines, formJSON(reply))...)
	}
	for _, answer := range answers {
		lines = append(lines, answer.Name+": "+answer.Value)
	}
	return joined("\n", lines...)
}
