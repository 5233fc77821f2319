package outbox

import (
	"context"
	"errors"

	"pocketcrm/hooks/meta"
)

// ErrTooFast means that something can't leave now without going beyond the
// limits of the number or of a person.
var ErrTooFast = errors.New("too many messages are leaving")

// Pass waits until something that is not in the queue, such as a reaction, may
// leave to a person: it counts for the same limits. It returns ErrTooFast when
// that would be after the end of ctx, and while WhatsApp has asked for a pause.
func (o *Outbox) Pass(ctx context.Context, to string) error {
	o.mu.Lock()
	pair := o.laneOf(to).pair
	o.mu.Unlock()
	held := o.gate.Pause(meta.Sending) > 0 && o.gate.Closed() == nil // note: what is closed says why
	if held || pair.Wait(ctx) != nil || o.number.Wait(ctx) != nil {
		return ErrTooFast
	}
	return nil
}
