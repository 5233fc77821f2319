package simulator

import "strings"

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
				s.tell("customer", s.view(m.customer))
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
	s.checkIdentity(m, out.identity)
	if m.Type != "template" && !s.now().Before(m.customer.windowEnds()) {
		m.fail(131047, "More than 24 hours have passed since this customer last wrote to the number.")
	}
	if m.customer.stopsMarketing && strings.HasPrefix(m.Category, "marketing") {
		m.fail(131050, "This person has stopped marketing messages of this business.")
	}
}
