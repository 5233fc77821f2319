package moves

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"pocketcrm/hooks/ingest"
)

// Refusal is why a move can't be made or taken back, as a sentence for people.
type Refusal string

func (r Refusal) Error() string { return string(r) }

// Undone is what was taken back.
type Undone struct {
	From, To string // as in the move: messages are under From again
	Messages int
	Change   ingest.Change
}

// Undo takes a move back, in the transaction of app: messages, contacts,
// customers and conversations are as they were, and what was said since then
// goes with its identity. The error is a [Refusal] when that isn't possible.
func Undo(app core.App, move *core.Record, now time.Time) (Undone, error) {
	u := &undoing{store: StoreOf(app), app: app, from: move.GetString("from"), to: move.GetString("to"), contact: move.GetString("contact"), since: move.GetString("created")}
	switch {
	case !move.GetDateTime("undone_at").IsZero():
		return Undone{}, Refusal("This has been undone already.")
	case move.GetDateTime("created").Time().Before(now.AddDate(0, 0, -KeptDays)):
		return Undone{}, Refusal(fmt.Sprintf("This is more than %d days ago and can't be undone any more.", KeptDays))
	}
	data, err := u.store.strings("SELECT data FROM identity_undo WHERE move = ?", move.Id)
	if err != nil {
		return Undone{}, err
	}
	if len(data) == 0 {
		return Undone{}, Refusal("What is needed to undo this is no longer there.")
	}
	if err := json.Unmarshal([]byte(data[0]), &u.data); err != nil {
		return Undone{}, fmt.Errorf("read the journal: %w", err)
	}
	for _, step := range []func() error{
		func() error { return u.checkOrder(move) }, u.check, u.findLater, u.countUnread,
		u.restoreCustomers, u.restoreContacts, u.restoreReferences, u.restoreRows, u.moveLater,
		u.restoreConversations, u.adoptAgain, u.removeNew,
	} {
		if err := step(); err != nil {
			return Undone{}, err
		}
	}
	at, err := types.ParseDateTime(now)
	if err != nil {
		return Undone{}, err
	}
	move.Set("undone_at", at)
	if err := app.Save(move); err != nil {
		return Undone{}, err
	}
	if err := u.store.Exec("DELETE FROM identity_undo WHERE move = ?", move.Id); err != nil {
		return Undone{}, err
	}
	return u.result()
}

type undoing struct {
	app             core.App
	store           Store
	from, to, since string
	data            undo

	later   []string       // rows that came after the move
	contact string         // that the move is about
	userID  string         // of that contact, where the move had made it
	unread  map[string]int // of each conversation from now on
}

