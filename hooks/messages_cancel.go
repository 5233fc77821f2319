package hooks

import (
	"errors"
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/moves"
)

var errHasLeft = errors.New("the message has left")

// messagesCancel takes back a message that waits: a scheduled one, or one that
// WhatsApp would not take yet. As it was never said, it leaves the log; its
// client key stays used.
func (c *crm) messagesCancel(e *core.RequestEvent) error {
	id := e.Request.PathValue("id")
	err := e.App.RunInTransaction(func(tx core.App) error {
		row, err := tx.FindRecordById("comms_log", id)
		if err != nil {
			return e.NotFoundError("There is no such message. Reload the page.", err)
		}
		taken, err := moves.StoreOf(tx).Rows("DELETE FROM whatsapp_outbox WHERE row = ? AND state = 'waiting' RETURNING id", id)
		if err != nil {
			return err
		}
		if len(taken) == 0 {
			return errHasLeft
		}
		if err := c.rememberCancelled(tx, row); err != nil {
			return err
		}
		return tx.Delete(row)
	})
	switch {
	case errors.Is(err, errHasLeft):
		return e.Error(http.StatusConflict, "This message has left already, so it can't be cancelled.", nil)
	case err != nil:
		return firstAPIError(e, err, "The message could not be cancelled. Try again.")
	}
	c.sends.outbox.Forget(id)
	return e.NoContent(http.StatusNoContent)
}
