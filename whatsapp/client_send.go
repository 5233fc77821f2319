package whatsapp

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// Outgoing is a text message to one person.
type Outgoing struct {
	To           string // digits of the phone number
	UserID       string // BSUID, used when To is empty
	Text         string // up to 4,096 characters
	PreviewURL   bool   // show a preview of the first link
	ReplyTo      string // wamid to quote; optional
	CallbackData string // comes back with every status; up to 512 characters
}

// Sent is Meta's acceptance of a message. It says nothing yet of its delivery.
type Sent struct {
	MessageID string // wamid
	WaID      string // may differ from Outgoing.To in Brazil, Mexico, Argentina
	UserID    string
	Status    string // accepted, held_for_quality_assessment, paused, or ""
}

// sendRequest is the body of POST /{phone-number-id}/messages
// (messages/send-messages).
type sendRequest struct {
	MessagingProduct string       `json:"messaging_product"`
	RecipientType    string       `json:"recipient_type"`
	To               string       `json:"to,omitempty"`
	Recipient        string       `json:"recipient,omitempty"`
	Type             string       `json:"type"`
	Context          *sendContext `json:"context,omitempty"`
	Text             sendText     `json:"text"`
	CallbackData     string       `json:"biz_opaque_callback_data,omitempty"`
}

type sendContext struct {
	MessageID string `json:"message_id"`
}

type sendText struct {
	PreviewURL bool   `json:"preview_url,omitempty"`
	Body       string `json:"body"`
}

// Send hands a text message to WhatsApp. Its errors are
//   - [*APIError]: refused; nothing was sent,
//   - [ErrNotSent]: the request never left; it can be repeated safely,
//   - [ErrNoAnswer]: it may have been taken; repeating it may send it twice.
//     A status with the CallbackData of the message will tell.
//
// Source: messages/send-messages.
func (c *Client) Send(ctx context.Context, m Outgoing) (Sent, error) {
	body, err := sendBody(m)
	if err != nil {
		return Sent{}, err
	}
	status, header, answer, err := c.post(ctx, "messages", body)
	if status == 0 {
		return Sent{}, err
	}
	if status < 200 || status > 299 || isErrorAnswer(answer) {
		return Sent{}, c.refusal(status, header, answer)
	}
	if err != nil {
		return Sent{}, err
	}
	root, ok := parseJSON(answer)
	if !ok {
		return Sent{}, &sendError{kind: ErrNoAnswer, reason: "the answer of WhatsApp is not JSON"}
	}
	var sent Sent
	for message := range root.list("messages") {
		sent.MessageID, sent.Status = message.str("id"), message.str("message_status")
		break
	}
	for contact := range root.list("contacts") {
		sent.WaID, sent.UserID = phoneDigits(contact.str("wa_id")), contact.str("user_id")
		break
	}
	if sent.MessageID == "" {
		return Sent{}, &sendError{kind: ErrNoAnswer, reason: "the answer of WhatsApp names no message"}
	}
	return sent, nil
}

func sendBody(m Outgoing) (string, error) {
	const maxCallbackData = 512
	r := sendRequest{
		MessagingProduct: "whatsapp",
		RecipientType:    "individual",
		Type:             "text",
		Text:             sendText{Body: m.Text, PreviewURL: m.PreviewURL},
		CallbackData:     m.CallbackData,
	}
	switch digits := onlyDigits(m.To); {
	case digits != "":
		// Without the plus Meta may put the business number's own country
		// code in front.
		r.To = "+" + digits
	case m.To == "" && m.UserID != "":
		r.Recipient = m.UserID
	default:
		return "", &sendError{kind: ErrNotSent, reason: "the message has no recipient"}
	}
	switch {
	case strings.TrimSpace(m.Text) == "":
		return "", &sendError{kind: ErrNotSent, reason: "the message has no text"}
	case utf8.RuneCountInString(m.CallbackData) > maxCallbackData:
		return "", &sendError{kind: ErrNotSent, reason: "the callback data of the message is too long"}
	}
	if m.ReplyTo != "" {
		r.Context = &sendContext{MessageID: m.ReplyTo}
	}
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(r); err != nil {
		return "", &sendError{kind: ErrNotSent, reason: "the message can't be written as JSON"}
	}
	return strings.TrimSuffix(b.String(), "\n"), nil
}
