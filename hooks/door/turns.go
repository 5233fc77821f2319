package door

import (
	"context"
	"sync/atomic"

	"golang.org/x/sync/semaphore"
)

// Turns lets a few at a time do what costs the processor, and a bounded number
// of others wait for them, in the order in which they came.
type Turns struct {
	room    *semaphore.Weighted
	waiting atomic.Int64
}

// NewTurns has room for so many at a time.
func NewTurns(atOnce int) *Turns {
	return &Turns{room: semaphore.NewWeighted(int64(atOnce))}
}

// Take waits for a turn, unless so many wait already. Whoever got one calls done.
func (t *Turns) Take(ctx context.Context, most int) (done func(), ok bool) {
	defer t.waiting.Add(-1)
	if t.waiting.Add(1) > int64(most) || t.room.Acquire(ctx, 1) != nil {
		return nil, false
	}
	return func() { t.room.Release(1) }, true
}
