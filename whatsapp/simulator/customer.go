package simulator

import (
	"cmp"
	"errors"
	"time"
)

// customer is a person's phone, with the queue of webhooks about it. All of it
// is guarded by Simulator.mu.
type customer struct {
	Customer
	// id names the customer in the control calls: the digits, else the BSUID. It
	// stays when a number becomes known later.
	id   string
	lane lane
	// How many messages it wrote and got, and how often its BSUID changed.
	written, received, renewals int
	// devices is how often WhatsApp was set up again, on another phone or number.
	devices int
	// What it and the business have decided: no marketing, no messages of it.
	stopsMarketing, shut bool
}

func (c *customer) windowEnds() time.Time {
	if c.LastWroteAt.IsZero() {
		return time.Time{}
	}
	return c.LastWroteAt.Add(windowLength)
}

func (c *customer) wrote(at time.Time) {
	if at.After(c.LastWroteAt) {
		c.LastWroteAt = at
	}
}

// visibleWaID is the number as the business may see it.
func (c *customer) visibleWaID() string {
	if c.HiddenPhone {
		return ""
	}
	return c.WaID
}

// findCustomer looks a phone number up, also in its national variants: Meta's
// wa_id may differ from what a business dialled (Brazil, Mexico, Argentina).
func (s *Simulator) findCustomer(digits string) *customer {
	if c := s.byWaID[digits]; c != nil {
		return c
	}
	for _, variant := range phoneVariants(digits) {
		if c := s.byWaID[variant]; c != nil {
			return c
		}
	}
	return nil
}

// AddCustomer takes in a customer, or gives the one who has that number or BSUID
// what is given.
func (s *Simulator) AddCustomer(given Customer) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.addCustomer(given)
	if c == nil {
		return errors.New("the customer has neither number nor BSUID, or the list is full")
	}
	c.wrote(given.LastWroteAt)
	s.tell("customer", s.view(c))
	s.touch()
	return nil
}

// addCustomer takes in a customer, or changes the one who has that number or
// BSUID. It returns nil when the simulator is full. The caller holds mu,
// except in New.
func (s *Simulator) addCustomer(given Customer) *customer {
	given.WaID = digitsOf(given.WaID)
	if given.WaID == "" && given.UserID == "" {
		return nil
	}
	c := s.byWaID[given.WaID]
	if c == nil && given.UserID == "" {
		given.UserID = userIDFor(s.options.BusinessAccountID, given.WaID)
	}
	if c == nil {
		// note: a BSUID that comes with another number is another phone.
		if known := s.byUserID[given.UserID]; known != nil && (given.WaID == "" || known.WaID == "") {
			c = known
		}
	}
	if c == nil {
		if len(s.customers) >= maxCustomers {
			return nil
		}
		given.ReadsLater = given.ReadsLater || s.options.ReadsLater
		c = newCustomer(given)
		if s.byKey[c.id] != nil {
			c.id, c.lane.name = c.UserID, c.UserID // the number was somebody else's once
		}
		s.byKey[c.id] = c
		s.customers = append(s.customers, c)
	}
	if given.WaID != "" {
		c.WaID = given.WaID
		s.byWaID[given.WaID] = c
	}
	if given.UserID != "" {
		if s.byUserID[c.UserID] == c {
			delete(s.byUserID, c.UserID)
		}
		c.UserID = given.UserID
		s.byUserID[c.UserID] = c
	}
	return c
}

func newCustomer(given Customer) *customer {
	id := cmp.Or(given.WaID, given.UserID)
	return &customer{Customer: given, id: id, lane: lane{name: id}}
}

// customerView is a customer as the page sees it.
type customerView struct {
	Key          string `json:"key"`
	WaID         string `json:"wa_id"`
	UserID       string `json:"user_id"`
	IdentityHash string `json:"identity_key_hash"`
	Name         string `json:"name"`
	Username     string `json:"username"`
	HiddenPhone  bool   `json:"hidden_phone"`
	ReadsAtOnce  bool   `json:"reads_at_once"`
	ReadReceipts bool   `json:"read_receipts"`
	Online       bool   `json:"online"`
	Blocked      bool   `json:"blocked"`
	OnWhatsApp   bool   `json:"on_whatsapp"`
	// StopsMarketing and Shut (blocked by the business) change what can be sent.
	StopsMarketing bool       `json:"stops_marketing"`
	Shut           bool       `json:"blocked_by_business"`
	LastWroteAt    *time.Time `json:"last_wrote_at"`
	WindowEndsAt   *time.Time `json:"window_ends_at"`
	WaitingEvents  int        `json:"waiting_events"`
}

func (s *Simulator) view(c *customer) customerView {
	v := customerView{
		Key: c.id, IdentityHash: s.identityHash(c), WaID: c.WaID, UserID: c.UserID, Name: c.Name, Username: c.Username,
		HiddenPhone: c.HiddenPhone, ReadsAtOnce: !c.ReadsLater, ReadReceipts: !c.NoReceipts, Online: !c.Offline, Blocked: c.Blocked, OnWhatsApp: !c.Unreachable,
		StopsMarketing: c.stopsMarketing, Shut: c.shut, WaitingEvents: len(c.lane.queue),
	}
	if !c.LastWroteAt.IsZero() {
		wrote, ends := c.LastWroteAt, c.windowEnds()
		v.LastWroteAt, v.WindowEndsAt = &wrote, &ends
	}
	return v
}
