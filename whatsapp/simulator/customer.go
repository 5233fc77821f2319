package simulator

import (
	"cmp"
	"time"
)

// customer is a person's phone, with the queue of webhooks about it. All of it
// is guarded by Simulator.mu.
type customer struct {
	Customer
	// id names the customer in the control calls: the digits, else the BSUID. It
	// stays when a number becomes known later.
	id      string
	queue   []*webhook
	running bool          // a goroutine works on queue
	wake    chan struct{} // ends its pause
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
	return &customer{Customer: given, id: cmp.Or(given.WaID, given.UserID), wake: make(chan struct{}, 1)}
}

// customerView is a customer as the page sees it.
type customerView struct {
	Key           string     `json:"key"`
	WaID          string     `json:"wa_id"`
	UserID        string     `json:"user_id"`
	Name          string     `json:"name"`
	Username      string     `json:"username"`
	HiddenPhone   bool       `json:"hidden_phone"`
	ReadsAtOnce   bool       `json:"reads_at_once"`
	LastWroteAt   *time.Time `json:"last_wrote_at"`
	WindowEndsAt  *time.Time `json:"window_ends_at"`
	WaitingEvents int        `json:"waiting_events"`
}

func (c *customer) view() customerView {
	v := customerView{
		Key: c.id, WaID: c.WaID, UserID: c.UserID, Name: c.Name, Username: c.Username,
		HiddenPhone: c.HiddenPhone, ReadsAtOnce: !c.ReadsLater, WaitingEvents: len(c.queue),
	}
	if !c.LastWroteAt.IsZero() {
		wrote, ends := c.LastWroteAt, c.windowEnds()
		v.LastWroteAt, v.WindowEndsAt = &wrote, &ends
	}
	return v
}
