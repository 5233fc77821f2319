package moves

import (
	"github.com/pocketbase/pocketbase/core"
)

// checkOrder refuses to take back a move while a later one of the same contact
// or into the same customer stands: it was made on top of this one.
func (u *undoing) checkOrder(move *core.Record) error {
	later, err := u.store.Rows(`SELECT from_name, to_name FROM identity_moves WHERE id > ? AND undone_at = ''
		AND (contact != '' AND contact = ? OR kind = 'merge' AND ? = 'merge' AND "to" = ?) ORDER BY id DESC LIMIT 1`,
		move.Id, move.GetString("contact"), move.GetString("kind"), u.to)
	if err != nil {
		return err
	}
	if len(later) > 0 {
		return Refusal("Undo the later change first: " + later[0][0] + " → " + later[0][1] + ".")
	}
	return nil
}

// check refuses when something of the move was moved again since, or can't be
// as it was.
func (u *undoing) check() error {
	// note: from one unknown name to another the ingest may have moved them by itself
	elsewhere, err := u.store.strings(`SELECT COUNT(*) FROM comms_log WHERE id IN (SELECT value FROM json_each(?))
		AND customer_id != ? AND customer != ''`, List(u.moved()), u.to)
	if err != nil {
		return err
	}
	if elsewhere[0] != "0" {
		return Refusal("Some of these messages were moved again since. Undo the later change first.")
	}
	for id, c := range u.data.Customers {
		if err := u.checkCustomer(id, c); err != nil {
			return err
		}
	}
	for id, c := range u.data.Contacts {
		if err := u.checkContact(id, c); err != nil {
			return err
		}
	}
	return nil
}

func (u *undoing) checkCustomer(id string, c *change) error {
	now, err := u.store.record("customers", id)
	switch {
	case err != nil:
		return err
	case c.After != nil && now == nil:
		return Refusal("The customer " + c.After.text("name") + " is no longer there. If it was merged into another one, undo that first.")
	case c.After == nil && now != nil:
		return Refusal("The customer " + now.text("name") + " is there again already.")
	}
	return nil
}

func (u *undoing) checkContact(id string, c *change) error {
	now, err := u.store.record("contacts", id)
	if err != nil {
		return err
	}
	switch {
	case now == nil:
	case c.After != nil && now.text("customer") != c.After.text("customer"):
		return Refusal("The contact " + now.text("value") + " was given to another customer since. Undo that first.")
	case c.Before == nil && c.After != nil && now.text("digits") != c.After.text("digits"):
		return Refusal("The contact was changed to " + now.text("value") + " since. Change it back, or delete it instead.")
	}
	if c.Before == nil {
		return nil
	}
	owner, err := u.store.record("customers", c.Before.text("customer"))
	if err != nil {
		return err
	}
	if owner == nil && u.data.Customers[c.Before.text("customer")] == nil {
		return Refusal("The customer who had " + c.Before.text("value") + " is no longer there. If it was merged into another one, undo that first.")
	}
	taken, err := u.store.Rows("SELECT id, value FROM contacts WHERE wa_user_id = ? AND wa_user_id != '' AND id != ?", c.Before.text("wa_user_id"), id)
	if err != nil {
		return err
	}
	if len(taken) > 0 && u.data.Contacts[taken[0][0]] == nil {
		return Refusal("The WhatsApp account of " + c.Before.text("value") + " is another contact by now (" + taken[0][1] + "). Delete that one first.")
	}
	return nil
}
