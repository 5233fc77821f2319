package hooks

import (
	"errors"
	"net/http"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/ingest"
	"pocketcrm/hooks/moves"
	"pocketcrm/whatsapp"
)

// chooseForm says whose the messages of an address are.
type chooseForm struct {
	Address  string `json:"address"`  // digits, as in comms_log
	Customer string `json:"customer"` // record id
}

// conversationChoose settles an ambiguous number: its doubtful messages in this
// conversation become the chosen customer's, and so do later ones.
func (c *crm) conversationChoose(e *core.RequestEvent) error {
	var form chooseForm
	if err := bindKnown(e, &form); err != nil {
		return refuseBody(e, err)
	}
	from := e.Request.PathValue("customerID")
	if _, unknown := ingest.UnknownIdentity(from); unknown {
		return e.BadRequestError("An unknown sender is linked to a customer, not chosen.", nil)
	}
	if !whatsapp.IsWaID(form.Address) {
		return refuseField(e, "address", "Give the number of the messages, digits only.")
	}
	var move string
	var change ingest.Change
	err := e.App.RunInTransaction(func(tx core.App) (err error) {
		customer, err := tx.FindRecordById("customers", form.Customer)
		if err != nil {
			return errNoCustomer
		}
		move, change, err = c.choose(tx, from, form.Address, customer, moves.ActorOf(e.Auth))
		return err
	})
	switch {
	case errors.Is(err, errNoCustomer):
		return refuseField(e, "customer", "There is no such customer. Reload the page.")
	case errors.Is(err, errNothingToChoose):
		return refuseField(e, "address", "No message of this number waits for a choice here. Reload the page.")
	case err != nil:
		return e.InternalServerError("The choice could not be stored; nothing was changed. Try again.", err)
	}
	return e.JSON(http.StatusOK, map[string]any{"customer_id": form.Customer, "move": move, "messages": len(change.Rows)})
}

var errNothingToChoose = errors.New("nothing is ambiguous")

func (c *crm) choose(tx core.App, from, address string, customer *core.Record, by moves.Actor) (string, ingest.Change, error) {
	c.writer.ContactsChanged()
	store := moves.StoreOf(tx)
	doubtful, err := store.Rows(`SELECT COALESCE(`+ingest.SaidBy+`, '') AS user FROM comms_log
		WHERE customer_id = ? AND address IN (SELECT value FROM json_each(?)) AND ambiguous = TRUE ORDER BY user = '', occurred_at DESC, id DESC LIMIT 1`,
		from, moves.List(whatsapp.PhoneKeys(address)))
	if err != nil {
		return "", ingest.Change{}, err
	}
	if len(doubtful) == 0 {
		return "", ingest.Change{}, errNothingToChoose
	}
	j := moves.Begin(tx)
	contact, err := prefer(tx, j, customer.Id, address, doubtful[0][0])
	if err != nil {
		return "", ingest.Change{}, err
	}
	userID := doubtful[0][0]
	j.Identities(slices.DeleteFunc([]string{address, userID}, func(identity string) bool { return identity == "" }))
	if err := j.Doubtful(from, ingest.OwnerOf(customer.Id), address, userID); err != nil {
		return "", ingest.Change{}, err
	}
	id, err := j.Write(moves.Entry{Kind: moves.Choose, From: from, To: customer.Id, FromName: c.nameOf(tx, from), ToName: customer.GetString("name"),
		Contact: contact, Contacts: 1, Actor: by})
	c.tellAfterCommit(tx, j.Change())
	return id, j.Change(), err
}

// prefer makes a customer's contact the one that a number stands for, with the
// WhatsApp account that was last seen behind it.
func prefer(tx core.App, j *moves.Journal, customer, address, userID string) (contact string, err error) {
	store, keys := moves.StoreOf(tx), moves.List(whatsapp.PhoneKeys(address))
	const having = ` FROM contacts WHERE (type = 'phone' OR type = 'whatsapp') AND digits != '' AND digits IN (SELECT value FROM json_each(?))`
	rows, err := store.Rows("SELECT id, customer"+having+" OR wa_user_id = ? AND wa_user_id != '' ORDER BY digits != ?, created, id", keys, userID, address)
	if err != nil {
		return "", err
	}
	for _, row := range rows {
		if err := j.Contact(row[0]); err != nil {
			return "", err
		}
		if contact == "" && row[1] == customer {
			contact = row[0]
		}
	}
	if contact == "" {
		if contact, err = addNumber(tx, customer, address); err != nil {
			return "", err
		}
		j.NewContact(contact)
	}
	for _, step := range []struct {
		query string
		args  []any
	}{
		{"UPDATE contacts SET preferred = (id = ?), given_up_at = CASE id WHEN ? THEN '' ELSE given_up_at END, updated = " + sqlNow + " WHERE id IN (SELECT id" + having + ")",
			[]any{contact, contact, keys}},
		{"UPDATE contacts SET wa_user_id = '', wa_username = '' WHERE wa_user_id = ? AND wa_user_id != '' AND id != ?", []any{userID, contact}},
		{"UPDATE contacts SET wa_user_id = ?, wa_username = '' WHERE ? != '' AND wa_user_id != ? AND id = ?", []any{userID, userID, userID, contact}},
	} {
		if err := store.Exec(step.query, step.args...); err != nil {
			return "", err
		}
	}
	return contact, nil
}

// addNumber gives a customer a number as WhatsApp wrote it.
func addNumber(tx core.App, customer, digits string) (string, error) {
	collection, err := tx.FindCachedCollectionByNameOrId("contacts")
	if err != nil {
		return "", err
	}
	contact := core.NewRecord(collection)
	contact.Load(map[string]any{"customer": customer, "type": "whatsapp", "value": ingest.ContactValue(whatsapp.Party{WaID: digits})})
	err = tx.SaveWithContext(moves.With(moves.Order{Quiet: true}), contact)
	return contact.Id, err
}
