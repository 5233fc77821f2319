package hooks

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"unicode/utf8"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/moves"
)

// mergeForm is the body of a merger.
type mergeForm struct {
	From    string `json:"from"`    // the customer who becomes part of the one in the path
	Preview bool   `json:"preview"` // only say what would happen
}

// customersMerge makes one customer part of another, or shows what that would do.
func (c *crm) customersMerge(e *core.RequestEvent) error {
	var form mergeForm
	if err := e.BindBody(&form); err != nil {
		return e.BadRequestError("The request is not readable: send JSON.", err)
	}
	into, err := e.App.FindRecordById("customers", e.Request.PathValue("id"))
	if err != nil {
		return e.NotFoundError("There is no such customer. Reload the page.", err)
	}
	from, err := e.App.FindRecordById("customers", form.From)
	switch {
	case form.From == into.Id:
		return refuseField(e, "from", "Choose another customer: one can't be merged with itself.")
	case err != nil:
		return refuseField(e, "from", "There is no such customer. Reload the page.")
	}
	fields := moves.Fields(into, from)
	if notes, ok := fields["notes"]; ok && utf8.RuneCountInString(fmt.Sprint(notes.Result)) > maxNotes {
		return refuseField(e, "from", "The notes of both together are too long. Shorten them first.")
	}
	if form.Preview {
		return c.mergePreview(e, into, from, fields)
	}

	var merger moves.Merger
	err = e.App.RunInTransaction(func(tx core.App) error {
		if merger, err = moves.MergeCustomers(tx, into, from, moves.ActorOf(e.Auth)); err != nil {
			return err
		}
		c.writer.ContactsChanged()
		c.tellAfterCommit(tx, merger.Change)
		return nil
	})
	var wrong validation.Errors
	if errors.As(err, &wrong) {
		return e.BadRequestError("The customers can't be merged: a field of the one that stays is not valid. Correct it first.", wrong)
	}
	if err != nil {
		return e.InternalServerError("The customers could not be merged; nothing was changed. Try again.", err)
	}
	return e.JSON(http.StatusOK, map[string]any{"move": merger.Move, "customer": into})
}

// maxNotes is the Max of customers.notes.
const maxNotes = 20_000

func (c *crm) mergePreview(e *core.RequestEvent, into, from *core.Record, fields map[string]moves.Merged) error {
	store := moves.StoreOf(e.App)
	counts, err := store.Rows("SELECT (SELECT COUNT(*) FROM contacts WHERE customer = ?), (SELECT COUNT(*) FROM comms_log WHERE customer_id = ?)", from.Id, from.Id)
	if err != nil {
		return e.InternalServerError("What would move could not be counted. Try again.", err)
	}
	return e.JSON(http.StatusOK, map[string]any{
		"into": into, "from": from, "fields": fields, "contacts": atoi(counts[0][0]), "messages": atoi(counts[0][1]),
	})
}

// atoi reads a count of the database.
func atoi(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}

// refuseField answers 400 for one field of a request.
func refuseField(e *core.RequestEvent, field, sentence string) error {
	return e.BadRequestError(sentence, validation.Errors{field: validation.NewError("crm_"+field, sentence)})
}
