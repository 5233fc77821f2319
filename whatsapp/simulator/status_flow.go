package simulator

// Who wrote a message, and how far it has come.
const (
	authorCustomer = "customer"
	authorBusiness = "business"

	statusPending   = "pending"
	statusAccepted  = "accepted"
	statusSent      = "sent"
	statusDelivered = "delivered"
	statusRead      = "read"
	statusFailed    = "failed"
)

// startStatuses lets an accepted message go its way: sent, delivered, read, one
// StatusDelay apart, or failed. The caller holds mu.
func (s *Simulator) startStatuses(m *message) {
	if m.ErrorCode != 0 {
		s.later(s.options.StatusDelay, func() { s.report(m, statusFailed) })
		return
	}
	s.later(s.options.StatusDelay, func() {
		s.report(m, statusSent)
		if m.Type == "reaction" {
			return // a reaction yields nothing more
		}
		s.later(s.options.StatusDelay, func() {
			s.report(m, statusDelivered)
			if !m.customer.ReadsLater {
				s.readSoon(m)
			}
		})
	})
}

// readSoon makes a delivered message read after one more step.
func (s *Simulator) readSoon(m *message) {
	if m.reading || m.Author != authorBusiness || m.Status != statusDelivered {
		return
	}
	m.reading = true
	s.later(s.options.StatusDelay, func() { s.report(m, statusRead) })
}

// report sets a status of a business's message and tells the business.
func (s *Simulator) report(m *message, status string) {
	m.Status = status
	if m.Type != "reaction" {
		s.tell("message", m.Message)
	}
	body, err := s.statusPayload(m, status, s.now())
	if err != nil {
		s.options.Logger.Error("simulator: the status could not be written", "error", err)
		return
	}
	s.enqueue(m.customer, &webhook{what: "status " + status, messageID: m.ID, body: body})
}

// openChat is a person looking at a chat: what has arrived there is read.
func (s *Simulator) openChat(c *customer) {
	for _, m := range s.messages {
		if m.customer == c {
			s.readSoon(m)
		}
	}
}
