package hooks

import (
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/moves"
)

// commsWithdraw has an entry that its author deletes stay in the thread with a
// mark, as a withdrawn message does: others may have relied on it. What a
// superuser deletes is gone, because now and then nothing of it may stay.
func (c *crm) commsWithdraw(e *core.RecordRequestEvent) error {
	if e.HasSuperuserAuth() {
		return e.Next()
	}
	name := moves.ActorOf(e.Auth).Name
	err := e.App.RunInTransaction(func(tx core.App) error {
		// note: as it is now; somebody else may be correcting it
		row, err := tx.FindRecordById("comms_log", e.Record.Id)
		if err != nil || isWithdrawn(row) {
			return err
		}
		row.Set("revoked_at", c.cfg.Now())
		row.Set("revoked_by", name)
		row.IgnoreUnchangedFields(true)
		return tx.Save(row)
	})
	if err != nil {
		return e.InternalServerError("The entry could not be deleted. Try again.", err)
	}
	return e.NoContent(http.StatusNoContent)
}

// isWithdrawn tells whether an entry was deleted by its author, or a message
// withdrawn.
func isWithdrawn(row *core.Record) bool { return !row.GetDateTime("revoked_at").IsZero() }
