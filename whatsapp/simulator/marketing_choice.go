package simulator

import "net/http"

// preferenceValue is the value of the field user_preferences.
type preferenceValue struct {
	MessagingProduct string             `json:"messaging_product"`
	Metadata         webhookMetadata    `json:"metadata"`
	Contacts         []webhookContact   `json:"contacts"`
	Preferences      []marketingSetting `json:"user_preferences"`
}

type marketingSetting struct {
	WaID      string `json:"wa_id,omitempty"`
	UserID    string `json:"user_id"`
	Detail    string `json:"detail"`
	Category  string `json:"category"`
	Value     string `json:"value"`
	Timestamp int64  `json:"timestamp"` // a number here, a text on messages
}

var marketingDetails = map[string]string{
	"stop":   "User requested to stop marketing messages",
	"resume": "User requested to resume marketing messages",
	"signup": "User signed up for marketing messages",
}

// ChooseMarketing is a customer who stops, resumes or signs up for the
// marketing messages of the business: "stop", "resume", "signup". After stop,
// marketing templates fail with 131050.
//
// Source: webhooks/reference/user_preferences.
func (s *Simulator) ChooseMarketing(key, value string) error {
	if marketingDetails[value] == "" {
		return &inputError{"value", "The value is stop, resume or signup."}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.customerByKey(key)
	if c == nil {
		return errNoCustomer
	}
	c.stopsMarketing = value == "stop"
	body, err := s.accountPayload("user_preferences", preferenceValue{
		MessagingProduct: "whatsapp",
		Metadata:         s.metadata(),
		Contacts:         c.contact(true),
		Preferences: []marketingSetting{{
			WaID: c.visibleWaID(), UserID: c.UserID, Detail: marketingDetails[value], Category: "marketing_messages", Value: value, Timestamp: s.now().Unix(),
		}},
	})
	if err != nil {
		return err
	}
	s.enqueue(c, &webhook{what: "user_preferences " + value, field: "user_preferences", key: c.id + "/marketing/" + value, body: body})
	s.tell("customer", s.view(c))
	s.touch()
	return nil
}

// postMarketingChoice is ChooseMarketing for the phone page.
func (s *Simulator) postMarketingChoice(w http.ResponseWriter, r *http.Request) {
	var form struct {
		Value string `json:"value"`
	}
	if !readControl(w, r, &form) {
		return
	}
	if err := s.ChooseMarketing(r.PathValue("key"), form.Value); err != nil {
		writeInputProblem(w, err)
		return
	}
	s.withCustomer(w, r, func(*customer) error { return nil })
}
