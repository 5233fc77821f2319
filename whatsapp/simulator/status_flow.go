package simulator

import (
	"strconv"
	"time"
)

// Who wrote a message, and how far it has come.
const (
	authorCustomer = "customer"
	authorBusiness = "business"

	statusPending   = "pending"
	statusAccepted  = "accepted"
	statusSent      = "sent"
	statusDelivered = "delivered"
	statusRead      = "read"
	statusPlayed    = "played"
	statusFailed    = "failed"
)

// waitsForPhone is how long Meta keeps a message for a phone that is off.
const waitsForPhone = 30 * 24 * time.Hour

// startStatuses lets an accepted message go its way: sent, delivered, read, one
// StatusDelay apart, or failed. The caller holds mu.
func (s *Simulator) startStatuses(m *message) {
	c := m.customer
	c.received++
	m.key = c.id + "/out/" + strconv.Itoa(c.received)
	if m.ErrorCode == 0 {
		s.findObstacle(m)
	}
	s.noteSend(m)
	s.recordSend(m)
	if m.ErrorCode == 0 && m.Type != "reaction" && draw(s.disorder.Seed, "early?", m.key) < s.disorder.Early {
		m.early = make(chan struct{})
		s.report(m, statusSent)
		s.sent(m)
		return
	}
	s.later(s.options.StatusDelay, func() { s.leave(m) })
}

// findObstacle is what goes wrong at the phone's end or was ordered.
func (s *Simulator) findObstacle(m *message) {
	c := m.customer
	switch {
	case c.Unreachable:
		m.fail(131026, "The message could not be delivered: this number is not on WhatsApp.")
	case m.toPhone && s.leftNumbers[c.WaID] && c.LastWroteAt.IsZero():
		m.fail(131026, "The message could not be delivered: the customer has left this number.")
	default:
		s.failLater(m)
	}
}

// leave is an accepted message on its way out of Meta's servers.
func (s *Simulator) leave(m *message) {
	if m.ErrorCode != 0 {
		s.report(m, statusFailed)
		return
	}
	s.report(m, statusSent)
	s.sent(m)
}

// sent goes on from there.
func (s *Simulator) sent(m *message) {
	if m.Type == "reaction" {
		return // a reaction yields nothing more
	}
	// note: what is sent while the business is blocked never arrives, also
	// when the block is lifted, and no failure tells the business.
	m.unseen = m.customer.Blocked
	s.later(s.options.StatusDelay, func() { s.arrive(m) })
}

// arrive is a message that reaches the phone, unless it is off.
func (s *Simulator) arrive(m *message) {
	if m.Status != statusSent || m.unseen || m.customer.Offline || s.now().Sub(m.At) > waitsForPhone {
		return
	}
	s.report(m, statusDelivered)
	if !m.customer.ReadsLater {
		s.readSoon(m)
	}
}

// readSoon makes a delivered message read after one more step.
func (s *Simulator) readSoon(m *message) {
	if m.reading || m.Author != authorBusiness || m.Status != statusDelivered || m.customer.NoReceipts {
		return
	}
	m.reading = true
	s.later(s.options.StatusDelay, func() {
		if m.customer.Offline {
			m.reading = false // the phone tells when it is back, see comeOnline
			return
		}
		s.report(m, statusRead)
	})
}

// comeOnline is a phone that is switched on: what waited for it arrives.
func (s *Simulator) comeOnline(c *customer) {
	for _, m := range s.messages {
		if m.customer != c || m.Author != authorBusiness {
			continue
		}
		switch {
		case m.Status == statusSent:
			s.later(s.options.StatusDelay, func() { s.arrive(m) })
		case !c.ReadsLater:
			s.readSoon(m)
		}
	}
}

// resume goes on with a message that was loaded from a file.
func (s *Simulator) resume(m *message) {
	switch {
	case m.Type == "call":
		s.resumeCall(m)
	case m.Author != authorBusiness || m.Type == "reaction":
	case m.Status == statusAccepted:
		s.later(s.options.StatusDelay, func() { s.leave(m) })
	case m.Status == statusSent:
		s.later(s.options.StatusDelay, func() { s.arrive(m) })
	case !m.customer.ReadsLater:
		s.readSoon(m)
	}
}

// report sets a status of a business's message and tells the business.
func (s *Simulator) report(m *message, status string) {
	m.Status = status
	if m.Type != "reaction" {
		s.tell("message", m.Message)
	}
	s.touch()
	s.pokeWaiters()
	body, err := s.statusPayload(m, status, s.now())
	if err != nil {
		s.options.Logger.Error("simulator: the status could not be written", "error", err)
		return
	}
	w := &webhook{what: "status " + status, messageID: m.ID, key: m.key + "/" + status, body: body}
	if status == statusSent && m.early != nil {
		w.alone, w.tried = true, func() { close(m.early) }
	}
	s.enqueue(m.customer, w)
}

// openChat is a person looking at a chat: what has arrived there is read.
func (s *Simulator) openChat(c *customer) {
	if c.Offline {
		return
	}
	for _, m := range s.messages {
		if m.customer == c {
			s.readSoon(m)
		}
	}
}

// OpenChat is a customer who opens the chat with the business.
func (s *Simulator) OpenChat(key string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.customerByKey(key)
	if c == nil {
		return errNoCustomer
	}
	s.openChat(c)
	s.record(Step{Do: doOpen, Customer: c.id})
	return nil
}

// Play is a customer who plays a voice message for the first time.
func (s *Simulator) Play(messageID string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	m := s.byMessageID[messageID]
	if m == nil || m.Author != authorBusiness || m.Type != "audio" || m.FromApp {
		return &inputError{"message_id", "This is not a voice message of the business."}
	}
	if m.Status == statusDelivered || m.Status == statusRead {
		s.report(m, statusPlayed)
		s.record(Step{Do: doPlay, Customer: m.Customer, MessageID: m.ID})
	}
	return nil
}
