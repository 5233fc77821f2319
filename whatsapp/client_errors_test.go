package whatsapp

import (
	"strings"
	"testing"
	"time"
)

func TestReadingRetryAfter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 3, 10, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"": 0, "30": 30 * time.Second, " 1.5 ": 1500 * time.Millisecond, "-5": 0, "soon": 0, "NaN": 0, "Inf": 0, "1e99": 7 * 24 * time.Hour,
		"Tue, 03 Nov 2026 10:01:00 GMT": time.Minute, "Tue, 03 Nov 2026 09:00:00 GMT": 0, "Tue, 03 Nov 2099 09:00:00 GMT": 7 * 24 * time.Hour,
	} {
		if got := retryAfter(value, now); got != want {
			t.Errorf("%q is %v, want %v", value, got, want)
		}
	}
}

// There is no idempotency key: what doesn't prove that a message was refused
// may have been taken (messages/send-messages, support/error-codes).
func TestFaultsThatProveNothing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		code, status int
		want         bool
	}{
		{131000, 500, true}, {131000, 400, true}, {1, 400, true}, {999999, 500, true}, {999999, 503, true},
		{999999, 400, false}, {2, 503, false}, {3, 500, false}, {131016, 500, false}, {131045, 500, false}, {133000, 500, false}, {131047, 400, false}, {131047, 500, false},
		{0, 401, false}, {190, 401, false}, {CodeNone, 403, false}, {CodeNone, 500, false},
	} {
		e := &APIError{Code: c.code, HTTPStatus: c.status}
		if got := e.MayBeTaken(); got != c.want {
			t.Errorf("code %d with HTTP %d may be taken: %t", c.code, c.status, got)
		}
		if says := strings.Contains(e.Explain().Sentence(), "Look whether the message arrived"); c.want && !says {
			t.Errorf("code %d with HTTP %d: %s", c.code, c.status, e.Explain().Sentence())
		}
	}
}
