package hooks

import (
	"errors"
	"net/http"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"
	"github.com/pocketbase/pocketbase/tools/types"

	"pocketcrm/hooks/moves"
)

// movesUndo takes a move back.
func (c *crm) movesUndo(e *core.RequestEvent) error {
	var done moves.Undone
	err := e.App.RunInTransaction(func(tx core.App) error {
		move, err := tx.FindRecordById("identity_moves", e.Request.PathValue("id"))
		if err != nil {
			return e.NotFoundError("There is no such change. Reload the page.", err)
		}
		if done, err = moves.Undo(tx, move, c.cfg.Now()); err != nil {
			return err
		}
		if err := refreshSearch(tx, done.Change.Customers); err != nil {
			return err
		}
		c.writer.ContactsChanged()
		c.tellAfterCommit(tx, done.Change)
		return nil
	})
	var refusal moves.Refusal
	switch {
	case errors.As(err, &refusal):
		return e.BadRequestError(refusal.Error(), nil)
	case err != nil:
		return firstAPIError(e, err, "The change could not be undone; nothing was changed. Try again.")
	}
	return e.JSON(http.StatusOK, map[string]any{"from": done.From, "to": done.To, "messages": done.Messages})
}

// firstAPIError is the answer that was made inside a transaction, else a 500.
func firstAPIError(e *core.RequestEvent, err error, sentence string) error {
	var answer *router.ApiError
	if errors.As(err, &answer) {
		return answer
	}
	return e.InternalServerError(sentence, err)
}

// movesCleanup removes what can't be taken back any more.
func (c *crm) movesCleanup() {
	_, err := c.app.NonconcurrentDB().NewQuery(`DELETE FROM identity_undo WHERE created < {:before}`).
		Bind(map[string]any{"before": c.cfg.Now().UTC().AddDate(0, 0, -moves.KeptDays).Format(types.DefaultDateLayout)}).Execute()
	if err != nil {
		c.app.Logger().Error("Old changes could not be cleaned up; the next night tries again", "error", err)
	}
}
