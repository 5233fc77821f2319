package hooks

import (
	"database/sql"
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
)

// customerDelete refuses to delete a customer who has a log: it would leave
// messages that belong to nobody. It holds for the dashboard as well.
//
// note: in one transaction with the deletion, or a message could come between.
func customerDelete(e *core.RecordEvent) error {
	return inTransaction(e, func() error {
		var one int
		err := e.App.DB().NewQuery("SELECT 1 FROM comms_log WHERE customer_id = {:id} LIMIT 1").
			Bind(dbx.Params{"id": e.Record.Id}).Row(&one)
		switch {
		case errors.Is(err, sql.ErrNoRows):
			return e.Next()
		case err != nil:
			return fmt.Errorf("look for the customer's log: %w", err)
		default:
			return apis.NewBadRequestError("This customer has entries in the log and can't be deleted. Delete the entries first if they are really not needed.", nil)
		}
	})
}
