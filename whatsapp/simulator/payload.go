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
	Changes []webhookChange `json:"changes"`
}

type webhookChange struct {
	Field string       `json:"field"`
	Value webhookValue `json:"value"`
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
}

type webhookProfile struct {
	Name     string `json:"name,omitempty"`
	Username string `json:"username,omitempty"`
}

type webhookStatus struct {
	ID              string          `json:"id"`
	Status          string          `json:"status"`
	Timestamp       string          `json:"timestamp"`
	RecipientID     string          `json:"recipient_id,omitempty"`
	RecipientUserID string          `json:"recipient_user_id,omitempty"`
	Pricing         *webhookPricing `json:"pricing,omitempty"`
	Errors          []webhookError  `json:"errors,omitempty"`
	CallbackData    string          `json:"biz_opaque_callback_data,omitempty"`
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

// webhookMessage is an inbound message up to the object named after its type,
// which inboundPayload adds.
type webhookMessage struct {
	Context    *webhookContext `json:"context,omitempty"`
	From       string          `json:"from,omitempty"`
	FromUserID string          `json:"from_user_id,omitempty"`
	ID         string          `json:"id"`
	Timestamp  string          `json:"timestamp"`
	Type       string          `json:"type"`
}

type webhookContext struct {
	From string `json:"from,omitempty"`
	ID   string `json:"id"`
}

func (s *Simulator) payload(value webhookValue) ([]byte, error) {
	value.MessagingProduct = "whatsapp"
	value.Metadata = webhookMetadata{DisplayPhoneNumber: s.businessDigits, PhoneNumberID: s.options.PhoneNumberID}
	return asciiJSON(webhookBody{
		Object: "whatsapp_business_account",
		Entry:  []webhookEntry{{ID: s.options.BusinessAccountID, Changes: []webhookChange{{Field: "messages", Value: value}}}},
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

func (s *Simulator) inboundPayload(m *message) ([]byte, error) {
	c := m.customer
	frame := webhookMessage{From: c.visibleWaID(), FromUserID: c.UserID, ID: m.ID, Timestamp: unixText(m.At), Type: m.Type}
	if m.ReplyTo != "" {
		frame.Context = &webhookContext{From: s.businessDigits, ID: m.ReplyTo}
		if quoted := s.byMessageID[m.ReplyTo]; quoted != nil && quoted.Author == authorCustomer {
			frame.Context.From = c.visibleWaID()
		}
	}
	raw, err := marshalPlain(frame)
	if err != nil {
		return nil, err
	}
	if len(m.Content) > 0 {
		name, err := marshalPlain(m.Type)
		if err != nil {
			return nil, err
		}
		raw = append(raw[:len(raw)-1], ',')
		raw = append(append(append(raw, name...), ':'), m.Content...)
		raw = append(raw, '}')
	}
	return s.payload(webhookValue{Contacts: c.contact(true), Messages: []json.RawMessage{raw}})
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
			Href: "/documentation/business-messaging/whatsapp/support/error-codes",
		}
		e.ErrorData.Details = m.Error
		st.Errors = []webhookError{e}
	case statusSent, statusDelivered:
		st.Pricing = pricingOf(m)
		fallthrough
	default:
		value.Contacts = c.contact(status != statusSent)
	}
	value.Statuses = []webhookStatus{st}
	return s.payload(value)
}

// pricingOf is what Meta would charge. Service messages are shown as if still
// within the free thousand of the month; each template as a charged utility one,
// because there are no template definitions yet to take a category from.
func pricingOf(m *message) *webhookPricing {
	if m.Type == "template" {
		return &webhookPricing{Billable: true, PricingModel: "PMP", Category: "utility", Type: "regular"}
	}
	return &webhookPricing{PricingModel: "PMP", Category: "service", Type: "free_customer_service"}
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
