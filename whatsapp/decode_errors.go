package whatsapp

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// readErrors reads a list of errors wherever one occurs: in a message, a
// status, a call, a value. Codes may be text, error_data may be text, and the
// older shape has details beside the title.
//
// Source: webhooks/reference/messages/errors.
func readErrors(parent *jsonValue) []ErrorInfo {
	const most = 10 // one is usual
	var list []ErrorInfo
	for item := range parent.list("errors") {
		if list = append(list, readError(item)); len(list) == most {
			break
		}
	}
	return list
}

// maxBeside is how much of a contact, and how much of the errors of a value or
// of the head of a thread, is kept beside each element, in bytes: what is said
// once may be about thousands of elements, each of which is stored with it.
const maxBeside = 2 << 10

// errorsBeside are the errors of a value as they are kept beside its elements,
// and read; of long ones the first few, in brief. nil when there are none.
func errorsBeside(value *jsonValue) (json.RawMessage, []ErrorInfo) {
	beside := value.get("errors")
	if beside.absent() {
		return nil, nil
	}
	if len(beside.written) <= maxBeside {
		return beside.raw(), readErrors(value)
	}
	const few, room = 3, maxBeside - 200
	around := []byte{'['}
	for i, e := range readErrors(value) {
		if i == few {
			break
		}
		brief := fmt.Appendf(nil, `{"code":%d,"title":`, e.Code)
		brief = appendText(brief, clip(e.Title, 100))
		brief = appendText(append(brief, `,"error_data":{"details":`...), clip(e.Details, 400))
		if brief = append(brief, "}}"...); len(around)+len(brief) > room {
			brief = fmt.Appendf(nil, `{"code":%d}`, e.Code)
		}
		if i > 0 {
			around = append(around, ',')
		}
		around = append(around, brief...)
	}
	around = append(around, ']')
	read, _ := parseJSON(slices.Concat([]byte(`{"errors":`), around, []byte{'}'}))
	return around, readErrors(read)
}

// clip cuts a text that is only shown, between two characters.
func clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for most > 0 && !utf8.RuneStart(s[most]) {
		most--
	}
	return s[:most]
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

// Words are Meta's own of an error, of a thousand bytes at most.
func (e ErrorInfo) Words() string { return errorWords(e.Title, e.Details) }

func errorWords(title, details string) string {
	if strings.Contains(title, details) {
		details = ""
	}
	return clip(joined(": ", title, details), 1000)
}

func hasError(list []ErrorInfo, code int) bool {
	for _, e := range list {
		if e.Code == code {
			return true
		}
	}
	return false
}
