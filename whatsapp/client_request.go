package whatsapp

import "encoding/json"

// Request is the body that [Client.Send] posts for a message, so that a log can
// keep what was asked for. Its error is [ErrNotSent]: such a message can't be sent.
func Request(m Outgoing) (json.RawMessage, error) {
	body, err := sendBody(m)
	return json.RawMessage(body), err
}
