package simulator

import (
	"encoding/json"
	"strings"
	"time"
)

// postMessages is the endpoint for sending, and for the read receipts and
// typing indicators that Meta puts at the same address.
//
// Source: messages/send-messages.
func (s *Simulator) postMessages(g *graphRequest) (any, *graphError) {
	if problem := checkProduct(g.params); problem != nil {
		return nil, problem
	}
	if _, receipt := g.params["status"]; receipt {
		return s.markRead(g.params)
	}
	return s.send(g.params, false)
}

// postMarketingMessages sends a marketing template; it has a price of its own.
//
// Source: marketing-messages/send-marketing-messages.
func (s *Simulator) postMarketingMessages(g *graphRequest) (any, *graphError) {
	if problem := checkProduct(g.params); problem != nil {
		return nil, problem
	}
	if kind, _ := g.params.text("type"); !strings.EqualFold(kind, "template") {
		e := refuse(100, "Message must be a template message.")
		return nil, e
	}
	return s.send(g.params, true)
}

func checkProduct(p params) *graphError {
	switch product, given := p.text("messaging_product"); {
	case !given || product == "":
		return badParameter("The parameter messaging_product is required.")
	case !strings.EqualFold(product, "whatsapp"):
		return badParameter("Param messaging_product must be one of {WHATSAPP} - got \"%s\".", product)
	}
	return nil
}

// outgoing is a checked send.
type outgoing struct {
	message  *message
	input    string // what the business wrote into to or recipient
	digits   string
	userID   string
	identity string // recipient_identity_key_hash
	params   params
	lite     bool // by marketing_messages
	template *template
}

// send accepts a message of the business. What goes wrong after that comes as
// a failed status, as with Meta.
func (s *Simulator) send(p params, lite bool) (any, *graphError) {
	out, problem := s.readSend(p)
	if problem != nil {
		return nil, problem
	}
	out.lite = lite
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.full() {
		e := refuse(131016, "Too many webhooks wait for the receiver to accept them.")
		e.transient = true
		return nil, e
	}
	if problem := s.checkSender(out); problem != nil {
		return nil, problem
	}
	m := out.message
	m.At = s.now()
	s.address(out)
	if quoted := s.byMessageID[m.ReplyTo]; quoted == nil || quoted.customer != m.customer {
		m.ReplyTo = "" // a message that is gone is not quoted, and that is no error
	}
	s.inspectFile(out)
	s.deliverToPhone(m)
	s.useEntry(m)

	contact := sentContact{Input: out.input, UserID: out.userID}
	if m.toPhone {
		contact.WaID = m.customer.WaID
	}
	sent := sentMessage{ID: m.ID}
	if m.Type == "template" {
		sent.MessageStatus = statusAccepted
	}
	if s.hold(m, out.template) {
		sent.MessageStatus = statusHeld
	} else {
		s.startMessage(m)
	}
	s.touch()
	return sendAnswer{MessagingProduct: "whatsapp", Contacts: []sentContact{contact}, Messages: []sentMessage{sent}}, nil
}

// checkSender is what Meta refuses at once once the request itself is right:
// the state of the number, templates, blocks and rates. The caller holds mu.
func (s *Simulator) checkSender(out *outgoing) *graphError {
	if !s.number.Registered {
		return refuse(133010, "The number is not registered with the Cloud API.")
	}
	c := s.byUserID[out.userID]
	if out.message.toPhone {
		c = s.findCustomer(out.digits)
	}
	if c != nil && s.isBlocked(c) {
		return refuse(130403, "The business has blocked this user.")
	}
	if out.message.Type == "template" {
		if problem := s.prepareTemplate(out); problem != nil {
			return problem
		}
	}
	return s.limitSend(c)
}

type sendAnswer struct {
	MessagingProduct string        `json:"messaging_product"`
	Contacts         []sentContact `json:"contacts"`
	Messages         []sentMessage `json:"messages"`
}

// sentContact names a phone number or a BSUID, as the send did.
type sentContact struct {
	Input  string `json:"input"`
	WaID   string `json:"wa_id,omitempty"`
	UserID string `json:"user_id,omitempty"`
}

type sentMessage struct {
	ID            string `json:"id"`
	MessageStatus string `json:"message_status,omitempty"`
}

// readSend checks everything that Meta refuses at once.
func (s *Simulator) readSend(p params) (*outgoing, *graphError) {
	out := &outgoing{message: &message{Message: Message{ID: newMessageID(), Author: authorBusiness, Status: statusAccepted}}, params: p}
	m := out.message
	if kind, given := p.text("recipient_type"); given && !strings.EqualFold(kind, "individual") {
		return nil, badParameter("Param recipient_type must be one of {INDIVIDUAL}: the simulator has no groups - got \"%s\".", kind)
	}
	if account, given := p.text("messaging_account_id"); given && account != s.options.BusinessAccountID {
		return nil, badParameter("Param messaging_account_id is not an account of this number.")
	}
	if problem := s.readAddress(p, out); problem != nil {
		return nil, problem
	}
	m.Type = "text"
	if kind, given := p.text("type"); given && kind != "" {
		m.Type = strings.ToLower(kind)
	}
	if problem := oneOf("type", m.Type, sendTypes...); problem != nil {
		// note: the error table has 131051 for unsupported types; Graph's own
		// parameter check comes before it and says 100.
		return nil, problem
	}
	if problem := checks[m.Type](s, p); problem != nil {
		return nil, problem
	}
	if problem := may(p, "", "biz_opaque_callback_data", 512); problem != nil {
		return nil, problem
	}
	m.CallbackData, _ = p.text("biz_opaque_callback_data")
	if problem := may(p, "", "recipient_identity_key_hash", 512); problem != nil {
		return nil, problem
	}
	out.identity, _ = p.text("recipient_identity_key_hash")
	context, problem := anObject(p, "", "context")
	if problem != nil {
		return nil, problem
	}
	if context != nil {
		if m.ReplyTo, problem = need(context, "context", "message_id", 0); problem != nil {
			return nil, problem
		}
	}
	return out, out.setContent(p)
}

// setContent keeps the object named after the type, for the phone to draw.
func (o *outgoing) setContent(p params) *graphError {
	m := o.message
	object := p.object(m.Type)
	var content any = object
	if m.Type == "contacts" {
		content = p.list(m.Type)
	}
	raw, err := marshalPlain(content)
	if err != nil {
		return badParameter("The message could not be read")
	}
	m.Content = json.RawMessage(raw)
	m.Text = describe(m.Type, object)
	return nil
}

// fail notes what will go wrong; the first reason counts.
func (m *message) fail(code int, details string) {
	if m.ErrorCode == 0 {
		m.ErrorCode, m.Error = code, details
	}
}

// deliverToPhone keeps the message, or puts a reaction on its target.
func (s *Simulator) deliverToPhone(m *message) {
	if m.Type != "reaction" {
		s.keep(m)
		return
	}
	object, err := readParams(m.Content)
	if err != nil {
		return
	}
	id, _ := object.text("message_id")
	target := s.byMessageID[id]
	switch {
	case m.ErrorCode != 0:
	case target == nil || target.customer != m.customer:
		m.fail(131009, "The message to react to does not exist in this chat.")
	case m.At.Sub(target.At) > reactionAge:
		m.fail(131009, "The message to react to is older than 30 days.")
	default:
		s.react(m, func(target *message, emoji string) { target.BusinessReaction = emoji })
	}
}

// reactionAge is how old a message may be to be reacted to or marked as read.
const reactionAge = 30 * 24 * time.Hour
