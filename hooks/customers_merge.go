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
	if err := bindKnown(e, &form); err != nil {
		return refuseBody(e, err)
	}
	id := e.Request.PathValue("id")
	if form.From == id {
		return refuseField(e, "from", "Choose another customer: one can't be merged with itself.")
	}
	if form.Preview {
		return c.mergePreview(e, id, form.From)
	}
	var merger moves.Merger
	var into *core.Record
	err := e.App.RunInTransaction(func(tx core.App) error {
		one, other, err := toMerge(tx, id, form.From)
		if err != nil {
			return err
		}
		into = one
		if merger, err = moves.MergeCustomers(tx, one, other, moves.ActorOf(e.Auth)); err != nil {
			return err
		}
		c.writer.ContactsChanged()
		c.tellAfterCommit(tx, merger.Change)
		return nil
	})
	if err != nil {
		return refuseMerger(e, err)
	}
	return e.JSON(http.StatusOK, map[string]any{"move": merger.Move, "customer": into})
}

var (
	errNoCustomer = errors.New("there is no such customer")
	errNoOther    = errors.New("there is no such other customer")
	errLongNotes  = errors.New("the notes are too long")
)

// toMerge reads both customers as they are in the transaction.
func toMerge(tx core.App, id, from string) (into, other *core.Record, err error) {
	if into, err = tx.FindRecordById("customers", id); err != nil {
		return nil, nil, errNoCustomer
	}
	if other, err = tx.FindRecordById("customers", from); err != nil {
		return nil, nil, errNoOther
	}
	if notes, ok := moves.Fields(into, other)["notes"]; ok && utf8.RuneCountInString(fmt.Sprint(notes.Result)) > maxNotes {
		return nil, nil, errLongNotes
	}
	return into, other, nil
}

func refuseMerger(e *core.RequestEvent, err error) error {
	var wrong validation.Errors
	switch {
	case errors.Is(err, errNoCustomer):
		return e.NotFoundError("There is no such customer. Reload the page.", err)
	case errors.Is(err, errNoOther):
		return refuseField(e, "from", "There is no such customer. Reload the page.")
	case errors.Is(err, errLongNotes):
		return refuseField(e, "from", "The notes of both together are too long. Shorten them first.")
	case errors.As(err, &wrong):
		return e.BadRequestError("The customers can't be merged: a field of the one that stays is not valid. Correct it first.", wrong)
	}
	return e.InternalServerError("The customers could not be merged; nothing was changed. Try again.", err)
}

// maxNotes is the Max of customers.notes.
const maxNotes = 20_000

func (c *crm) mergePreview(e *core.RequestEvent, id, other string) error {
	into, from, err := toMerge(e.App, id, other)
	if err != nil {
		return refuseMerger(e, err)
	}
	store := moves.StoreOf(e.App)
	counts, err := store.Rows("SELECT (SELECT COUNT(*) FROM contacts WHERE customer = ?), (SELECT COUNT(*) FROM comms_log WHERE customer_id = ?)", from.Id, from.Id)
	if err != nil {
		return e.InternalServerError("What would move could not be counted. Try again.", err)
	}
	return e.JSON(http.StatusOK, map[string]any{
		"into": into, "from": from, "fields": moves.Fields(into, from), "contacts": atoi(counts[0][0]), "messages": atoi(counts[0][1]),
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
