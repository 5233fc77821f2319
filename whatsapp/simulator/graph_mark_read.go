package simulator

// markRead is the read receipt of the business, with or without a typing
// indicator. It covers the earlier messages of the chat too.
func (s *Simulator) markRead(p params) (any, *graphError) {
	status, _ := p.text("status")
	if problem := oneOf("status", status, "read"); problem != nil {
		return nil, problem
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
	switch {
	case last == nil || last.Author != authorCustomer:
		return nil, refuse(100, "Message ID is invalid: %s is not a message that this phone number received.", id)
	case s.now().Sub(last.At) > reactionAge:
		return nil, refuse(131009, "The message is older than 30 days.")
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
