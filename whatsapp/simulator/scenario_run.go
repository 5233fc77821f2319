package simulator

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// ScenarioReport is how a scenario went.
type ScenarioReport struct {
	Name   string  `json:"name"`
	OK     bool    `json:"ok"`
	Done   int     `json:"done"` // steps
	Steps  int     `json:"steps"`
	TookMS float64 `json:"took_ms"`
	// The first step that failed, from 1, and why.
	Failed  int    `json:"failed,omitempty"`
	Problem string `json:"problem,omitempty"`
}

// player is one run of a scenario.
type player struct {
	s     *Simulator
	names map[string]string // message ids by their names
	from  int               // number of the last message that was sent before the run
	taken map[int]bool      // messages that an expectation has used
	last  map[string]*message
}

// RunScenario plays a scenario. An expectation that is not met ends it; the
// report says which step and why. The error is for what has nothing to do with
// the business, such as the end of ctx.
func (s *Simulator) RunScenario(ctx context.Context, sc Scenario) (ScenarioReport, error) {
	report := ScenarioReport{Name: sc.Name, Steps: len(sc.Steps)}
	if err := sc.check(); err != nil {
		return report, err
	}
	start := time.Now()
	p := &player{s: s, names: map[string]string{}, taken: map[int]bool{}, last: map[string]*message{}}
	s.mu.Lock()
	p.from = s.lastSend
	s.mu.Unlock()
	if err := p.addPeople(sc.Customers); err != nil {
		return report, err
	}
	for i, step := range sc.Steps {
		err := p.play(ctx, step)
		if err != nil && (ctx.Err() != nil || errors.Is(err, errClosed)) {
			return report, err
		}
		if err != nil {
			report.Failed, report.Problem = i+1, fmt.Sprintf("Step %d (%s): %s", i+1, strings.TrimSpace(step.Do+" "+step.Note), sentence(err))
			break
		}
		report.Done++
	}
	report.OK = report.Failed == 0
	report.TookMS = float64(time.Since(start).Microseconds()) / 1000
	return report, nil
}

func (p *player) addPeople(people []Person) error {
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	for i, one := range people {
		given := Customer{Name: one.Name, UserID: one.UserID, Username: one.Username, HiddenPhone: one.HiddenPhone}
		if one.Phone != "" {
			digits, ok := readPhone(one.Phone)
			if !ok {
				return fmt.Errorf("customer %d: %q is not a phone number with country code", i+1, one.Phone)
			}
			given.WaID = digits
		}
		if field, problem := checkProfile(given); problem != "" {
			return fmt.Errorf("customer %d, %s: %s", i+1, field, problem)
		}
		c := p.s.addCustomer(given)
		if c == nil {
			return fmt.Errorf("customer %d: there is neither phone nor user_id, or the list of customers is full", i+1)
		}
		c.Name, c.Username, c.HiddenPhone = cmp.Or(one.Name, c.Name), cmp.Or(one.Username, c.Username), one.HiddenPhone
		if one.LastWrote > 0 {
			c.wrote(p.s.now().Add(-time.Duration(one.LastWrote)))
		}
		p.s.tell("customer", p.s.view(c))
	}
	return nil
}

func (p *player) play(ctx context.Context, step Step) error {
	s, clock := p.s, p.s.Clock()
	switch step.Do {
	case doWrite:
		return p.write(step)
	case doOpen:
		return s.OpenChat(p.key(step.Customer))
	case doPlay:
		return s.Play(p.id(step.MessageID))
	case doChange:
		return s.ChangeCustomer(p.key(step.Customer), *step.Change)
	case doWait:
		return s.pass(ctx, time.Duration(step.For))
	case doMove:
		return clock.Move(ctx, time.Duration(step.For))
	case doHold:
		clock.Hold()
		return nil
	case doRelease:
		clock.Release()
		return nil
	case doSpeed:
		return clock.Speed(step.Speed)
	case doFail:
		_, err := s.AddFailure(*step.Failure)
		return err
	case doClear:
		s.ClearFailures(0)
		return nil
	case doDisorder:
		return s.SetDisorder(*step.Disorder)
	case doCall:
		return p.call(step)
	case doApp:
		return p.writeFromApp(step)
	case doAccount:
		return s.RaiseAccountEvent(*step.Account)
	case doOutage:
		s.Outage(time.Duration(step.For))
		return nil
	}
	return p.expect(ctx, step)
}

// pass lets simulated time go by, by itself or, when the clock is held, by moving it.
func (s *Simulator) pass(ctx context.Context, d time.Duration) error {
	if s.Clock().State().Held {
		return s.Clock().Move(ctx, d)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	over := false
	t := s.alarm(d, func() { over = true })
	defer s.stopTimer(t)
	return s.waitLocked(ctx, func() bool { return over })
}

func (p *player) write(step Step) error {
	in := Inbound{Text: step.Text}
	if step.Message != nil {
		in = *step.Message
		in.MessageID, in.ReplyTo = p.id(in.MessageID), p.id(in.ReplyTo)
	}
	in.From, in.UserID = p.person(step.Customer)
	id, err := p.s.Write(in)
	if step.As != "" {
		p.names[step.As] = id
	}
	return err
}

// call has a customer call; nothing waits for its end.
func (p *player) call(step Step) error {
	given := Call{}
	if step.Call != nil {
		given = *step.Call
	}
	given.From, given.UserID = p.person(step.Customer)
	_, err := p.s.StartCall(given)
	return err
}

func (p *player) writeFromApp(step Step) error {
	e := Echo{Text: step.Text}
	if step.App != nil {
		e = *step.App
		e.MessageID = p.id(e.MessageID)
	}
	e.To, e.UserID = p.person(step.Customer)
	id, err := p.s.WriteFromApp(e)
	if step.As != "" {
		p.names[step.As] = id
	}
	return err
}

// person is the number of a customer, or the BSUID of one without a number.
func (p *player) person(typed string) (phone, userID string) {
	key := p.key(typed)
	p.s.mu.Lock()
	defer p.s.mu.Unlock()
	c := p.s.customerByKey(key)
	switch {
	case c != nil && c.WaID != "":
		return c.WaID, ""
	case c != nil:
		return "", c.UserID
	case isUserID(key) && digitsOf(key) != key:
		return "", key
	}
	return key, ""
}

// id is a message id, also of a message that an earlier step has named.
func (p *player) id(reference string) string {
	if name, found := strings.CutPrefix(reference, "$"); found {
		return p.names[name]
	}
	return reference
}

// key is how a customer is looked up, from a number as somebody types it.
func (p *player) key(typed string) string {
	if digits, ok := readPhone(typed); ok {
		return digits
	}
	return typed
}

// postRunScenario plays the scenario in the body and answers with the report.
func (s *Simulator) postRunScenario(w http.ResponseWriter, r *http.Request) {
	sc, err := ReadScenario(http.MaxBytesReader(w, r.Body, maxScenarioBytes+1))
	if err != nil {
		writeProblem(w, http.StatusBadRequest, "", sentence(err))
		return
	}
	report, err := s.RunScenario(r.Context(), sc)
	if err != nil {
		writeProblem(w, http.StatusBadRequest, "", sentence(err))
		return
	}
	writeJSON(w, http.StatusOK, report)
}