// moved are the ids of the rows of the move.
func (u *undoing) moved() []string {
	var ids []string
	for _, rows := range u.data.Rows {
		for _, r := range rows {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// restored is a record as it was, with what was changed since the move; nil
// for one that the move has made.
func (u *undoing) restored(table, id string, c *change) (row, error) {
	if c.Before == nil {
		return nil, nil
	}
	now, err := u.store.record(table, id)
	if err != nil || now == nil {
		return c.Before, err
	}
	restored, touched := maps.Clone(now), false
	for column, before := range c.Before {
		switch {
		case same(now[column], c.After[column]):
			restored[column] = before
		case column != "updated":
			touched = true
		}
	}
	if touched {
		stamp := timestamp()
		restored["updated"] = &stamp
	}
	return restored, nil
}

func same(a, b *string) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }

func (u *undoing) restoreCustomers() error {
	for id, c := range u.data.Customers {
		customer, err := u.restored("customers", id, c)
		if err != nil {
			return err
		}
		if customer == nil {
			continue
		}
		if err := u.store.put("customers", customer); err != nil {
			return fmt.Errorf("restore a customer: %w", err)
		}
	}
	return u.store.Exec("UPDATE customers SET owner = '' WHERE owner != '' AND owner NOT IN (SELECT id FROM users)")
}

func (u *undoing) restoreContacts() error {
	for id, c := range u.data.Contacts {
		if c.Before != nil {
			continue
		}
		if now, err := u.store.record("contacts", id); err == nil && id == u.contact && now.text("wa_user_id") != "" {
			u.userID = now.text("wa_user_id")
		}
		contact, err := u.app.FindRecordById("contacts", id)
		if err != nil {
			continue // note: deleted meanwhile
		}
		if err := u.app.DeleteWithContext(quietly, contact); err != nil {
			return fmt.Errorf("remove a contact: %w", err)
		}
	}
	contacts := []row{}
	for id, c := range u.data.Contacts {
		contact, err := u.restored("contacts", id, c)
		if err != nil {
			return err
		}
		if contact != nil {
			contacts = append(contacts, contact)
		}
	}
	// note: a BSUID is unique, and may go from one of them to another
	if err := u.store.Exec("UPDATE contacts SET wa_user_id = '' WHERE id IN (SELECT value FROM json_each(?))",
		List(slices.Collect(maps.Keys(u.data.Contacts)))); err != nil {
		return err
	}
	for _, contact := range contacts {
		if err := u.store.put("contacts", contact); err != nil {
			return fmt.Errorf("restore a contact: %w", err)
		}
	}
	return nil
}

// restoreRows takes the moved messages back, to the last column.
func (u *undoing) restoreRows() error {
	for from, rows := range u.data.Rows {
		content, err := json.Marshal(rows)
		if err != nil {
			return err
		}
		err = u.store.Exec(`UPDATE comms_log SET customer = ?, customer_id = ?, updated = was.updated, ambiguous = was.ambiguous
			FROM (SELECT json_extract(value, '$.ID') AS id, json_extract(value, '$.Updated') AS updated,
				CAST(json_extract(value, '$.Ambiguous') AS INTEGER) AS ambiguous FROM json_each(?)) AS was
			WHERE comms_log.id = was.id`, ingest.OwnerOf(from).Customer, from, string(content))
		if err != nil {
			return fmt.Errorf("move the messages back: %w", err)
		}
	}
	return nil
}

// moveLater moves what the identity has said since the move.
func (u *undoing) moveLater() error {
	if len(u.later) == 0 || u.from == u.to {
		return nil
	}
	return u.store.Exec("UPDATE comms_log SET customer = ?, customer_id = ?, updated = ? WHERE id IN (SELECT value FROM json_each(?))",
		ingest.OwnerOf(u.from).Customer, u.from, timestamp(), List(u.later))
}

// restoreConversations puts the conversations back as they were, unless
// something has happened in them since: then they become what the log says.
func (u *undoing) restoreConversations() error {
	touched, err := u.touched()
	if err != nil {
		return err
	}
	before := make(map[string]row)
	for _, c := range u.data.Conversations {
		before[c.text("customer_id")] = c
	}
	for _, id := range u.conversations() {
		if !touched {
			if err := u.store.Exec("DELETE FROM conversations WHERE customer_id = ?", id); err != nil {
				return err
			}
		}
		there, err := u.store.strings("SELECT id FROM conversations WHERE customer_id = ?", id)
		if err != nil {
			return err
		}
		if was := before[id]; was != nil && len(there) == 0 {
			if err := u.store.put("conversations", was); err != nil {
				return fmt.Errorf("restore a conversation: %w", err)
			}
		}
		if !touched {
			continue
		}
		if err := ingest.Rebuild(u.store, id, u.unread[id], timestamp()); err != nil {
			return err
		}
	}
	if touched {
		if err := u.store.Exec("UPDATE conversations SET wa_user_id = ? WHERE customer_id = ? AND customer = '' AND wa_user_id = ''", u.userID, u.from); err != nil {
			return err
		}
	}
	return u.store.Exec("UPDATE conversations SET assignee = '' WHERE assignee != '' AND assignee NOT IN (SELECT id FROM users)")
}

// conversations are all that the undoing changes.
func (u *undoing) conversations() []string {
	ids := slices.Collect(maps.Keys(u.data.After))
	for id := range u.unread {
		if _, known := u.data.After[id]; !known && (len(u.later) > 0 || id != u.from && id != u.to) {
			ids = append(ids, id)
		}
	}
	return ids
}

// touched tells whether something has happened in the conversations since.
func (u *undoing) touched() (bool, error) {
	if len(u.later) > 0 || len(u.conversations()) > len(u.data.After) {
		return true, nil
	}
	for id, stamp := range u.data.After {
		now, err := u.store.strings("SELECT updated FROM conversations WHERE customer_id = ?", id)
		if err != nil || strings.Join(now, "") != stamp {
			return true, err
		}
	}
	return false, nil
}

// adoptAgain gives restored contacts what their owners have said meanwhile
// under another name.
func (u *undoing) adoptAgain() error {
	for id, c := range u.data.Contacts {
		if c.Before == nil {
			continue
		}
		now, err := u.store.record("contacts", id)
		if err != nil {
			return err
		}
		digits := now.text("digits")
		if now.text("given_up_at") != "" {
			digits = ""
		}
		unknowns, err := ingest.Unknowns(u.store, digits, now.text("wa_user_id"))
		if err != nil {
			return err
		}
		for _, from := range unknowns {
			if from == u.from {
				continue
			}
			if _, err := ingest.Move(u.store, from, ingest.OwnerOf(now.text("customer")), timestamp()); err != nil {
				return err
			}
		}
	}
	return nil
}

// removeNew removes a customer that the move has made, if nothing else of it
// is there.
func (u *undoing) removeNew() error {
	for id, c := range u.data.Customers {
		if c.Before != nil {
			continue
		}
		customer, err := u.app.FindRecordById("customers", id)
		if err != nil {
			return err
		}
		used, err := isNamed(u.app, customer)
		if err != nil {
			return err
		}
		if used || customer.GetString("updated") != c.After.text("updated") {
			continue
		}
		if err := u.app.DeleteWithContext(quietly, customer); err != nil {
			return fmt.Errorf("remove the customer: %w", err)
		}
	}
	return nil
}

func (u *undoing) result() (Undone, error) {
	done := Undone{From: u.from, To: u.to, Messages: len(u.moved()) + len(u.later)}
	done.Change = ingest.Change{Rows: append(u.moved(), u.later...), Moved: map[string]string{}}
	done.Change.Conversations = slices.Collect(maps.Keys(u.data.After))
	left, err := u.store.strings("SELECT id FROM conversations WHERE customer_id = ?", u.to)
	if err != nil {
		return Undone{}, err
	}
	if len(left) == 0 {
		done.Change.Moved[u.to] = u.from
	}
	done.Change.Contacts = slices.Collect(maps.Keys(u.data.Contacts))
	done.Change.Customers = slices.Collect(maps.Keys(u.data.Customers))
	return done, nil
}
