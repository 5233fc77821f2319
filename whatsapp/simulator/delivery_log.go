package simulator

import (
	"net/http"
	"slices"
	"time"
)

// Delivery is one attempt to hand a webhook to the business.
type Delivery struct {
	ID       int       `json:"id"`
	At       time.Time `json:"at"`
	Customer string    `json:"customer"`
	// What was delivered: "message text", "status read".
	What      string `json:"what"`
	MessageID string `json:"message_id"`
	// Code is the answer, 0 when there was none.
	Code      int     `json:"code"`
	OK        bool    `json:"ok"`
	Problem   string  `json:"problem,omitempty"`
	Answer    string  `json:"answer,omitempty"` // the beginning of its body
	LatencyMS float64 `json:"latency_ms"`
	Attempt   int     `json:"attempt"`
	URL       string  `json:"url"`
	// Signature and Body are as they went out; of a body over 32 KB only that much.
	Signature string `json:"signature,omitempty"`
	Body      string `json:"body"`
}

// receiverState is whether the business takes its webhooks.
type receiverState struct {
	Configured bool   `json:"configured"`
	Refused    int    `json:"refused"` // lanes whose events wait
	Problem    string `json:"problem"`
	Waiting    int    `json:"waiting"`
}

// logged is a delivery with its whole body, for sending it once more.
type logged struct {
	Delivery
	body  []byte
	field string
}

func (s *Simulator) logDelivery(l *lane, w *webhook, result postResult) {
	s.lastDeliveryID++
	d := Delivery{
		ID: s.lastDeliveryID, At: s.now(), Customer: l.name, What: w.what, MessageID: w.messageID,
		Code: result.code, OK: result.ok, Problem: result.problem, Answer: result.answer, Attempt: w.attempts, URL: result.url,
		LatencyMS: float64(result.took.Microseconds()) / 1000, Signature: result.sig,
	}
	s.deliveries = append(s.deliveries, logged{d, w.body, w.field})
	s.deliveryBytes += len(w.body)
	forget := 0
	for left := len(s.deliveries); left > maxDeliveries || s.deliveryBytes > maxDeliveryBytes && left > 1; left-- {
		s.deliveryBytes -= len(s.deliveries[forget].body)
		forget++
	}
	s.deliveries = slices.Delete(s.deliveries, 0, forget)
	s.tell("delivery", d) // without the body: the page fetches it when somebody looks
}

// setRefused notes that the next webhook of a lane was refused, or no longer is.
func (s *Simulator) setRefused(l *lane, problem string) {
	if s.refused[l] == problem {
		return
	}
	if problem == "" {
		delete(s.refused, l)
	} else {
		s.refused[l] = problem
	}
	s.tell("receiver", s.receiver(problem))
}

func (s *Simulator) receiver(latest string) receiverState {
	state := receiverState{Configured: s.webhookURL != "", Refused: len(s.refused), Problem: latest}
	for l, problem := range s.refused {
		state.Waiting += len(l.queue)
		if state.Problem == "" {
			state.Problem = problem
		}
	}
	return state
}

// Deliveries are the last 200 attempts, newest first.
func (s *Simulator) Deliveries() []Delivery {
	s.mu.Lock()
	defer s.mu.Unlock()
	// note: never nil, which would be null in JSON
	list := make([]Delivery, 0, len(s.deliveries))
	for _, one := range slices.Backward(s.deliveries) {
		d := one.Delivery
		d.Body = string(one.body[:min(len(one.body), maxLoggedBody)])
		list = append(list, d)
	}
	return list
}

func (s *Simulator) getDeliveries(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]any{"deliveries": s.Deliveries()})
}

// postRetry tries refused webhooks now instead of after their pause.
func (s *Simulator) postRetry(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	s.wakeLanes()
	s.mu.Unlock()
	w.WriteHeader(http.StatusNoContent)
}
