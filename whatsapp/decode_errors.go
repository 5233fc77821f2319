package whatsapp

import (
	"strconv"
	"strings"
)

// readErrors reads a list of errors wherever one occurs: in a message, a
// status, a call, a value. Codes may be text, error_data may be text, and the
// older shape has details beside the title.
//
// Source: webhooks/reference/messages/errors.
func readErrors(parent *jsonValue) []ErrorInfo {
	var list []ErrorInfo
	for item := range parent.list("errors") {
		list = append(list, readError(item))
	}
	return list
}

func readError(item *jsonValue) ErrorInfo {
	if item.kind() != jsonObject {
		return ErrorInfo{Title: item.text()}
	}
	e := ErrorInfo{
		Title:   item.str("title"),
		Message: item.str("message"),
		Details: item.object("error_data").str("details"),
	}
	e.Code, _ = strconv.Atoi(strings.TrimSpace(item.str("code")))
	fill(&e.Details, item.str("error_data"))
	fill(&e.Details, item.str("details"))
	fill(&e.Title, e.Message)
	return e
}

func hasError(list []ErrorInfo, code int) bool {
	for _, e := range list {
		if e.Code == code {
			return true
		}
	}
	return false
}
