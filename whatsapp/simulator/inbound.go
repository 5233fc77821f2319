package simulator

import (
	"encoding/json"
	"errors"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"time"
	"unicode/utf8"
)

// Inbound is something a customer does that the business hears of as a
// message. Text alone is a text message; everything else has a Type.
type Inbound struct {
	// From is the customer's number, with country code. It may be empty when
	// UserID is set.
	From     string `json:"from,omitempty"`
	Name     string `json:"name,omitempty"`
	UserID   string `json:"user_id,omitempty"`
	Username string `json:"username,omitempty"`
	// HiddenPhone leaves the number out of this and later webhooks.
	HiddenPhone *bool `json:"hidden_phone,omitempty"`

	// Type is Meta's name of any message type, also of one that Meta doesn't
	// have, or "voice". Content is its object as it should arrive; without it,
	// the fields below make it.
	Type    string          `json:"type,omitempty"`
	Content json.RawMessage `json:"content,omitempty"`

	// Text is the message, the caption, or the new text of an edit.
	Text string `json:"text,omitempty"`
	// Media are the bytes of a picture, video, voice message, document or
	// sticker; a sample is made when there are none.
	Media    []byte `json:"media,omitempty"`
	MimeType string `json:"mime_type,omitempty"`
	Filename string `json:"filename,omitempty"`
	// A location; Place is its name.
	Latitude  *float64 `json:"latitude,omitempty"`
	Longitude *float64 `json:"longitude,omitempty"`
	Place     string   `json:"place,omitempty"`
	Address   string   `json:"address,omitempty"`
	// MessageID is what a reaction, an edit or a revoke is about; the latest
	// message that it can be about when empty. An empty Emoji takes a reaction off.
	MessageID string `json:"message_id,omitempty"`
	Emoji     string `json:"emoji,omitempty"`
	// Choose answers with a button or row of the message in ReplyTo, or of the
	// latest that has it: by its text or its id. The Type may be left out.
	Choose string `json:"choose,omitempty"`
	// Unsupported is the kind of a message of type "unsupported".
	Unsupported string `json:"unsupported,omitempty"`

	// ReplyTo is the wamid of the quoted message.
	ReplyTo string `json:"reply_to,omitempty"`
	inboundFrame

	// ID is the wamid; made when empty. One that exists is delivered once
	// more, as Meta does at times, and changes nothing else.
	ID string `json:"id,omitempty"`
	// Timestamp is in Unix seconds; now when 0.
	Timestamp json.Number `json:"timestamp,omitempty"`
}

// inputError is a problem with one field of a control call.
type inputError struct{ field, message string }

func (e *inputError) Error() string { return e.message }

var (
	errFull   = errors.New("too much waits for the webhook to accept it; repair the receiver first")
	errClosed = errors.New("the simulator is closed")
)

// postInbound makes a customer write and answers with the message's id.
func (s *Simulator) postInbound(w http.ResponseWriter, r *http.Request) {
	var in Inbound
	if !readControlUpTo(w, r, maxInboundBytes, &in) {
		return
	}
	id, err := s.Write(in)
	if err != nil {
		writeInputProblem(w, err)
		return
	}
	writeJSON(w, http.StatusOK, map[string]string{"id": id})
}

// Write makes a customer write to the business. The webhook follows; the
// returned id is its wamid.
func (s *Simulator) Write(in Inbound) (id string, err error) {
	given, err := s.inboundSender(in)
	if err != nil {
		return "", err
	}
	typed := in
	if in, err = s.compose(given, in); err != nil {
		return "", err
	}
	m, err := s.inboundMessage(in)
	if err != nil {
		return "", err
	}

	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.refusal(); err != nil {
		return "", err
	}
	if known := s.byMessageID[m.ID]; known != nil {
		if known.Author != authorCustomer {
			return "", &inputError{"id", "This is the id of a message of the business."}
		}
		return known.ID, s.sendInbound(known)
	}
	c := s.addCustomer(given)
	if c == nil {
		return "", errors.New("the list of customers is full")
	}
	if given.Name != "" {
		c.Name = given.Name
	}
	if in.Username != "" {
		c.Username = in.Username
	}
	if in.HiddenPhone != nil {
		c.HiddenPhone = *in.HiddenPhone
	}
	m.customer, m.Customer = c, c.id
	c.written++
	m.key = c.id + "/in/" + strconv.Itoa(c.written)
	s.recordWrite(c, typed, m)
	if s.isBlocked(c) {
		// what somebody writes whom the business has blocked goes nowhere
		m.Status = statusSent
		s.keep(m)
		return m.ID, nil
	}
	s.countMessage()
	s.noteEntry(m)
	s.apply(m)
	s.tell("customer", s.view(c))
	s.touch()
	return m.ID, s.sendInbound(m)
}

