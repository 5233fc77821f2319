package hooks

import (
	"errors"

	"pocketcrm/hooks/ingest"
)

// callsGiveUp says of calls whose end did not come that it isn't known.
func (c *crm) callsGiveUp() {
	if _, err := c.writer.GiveUpCalls(); err != nil && !errors.Is(err, ingest.ErrClosed) {
		c.app.Logger().Error("Calls whose end did not come could not be marked; the next minute tries again", "error", err)
	}
}
