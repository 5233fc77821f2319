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
	LatencyMS float64 `json:"latency_ms"`
	Attempt   int     `json:"attempt"`
	// Signature and Body are as they went out; of a body over 32 KB only that much.
	Signature string `json:"signature,omitempty"`
	Body      string `json:"body"`
}

// receiverState is whether the business takes its webhooks.
type receiverState struct {
	Configured bool   `json:"configured"`
	Refused    int    `json:"refused"` // customers whose events wait
	Problem    string `json:"problem"`
	Waiting    int    `json:"waiting"`
}

func (s *Simulator) logDelivery(c *customer, w *webhook, result postResult) {
	s.lastDeliveryID++
	d := Delivery{
		ID: s.lastDeliveryID, At: s.now(), Customer: c.id, What: w.what, MessageID: w.messageID,
		Code: result.code, OK: result.ok, Problem: result.problem, Attempt: w.attempts,
		LatencyMS: float64(result.took.Microseconds()) / 1000, Signature: result.sig, Body: string(w.body[:min(len(w.body), maxLoggedBody)]),
	}
	if len(s.deliveries) >= maxDeliveries {
		s.deliveries = slices.Delete(s.deliveries, 0, len(s.deliveries)-maxDeliveries+1)
	}
	s.deliveries = append(s.deliveries, d)
	d.Body = "" // the page fetches it when somebody looks
	s.tell("delivery", d)
}

// setRefused notes that a customer's next webhook was refused, or no longer is.
func (s *Simulator) setRefused(c *customer, problem string) {
	if s.refused[c] == problem {
		return
	}
	if problem == "" {
		delete(s.refused, c)
	} else {
		s.refused[c] = problem
	}
	s.tell("receiver", s.receiver(problem))
}

func (s *Simulator) receiver(latest string) receiverState {
	state := receiverState{Configured: s.webhookURL != "", Refused: len(s.refused), Problem: latest}
	for c, problem := range s.refused {
		state.Waiting += len(c.queue)
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
	list := append(make([]Delivery, 0, len(s.deliveries)), s.deliveries...)
	slices.Reverse(list)
	return list
}

func (s *Simulator) getDeliveries(w http.ResponseWriter, _ *http.Request) {
	writeJSON(w, http.StatusOK, map[string]any{"deliveries": s.Deliveries()})
}

// postRetry tries refused webhooks now instead of after their pause.
func (s *Simulator) postRetry(w http.ResponseWriter, _ *http.Request) {
	s.mu.Lock()
	s.wakeQueues()
	s.mu.Unlock()
	w.WriteHeader(http.StatusNoContent)
}
