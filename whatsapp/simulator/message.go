package simulator

import (
	"encoding/json"
	"slices"
	"time"
)

// Message is one message between a customer and the business.
type Message struct {
	ID string `json:"id"`
	// Customer is the digits, or the BSUID of somebody without a number.
	Customer string `json:"customer"`
	// Author is "customer" or "business".
	Author string `json:"author"`
	// Type is Meta's type; Content the object of that name.
	Type    string          `json:"type"`
	Text    string          `json:"text"`
	Content json.RawMessage `json:"content,omitempty"`
	ReplyTo string          `json:"reply_to,omitempty"`
	// Rendered is a template as WhatsApp draws it, see renderedTemplate.
	Rendered json.RawMessage `json:"rendered,omitempty"`
	// Category is what a business's message is charged as: service, utility,
	// marketing, marketing_lite, authentication.
	Category string    `json:"category,omitempty"`
	At       time.Time `json:"at"`
	// Status of a customer's message: pending, sent (the webhook was answered
	// with 200), read. Of the business's: accepted, sent, delivered, read, failed.
	Status       string `json:"status"`
	ErrorCode    int    `json:"error_code,omitempty"`
	Error        string `json:"error,omitempty"`
	CallbackData string `json:"callback_data,omitempty"`
	// The emoji that each side has put on it.
	CustomerReaction string `json:"customer_reaction,omitempty"`
	BusinessReaction string `json:"business_reaction,omitempty"`
	// Forwarded and Referral (the ad it came from) are what a customer's message
	// shows beside its content.
	Forwarded bool            `json:"forwarded,omitempty"`
	Referral  json.RawMessage `json:"referral,omitempty"`
	// GroupID is the group in which a customer wrote it.
	GroupID string `json:"group_id,omitempty"`
	// FromApp was written in the business's own app, see [Echo].
	FromApp bool `json:"from_app,omitempty"`
	// Edited and Revoked tell what the author did with a message later.
	Edited  bool `json:"edited,omitempty"`
	Revoked bool `json:"revoked,omitempty"`
}

type message struct {
	Message
	customer *customer
	toPhone  bool          // sent to a phone number, not to a BSUID
	reading  bool          // its read status is on the way
	unseen   bool          // sent while the customer blocked the business
	key      string        // see webhook.key
	frame    inboundFrame  // what a customer's message has beside its content
	number   int           // of a send, see noteSend
	early    chan struct{} // closed when its status, which overtakes the answer, has been tried
	link     string        // to be fetched before it is sent
	price    *webhookPricing
	entry    *entryPoint // that makes it free
	arrived  bool        // delivered was reported, with the price
}

func (m *message) size() int {
	return len(m.Text) + len(m.Content) + len(m.Rendered) + len(m.CallbackData) + 400
}

// keep stores a message and forgets the oldest ones beyond the limits.
func (s *Simulator) keep(m *message) {
	s.messages = append(s.messages, m)
	s.byMessageID[m.ID] = m
	s.messageBytes += m.size()
	forget := 0
	for len(s.messages)-forget > maxMessages || s.messageBytes > maxMessageBytes {
		old := s.messages[forget]
		s.messageBytes -= old.size()
		delete(s.byMessageID, old.ID)
		forget++
	}
	// note: Delete moves the rest to the front, so that the array doesn't grow.
	s.messages = slices.Delete(s.messages, 0, forget)
	s.tell("message", m.Message)
}

// Messages are all messages of both sides, oldest first.
func (s *Simulator) Messages() []Message {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.lastMessages(len(s.messages))
}

func (s *Simulator) lastMessages(n int) []Message {
	from := max(0, len(s.messages)-n)
	list := make([]Message, 0, len(s.messages)-from)
	for _, m := range s.messages[from:] {
		list = append(list, m.Message)
	}
	return list
}
