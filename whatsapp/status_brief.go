package whatsapp

import (
	"encoding/json"
	"strconv"
)

// briefStatus is what is read of a status, in Meta's words.
type briefStatus struct {
	ID           string        `json:"id,omitempty"`
	Status       string        `json:"status"`
	Timestamp    string        `json:"timestamp,omitempty"`
	Recipient    string        `json:"recipient_id,omitempty"`
	User         string        `json:"recipient_user_id,omitempty"`
	Group        string        `json:"recipient_type,omitempty"`
	Participant  string        `json:"recipient_participant_id,omitempty"`
	CallbackData string        `json:"biz_opaque_callback_data,omitempty"`
	Pricing      *briefPricing `json:"pricing,omitempty"`
	Errors       []briefError  `json:"errors,omitempty"`

	Unverified bool `json:"unverified,omitempty"` // a word of ours
}

type briefPricing struct {
	Category string `json:"category,omitempty"`
	Type     string `json:"type,omitempty"`
}

type briefError struct {
	Code    int    `json:"code,omitempty"`
	Title   string `json:"title,omitempty"`
	Details string `json:"details,omitempty"`
}

// BriefStatus is a status with nothing but what is read of it: a tenth of what
// Meta sent. named leaves the recipient out, who is known from another one.
// [WholeStatus] reads it again.
func BriefStatus(e Event, named bool) json.RawMessage {
	s := e.Status
	b := briefStatus{Status: s.Value, Participant: s.ParticipantID, CallbackData: s.CallbackData, Unverified: e.Unverified}
	if !e.At.IsZero() {
		b.Timestamp = strconv.FormatInt(e.At.Unix(), 10)
	}
	switch {
	case e.Party.GroupID != "":
		b.Recipient, b.Group = e.Party.GroupID, "group"
	case !named:
		b.Recipient, b.User = e.Party.WaID, e.Party.UserID
	}
	if s.PricingCategory != "" || s.PricingType != "" {
		b.Pricing = &briefPricing{clip(s.PricingCategory, 60), clip(s.PricingType, 60)}
	}
	for _, why := range s.Errors[:min(len(s.Errors), 3)] {
		b.Errors = append(b.Errors, briefError{why.Code, clip(why.Title, 300), clip(why.Details, 500)})
	}
	written, _ := encode(b) // note: texts and numbers can always be written
	return written
}

// IsBriefUnverified tells whether a status that was kept briefly came unsigned.
func IsBriefUnverified(brief json.RawMessage) bool {
	var b struct{ Unverified bool }
	_ = json.Unmarshal(brief, &b) // note: what can't be read is applied by nobody
	return b.Unverified
}

// WholeStatus is the event of a status that was kept briefly: a body that holds
// it alone is decoded, as every other.
func WholeStatus(messageID string, brief json.RawMessage) (Event, error) {
	var b briefStatus
	if err := json.Unmarshal(brief, &b); err != nil {
		return Event{}, err
	}
	b.ID = messageID
	element, err := encode(b)
	if err != nil {
		return Event{}, err
	}
	body := append([]byte(`{"object":"`+accountObject+`","entry":[{"changes":[{"field":"messages","value":{"messaging_product":"whatsapp","statuses":[`), element...)
	events, err := DecodeWebhook(append(body, "]}}]}]}"...))
	if err != nil {
		return Event{}, err
	}
	events[0].Unverified = b.Unverified // note: every body has one event at least
	return events[0], nil
}
