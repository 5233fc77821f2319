package simulator

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

// An expectation can look back on the latest sends, reactions among them.
const (
	keptSends     = 1000
	keptSendBytes = 16 << 20
)

// noteSend keeps a send for expectations. The caller holds mu.
func (s *Simulator) noteSend(m *message) {
	if s.measureSend != nil {
		s.measureSend(m)
	}
	s.lastSend++
	m.number = s.lastSend
	s.sends = append(s.sends, m)
	s.sendBytes += m.size()
	forget := 0
	for len(s.sends)-forget > keptSends || s.sendBytes > keptSendBytes && len(s.sends)-forget > 1 {
		s.sendBytes -= s.sends[forget].size()
		forget++
	}
	s.sends = slices.Delete(s.sends, 0, forget)
	s.pokeWaiters()
}

// expect waits until an expectation is met.
func (p *player) expect(ctx context.Context, step Step) error {
	within := cmp.Or(time.Duration(step.Within), defaultWithin)
	waiting, cancel := context.WithTimeout(ctx, within)
	defer cancel()
	if step.Do == doExpectTaken {
		if err := p.s.Idle(waiting); err != nil {
			return p.untaken(err, within)
		}
		return nil
	}
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	switch step.Do {
	case doExpectMessage:
		var found *message
		err := p.s.waitLocked(waiting, func() bool { found = p.find(step); return found != nil })
		if found == nil {
			return p.missed(err, step, within)
		}
		p.taken[found.number] = true
		p.last[found.Customer] = found
		if step.As != "" {
			p.names[step.As] = found.ID
		}
		return nil
	case doExpectStatus:
		err := p.s.waitLocked(waiting, func() bool { return p.hasStatus(step) })
		if err != nil {
			return p.wrongStatus(err, step, within)
		}
		return nil
	}
	// silence
	anything := Step{Customer: step.Customer}
	err := p.s.waitLocked(waiting, func() bool { return p.find(anything) != nil })
	if found := p.find(anything); found != nil {
		return fmt.Errorf("nothing was expected, and the business sent %s %q", found.Type, found.Text)
	}
	if errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	return err
}

// find is the first message of the run that fits and was not used yet.
func (p *player) find(step Step) *message {
	for _, m := range p.s.sends {
		if m.number > p.from && !p.taken[m.number] && p.isOf(m, step.Customer) && step.fits(m) {
			return m
		}
	}
	return nil
}

func (p *player) isOf(m *message, customer string) bool {
	key := p.key(customer)
	return m.Customer == key || m.customer.WaID == key || m.customer.UserID == key
}

func (step Step) fits(m *message) bool {
	return (step.Type == "" || step.Type == m.Type) && (step.Text == "" || step.Text == m.Text) && strings.Contains(m.Text, step.Contains)
}

// subject is the message that a status is expected of: the named one, or the
// latest that an expectation has used, or the latest of all.
func (p *player) subject(step Step) *message {
	id := p.id(step.MessageID)
	var latest *message
	for _, m := range p.s.sends {
		if id != "" && m.ID == id {
			return m
		}
		if id == "" && m.number > p.from && p.isOf(m, step.Customer) {
			latest = m
		}
	}
	if latest != nil && p.last[latest.Customer] != nil {
		return p.last[latest.Customer]
	}
	return latest
}

func (p *player) hasStatus(step Step) bool {
	m := p.subject(step)
	if m == nil {
		return false
	}
	if step.Status == statusFailed || m.Status == statusFailed {
		return m.Status == step.Status && (step.Code == 0 || step.Code == m.ErrorCode)
	}
	return statusRank(m.Status) >= statusRank(step.Status)
}

func (p *player) missed(err error, step Step, within time.Duration) error {
	if !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	wanted := cmp.Or(step.Type, "message")
	switch {
	case step.Text != "":
		wanted += fmt.Sprintf(" %q", step.Text)
	case step.Contains != "":
		wanted += fmt.Sprintf(" with %q in it", step.Contains)
	}
	others := []string{}
	for _, m := range p.s.sends {
		if m.number > p.from && !p.taken[m.number] && p.isOf(m, step.Customer) {
			others = append(others, fmt.Sprintf("%s %q", m.Type, m.Text))
		}
	}
	got := "nothing"
	if len(others) > 0 {
		got = strings.Join(others[max(0, len(others)-3):], ", ")
	}
	return fmt.Errorf("within %v the business sent %s no %s; it sent %s", within, step.Customer, wanted, got)
}

func (p *player) wrongStatus(err error, step Step, within time.Duration) error {
	if !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	m := p.subject(step)
	if m == nil {
		return fmt.Errorf("the business has sent no message that could become %s", step.Status)
	}
	is := m.Status
	if m.ErrorCode != 0 {
		is += fmt.Sprintf(" with %d", m.ErrorCode)
	}
	wanted := step.Status
	if step.Code != 0 {
		wanted += fmt.Sprintf(" with %d", step.Code)
	}
	return fmt.Errorf("within %v the %s %q did not become %s; it is %s", within, m.Type, m.Text, wanted, is)
}

func (p *player) untaken(err error, within time.Duration) error {
	if !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	return fmt.Errorf("within %v not every webhook was answered with 200: %d wait. %s", within, p.s.backlog, p.s.receiver("").Problem)
}
