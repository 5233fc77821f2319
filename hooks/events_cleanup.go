package hooks

import (
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/types"
)

// cleanupPage is how many events one statement changes, so that messages don't
// have to wait for all of them.
const cleanupPage = 1000

// The steps of the clean-up. What waits for a message that never came is given
// up after the configured days and kept as long again, but for statuses, which
// nobody looks for; other parked events stay until a person decides.
var cleanupSteps = []string{
	`DELETE FROM whatsapp_events WHERE id IN (SELECT id FROM whatsapp_events
		WHERE state = 'applied' AND received_at < {:before} LIMIT {:page})`,
	`DELETE FROM whatsapp_events WHERE id IN (SELECT id FROM whatsapp_events
		WHERE state = 'ignored' AND received_at < {:before} AND (reason != 'early_status' OR received_at < {:long}) LIMIT {:page})`,
	`DELETE FROM whatsapp_statuses WHERE id IN (SELECT id FROM whatsapp_statuses WHERE received_at < {:before} LIMIT {:page})`,
	`UPDATE whatsapp_events SET state = 'ignored', updated = ` + sqlNow + ` WHERE id IN (SELECT id FROM whatsapp_events
		WHERE state = 'parked' AND reason = 'early_status' AND received_at < {:before} LIMIT {:page})`,
}

// eventsCleanup removes events that have done their duty: applied and ignored
// ones older than the configured days.
func (c *crm) eventsCleanup() {
	now, kept := c.cfg.Now().UTC(), time.Duration(c.cfg.EventDays)*24*time.Hour
	params := dbx.Params{
		"before": now.Add(-kept).Format(types.DefaultDateLayout),
		"long":   now.Add(-2 * kept).Format(types.DefaultDateLayout),
		"page":   cleanupPage,
	}
	for _, step := range cleanupSteps {
		if err := c.inPages(step, params); err != nil {
			c.app.Logger().Error("Old events could not be removed; the next night tries again", "error", err)
			return
		}
	}
	c.writer.EventsChanged()
}

// inPages runs a statement until it has nothing left to change.
func (c *crm) inPages(statement string, params dbx.Params) error {
	for {
		result, err := c.app.NonconcurrentDB().NewQuery(statement).Bind(params).Execute()
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n < cleanupPage {
			return err
		}
	}
}
