package whatsapp

import (
	"encoding/json"
	"slices"
	"strings"
)

// TemplateNotice is what a webhook says of a template. What it doesn't speak
// of is empty.
type TemplateNotice struct {
	ID, Name, Language string

	Status   string // APPROVED, PAUSED, … as in [Template]
	Reason   string
	Category string
	Quality  string
	// Texts are new ones of the components; see [MergeComponents].
	Texts *TemplateTexts
}

// TemplateTexts is what the webhook about changed components tells: texts and
// buttons, without examples and formats.
type TemplateTexts struct {
	Header, Body, Footer string
	Buttons              []json.RawMessage // as in Meta's components
}

// templateEvents are the events of message_template_status_update and the
// status they lead to. FLAGGED is a warning: it can still be sent.
var templateEvents = map[string]string{
	"APPROVED": StatusApproved, "REINSTATED": StatusApproved, "UNARCHIVED": StatusApproved, "FLAGGED": "",
	"REJECTED": "REJECTED", "PENDING": "PENDING", "PAUSED": "PAUSED", "DISABLED": "DISABLED", "ARCHIVED": "ARCHIVED",
	"DELETED": StatusRemoved, "PENDING_DELETION": "PENDING_DELETION", "IN_APPEAL": "IN_APPEAL", "LOCKED": "LOCKED",
	"LIMIT_EXCEEDED": "LIMIT_EXCEEDED",
}

// IsTemplateField tells whether a webhook field is about a template in a way
// that [ReadTemplateNotice] understands.
func IsTemplateField(field string) bool {
	return slices.Contains([]string{
		"message_template_status_update", "message_template_quality_update",
		"message_template_components_update", "template_category_update",
	}, field)
}

// ReadTemplateNotice reads the value of a webhook about a template. It is
// false for one that names no template, or says nothing that is known.
//
// Source: webhooks/reference/message_template_*, template_category_update.
func ReadTemplateNotice(field string, value json.RawMessage) (TemplateNotice, bool) {
	v, ok := parseJSON(value)
	if !ok || v.kind() != jsonObject {
		return TemplateNotice{}, false
	}
	n := TemplateNotice{
		ID:       v.name("message_template_id", maxName),
		Name:     v.name("message_template_name", maxTemplateName),
		Language: NormalLanguage(v.name("message_template_language", maxLanguage)),
	}
	if n.ID == "" && (n.Name == "" || n.Language == "") {
		return n, false
	}
	switch field {
	case "message_template_status_update":
		status, known := templateEvents[upper(v, "event")]
		n.Status, n.Category = status, upper(v, "message_template_category")
		n.Reason = noticeReason(v)
		return n, known
	case "message_template_quality_update":
		n.Quality = upper(v, "new_quality_score")
		return n, n.Quality != ""
	case "template_category_update":
		// note: new_category is the current one, also while the change to
		// correct_category is only announced
		n.Category = upper(v, "new_category")
		return n, n.Category != ""
	case "message_template_components_update":
		n.Texts = readTemplateTexts(v)
		return n, true
	}
	return n, false
}

// noticeReason is Meta's word for the reason, and its sentence when there is one.
func noticeReason(v *jsonValue) string {
	word, sentence := templateReason(v)
	return clip(joined(": ", word, sentence), 1000)
}

func templateReason(v *jsonValue) (word, sentence string) {
	if word = strings.ToUpper(v.str("reason")); word == "NONE" {
		word = ""
	}
	sentence = v.object("rejection_info").str("reason")
	if advice := v.object("rejection_info").str("recommendation"); advice != "" {
		sentence = joined(" ", stopped(sentence), advice)
	}
	fill(&sentence, v.object("other_info").str("description"))
	fill(&word, v.object("other_info").str("title"))
	return word, sentence
}

func readTemplateTexts(v *jsonValue) *TemplateTexts {
	t := &TemplateTexts{
		Header: v.str("message_template_title"),
		Body:   v.str("message_template_element"),
		Footer: v.str("message_template_footer"),
	}
	const prefix = "message_template_button_"
	for b := range v.list("message_template_buttons") {
		button, err := encode(struct {
			Type  string `json:"type"`
			Text  string `json:"text,omitempty"`
			URL   string `json:"url,omitempty"`
			Phone string `json:"phone_number,omitempty"`
		}{upper(b, prefix+"type"), b.str(prefix + "text"), b.str(prefix + "url"), b.str(prefix + "phone_number")})
		if err == nil {
			t.Buttons = append(t.Buttons, button)
		}
	}
	return t
}
