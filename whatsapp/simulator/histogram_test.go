package simulator

import (
	"testing"
	"time"
)

func TestHistogram(t *testing.T) {
	t.Parallel()
	var h histogram
	if h.percentile(0.5) != 0 {
		t.Error("of nothing")
	}
	for ms := 1; ms <= 1000; ms++ {
		h.add(time.Duration(ms) * time.Millisecond)
	}
	for share, want := range map[float64]time.Duration{0.5: 500 * time.Millisecond, 0.95: 950 * time.Millisecond, 0.99: 990 * time.Millisecond, 1: time.Second} {
		got := h.percentile(share)
		if got < want || got > want+want/16 {
			t.Errorf("p%v is %v, want %v", share*100, got, want)
		}
	}
	last := -1
	for v := range uint64(100_000) {
		b := bucketOf(v)
		if b < last || upperEnd(b) < v || b > 0 && upperEnd(b-1) >= v {
			t.Fatalf("%d is in bucket %d, which ends at %d", v, b, upperEnd(b))
		}
		last = b
	}
	h.add(1 << 62) // the longest time there is has a bucket
}
