package whatsapp

import (
	"context"
	"net/http"
)

// readReceipt is the body that marks a message as read
// (messages/mark-message-as-read, typing-indicators).
type readReceipt struct {
	MessagingProduct string           `json:"messaging_product"`
	Status           string           `json:"status"`
	MessageID        string           `json:"message_id"`
	Typing           *typingIndicator `json:"typing_indicator,omitempty"`
}

type typingIndicator struct {
	Type string `json:"type"`
}

// MarkRead gives an incoming message its blue ticks, and those before it in
// that chat. With typing the customer sees that somebody is writing, until an
// answer comes or 25 seconds have passed; Meta has no way to show that without
// the ticks. A message is refused when it is older than 30 days.
//
// The errors are those of [Client.Send]. Repeating it does no harm.
func (c *Client) MarkRead(ctx context.Context, wamid string, typing bool) error {
	receipt := readReceipt{MessagingProduct: "whatsapp", Status: "read", MessageID: wamid}
	if typing {
		receipt.Typing = &typingIndicator{Type: "text"}
	}
	body, err := encode(receipt)
	if err != nil || wamid == "" {
		return &sendError{kind: ErrNotSent, reason: "there is no message to mark as read"}
	}
	_, err = c.ask(ctx, http.MethodPost, c.options.PhoneNumberID, "/messages", string(body))
	return err
}

// PhoneNumber asks for the business number itself, which costs nothing and
// sends nothing: it tells whether the token works.
func (c *Client) PhoneNumber(ctx context.Context) error {
	_, err := c.ask(ctx, http.MethodGet, c.options.PhoneNumberID, "?fields=id", "")
	return err
}

// ask is a call whose answer is JSON, or an error.
func (c *Client) ask(ctx context.Context, method, node, rest, body string) (root *jsonValue, err error) {
	err = c.prove(func(proof string) (err error) {
		root, err = c.askOnce(ctx, method, node, withProof(rest, proof), body)
		return err
	})
	return root, err
}

func (c *Client) askOnce(ctx context.Context, method, node, rest, body string) (*jsonValue, error) {
	status, header, answer, err := c.call(ctx, method, node, rest, body)
	switch {
	case status == 0:
		return nil, err
	case status < 200 || status > 299 || isErrorAnswer(answer):
		return nil, c.refusal(status, header, answer)
	case err != nil:
		return nil, err
	}
	root, ok := parseJSON(answer)
	if !ok {
		return nil, &sendError{kind: ErrNoAnswer, reason: "the answer of WhatsApp is not JSON"}
	}
	return root, nil
}
