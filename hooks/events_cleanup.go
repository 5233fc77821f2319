package hooks

import (
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/types"
)

// eventsCleanup removes events that have done their duty: applied and ignored
// ones older than the configured days. Parked ones stay until a person decides.
func (c *crm) eventsCleanup() {
	before := c.cfg.Now().UTC().Add(-time.Duration(c.cfg.EventDays) * 24 * time.Hour)
	_, err := c.app.NonconcurrentDB().NewQuery(`DELETE FROM whatsapp_events
		WHERE (state = 'applied' OR state = 'ignored') AND received_at < {:before}`).
		Bind(dbx.Params{"before": before.Format(types.DefaultDateLayout)}).Execute()
	if err != nil {
		c.app.Logger().Error("Old events could not be removed; the next night tries again", "error", err)
	}
}
