package moves

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
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
	u := &undoing{store: StoreOf(app), app: app, from: move.GetString("from"), to: move.GetString("to"), since: move.GetString("created")}
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
		u.check, u.countUnread, u.restoreCustomers, u.restoreContacts, u.restoreReferences,
		u.restoreRows, u.moveLater, u.restoreConversations, u.removeNew,
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

	later  []string       // rows that came after the move
	unread map[string]int // of each conversation from now on
}

func (u *undoing) ids() []string {
	var ids []string
	for _, rows := range u.data.Rows {
		for _, r := range rows {
			ids = append(ids, r.ID)
		}
	}
	return ids
}

// check refuses when something of the move was moved again since.
func (u *undoing) check() error {
	elsewhere, err := u.store.strings(`SELECT COUNT(*) FROM comms_log WHERE id IN (SELECT value FROM json_each(?)) AND customer_id != ?`, list(u.ids()), u.to)
	if err != nil {
		return err
	}
	if elsewhere[0] != "0" {
		return Refusal("Some of these messages were moved again since. Undo the later change first.")
	}
	for id, c := range u.data.Customers {
		now, err := u.store.record("customers", id)
		switch {
		case err != nil:
			return err
		case c.After != nil && now == nil:
			return Refusal("The customer " + c.After.text("name") + " is no longer there. If it was merged into another one, undo that first.")
		case c.After == nil && now != nil:
			return Refusal("The customer " + now.text("name") + " is there again already.")
		}
	}
	for id, c := range u.data.Contacts {
		now, err := u.store.record("contacts", id)
		if err != nil {
			return err
		}
		if now != nil && c.After != nil && now.text("customer") != c.After.text("customer") {
			return Refusal("The contact " + now.text("value") + " was given to another customer since. Undo that first.")
		}
		if c.Before == nil {
			continue
		}
		owner, err := u.store.record("customers", c.Before.text("customer"))
		if err != nil {
			return err
		}
		if owner == nil && u.data.Customers[c.Before.text("customer")] == nil {
			return Refusal("The customer who had " + c.Before.text("value") + " is no longer there. If it was merged into another one, undo that first.")
		}
		taken, err := u.store.strings("SELECT value FROM contacts WHERE wa_user_id = ? AND wa_user_id != '' AND id != ?", c.Before.text("wa_user_id"), id)
		if err != nil {
			return err
		}
		if len(taken) > 0 && u.data.Contacts[taken[0]] == nil {
			return Refusal("The WhatsApp account of " + c.Before.text("value") + " is another contact by now (" + taken[0] + "). Delete that one first.")
		}
	}
	return nil
}

// countUnread tells how many messages of each conversation are unread once the
// moved ones are back.
func (u *undoing) countUnread() error {
	u.unread = make(map[string]int)
	var err error
	u.later, err = u.store.strings(`SELECT id FROM comms_log WHERE customer_id = ? AND type = 'whatsapp' AND created >= ?
		AND address IN (SELECT value FROM json_each(?)) AND id NOT IN (SELECT value FROM json_each(?))`,
		u.to, u.since, list(u.data.Identities), list(u.ids()))
	if err != nil {
		return err
	}
	if _, u.unread[u.to], err = unreadAmong(u.store, u.to, nil); err != nil {
		return err
	}
	for from, rows := range u.data.Rows {
		if from == u.to {
			continue
		}
		n, err := u.unreadOf(from, rows)
		if err != nil {
			return err
		}
		u.unread[from] = n
		u.unread[u.to] -= n
	}
	return nil
}

