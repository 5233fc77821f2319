package whatsapp

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Problem is what is wrong with one field of an input.
type Problem struct {
	Field    string // its path: "message", "template.parameters.1"
	Code     string // for programs; one of the codes below
	Sentence string // for people
}

// Codes of a [Problem]. The first three are PocketBase's own, so that a client
// reads our answers and its alike.
const (
	CodeRequired    = "validation_required"
	CodeLength      = "validation_length_out_of_range"
	CodeInvalid     = "validation_invalid_value"
	CodeSurplus     = "crm_surplus"        // there is no place for this value
	CodeFormat      = "crm_format"         // WhatsApp doesn't take this kind of text here
	CodeDuplicate   = "crm_duplicate"      // it must differ from the others
	CodeNoTemplate  = "crm_no_template"    // there is none of that name
	CodeLanguage    = "crm_language"       // there is none in that language
	CodeState       = "crm_template_state" // Meta doesn't let it be sent now
	CodeUnsupported = "crm_not_supported"  // a kind this program can't fill
)

// Problems are what is wrong with an input; none when it can be sent.
type Problems []Problem

// Error makes them an error for logs; staff get the sentences by field.
func (p Problems) Error() string {
	parts := make([]string, len(p))
	for i, problem := range p {
		parts[i] = problem.Field + ": " + problem.Sentence
	}
	return strings.Join(parts, " ")
}

// Of returns the first problem of a field.
func (p Problems) Of(field string) (Problem, bool) {
	for _, problem := range p {
		if problem.Field == field {
			return problem, true
		}
	}
	return Problem{}, false
}

func (p *Problems) add(field, code, format string, args ...any) {
	*p = append(*p, Problem{Field: field, Code: code, Sentence: fmt.Sprintf(format, args...)})
}

// text checks a text that must be there, and reports whether it is right.
// what names it inside a sentence: "message", "title of button 2".
func (p *Problems) text(field, text, what string, longest int) bool {
	if !HasText(text) {
		p.add(field, CodeRequired, "The %s is empty. Write something.", what)
		return false
	}
	return p.length(field, text, what, longest)
}

// length checks a text that may be empty.
func (p *Problems) length(field, text, what string, longest int) bool {
	switch n := utf8.RuneCountInString(text); {
	case !utf8.ValidString(text):
		p.add(field, CodeFormat, "The %s is not valid text (UTF-8).", what)
	case n > longest:
		p.add(field, CodeLength, "The %s has %d characters; WhatsApp takes %d at most.", what, n, longest)
	default:
		return true
	}
	return false
}

// HasText is false for a text in which nothing can be seen.
func HasText(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) })
}
