package whatsapp

import (
	"encoding/json"
	"strings"
)

// Template is one language of a message template, as Meta keeps it.
//
// Source: templates/overview, templates/template-management.
type Template struct {
	ID       string
	Name     string
	Language string // such as en_US
	Category string // MARKETING, UTILITY, AUTHENTICATION
	Status   string // APPROVED, PENDING, REJECTED, PAUSED, DISABLED, …
	Quality  string // GREEN, YELLOW, RED, UNKNOWN
	Format   string // POSITIONAL, NAMED: how parameters are written
	Reason   string // Meta's word for why it was rejected or paused
	// Components are Meta's: header, body, footer and buttons.
	Components json.RawMessage
}

// The words of Meta's that decide what can be done with a template.
const (
	StatusApproved = "APPROVED"
	StatusRemoved  = "DELETED"

	CategoryMarketing      = "MARKETING"
	CategoryAuthentication = "AUTHENTICATION"
)

// Refusal says why a template can't be sent now; "" when it can. Only an
// approved one can (templates/template-management).
func (t Template) Refusal() string {
	switch strings.ToUpper(t.Status) {
	case StatusApproved:
		return ""
	case "PENDING", "IN_APPEAL":
		return "Meta is still reviewing this template. Choose another one, or wait until it is approved."
	case "REJECTED":
		return "Meta has rejected this template" + because(t.Reason) + ". Change it in WhatsApp Manager, or choose another one."
	case "PAUSED":
		return "Meta has paused this template, because too many people blocked or reported it. It works again after some hours; choose another one until then."
	case "DISABLED":
		return "Meta has disabled this template for good, because too many people blocked or reported it. Choose another one."
	case StatusRemoved, "PENDING_DELETION":
		return "This template was deleted in WhatsApp Manager. Choose another one."
	case "ARCHIVED":
		return "This template is archived. Take it out of the archive in WhatsApp Manager, or choose another one."
	case "LIMIT_EXCEEDED":
		return "There are more templates than this account may have, so Meta doesn't let this one be sent. Delete one in WhatsApp Manager, or choose another one."
	case "LOCKED":
		return "Meta has locked this template. Choose another one, or see WhatsApp Manager for the reason."
	case "":
		return "It isn't known whether Meta has approved this template. Fetch the templates again."
	}
	return "Meta doesn't let this template be sent now (" + words(strings.ToLower(clip(t.Status, 40))) + "). Choose another one, or see WhatsApp Manager."
}

// because puts Meta's reason into a sentence: a word of its own, words for
// people behind a colon, or both.
func because(reason string) string {
	word, sentence, _ := strings.Cut(reason, ": ")
	if strings.ToUpper(word) == word {
		word = words(strings.ToLower(word))
	}
	if word == "" || word == "none" {
		return ""
	}
	return " (" + strings.TrimRight(clip(joined(": ", word, sentence), 500), ".") + ")"
}

// NormalLanguage writes a template's language as the send request wants it:
// en_US also where Meta writes en-US or en-us.
func NormalLanguage(code string) string {
	parts := strings.FieldsFunc(strings.TrimSpace(code), func(r rune) bool { return r == '-' || r == '_' })
	for i, part := range parts {
		switch {
		case i == 0:
			parts[i] = strings.ToLower(part)
		case len(part) == 4: // a script: zh_Hant
			parts[i] = strings.ToUpper(part[:1]) + strings.ToLower(part[1:])
		default:
			parts[i] = strings.ToUpper(part)
		}
	}
	return strings.Join(parts, "_")
}

// NeedsPhone is true for a template that can't be sent to somebody whose phone
// number is hidden: one with a button for a one-time password (131062).
func (t Template) NeedsPhone() bool {
	parts, _ := t.parts()
	return parts.isOneTime()
}
