package simulator

import (
	"net/http"
	"strconv"
	"time"
)

// LoadReport is how the receiver stood a load. Times are real ones.
type LoadReport struct {
	Offered  int `json:"offered"`  // messages that were due
	Sent     int `json:"sent"`     // those for which there was room, see Errors
	Answered int `json:"answered"` // with 200 at least once
	Lost     int `json:"lost"`     // sent and never answered with 200 within the run
	// Doubled are answers with 200 beyond the first of a message: duplicates
	// that disorder made, or that a receiver caused by answering too late.
	Doubled  int `json:"doubled"`
	Attempts int `json:"attempts"`
	// Errors are refused attempts by kind: "500", "no answer", "too slow",
	// "ordered"; and "no room" for messages that were not sent at all.
	Errors map[string]int `json:"errors"`

	Seconds float64 `json:"seconds"` // until the last message was sent
	Rate    float64 `json:"rate"`    // that was reached
	// LatestMS is how late a message was sent at the most.
	LatestMS float64 `json:"latest_ms"`
	// Answer is the time from a POST to its answer, Total that from the moment
	// a message was due until it was answered with 200.
	Answer Percentiles `json:"answer"`
	Total  Percentiles `json:"total"`
}

// Percentiles of times, in milliseconds.
type Percentiles struct {
	P50 float64 `json:"p50_ms"`
	P95 float64 `json:"p95_ms"`
	P99 float64 `json:"p99_ms"`
	Max float64 `json:"max_ms"`
}

func (h *histogram) percentiles() Percentiles {
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	return Percentiles{ms(h.percentile(0.5)), ms(h.percentile(0.95)), ms(h.percentile(0.99)), ms(h.max)}
}

// kind is the sort of a refusal.
func (r postResult) kind() string {
	switch {
	case r.code == http.StatusOK:
		return "answer lost, as ordered"
	case r.code != 0:
		return strconv.Itoa(r.code)
	case r.took == 0:
		return "ordered"
	case r.slow:
		return "too slow"
	}
	return "no answer"
}
