package simulator

import (
	"encoding/json"
	"net/http"
	"strings"
	"unicode/utf8"
)

// postMessages is the endpoint for sending, and for the read receipts and
// typing indicators that Meta puts at the same address.
func (s *Simulator) postMessages(w http.ResponseWriter, r *http.Request) {
	p, problem := readRequest(w, r)
	if problem == nil {
		problem = checkProduct(p)
	}
	var answer any
	if problem == nil {
		if _, receipt := p["status"]; receipt {
			answer, problem = s.markRead(p)
		} else {
			answer, problem = s.send(p)
		}
	}
	if problem != nil {
		writeGraphError(w, problem)
		return
	}
	writeJSON(w, http.StatusOK, answer)
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
	message *message
	input   string // what the business wrote into to or recipient
	digits  string
	userID  string
}

// send accepts a message of the business. What goes wrong after that comes as
// a failed status, as with Meta.
func (s *Simulator) send(p params) (any, *graphError) {
	out, problem := s.readSend(p)
	if problem != nil {
		return nil, problem
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed || s.full() {
		return nil, &graphError{
			status: http.StatusInternalServerError, code: 131016, transient: true,
			message: "(#131016) " + graphTitles[131016], details: "Too many webhooks wait for the receiver to accept them.",
		}
	}
	m := out.message
	m.At = s.now()
	s.address(out)
	s.deliverToPhone(m)

	contact := sentContact{Input: out.input, UserID: out.userID}
	if m.toPhone {
		contact.WaID = m.customer.WaID
	}
	sent := sentMessage{ID: m.ID}
	if m.Type == "template" {
		sent.MessageStatus = statusAccepted
	}
	s.startStatuses(m)
	return sendAnswer{MessagingProduct: "whatsapp", Contacts: []sentContact{contact}, Messages: []sentMessage{sent}}, nil
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
	out := &outgoing{message: &message{Message: Message{ID: newMessageID(), Author: authorBusiness, Status: statusAccepted}}}
	m := out.message
	if kind, given := p.text("recipient_type"); given && !strings.EqualFold(kind, "individual") {
		return nil, badParameter("Param recipient_type must be one of {INDIVIDUAL}: the simulator has no groups - got \"%s\".", kind)
	}
	if problem := s.readAddress(p, out); problem != nil {
		return nil, problem
	}
	m.Type = "text"
	if kind, given := p.text("type"); given && kind != "" {
		m.Type = strings.ToLower(kind)
	}
	check, known := checks[m.Type]
	if !known {
		// note: the error table has 131051 for unsupported types; Graph's own
		// parameter check comes before it and says 100.
		return nil, badParameter("Param type must be one of {%s} - got \"%s\".", sendTypes(), m.Type)
	}
	if problem := check(p); problem != nil {
		return nil, problem
	}
	if data, given := p.text("biz_opaque_callback_data"); given {
		if utf8.RuneCountInString(data) > 512 {
			return nil, badParameter("Param biz_opaque_callback_data must be at most 512 characters long.")
		}
		m.CallbackData = data
	}
	if context := p.object("context"); context != nil {
		id, given := context.text("message_id")
		if !given || id == "" {
			return nil, refuse(131008, "The parameter context['message_id'] is required.")
		}
		m.ReplyTo = id
	}
	return out, out.setContent(p)
}

// setContent keeps the object named after the type, for the phone to draw.
func (o *outgoing) setContent(p params) *graphError {
	m := o.message
	var content any = p.object(m.Type)
	if m.Type == "contacts" {
		content = p.list(m.Type)
	}
	raw, err := marshalPlain(content)
	if err != nil {
		return badParameter("The message could not be read")
	}
	m.Content = json.RawMessage(raw)
	m.Text = describe(m.Type, p.object(m.Type))
	return nil
}

// readAddress reads to or recipient; if both are given, to wins.
func (s *Simulator) readAddress(p params, out *outgoing) *graphError {
	to, toGiven := p.text("to")
	userID, userIDGiven := p.text("recipient")
	if toGiven && to != "" {
		digits, ok := readRecipient(to)
		if !ok {
			// note: 100 and 131009 are both seen; the table's 131009 is closer.
			return refuse(131009, "Param to is not a WhatsApp phone number.")
		}
		if digits == s.businessDigits {
			return refuse(131021, "The recipient is the number that sends.")
		}
		out.input, out.digits, out.message.toPhone = to, digits, true
		return nil
	}
	if !userIDGiven || userID == "" {
		return badParameter("The parameter to is required.")
	}
	if !isUserID(userID) {
		return refuse(131009, "Param recipient is not a business-scoped user ID.")
	}
	out.input, out.userID = userID, userID
	return nil
}

// address finds the recipient and what Meta would find out only later: nobody
// there, or a window that is closed. The caller holds mu.
func (s *Simulator) address(out *outgoing) {
	m := out.message
	if m.toPhone {
		m.customer = s.findCustomer(out.digits)
		if m.customer == nil {
			// a phone that nobody has added yet: it is on WhatsApp and appears
			// on the page, so that a template to a new number can be seen.
			if m.customer = s.addCustomer(Customer{WaID: out.digits}); m.customer != nil {
				s.tell("customer", m.customer.view())
			}
		}
	} else {
		m.customer = s.byUserID[out.userID]
	}
	if m.customer == nil {
		// a stand-in that is on no list, for the failed status to name.
		m.customer = newCustomer(Customer{WaID: out.digits, UserID: out.userID})
		m.fail(131026, "The message could not be delivered: nobody has this number or user ID.")
	}
	m.Customer = m.customer.id
	if m.ErrorCode == 0 && m.Type != "template" && !s.now().Before(m.customer.windowEnds()) {
		m.fail(131047, "More than 24 hours have passed since this customer last wrote to the number.")
	}
}

func (m *message) fail(code int, details string) { m.ErrorCode, m.Error = code, details }

// deliverToPhone keeps the message, or puts a reaction on its target.
func (s *Simulator) deliverToPhone(m *message) {
	if m.Type != "reaction" {
		s.keep(m)
		return
	}
	if m.ErrorCode == 0 && !s.react(m, func(target *message, emoji string) { target.BusinessReaction = emoji }) {
		m.fail(131009, "The message to react to does not exist in this chat.")
	}
}

// markRead is the read receipt of the business, with or without a typing
// indicator. It covers the earlier messages of the chat too.
func (s *Simulator) markRead(p params) (any, *graphError) {
	if status, _ := p.text("status"); status != "read" {
		return nil, badParameter("Param status must be one of {READ} - got \"%s\".", status)
	}
	id, given := p.text("message_id")
	if !given || id == "" {
		return nil, badParameter("The parameter message_id is required.")
	}
	indicator := p.object("typing_indicator")
	if _, wanted := p["typing_indicator"]; wanted {
		if kind, _ := indicator.text("type"); kind != "text" {
			return nil, badParameter("Param typing_indicator['type'] must be one of {TEXT}.")
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	last := s.byMessageID[id]
	if last == nil || last.Author != authorCustomer {
		return nil, refuse(131009, "The message ID is not that of a message this number received.")
	}
	for _, m := range s.messages {
		if m.customer == last.customer && m.Author == authorCustomer && m.Status != statusRead && !m.At.After(last.At) {
			m.Status = statusRead
			s.tell("message", m.Message)
		}
	}
	if indicator != nil {
		s.typing(last.customer)
	}
	return map[string]bool{"success": true}, nil
}
