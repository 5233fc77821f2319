package simulator

// A new template, or one of poor quality, goes to a few people first. What is
// sent with it meanwhile is held: the answer says so, no status follows, and in
// the end it is either sent or dropped.
//
// Source: templates/template-pacing.

const statusHeld = "held_for_quality_assessment"

// hold keeps a message back while its template is paced, and reports whether
// it did. The caller holds mu.
func (s *Simulator) hold(m *message, t *template) bool {
	if t == nil || !t.Paced || m.ErrorCode != 0 {
		return false
	}
	s.held[t.ID] = append(s.held[t.ID], m)
	return true
}

// settleHeld ends the assessment: what was held is sent, or fails as the
// template is paused or disabled by now. The caller holds mu.
func (s *Simulator) settleHeld(t *template) {
	code := map[string]int{templatePaused: 132015, templateDisabled: 132016}[t.Status]
	if t.Paced && code == 0 {
		return
	}
	messages := s.held[t.ID]
	delete(s.held, t.ID)
	for _, m := range messages {
		if code != 0 {
			m.fail(code, "The message was held for the assessment of its template, which has failed.")
		}
		s.startMessage(m)
	}
}
