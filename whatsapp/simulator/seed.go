package simulator

import (
	"slices"
	"sort"
)

// AddMessages puts messages into chats that began before the simulator did. The
// business knows them already: no webhook is sent for them. Those whose id is
// known stay as they are. The customers must be there.
func (s *Simulator) AddMessages(list []Message) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, one := range list {
		c := s.customerByKey(one.Customer)
		if c == nil {
			return errNoCustomer
		}
		if s.byMessageID[one.ID] != nil {
			continue
		}
		if one.ID == "" {
			one.ID = newMessageID()
		}
		if len(one.Content) == 0 && one.Type == "text" {
			raw, err := marshalPlain(map[string]string{"body": one.Text})
			if err != nil {
				return err
			}
			one.Content = raw
		}
		one.Customer = c.id
		s.keepInOrder(&message{Message: one, customer: c, toPhone: c.WaID != ""})
	}
	s.touch()
	return nil
}

// keepInOrder is keep for a message that may be older than others.
func (s *Simulator) keepInOrder(m *message) {
	n := len(s.messages)
	at := sort.Search(n, func(i int) bool { return s.messages[i].At.After(m.At) })
	s.keep(m)
	if last := len(s.messages) - 1; last >= 0 && s.messages[last] == m && at < last {
		// note: keep may have forgotten some of the oldest.
		at = max(0, at-(n+1-len(s.messages)))
		s.messages = slices.Insert(s.messages[:last], at, m)
	}
}
