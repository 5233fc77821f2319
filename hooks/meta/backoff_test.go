package meta_test

import (
	"testing"
	"time"

	"pocketcrm/hooks/meta"
)

func TestBackoffDoublesUpToTheLongest(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		first, longest, most time.Duration
		attempts             int
	}{
		{2 * time.Second, time.Minute, 2 * time.Second, 0},
		{2 * time.Second, time.Minute, 2 * time.Second, 1},
		{2 * time.Second, time.Minute, 16 * time.Second, 4},
		{2 * time.Second, time.Minute, time.Minute, 6},
		{time.Hour, 24 * time.Hour, 24 * time.Hour, 1 << 30}, // what would be too large for a Duration
	} {
		for range 100 {
			if pause := meta.Backoff(c.first, c.attempts, c.longest); pause < c.most/2 || pause > c.most {
				t.Fatalf("after %d attempts, %v at first: %v, want %v to %v", c.attempts, c.first, pause, c.most/2, c.most)
			}
		}
	}
}
