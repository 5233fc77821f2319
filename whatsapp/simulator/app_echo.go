package simulator

import (
	"cmp"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strings"
)

// Echo is what somebody at the business writes in the WhatsApp Business app on
// their own phone, beside the Cloud API. The business hears of it by webhook.
type Echo struct {
	// To and UserID name the customer, as From and UserID of [Inbound].
	To     string `json:"to,omitempty"`
	UserID string `json:"user_id,omitempty"`
	// Text is a text message, the caption, or the new text of an edit.
	Text string `json:"text,omitempty"`
	// Type is text unless said: also image, video, audio, document, sticker,
	// edit, revoke, or any other with Content.
	Type    string          `json:"type,omitempty"`
	Content json.RawMessage `json:"content,omitempty"`
	// MessageID is what an edit or a revoke is about; the latest of the app when empty.
	MessageID string `json:"message_id,omitempty"`
	// ID is the wamid; made when empty.
	ID string `json:"id,omitempty"`
}

// WriteFromApp sends a message from the app and returns its id. It has no
// statuses: Meta reports none of the app's.
//
// Source: webhooks/reference/smb_message_echoes.
func (s *Simulator) WriteFromApp(e Echo) (id string, err error) {
	to, err := s.inboundSender(Inbound{From: e.To, UserID: e.UserID})
	if err != nil {
		var wrong *inputError
		if errors.As(err, &wrong) && wrong.field == "from" {
			return "", &inputError{"to", "Say to whom: a phone number with country code in to, or a user_id."}
		}
		return "", err
	}
	in := Inbound{Type: cmp.Or(e.Type, "text"), Text: e.Text, Content: e.Content, ID: e.ID}
	if (in.Type == "edit" || in.Type == "revoke") && len(in.Content) == 0 {
		in.Content, err = s.composeAppAmendment(to, e)
	} else {
		in, err = s.compose(to, in)
	}
	if err != nil {
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
	if s.byMessageID[m.ID] != nil {
		return "", &inputError{"id", "There is a message with this id."}
	}
	c := s.addCustomer(to)
	if c == nil {
		return "", errors.New("the list of customers is full")
	}
	m.customer, m.Customer, m.Author, m.FromApp = c, c.id, authorBusiness, true
	m.Status, m.toPhone = statusRead, to.WaID != ""
	switch m.Type {
	case "edit", "revoke":
		s.amend(m)
	case "reaction":
		s.react(m, func(target *message, emoji string) { target.BusinessReaction = emoji })
	default:
		s.keep(m)
	}
	s.recordEcho(c, e, m)
	s.tell("customer", s.view(c))
	s.touch()
	return m.ID, s.sendEcho(m)
}

// composeAppAmendment changes or takes back what was written in the app.
func (s *Simulator) composeAppAmendment(to Customer, e Echo) (json.RawMessage, error) {
	m := s.latest(to, func(m *message) bool {
		return m.FromApp && !m.Revoked && (e.MessageID == "" || m.ID == e.MessageID)
	})
	switch {
	case m == nil:
		return nil, &inputError{"message_id", "Nothing was written in the app that could be changed."}
	case e.Type == "revoke":
		return marshalPlain(map[string]string{"original_message_id": m.ID})
	case strings.TrimSpace(e.Text) == "":
		return nil, &inputError{"text", "Write the new text."}
	case slices.Contains(mediaTypes, m.Type):
		return nil, &inputError{"message_id", "Of the app's messages only texts can be edited here."}
	}
	return marshalPlain(map[string]any{"original_message_id": m.ID, "message": map[string]any{"type": "text", "text": map[string]string{"body": e.Text}}})
}

// echoValue is the value of the webhook.
type echoValue struct {
	MessagingProduct string            `json:"messaging_product"`
	Metadata         webhookMetadata   `json:"metadata"`
	Contacts         []webhookContact  `json:"contacts,omitempty"`
	Echoes           []json.RawMessage `json:"message_echoes"`
}

// appMessage is a message of the business in echoes and in the history.
type appMessage struct {
	From       string `json:"from,omitempty"`
	FromUserID string `json:"from_user_id,omitempty"`
	To         string `json:"to,omitempty"`
	ToUserID   string `json:"to_user_id,omitempty"`
	ID         string `json:"id"`
	Timestamp  string `json:"timestamp"`
	Type       string `json:"type"`
}

func (s *Simulator) sendEcho(m *message) error {
	c := m.customer
	raw, err := marshalPlain(appMessage{From: s.businessDigits, To: c.visibleWaID(), ToUserID: c.UserID, ID: m.ID, Timestamp: unixText(m.At), Type: m.Type})
	if err == nil {
		raw, err = appendMember(raw, m.Type, m.Content)
	}
	if err != nil {
		return err
	}
	value := echoValue{MessagingProduct: "whatsapp", Metadata: s.metadata(), Echoes: []json.RawMessage{raw}}
	if m.Type != "revoke" {
		value.Contacts = c.contact(true)
	}
	body, err := s.fieldPayload("smb_message_echoes", value)
	if err != nil {
		return err
	}
	s.enqueue(c, &webhook{what: "echo " + m.Type, messageID: m.ID, field: "smb_message_echoes", key: m.ID + "/echo", body: body})
	return nil
}

// postEcho writes in the business's app.
func (s *Simulator) postEcho(w http.ResponseWriter, r *http.Request) {
	var given Echo
	if !readControl(w, r, &given) {
		return
	}
	id, err := s.WriteFromApp(given)
	if err != nil {
		writeInputProblem(w, err)
		return
	}
	writeJSON(w, http.StatusOK, map[string]string{"id": id})
}
