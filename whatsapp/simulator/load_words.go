package simulator

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// SendReport is how the business stood a load of sends. Times are real ones.
type SendReport struct {
	Offered  int `json:"offered"`  // sends that were due
	Answered int `json:"answered"` // of which the business said that they are sent
	Arrived  int `json:"arrived"`  // that the Graph API accepted
	Lost     int `json:"lost"`     // more were said to be sent than arrived
	Doubled  int `json:"doubled"`  // arrived once more
	// Errors are the refusals of the business, in its words.
	Errors map[string]int `json:"errors"`

	Seconds  float64 `json:"seconds"` // until the last one arrived
	Rate     float64 `json:"rate"`    // of those that arrived
	LatestMS float64 `json:"latest_ms"`
	// Answer is the time the business took to answer, Total that from the
	// moment a send was due until the Graph API had it.
	Answer Percentiles `json:"answer"`
	Total  Percentiles `json:"total"`
}

// String is the report for people.
func (r SendReport) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "From the business to customers\n")
	fmt.Fprintf(&b, "  due                 %d\n  said to be sent     %d\n  arrived             %d, %.1f per second\n", r.Offered, r.Answered, r.Arrived, r.Rate)
	fmt.Fprintf(&b, "  lost                %d\n  arrived twice       %d\n", r.Lost, r.Doubled)
	fmt.Fprintf(&b, "  answer              %s\n  until it arrived    %s\n", r.Answer, r.Total)
	writeErrors(&b, r.Errors, func(words string) string { return words })
	return b.String()
}

// String is the report for people.
func (r LoadReport) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "From customers to the business\n")
	fmt.Fprintf(&b, "  due                 %d\n  sent                %d in %.1f s, %.1f per second, the latest %.1f ms late\n", r.Offered, r.Sent, r.Seconds, r.Rate, r.LatestMS)
	fmt.Fprintf(&b, "  answered with 200   %d, after %d attempts\n  lost                %d\n  answered twice      %d\n", r.Answered, r.Attempts, r.Lost, r.Doubled)
	fmt.Fprintf(&b, "  answer              %s\n  until it was taken  %s\n", r.Answer, r.Total)
	writeErrors(&b, r.Errors, loadErrorWords)
	return b.String()
}

// String is "median 1.2 ms, p95 3.4 ms, …".
func (p Percentiles) String() string {
	if p == (Percentiles{}) {
		return "none"
	}
	return fmt.Sprintf("median %.1f ms, p95 %.1f ms, p99 %.1f ms, at most %.1f ms", p.P50, p.P95, p.P99, p.Max)
}

func writeErrors(b *strings.Builder, errors map[string]int, words func(string) string) {
	for _, kind := range slices.Sorted(maps.Keys(errors)) {
		fmt.Fprintf(b, "  %d × %s\n", errors[kind], words(kind))
	}
}

// loadErrorWords says what a kind of refusal is.
func loadErrorWords(kind string) string {
	switch kind {
	case "no room":
		return "not sent: too many webhooks wait for the business to take them"
	case "no answer":
		return "nothing answered at the webhook address"
	case "too slow":
		return "no answer in time"
	case "ordered":
		return "lost on the way, as ordered"
	case "answer lost, as ordered":
		return "answered, and the answer was lost on the way, as ordered"
	}
	if code, err := strconv.Atoi(kind); err == nil {
		return fmt.Sprintf("the business answered %d %s", code, http.StatusText(code))
	}
	return kind
}