// apply puts what a customer wrote on the phone.
func (s *Simulator) apply(m *message) {
	switch m.Type {
	case "reaction":
		// note: whether a reaction opens the window is not documented; a
		// business must not build on it, so here it does not. Nor does a change
		// of an earlier message.
		s.react(m, func(target *message, emoji string) { target.CustomerReaction = emoji })
	case "edit", "revoke":
		s.amend(m)
	default:
		if m.GroupID == "" { // a group has a window of its own
			m.customer.wrote(m.At)
		}
		s.keep(m)
	}
}

// inboundSender reads who writes.
func (s *Simulator) inboundSender(in Inbound) (Customer, error) {
	given := Customer{Name: in.Name, UserID: in.UserID, Username: in.Username}
	if in.From == "" && in.UserID == "" {
		return given, &inputError{"from", "Say who writes: a phone number in from, or a user_id."}
	}
	if in.From != "" {
		digits, ok := s.readSender(in.From)
		if !ok {
			return given, &inputError{"from", "This is not a phone number with country code, such as +44 7700 900123."}
		}
		if digits == s.businessDigits {
			return given, &inputError{"from", "This is the number of the business."}
		}
		given.WaID = digits
	}
	if field, problem := checkProfile(given); problem != "" {
		return given, &inputError{field, problem}
	}
	return given, nil
}

// readSender reads a number; one that is on the list needs no second look.
func (s *Simulator) readSender(typed string) (digits string, ok bool) {
	s.mu.Lock()
	known := s.byWaID[typed] != nil
	s.mu.Unlock()
	if known {
		return typed, true
	}
	return readPhone(typed)
}

// Any type may be tried on a receiver, also one that Meta doesn't have, as long
// as the object named after it is not mistaken for another key of a message.
var (
	contentType = regexp.MustCompile(`^[a-z_]{1,40}$`)
	frameKeys   = []string{"context", "from", "from_user_id", "id", "timestamp", "type"}
)

// inboundMessage reads what is written.
func (s *Simulator) inboundMessage(in Inbound) (*message, error) {
	m := &message{Message: Message{ID: in.ID, Author: authorCustomer, Type: in.Type, ReplyTo: in.ReplyTo, At: s.now(), Status: statusPending}, frame: in.inboundFrame}
	if m.ID == "" {
		m.ID = newMessageID()
	}
	if in.Timestamp != "" {
		seconds, err := strconv.ParseInt(in.Timestamp.String(), 10, 64)
		if err != nil || seconds < 0 {
			return nil, &inputError{"timestamp", "The timestamp is a number of seconds since 1970."}
		}
		if seconds > 0 {
			m.At = time.Unix(seconds, 0).UTC()
		}
	}
	if !contentType.MatchString(m.Type) || slices.Contains(frameKeys, m.Type) {
		return nil, &inputError{"type", "This is not a type of message."}
	}
	var object params
	if len(in.Content) > 0 {
		var err error
		if object, err = readParams(in.Content); err != nil {
			if m.Type != "contacts" { // the one type that is a list
				return nil, &inputError{"content", "The content is the object of that type."}
			}
		}
	}
	if body, _ := object.text("body"); m.Type == "text" && utf8.RuneCountInString(body) > maxTextLength {
		return nil, &inputError{"text", "A message has at most 4096 characters."}
	}
	m.Forwarded, m.Referral, m.GroupID = in.Forwarded || in.FrequentlyForwarded, in.Referral, in.GroupID
	m.Content, m.Text = s.completeMedia(m.Type, in.Content, object, in.Media), describe(m.Type, object)
	return m, nil
}

// sendInbound queues the webhook of a customer's message.
func (s *Simulator) sendInbound(m *message) error {
	body, err := s.inboundPayload(m)
	if err != nil {
		return err
	}
	s.enqueue(m.customer, &webhook{what: "message " + m.Type, messageID: m.ID, key: m.key, body: body, accepted: func() { s.taken(m) }})
	return nil
}

// taken is a customer's message that the business has answered with 200.
func (s *Simulator) taken(m *message) {
	if m.Status != statusPending {
		return
	}
	m.Status = statusSent
	if s.byMessageID[m.ID] == m {
		s.tell("message", m.Message)
	}
}

// react puts an emoji on, or takes it off, an earlier message of the same chat.
func (s *Simulator) react(m *message, put func(target *message, emoji string)) bool {
	object, err := readParams(m.Content)
	if err != nil {
		return false
	}
	id, _ := object.text("message_id")
	target := s.byMessageID[id]
	if target == nil || target.customer != m.customer {
		return false
	}
	emoji, _ := object.text("emoji")
	put(target, emoji)
	s.tell("message", target.Message)
	return true
}
