package simulator

import (
	"cmp"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"
)

// Call is a customer who calls the business. There is no voice in it: the
// webhooks come as Meta's do, and the outcome is chosen or acted out.
type Call struct {
	// From and UserID name the customer, as in [Inbound].
	From   string `json:"from,omitempty"`
	UserID string `json:"user_id,omitempty"`
	// Outcome is answered, missed (nobody picks up), declined or cancelled (the
	// customer gives up). Without one the phone rings until AnswerCall, EndCall
	// or the Graph API decides, and is missed after half a minute.
	Outcome string `json:"outcome,omitempty"`
	// Rings is how long it takes until then, Talks how long an answered call lasts.
	Rings Duration `json:"rings,omitempty"`
	Talks Duration `json:"talks,omitempty"`
	// Payload is that of the call button which the customer has tapped.
	Payload string `json:"payload,omitempty"`
}

const (
	callRinging   = "ringing"
	callConnected = "connected"
	callAnswered  = "answered"
	callMissed    = "missed"
	callDeclined  = "declined"
	callCancelled = "cancelled"

	ringsFor     = 30 * time.Second
	ringsBriefly = 5 * time.Second
	talksFor     = time.Minute
	longestCall  = 24 * time.Hour
)

var callOutcomes = []string{callAnswered, callMissed, callDeclined, callCancelled}

// call is one that has not ended. Simulator.mu guards it.
type call struct {
	m        *message
	payload  string
	answered time.Time
	next     *timer // what happens by itself
}

// callContent is a call in the chat, Message.Content.
type callContent struct {
	State string `json:"state"` // ringing, connected, then the outcome
	// Since is when it was answered, Seconds how long it lasted.
	Since   *time.Time `json:"since,omitempty"`
	Seconds int        `json:"seconds,omitempty"`
}

// StartCall begins a call and returns its id. An incoming call opens the
// 24-hour window, as a message does.
//
// Source: calling/user-initiated-calls.
func (s *Simulator) StartCall(given Call) (id string, err error) {
	if given.Outcome != "" && !slices.Contains(callOutcomes, given.Outcome) {
		return "", &inputError{"outcome", "The outcome is one of " + strings.Join(callOutcomes, ", ") + ", or none."}
	}
	rings, talks := time.Duration(given.Rings), cmp.Or(time.Duration(given.Talks), talksFor)
	if rings < 0 || talks < 0 || rings > longestCall || talks > longestCall {
		return "", &inputError{"rings", "A call rings and lasts for a day at most."}
	}
	from, err := s.inboundSender(Inbound{From: given.From, UserID: given.UserID})
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if err := s.refusal(); err != nil {
		return "", err
	}
	c := s.addCustomer(from)
	if c == nil {
		return "", errors.New("the list of customers is full")
	}
	for _, other := range s.calls {
		if other.m.customer == c {
			return "", &inputError{"from", "This customer is calling already."}
		}
	}
	m := &message{Message: Message{ID: newCallID(), Customer: c.id, Author: authorCustomer, Type: "call", Text: "Voice call", At: s.now(), Status: statusSent}, customer: c}
	if s.isBlocked(c) {
		s.setCall(m, callContent{State: callMissed}) // the business doesn't hear of it
		s.keep(m)
		return m.ID, nil
	}
	one := &call{m: m, payload: given.Payload}
	s.calls[m.ID] = one
	s.setCall(m, callContent{State: callRinging})
	s.keep(m)
	c.wrote(m.At)
	s.tell("customer", s.view(c))
	switch given.Outcome {
	case callAnswered:
		one.next = s.alarm(cmp.Or(rings, ringsBriefly), func() { s.answerCall(one, talks) })
	case callDeclined, callCancelled:
		one.next = s.alarm(cmp.Or(rings, ringsBriefly), func() { s.endCall(one, given.Outcome) })
	default:
		one.next = s.alarm(cmp.Or(rings, ringsFor), func() { s.endCall(one, callMissed) })
	}
	s.touch()
	return m.ID, s.sendCall(one, "connect", "")
}

// AnswerCall is somebody at the business who picks up.
func (s *Simulator) AnswerCall(id string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	one := s.calls[id]
	if one == nil {
		return errNoCall
	}
	s.answerCall(one, longestCall)
	return nil
}

var errNoCall = &inputError{"id", "There is no such call, or it is over."}

// EndCall hangs up: by the customer, or by the business, which declines a call
// that still rings.
func (s *Simulator) EndCall(id string, byBusiness bool) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	one := s.calls[id]
	if one == nil {
		return errNoCall
	}
	switch {
	case !one.answered.IsZero():
		s.endCall(one, callAnswered)
	case byBusiness:
		s.endCall(one, callDeclined)
	default:
		s.endCall(one, callCancelled)
	}
	return nil
}

// answerCall lets a call last until somebody hangs up, or for so long.
func (s *Simulator) answerCall(one *call, most time.Duration) {
	if !one.answered.IsZero() || s.calls[one.m.ID] != one {
		return
	}
	s.stopTimer(one.next)
	one.next = s.alarm(most, func() { s.endCall(one, callAnswered) })
	one.answered = s.now()
	s.setCall(one.m, callContent{State: callConnected, Since: &one.answered})
	s.tell("message", one.m.Message)
	s.touch()
}

func (s *Simulator) endCall(one *call, outcome string) {
	if s.calls[one.m.ID] != one {
		return
	}
	s.stopTimer(one.next)
	delete(s.calls, one.m.ID)
	content := callContent{State: outcome}
	if outcome == callAnswered {
		content.Seconds = int(s.now().Sub(one.answered) / time.Second)
	}
	s.setCall(one.m, content)
	if s.byMessageID[one.m.ID] == one.m {
		s.tell("message", one.m.Message)
	}
	s.recordCall(one, outcome)
	s.touch()
	if err := s.sendCall(one, "terminate", outcome); err != nil {
		s.options.Logger.Error("simulator: the end of the call could not be written", "error", err)
	}
}

// resumeCall ends a call during which the simulator was stopped.
func (s *Simulator) resumeCall(m *message) {
	var content callContent
	if json.Unmarshal(m.Content, &content) != nil || content.State != callRinging && content.State != callConnected {
		return
	}
	one := &call{m: m}
	outcome := callMissed
	if content.Since != nil {
		one.answered, outcome = *content.Since, callAnswered
	}
	s.calls[m.ID] = one
	one.next = s.alarm(s.options.StatusDelay, func() { s.endCall(one, outcome) })
}

func (s *Simulator) setCall(m *message, content callContent) {
	raw, err := json.Marshal(content)
	if err != nil {
		return
	}
	if s.byMessageID[m.ID] == m {
		s.messageBytes += len(raw) - len(m.Content)
	}
	m.Content = raw
}

func newCallID() string { return "wacid." + randomText(28) }
