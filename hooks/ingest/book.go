package ingest

import (
	"errors"

	"pocketcrm/whatsapp"
)

const (
	sqlName = `INSERT INTO whatsapp_names (id, identity, name, removed, said_at, created, updated) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)
		ON CONFLICT (identity) DO UPDATE SET name = excluded.name, removed = excluded.removed, said_at = excluded.said_at, updated = excluded.updated
		WHERE excluded.said_at > said_at`
	sqlHasNames = `SELECT EXISTS (SELECT 1 FROM whatsapp_names)`
	sqlNameOf   = `SELECT name FROM whatsapp_names WHERE identity IN (?, ?, ?, ?, ?, ?, ?) AND identity != '' AND NOT removed ORDER BY said_at DESC LIMIT 1`
	// a label that says no more than the customer's name is none
	sqlLabelFromBook = `UPDATE contacts SET label = ?, updated = ? WHERE label = '' AND (wa_user_id = ? AND wa_user_id != '' OR digits != '' AND given_up_at = '' AND digits IN (?, ?, ?, ?)
		AND (type = 'phone' OR type = 'whatsapp')) AND NOT EXISTS (SELECT 1 FROM customers WHERE customers.id = contacts.customer AND customers.name = ? COLLATE NOCASE) RETURNING id`
	// note: the plus keeps SQLite from reading all unknown senders by the index of customer
	sqlProfileFromBook = `UPDATE conversations SET profile_name = ?, updated = ?
		WHERE +customer = '' AND profile_name != ? AND (customer_id IN (?, ?, ?, ?, ?) OR wa_user_id = ? AND wa_user_id != '') RETURNING customer_id`
)

// applyBook keeps how staff call somebody in the WhatsApp Business app: as the
// label of a contact that has none, and as the name of an unknown sender. It
// makes nobody a customer. A name that is removed there is no longer given to
// anybody; a label that it has become stays, because it may have been typed.
func (b *batch) applyBook(e *whatsapp.Event) error {
	if e.Unverified {
		return b.park(e, reasonError, stateIgnored, unverifiedUnused)
	}
	p, at, news := e.Party, date(b.timeOf(e)), false
	for _, identity := range []string{p.WaID, p.UserID} {
		if identity == "" {
			continue
		}
		n, err := b.exec(sqlName, NewID(), clip(identity, 160), clip(e.Book.Name, 300), e.Book.Removed, at, b.stamp)
		if err != nil {
			return err
		}
		news = news || n > 0
	}
	b.w.hasNames = true
	if !news || e.Book.Removed {
		return nil
	}
	name := clip(e.Book.Name, 100)
	rows, err := b.Rows(sqlLabelFromBook, append(append([]any{name, b.stamp, p.UserID}, keysOf(p.WaID)...), name)...)
	if err != nil {
		return err
	}
	for _, row := range rows {
		b.staged.contacts.updated = append(b.staged.contacts.updated, row[0])
	}
	places := []any{clip(e.Book.Name, 300), b.stamp, clip(e.Book.Name, 300)}
	for _, key := range keysOf(p.WaID) {
		places = append(places, Unknown(key.(string)))
	}
	rows, err = b.Rows(sqlProfileFromBook, append(places, Unknown(p.UserID), p.UserID)...)
	for _, row := range rows {
		b.staged.touched = append(b.staged.touched, row[0])
	}
	return err
}

// nameInBook is how staff call an unknown sender; "" for most.
func (b *batch) nameInBook(c *conversation) (string, error) {
	identity, unknown := UnknownIdentity(c.customerID)
	if !b.w.hasNames || !unknown {
		return "", nil
	}
	rows, err := b.Rows(sqlNameOf, append(keysOf(identity), identity, c.waUserID, c.waPhone)...)
	if err != nil || len(rows) == 0 {
		return "", err
	}
	return rows[0][0], nil
}

// loadHas reads whether there are any names, and any notes of changed numbers,
// at all: who has none is spared the look-ups.
func (b *batch) loadHas() error {
	return errors.Join(b.tx.QueryRowContext(b.ctx, sqlHasNames).Scan(&b.w.hasNames), b.tx.QueryRowContext(b.ctx, sqlHasLeft).Scan(&b.w.hasLeft))
}
