package whatsapp

import (
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
