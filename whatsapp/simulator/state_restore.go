package simulator

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// ImportState replaces all that the simulator remembers by what ExportState
// wrote.
func (s *Simulator) ImportState(r io.Reader) error {
	var head struct {
		Program string
		Version int
	}
	raw, err := io.ReadAll(io.LimitReader(r, maxStateBytes+1))
	switch {
	case err != nil:
		return fmt.Errorf("the state could not be read: %w", err)
	case len(raw) > maxStateBytes:
		return errors.New("the state is larger than 512 MB")
	case json.Unmarshal(raw, &head) != nil || head.Program != stateProgram:
		return errors.New("this is not the state of a simulator")
	case head.Version != stateVersion:
		return fmt.Errorf("the state is of version %d, and this program reads version %d: use the program that wrote it, or begin anew", head.Version, stateVersion)
	}
	var state stateFile
	if err := json.Unmarshal(raw, &state); err != nil {
		return fmt.Errorf("the state is damaged: %w", err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.closed {
		return errClosed
	}
	return s.restore(state)
}

// restore replaces everything. It checks first, so that a damaged state leaves
// the old one in place.
func (s *Simulator) restore(state stateFile) error {
	var wire wireState
	if err := json.Unmarshal(state.Wire, &wire); err != nil {
		return fmt.Errorf("the state is damaged: %w", err)
	}
	for i := range state.Media {
		wire.Media = append(wire.Media, &state.Media[i])
	}
	if len(state.Customers) > maxCustomers || len(state.Messages) > maxMessages || len(state.Waiting) > 2*maxBacklog {
		return errors.New("the state holds more than a simulator does")
	}
	seen := map[string]bool{}
	for _, c := range state.Customers {
		if c.Key == "" || c.WaID == "" && c.UserID == "" || digitsOf(c.WaID) != c.WaID || seen[c.Key] {
			return errors.New("the state is damaged: a customer has no number, no key, or that of another")
		}
		seen[c.Key] = true
	}
	for _, m := range state.Messages {
		if m.ID == "" || !seen[m.Customer] && m.ErrorCode == 0 {
			return fmt.Errorf("the state is damaged: the message %q is of no customer", m.ID)
		}
	}
	if err := state.Disorder.check(); err != nil {
		return fmt.Errorf("the state is damaged: %w", err)
	}

	s.forgetAll()
	s.restoreClock(state.Clock)
	s.disorder = state.Disorder
	for _, f := range state.Failures {
		s.failures = append(s.failures, &f)
		s.lastFailure = max(s.lastFailure, f.ID)
	}
	for _, one := range state.Customers {
		c := newCustomer(one.Customer)
		if c.UserID == "" {
			c.UserID = userIDFor(s.options.BusinessAccountID, c.WaID)
		}
		c.id, c.lane.name, c.written, c.received, c.renewals = one.Key, one.Key, one.Written, one.Received, one.Renewals
		c.devices = one.Devices
		s.customers = append(s.customers, c)
		s.byKey[c.id] = c
		if c.WaID != "" {
			s.byWaID[c.WaID] = c
		}
		s.byUserID[c.UserID] = c
	}
	for _, digits := range state.LeftNumbers {
		s.leftNumbers[digits] = true
	}
	if err := s.importWire(wire); err != nil {
		return err
	}
	s.restoreMessages(state)
	s.closeStreams()
	s.arm()
	s.touch()
	return nil
}

func (s *Simulator) restoreMessages(state stateFile) {
	for _, one := range state.Messages {
		m := &message{Message: one.Message, toPhone: one.ToPhone, unseen: one.Unseen, key: one.Key, frame: one.Frame}
		if m.customer = s.byKey[m.Customer]; m.customer == nil {
			m.customer = newCustomer(Customer{UserID: m.Customer}) // the stand-in of a send to nobody
		}
		s.keep(m)
		s.resume(m)
	}
	for _, one := range state.Waiting {
		w := &webhook{what: one.What, messageID: one.MessageID, field: one.Field, key: one.Key, body: []byte(one.Body), madeAt: one.MadeAt, attempts: one.Attempts}
		s.lastWebhook++
		w.number = s.lastWebhook
		l := &s.account
		if c := s.byKey[one.Customer]; c != nil {
			l = &c.lane
		}
		if m := s.byMessageID[one.MessageID]; m != nil && strings.HasPrefix(one.What, "message ") {
			w.accepted = func() { s.taken(m) }
		}
		s.join(l, w)
	}
}

// forgetAll empties the simulator. Webhooks that are under way come to nothing.
func (s *Simulator) forgetAll() {
	s.epoch++
	for _, t := range s.timers {
		t.index = -1
	}
	s.timers, s.backlog, s.backlogBytes = nil, 0, 0
	s.ready, s.account = lanes{}, lane{name: s.account.name}
	clear(s.waiting)
	clear(s.delayed)
	clear(s.refused)
	s.pooled, s.sends, s.sendBytes, s.failures = nil, nil, 0, nil
	s.customers, s.messages, s.messageBytes = nil, nil, 0
	for _, by := range []map[string]*customer{s.byKey, s.byWaID, s.byUserID} {
		clear(by)
	}
	clear(s.byMessageID)
	clear(s.leftNumbers)
}

// restoreClock lets a held clock stand where it stood, and a running one be as
// far ahead as it was.
func (s *Simulator) restoreClock(saved savedClock) {
	s.time.change(func(t *timeline) {
		t.held = saved.Held
		if saved.Speed > 0 && saved.Speed <= maxSpeed {
			t.speed = saved.Speed
		}
		if t.held {
			t.at = saved.Now
		} else if ahead := time.Duration(saved.Ahead); ahead > 0 {
			t.at = t.baseAt.Add(ahead)
		}
	})
}
