package outbox

import (
	"context"
	"errors"
	"testing"
	"time"

	"pocketcrm/hooks/meta"
)

// What is not in the queue counts for the limits of a person and waits for
// those of the number, and doesn't wait for ever.
func TestPassKeepsToTheLimits(t *testing.T) {
	t.Parallel()
	gate := meta.New(nil, meta.Options{})
	o := New(gate, nil, Options{Rate: 1e6, PairEvery: time.Hour})
	pass := func(to string) error {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		return o.Pass(ctx, to)
	}
	for i := range pairBurst {
		if err := pass("ada"); err != nil {
			t.Fatalf("%d: %v", i, err)
		}
	}
	if err := pass("ada"); !errors.Is(err, ErrTooFast) {
		t.Errorf("one more: %v", err)
	}
	if err := pass("bob"); err != nil {
		t.Errorf("to somebody else: %v", err)
	}
	o.mu.Lock()
	pause := o.pairPause(o.laneOf("ada"))
	o.mu.Unlock()
	gate.HoldUntil(time.Now().Add(time.Hour), errors.New("too fast"))
	if pause < 50*time.Minute {
		t.Errorf("a message after it waits for %s", pause)
	}
	if err := pass("bob"); !errors.Is(err, ErrTooFast) {
		t.Errorf("while nothing leaves: %v", err)
	}
}
