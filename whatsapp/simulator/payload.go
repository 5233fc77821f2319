package simulator

import (
	"bytes"
	"encoding/json"
	"strconv"
	"time"
)

// The bodies of webhooks in their current (v25) form. Structs, not maps: the
// keys keep Meta's order.

type webhookBody struct {
	Object string         `json:"object"`
	Entry  []webhookEntry `json:"entry"`
}

type webhookEntry struct {
	ID      string          `json:"id"`
	Time    int64           `json:"time,omitempty"` // only about the account
	Changes []webhookChange `json:"changes"`
}

type webhookChange struct {
	Field string `json:"field"`
	Value any    `json:"value"`
}

type webhookValue struct {
	MessagingProduct string            `json:"messaging_product"`
	Metadata         webhookMetadata   `json:"metadata"`
	Contacts         []webhookContact  `json:"contacts,omitempty"`
	Messages         []json.RawMessage `json:"messages,omitempty"`
	Statuses         []webhookStatus   `json:"statuses,omitempty"`
}

type webhookMetadata struct {
	DisplayPhoneNumber string `json:"display_phone_number"`
	PhoneNumberID      string `json:"phone_number_id"`
}

type webhookContact struct {
	Profile *webhookProfile `json:"profile,omitempty"`
	WaID    string          `json:"wa_id,omitempty"`
	UserID  string          `json:"user_id,omitempty"`
	// IdentityHash is in incoming messages, when the number's check is on.
	IdentityHash string `json:"identity_key_hash,omitempty"`
}

type webhookProfile struct {
	Name     string `json:"name,omitempty"`
	Username string `json:"username,omitempty"`
}

type webhookStatus struct {
	ID              string               `json:"id"`
	Status          string               `json:"status"`
	Timestamp       string               `json:"timestamp"`
	RecipientID     string               `json:"recipient_id,omitempty"`
	RecipientUserID string               `json:"recipient_user_id,omitempty"`
	Conversation    *webhookConversation `json:"conversation,omitempty"`
	Pricing         *webhookPricing      `json:"pricing,omitempty"`
	Errors          []webhookError       `json:"errors,omitempty"`
	CallbackData    string               `json:"biz_opaque_callback_data,omitempty"`
	IdentityHash    string               `json:"recipient_identity_key_hash,omitempty"`
}

type webhookPricing struct {
	Billable     bool   `json:"billable"`
	PricingModel string `json:"pricing_model"`
	Category     string `json:"category"`
	Type         string `json:"type"`
}

type webhookError struct {
	Code      int    `json:"code"`
	Title     string `json:"title"`
	Message   string `json:"message"`
	ErrorData struct {
		Details string `json:"details"`
	} `json:"error_data"`
	Href string `json:"href"`
}

func (s *Simulator) payload(value webhookValue) ([]byte, error) {
	value.MessagingProduct = "whatsapp"
	value.Metadata = s.metadata()
	return s.fieldPayload("messages", value)
}

// errorHref is where Meta's errors lead, a relative path.
const errorHref = "/documentation/business-messaging/whatsapp/support/error-codes"

func (s *Simulator) metadata() webhookMetadata {
	return webhookMetadata{DisplayPhoneNumber: s.businessDigits, PhoneNumberID: s.options.PhoneNumberID}
}

// fieldPayload is a webhook of another field than messages about the number;
// its value has product and metadata.
func (s *Simulator) fieldPayload(field string, value any) ([]byte, error) {
	return asciiJSON(webhookBody{
		Object: "whatsapp_business_account",
		Entry:  []webhookEntry{{ID: s.options.BusinessAccountID, Changes: []webhookChange{{Field: field, Value: value}}}},
	})
}

// accountPayload is a webhook about the account, which has no metadata.
func (s *Simulator) accountPayload(field string, value any) ([]byte, error) {
	return asciiJSON(webhookBody{
		Object: "whatsapp_business_account",
		Entry:  []webhookEntry{{ID: s.options.BusinessAccountID, Time: s.now().Unix(), Changes: []webhookChange{{Field: field, Value: value}}}},
	})
}

// contact is the customer as a webhook names them.
func (c *customer) contact(withUsername bool) []webhookContact {
	one := webhookContact{WaID: c.visibleWaID(), UserID: c.UserID}
	profile := webhookProfile{Name: c.Name}
	if withUsername {
		profile.Username = c.Username
	}
	if profile != (webhookProfile{}) {
		one.Profile = &profile
	}
	return []webhookContact{one}
}

// statusPayload reports the progress of a message of the business.
func (s *Simulator) statusPayload(m *message, status string, at time.Time) ([]byte, error) {
	c := m.customer
	st := webhookStatus{
		ID: m.ID, Status: status, Timestamp: unixText(at),
		RecipientUserID: c.UserID, CallbackData: m.CallbackData,
	}
	if m.toPhone {
		st.RecipientID = c.WaID
	} else {
		st.RecipientID = c.visibleWaID()
	}
	value := webhookValue{}
	switch status {
	case statusFailed:
		// a failed send to a phone number names neither BSUID nor contact.
		if m.toPhone {
			st.RecipientUserID = ""
		}
		e := webhookError{
			Code: m.ErrorCode, Title: graphTitles[m.ErrorCode], Message: graphTitles[m.ErrorCode],
			Href: errorHref,
		}
		e.ErrorData.Details = m.Error
		st.Errors = []webhookError{e}
	case statusSent, statusDelivered, statusRead:
		if st.Pricing = s.pricingOf(m, status); st.Pricing != nil {
			st.Conversation = conversationOf(m, status)
		}
		fallthrough
	default:
		value.Contacts = c.contact(status != statusSent)
		if s.tellsIdentity() {
			st.IdentityHash = s.identityHash(c)
		}
	}
	value.Statuses = []webhookStatus{st}
	return s.payload(value)
}

func unixText(t time.Time) string { return strconv.FormatInt(t.Unix(), 10) }

// marshalPlain is json.Marshal without turning <, > and & into escapes, which
// Meta doesn't do either.
func marshalPlain(v any) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(out.Bytes(), []byte("\n")), nil
}
