package simulator

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
)

// CustomerChange is what changes about a customer or their phone; what is nil
// stays.
type CustomerChange struct {
	Name        *string `json:"name,omitempty"`
	Username    *string `json:"username,omitempty"`
	HiddenPhone *bool   `json:"hidden_phone,omitempty"`
	// ReadsAtOnce false leaves messages unread until the chat is opened.
	ReadsAtOnce *bool `json:"reads_at_once,omitempty"`
	// ReadReceipts false: the business never hears "read".
	ReadReceipts *bool `json:"read_receipts,omitempty"`
	// Online false leaves messages at "sent" until the phone is on again.
	Online *bool `json:"online,omitempty"`
	// Blocked: the business's messages stay at "sent" for ever.
	Blocked *bool `json:"blocked,omitempty"`
	// OnWhatsApp false: messages fail with 131026.
	OnWhatsApp *bool `json:"on_whatsapp,omitempty"`
	// Phone is a new number; the business hears of it in a system message, and
	// the BSUID changes with it.
	Phone *string `json:"phone,omitempty"`
	// NewUserID gives another BSUID, which a system message tells.
	NewUserID bool `json:"new_user_id,omitempty"`
	// NewDevice sets WhatsApp up on another phone: the identity hash changes.
	NewDevice bool `json:"new_device,omitempty"`
}

// ChangeCustomer changes the customer with that number, BSUID or key.
func (s *Simulator) ChangeCustomer(key string, change CustomerChange) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.customerByKey(key)
	if c == nil {
		return errNoCustomer
	}
	return s.changeCustomer(c, change)
}

var errNoCustomer = errors.New("no customer has this number")

// customerByKey finds a customer by number, BSUID or the key of the control
// calls, which stays when the number changes.
func (s *Simulator) customerByKey(key string) *customer {
	for _, by := range []map[string]*customer{s.byKey, s.byWaID, s.byUserID} {
		if c := by[key]; c != nil {
			return c
		}
	}
	return nil
}

func (s *Simulator) changeCustomer(c *customer, change CustomerChange) error {
	digits, err := s.checkChange(c, change)
	if err != nil {
		return err
	}
	s.record(Step{Do: doChange, Customer: c.id, Change: &change})
	set(&c.Name, change.Name)
	set(&c.Username, change.Username)
	set(&c.HiddenPhone, change.HiddenPhone)
	set(&c.Blocked, change.Blocked)
	setNot(&c.ReadsLater, change.ReadsAtOnce)
	setNot(&c.NoReceipts, change.ReadReceipts)
	setNot(&c.Unreachable, change.OnWhatsApp)
	wasOffline := c.Offline
	setNot(&c.Offline, change.Online)
	switch {
	case wasOffline && !c.Offline:
		s.comeOnline(c)
	case change.ReadsAtOnce != nil && *change.ReadsAtOnce, change.ReadReceipts != nil && *change.ReadReceipts && !c.ReadsLater:
		s.openChat(c)
	}
	if change.NewDevice || digits != "" && digits != c.WaID {
		c.devices++
	}
	if digits != "" && digits != c.WaID || change.NewUserID {
		err = s.changeIdentity(c, digits)
	}
	s.tell("customer", s.view(c))
	s.touch()
	return err
}

func set[T any](field *T, to *T) {
	if to != nil {
		*field = *to
	}
}

func setNot(field *bool, to *bool) {
	if to != nil {
		*field = !*to
	}
}

func (s *Simulator) checkChange(c *customer, change CustomerChange) (digits string, err error) {
	profile := c.Customer
	set(&profile.Name, change.Name)
	set(&profile.Username, change.Username)
	if field, problem := checkProfile(profile); problem != "" {
		return "", &inputError{field, problem}
	}
	if change.Phone == nil {
		return "", nil
	}
	digits, ok := readPhone(*change.Phone)
	switch {
	case !ok:
		return "", &inputError{"phone", "Enter the whole number with its country code, such as +44 7700 900123."}
	case digits == s.businessDigits:
		return "", &inputError{"phone", "This is the number of the business."}
	case s.byWaID[digits] != nil && s.byWaID[digits] != c:
		return "", &inputError{"phone", "This number is on the list already."}
	}
	return digits, nil
}

// systemMessage is the object of a message that the customer did not write.
type systemMessage struct {
	Body           string `json:"body"`
	WaID           string `json:"wa_id,omitempty"`
	Type           string `json:"type"`
	UserID         string `json:"user_id,omitempty"`
	PreviousUserID string `json:"previous_user_id,omitempty"`
}

// changeIdentity gives a customer another number, and with it another BSUID, or
// another BSUID only when digits is empty.
func (s *Simulator) changeIdentity(c *customer, digits string) error {
	from, previous := c.visibleWaID(), c.UserID
	system := systemMessage{Type: "user_changed_user_id", PreviousUserID: previous}
	c.renewals++
	delete(s.byUserID, c.UserID)
	if digits != "" {
		if len(s.leftNumbers) < maxCustomers {
			s.leftNumbers[c.WaID] = true
		}
		delete(s.leftNumbers, digits)
		delete(s.byWaID, c.WaID)
		c.WaID = digits
		s.byWaID[digits] = c
		system.Type, system.WaID = "user_changed_number", c.visibleWaID()
		c.UserID = userIDFor(s.options.BusinessAccountID, digits)
	} else {
		from = ""
		c.UserID = userIDFor(s.options.BusinessAccountID, c.id+strings.Repeat("+", c.renewals))
	}
	s.byUserID[c.UserID] = c
	system.UserID = c.UserID
	switch {
	case digits != "" && from != "" && system.WaID != "":
		system.Body = "User " + c.Name + " changed from " + from + " to " + system.WaID
	default:
		system.Body = "User " + c.Name + " changed from " + previous + " to " + c.UserID
	}
	raw, err := marshalPlain(struct {
		From      string        `json:"from,omitempty"`
		ID        string        `json:"id"`
		Timestamp string        `json:"timestamp"`
		Type      string        `json:"type"`
		System    systemMessage `json:"system"`
	}{from, newMessageID(), unixText(s.now()), "system", system})
	if err != nil {
		return err
	}
	body, err := s.payload(webhookValue{Messages: []json.RawMessage{raw}})
	if err != nil {
		return err
	}
	s.enqueue(c, &webhook{what: "message system", body: body})
	return nil
}

// patchCustomer is ChangeCustomer as a control call.
func (s *Simulator) patchCustomer(w http.ResponseWriter, r *http.Request) {
	var change CustomerChange
	if !readControl(w, r, &change) {
		return
	}
	s.withCustomer(w, r, func(c *customer) error { return s.changeCustomer(c, change) })
}
