package simulator

import (
	"encoding/json"
	"strings"
)

// templateInfo explains a pause.
type templateInfo struct {
	Title       string `json:"title"`
	Description string `json:"description"`
}

// templateEvent is the value of the webhooks about templates; each field has
// some of its keys.
type templateEvent struct {
	Event            string           `json:"event,omitempty"`
	ID               json.Number      `json:"message_template_id"` // a JSON number
	Name             string           `json:"message_template_name"`
	Language         string           `json:"message_template_language"`
	Category         string           `json:"message_template_category,omitempty"`
	Reason           string           `json:"reason,omitempty"`
	Info             *templateInfo    `json:"other_info,omitempty"`
	Rejection        *rejectionInfo   `json:"rejection_info,omitempty"`
	Disable          *disableInfo     `json:"disable_info,omitempty"`
	PreviousQuality  string           `json:"previous_quality_score,omitempty"`
	NewQuality       string           `json:"new_quality_score,omitempty"`
	PreviousCategory string           `json:"previous_category,omitempty"`
	NewCategory      string           `json:"new_category,omitempty"`
	Element          string           `json:"message_template_element,omitempty"`
	Title            string           `json:"message_template_title,omitempty"`
	Footer           string           `json:"message_template_footer,omitempty"`
	Buttons          []templateButton `json:"message_template_buttons,omitempty"`
}

type rejectionInfo struct {
	Reason         string `json:"reason"`
	Recommendation string `json:"recommendation"`
}

type disableInfo struct {
	Date string `json:"disable_date"`
}

type templateButton struct {
	Type        string `json:"message_template_button_type"`
	Text        string `json:"message_template_button_text"`
	URL         string `json:"message_template_button_url,omitempty"`
	PhoneNumber string `json:"message_template_button_phone_number,omitempty"`
}

// sendTemplateStatus tells the business about a decision.
//
// Source: webhooks/reference/message_template_status_update.
func (s *Simulator) sendTemplateStatus(t *template, event, reason string, info *templateInfo) {
	value := templateEvent{Event: event, Category: t.Category, Reason: reason, Info: info}
	switch event {
	case "REJECTED":
		value.Rejection = &rejectionInfo{
			Reason:         "The template was rejected: " + strings.ToLower(strings.ReplaceAll(reason, "_", " ")) + ".",
			Recommendation: "Edit the template and send it for review again.",
		}
	case "DISABLED":
		value.Disable = &disableInfo{Date: s.now().Format("2006-01-02 15:04:05")}
	}
	s.sendTemplateWebhook(t, "message_template_status_update", value)
}

// sendTemplateComponents tells the content after an edit.
func (s *Simulator) sendTemplateComponents(t *template) {
	value := templateEvent{}
	if header := t.component("HEADER"); header != nil {
		value.Title, _ = header.text("text")
	}
	if body := t.component("BODY"); body != nil {
		value.Element, _ = body.text("text")
	}
	if footer := t.component("FOOTER"); footer != nil {
		value.Footer, _ = footer.text("text")
	}
	for _, button := range t.component("BUTTONS").list("buttons") {
		var one templateButton
		one.Type, _ = button.text("type")
		one.Text, _ = button.text("text")
		one.URL, _ = button.text("url")
		one.PhoneNumber, _ = button.text("phone_number")
		value.Buttons = append(value.Buttons, one)
	}
	s.sendTemplateWebhook(t, "message_template_components_update", value)
}

func (s *Simulator) sendTemplateWebhook(t *template, field string, value templateEvent) {
	value.ID, value.Name, value.Language = json.Number(t.ID), t.Name, t.Language
	s.sendAccountWebhook(field, t.Name+"/"+t.Language, value)
}

// sendAccountWebhook queues a webhook about the account. The caller holds mu.
func (s *Simulator) sendAccountWebhook(field, about string, value any) {
	body, err := s.accountPayload(field, value)
	if err != nil {
		s.options.Logger.Error("simulator: the webhook could not be written", "field", field, "error", err)
		return
	}
	s.enqueue(nil, &webhook{what: field, key: field + "/" + about, field: field, body: body})
}