// unreadOf tells how many of the messages that go back are unread: as many as
// were before and have come since, if nobody has read any in between; else
// those that are among the last ones.
func (u *undoing) unreadOf(from string, rows []movedRow) (int, error) {
	ids := make([]string, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	if from == u.from {
		ids = append(ids, u.later...)
	}
	among, all, err := unreadAmong(u.store, u.to, ids)
	if err != nil {
		return 0, err
	}
	before, others := 0, 0
	for _, c := range u.data.Conversations {
		n, _ := strconv.Atoi(c.text("unread"))
		if c.text("customer_id") == from {
			before = n
		} else {
			others += n
		}
	}
	came := 0
	if from == u.from {
		inbound, err := u.store.strings(`SELECT COUNT(*) FROM comms_log WHERE direction = 'inbound' AND group_id = ''
			AND id IN (SELECT value FROM json_each(?))`, list(u.later))
		if err != nil {
			return 0, err
		}
		came, _ = strconv.Atoi(inbound[0])
	}
	if all >= before+others+came {
		return before + came, nil
	}
	return among, nil
}

// restore puts a record back as it was. What was changed since the move stays.
func (u *undoing) restore(table, id string, c *change) error {
	if c.Before == nil {
		return nil
	}
	now, err := u.store.record(table, id)
	if err != nil {
		return err
	}
	if now == nil {
		return u.store.put(table, c.Before)
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
	return u.store.put(table, restored)
}

func same(a, b *string) bool { return a == nil && b == nil || a != nil && b != nil && *a == *b }

func (u *undoing) restoreCustomers() error {
	for id, c := range u.data.Customers {
		if err := u.restore("customers", id, c); err != nil {
			return fmt.Errorf("restore a customer: %w", err)
		}
	}
	return nil
}

func (u *undoing) restoreContacts() error {
	for id, c := range u.data.Contacts {
		if c.Before != nil {
			continue
		}
		contact, err := u.app.FindRecordById("contacts", id)
		if err != nil {
			continue // note: deleted meanwhile
		}
		if err := u.app.DeleteWithContext(quietly, contact); err != nil {
			return fmt.Errorf("remove a contact: %w", err)
		}
	}
	for id, c := range u.data.Contacts {
		if err := u.restore("contacts", id, c); err != nil {
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
			WHERE comms_log.id = was.id`, ownerOf(from).Customer, from, string(content))
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
		ownerOf(u.from).Customer, u.from, timestamp(), list(u.later))
}

// restoreConversations puts the conversations back as they were, unless
// something has happened in them since: then they become what the log says.
func (u *undoing) restoreConversations() error {
	touched := len(u.later) > 0
	for id, stamp := range u.data.After {
		now, err := u.store.strings("SELECT updated FROM conversations WHERE customer_id = ?", id)
		if err != nil {
			return err
		}
		touched = touched || strings.Join(now, "") != stamp
	}
	before := make(map[string]row)
	for _, c := range u.data.Conversations {
		before[c.text("customer_id")] = c
	}
	for id := range u.data.After {
		was := before[id]
		if !touched {
			if err := u.store.Exec("DELETE FROM conversations WHERE customer_id = ?", id); err != nil {
				return err
			}
		}
		if was != nil {
			there, err := u.store.strings("SELECT id FROM conversations WHERE customer_id = ?", id)
			if err != nil {
				return err
			}
			if len(there) == 0 {
				if err := u.store.put("conversations", was); err != nil {
					return fmt.Errorf("restore a conversation: %w", err)
				}
			}
		}
		if touched {
			if err := ingest.Rebuild(u.store, id, u.unread[id], timestamp()); err != nil {
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
		left, err := u.store.strings(`SELECT 1 FROM comms_log WHERE customer_id = ? UNION ALL SELECT 1 FROM contacts WHERE customer = ? LIMIT 1`, id, id)
		if err != nil {
			return err
		}
		now, err := u.store.record("customers", id)
		if err != nil {
			return err
		}
		if len(left) > 0 || now.text("updated") != c.After.text("updated") {
			continue
		}
		customer, err := u.app.FindRecordById("customers", id)
		if err != nil {
			return err
		}
		if err := u.app.DeleteWithContext(quietly, customer); err != nil {
			return fmt.Errorf("remove the customer: %w", err)
		}
	}
	return nil
}

func (u *undoing) result() (Undone, error) {
	done := Undone{From: u.from, To: u.to, Messages: len(u.ids()) + len(u.later)}
	done.Change = ingest.Change{Rows: append(u.ids(), u.later...), Moved: map[string]string{}}
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

// ownerOf is whose a customer_id is.
func ownerOf(customerID string) ingest.Owner {
	if _, unknown := ingest.UnknownIdentity(customerID); unknown {
		return ingest.Owner{CustomerID: customerID}
	}
	return ingest.Owner{Customer: customerID, CustomerID: customerID}
}
