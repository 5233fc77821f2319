package simulator

import "encoding/json"

// inboundFrame is what a customer's message may have beside its content.
type inboundFrame struct {
	Forwarded           bool            `json:"forwarded,omitempty"`
	FrequentlyForwarded bool            `json:"frequently_forwarded,omitempty"`
	ReferredProduct     json.RawMessage `json:"referred_product,omitempty"`
	// Referral is the ad or post that the customer came from.
	Referral json.RawMessage `json:"referral,omitempty"`
	GroupID  string          `json:"group_id,omitempty"`
	// Errors come with type "unsupported" by themselves.
	Errors json.RawMessage `json:"errors,omitempty"`
}

// webhookMessage is an inbound message up to the object named after its type.
type webhookMessage struct {
	Context    *webhookContext `json:"context,omitempty"`
	From       string          `json:"from,omitempty"`
	FromUserID string          `json:"from_user_id,omitempty"`
	GroupID    string          `json:"group_id,omitempty"`
	ID         string          `json:"id"`
	Timestamp  string          `json:"timestamp"`
	Type       string          `json:"type"`
}

type webhookContext struct {
	Forwarded           bool            `json:"forwarded,omitempty"`
	FrequentlyForwarded bool            `json:"frequently_forwarded,omitempty"`
	From                string          `json:"from,omitempty"`
	ID                  string          `json:"id,omitempty"`
	ReferredProduct     json.RawMessage `json:"referred_product,omitempty"`
}

// inboundPayload is the webhook of a customer's message.
func (s *Simulator) inboundPayload(m *message) ([]byte, error) {
	c := m.customer
	head := webhookMessage{
		Context: s.contextOf(m), From: c.visibleWaID(), FromUserID: c.UserID, GroupID: m.frame.GroupID,
		ID: m.ID, Timestamp: unixText(m.At), Type: m.Type,
	}
	raw, err := marshalPlain(head)
	if err != nil {
		return nil, err
	}
	for _, part := range []struct {
		name  string
		value json.RawMessage
	}{{m.Type, m.Content}, {"referral", m.frame.Referral}, {"errors", m.frame.Errors}} {
		if raw, err = appendMember(raw, part.name, part.value); err != nil {
			return nil, err
		}
	}
	contacts := c.contact(true)
	if s.tellsIdentity() {
		contacts[0].IdentityHash = s.identityHash(c)
	}
	return s.payload(webhookValue{Contacts: contacts, Messages: []json.RawMessage{raw}})
}

func (s *Simulator) contextOf(m *message) *webhookContext {
	f := m.frame
	if m.ReplyTo == "" && !f.Forwarded && !f.FrequentlyForwarded && f.ReferredProduct == nil {
		return nil
	}
	context := &webhookContext{Forwarded: f.Forwarded, FrequentlyForwarded: f.FrequentlyForwarded, ReferredProduct: f.ReferredProduct}
	if m.ReplyTo == "" && f.ReferredProduct == nil {
		return context
	}
	context.ID, context.From = m.ReplyTo, s.businessDigits
	if quoted := s.byMessageID[m.ReplyTo]; quoted != nil && quoted.Author == authorCustomer {
		context.From = m.customer.visibleWaID()
	}
	return context
}

// appendMember adds a member to an object that is written already.
func appendMember(object []byte, name string, value json.RawMessage) ([]byte, error) {
	if len(value) == 0 {
		return object, nil
	}
	quoted, err := marshalPlain(name)
	if err != nil {
		return nil, err
	}
	object = append(object[:len(object)-1], ',')
	object = append(append(object, quoted...), ':')
	return append(append(object, value...), '}'), nil
}
