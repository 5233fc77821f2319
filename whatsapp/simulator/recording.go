package simulator

import (
	"net/http"
	"slices"
	"strconv"
	"time"
)

// recording is a scenario that is being made of what happens.
type recording struct {
	scenario Scenario
	names    map[string]string // by message id
	since    time.Time         // the last step
	people   map[string]bool
	bytes    int // of what was written
}

// maxRecordedMedia is the largest file that a recording holds.
const maxRecordedMedia = 200 << 10

// shortestWait is the pause that a recording still keeps.
const shortestWait = time.Second

// StartRecording makes a scenario of all that customers do from now on, on the
// phone page or by control calls; what the business sends becomes what is
// expected of it.
func (s *Simulator) StartRecording(name string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.recording = &recording{
		scenario: Scenario{Name: name, Steps: []Step{}},
		names:    map[string]string{}, since: s.now(), people: map[string]bool{},
	}
}

// Recording is the scenario so far; false when none is being recorded.
func (s *Simulator) Recording() (Scenario, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.recorded()
}

func (s *Simulator) recorded() (Scenario, bool) {
	if s.recording == nil {
		return Scenario{}, false
	}
	sc := s.recording.scenario
	sc.Steps, sc.Customers = slices.Clone(sc.Steps), slices.Clone(sc.Customers)
	return sc, true
}

// StopRecording ends it and returns the scenario.
func (s *Simulator) StopRecording() (Scenario, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	sc, was := s.recorded()
	s.recording = nil
	return sc, was
}

// record adds a step, with the pause before it. The caller holds mu.
func (s *Simulator) record(step Step) {
	r := s.recording
	if r == nil || len(r.scenario.Steps) >= maxSteps-1 {
		return
	}
	now := s.now()
	if step.Do == doMove {
		r.since = r.since.Add(time.Duration(step.For))
	}
	// note: the time that the business took is no pause of the customer's.
	if pause := now.Sub(r.since).Truncate(shortestWait); pause >= shortestWait && step.Do != doExpectMessage {
		r.scenario.Steps = append(r.scenario.Steps, Step{Do: doWait, For: Duration(pause)})
	}
	r.since = now
	if name, known := r.names[step.MessageID]; known {
		step.MessageID = "$" + name
	}
	s.recordPerson(step.Customer)
	r.scenario.Steps = append(r.scenario.Steps, step)
}

// recordPerson notes who takes part, as they were at the beginning.
func (s *Simulator) recordPerson(key string) {
	r, c := s.recording, s.byKey[key]
	if c == nil || r.people[key] {
		return
	}
	r.people[key] = true
	one := Person{Phone: c.WaID, Name: c.Name, UserID: c.UserID, Username: c.Username, HiddenPhone: c.HiddenPhone}
	if one.Phone != "" {
		one.Phone = "+" + one.Phone
	}
	if ends := c.windowEnds(); ends.After(s.now()) {
		one.LastWrote = Duration(s.now().Sub(c.LastWroteAt).Truncate(time.Second) + time.Second)
	}
	r.scenario.Customers = append(r.scenario.Customers, one)
}

// name gives a message a name for later steps.
func (r *recording) name(id string) string {
	name := "m" + strconv.Itoa(len(r.names)+1)
	r.names[id] = name
	return name
}

func (s *Simulator) recordWrite(c *customer, in Inbound, m *message) {
	if s.recording == nil {
		return
	}
	in.From, in.UserID, in.Name, in.Username, in.HiddenPhone = "", "", "", "", nil
	in.ID, in.Timestamp = "", ""
	if len(in.Media)*4/3 > maxRecordedMedia {
		in.Media = nil // a sample takes its place
	}
	s.recording.bytes += len(in.Text) + len(in.Content) + len(in.Media)*4/3 + 300
	if s.recording.bytes > maxScenarioBytes {
		return
	}
	if name, known := s.recording.names[in.ReplyTo]; known {
		in.ReplyTo = "$" + name
	}
	if name, known := s.recording.names[in.MessageID]; known {
		in.MessageID = "$" + name
	}
	step := Step{Do: doWrite, Customer: c.id, As: s.recording.name(m.ID)}
	if in.onlyText() {
		step.Text = in.Text
	} else {
		step.Message = &in
	}
	s.record(step)
}

// recordCall notes a call when it is over, and how it went by itself.
func (s *Simulator) recordCall(one *call, outcome string) {
	if s.recording == nil {
		return
	}
	given := Call{Outcome: outcome, Payload: one.payload}
	until := s.now()
	if !one.answered.IsZero() {
		given.Talks, until = Duration(max(until.Sub(one.answered), time.Second)), one.answered
	}
	given.Rings = Duration(max(until.Sub(one.m.At), time.Second))
	s.record(Step{Do: doCall, Customer: one.m.Customer, Call: &given})
}

func (s *Simulator) recordEcho(c *customer, e Echo, m *message) {
	if s.recording == nil {
		return
	}
	if s.recording.bytes += len(e.Text) + len(e.Content) + 300; s.recording.bytes > maxScenarioBytes {
		return
	}
	e.To, e.UserID, e.ID = "", "", ""
	if name, known := s.recording.names[e.MessageID]; known {
		e.MessageID = "$" + name
	}
	s.record(Step{Do: doApp, Customer: c.id, App: &e, As: s.recording.name(m.ID)})
}

// onlyText reports that nothing but the text was given.
func (in Inbound) onlyText() bool {
	return (in.Type == "" || in.Type == "text") && len(in.Content) == 0 && in.ReplyTo == "" && in.Choose == "" &&
		!in.Forwarded && !in.FrequentlyForwarded && in.Referral == nil && in.GroupID == "" && in.ReferredProduct == nil && in.Errors == nil
}

func (s *Simulator) recordSend(m *message) {
	if s.recording == nil {
		return
	}
	if s.recording.bytes += len(m.Text) + 300; s.recording.bytes > maxScenarioBytes {
		return
	}
	s.record(Step{Do: doExpectMessage, Customer: m.Customer, Type: m.Type, Text: m.Text, As: s.recording.name(m.ID)})
}

// postRecording begins a recording.
func (s *Simulator) postRecording(w http.ResponseWriter, r *http.Request) {
	var form struct {
		Name string `json:"name"`
	}
	if !readControl(w, r, &form) {
		return
	}
	s.StartRecording(form.Name)
	w.WriteHeader(http.StatusNoContent)
}

func (s *Simulator) getRecording(w http.ResponseWriter, _ *http.Request) {
	writeRecording(w, s.Recording)
}

// deleteRecording ends the recording and answers with it.
func (s *Simulator) deleteRecording(w http.ResponseWriter, _ *http.Request) {
	writeRecording(w, s.StopRecording)
}

func writeRecording(w http.ResponseWriter, get func() (Scenario, bool)) {
	sc, is := get()
	if !is {
		writeProblem(w, http.StatusNotFound, "", "Nothing is being recorded.")
		return
	}
	writeJSON(w, http.StatusOK, sc)
}
