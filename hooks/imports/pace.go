package imports

import (
	"context"
	"time"
)

// How an import shares the one connection that writes with the messages.
const (
	holdTarget = 40 * time.Millisecond // of one transaction, so that a message waits twice that at worst
	mostShare  = 0.55                  // of the time, at most
	firstChunk = 10                    // rows
	maxChunk   = 400
	minPause   = 2 * time.Millisecond
)

// pace finds out how many rows fit into a short transaction.
type pace struct {
	rows  int
	share float64
}

// next adapts to how long the last chunk held the connection.
func (p *pace) next(rows int, held time.Duration) {
	held = max(held, time.Millisecond)
	fits := int(float64(rows) * float64(holdTarget) / float64(held))
	// note: down at once, up with care: rows differ
	p.rows = max(1, min(fits, rows*2, maxChunk))
}

// rest leaves the connection to others, as long as was held and more. What was
// done meanwhile counts, such as telling the pages.
func (p *pace) rest(ctx context.Context, held, since time.Duration) {
	pause := time.Duration(float64(held) * (1 - p.share) / p.share)
	timer := time.NewTimer(max(pause-since, minPause))
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}
