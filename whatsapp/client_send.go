package whatsapp

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strings"
	"unicode/utf8"
)

// Outgoing is a message to one person.
type Outgoing struct {
	To           string // digits of the phone number
	UserID       string // BSUID, used when To is empty
	Content      Content
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
// (messages/send-messages). Its tail, the content and the callback data,
// follows in [sendBody]: the content's key is the type's name.
type sendRequest struct {
	MessagingProduct string       `json:"messaging_product"`
	RecipientType    string       `json:"recipient_type"`
	To               string       `json:"to,omitempty"`
	Recipient        string       `json:"recipient,omitempty"`
	Type             string       `json:"type"`
	Context          *sendContext `json:"context,omitempty"`
}

type sendContext struct {
	MessageID string `json:"message_id"`
}

// Send hands a message to WhatsApp. Its errors are
//   - [*APIError]: refused; nothing was sent, unless it [APIError.MayBeTaken],
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
	root, err := c.ask(ctx, http.MethodPost, c.options.PhoneNumberID, "/messages", body)
	if err != nil {
		return Sent{}, err
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
		Type:             m.Content.Type,
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
	case m.Content.Type == "" || len(m.Content.Object) == 0:
		return "", &sendError{kind: ErrNotSent, reason: "the message has no content"}
	case utf8.RuneCountInString(m.CallbackData) > maxCallbackData:
		return "", &sendError{kind: ErrNotSent, reason: "the callback data of the message is too long"}
	}
	if m.ReplyTo != "" {
		r.Context = &sendContext{MessageID: m.ReplyTo}
	}
	head, err := encode(r)
	if err != nil || !json.Valid(m.Content.Object) {
		return "", &sendError{kind: ErrNotSent, reason: "the message can't be written as JSON"}
	}
	name, _ := encode(m.Content.Type)
	body := strings.TrimSuffix(string(head), "}") + "," + string(name) + ":" + string(m.Content.Object)
	if m.CallbackData != "" {
		data, _ := encode(m.CallbackData)
		body += `,"biz_opaque_callback_data":` + string(data)
	}
	return body + "}", nil
}

// encode writes JSON as Meta prints it: without escaping <, > and &.
func encode(v any) (json.RawMessage, error) {
	var b bytes.Buffer
	encoder := json.NewEncoder(&b)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(v); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}
