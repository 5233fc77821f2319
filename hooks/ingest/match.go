package ingest

import (
	"cmp"
	"database/sql"
	"errors"
	"slices"

	"pocketcrm/whatsapp"
)

// match is who a message belongs to.
type match struct {
	customer   string // record id, empty when unknown
	customerID string // the same, or unknown:<digits or BSUID>
	ambiguous  bool   // the number may be somebody else's
}

const (
	sqlContactByUserID = `SELECT id, customer, wa_user_id, wa_username FROM contacts WHERE wa_user_id = ? AND wa_user_id != ''`
	sqlContactByDigits = `SELECT id, customer, digits, wa_user_id, wa_username, created FROM contacts
		WHERE digits IN (?, ?, ?, ?) AND digits != '' AND (type = 'phone' OR type = 'whatsapp')`
	sqlLearnUserID = `UPDATE OR IGNORE contacts SET wa_user_id = ?, wa_username = ?, updated = ? WHERE id = ?`
	sqlLastAt      = `SELECT last_at FROM conversations WHERE customer_id = ?`
)

// match finds the customer of a party: by BSUID exactly, then by the phone
// number, then by its national variants; never by a part of it, never by a
// name. On a match by number the BSUID is stored beside it, for the day the
// number is hidden.
func (b *batch) match(p whatsapp.Party) (match, error) {
	key := partyKey{p.WaID, p.UserID, p.Username}
	if m, ok := b.w.identities.get(key); ok {
		return m, nil
	}
	m, err := b.find(p)
	// note: which of several customers it is may change with every message
	if err == nil && !m.ambiguous {
		b.staged.identities = append(b.staged.identities, identity{key, m})
	}
	return m, err
}

func (b *batch) find(p whatsapp.Party) (match, error) {
	if p.UserID != "" {
		var c candidate
		err := b.stmt(sqlContactByUserID).QueryRowContext(b.ctx, p.UserID).Scan(&c.id, &c.customer, &c.userID, &c.username)
		if err == nil {
			return match{customer: c.customer, customerID: c.customer}, b.learn(p, &c)
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return match{}, err
		}
	}
	if p.WaID != "" {
		found, err := b.contactsByNumber(p.WaID)
		if err != nil {
			return match{}, err
		}
		if best, err := b.best(p.WaID, found); err != nil || best != nil {
			if err != nil {
				return match{}, err
			}
			m := match{customer: best.customer, customerID: best.customer}
			for _, c := range found {
				m.ambiguous = m.ambiguous || c.customer != best.customer
			}
			// another user id on the same number: it may have a new owner
			m.ambiguous = m.ambiguous || p.UserID != "" && best.userID != "" && best.userID != p.UserID
			if !m.ambiguous {
				err = b.learn(p, best)
			}
			return m, err
		}
	}
	return match{customerID: "unknown:" + p.Key()}, nil
}

type candidate struct {
	id, customer, digits, userID, username, created string
}

func (b *batch) contactsByNumber(waID string) ([]candidate, error) {
	keys := make([]any, 4) // note: no number has more variants; empty ones match nothing
	for i := range keys {
		keys[i] = ""
	}
	for i, key := range whatsapp.PhoneKeys(waID) {
		if i < len(keys) {
			keys[i] = key
		}
	}
	rows, err := b.stmt(sqlContactByDigits).QueryContext(b.ctx, keys...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var found []candidate
	for rows.Next() {
		var c candidate
		if err := rows.Scan(&c.id, &c.customer, &c.digits, &c.userID, &c.username, &c.created); err != nil {
			return nil, err
		}
		found = append(found, c)
	}
	// note: sorted here, because SQLite's own sorter costs more than the look-up
	slices.SortFunc(found, func(a, b candidate) int { return cmp.Or(cmp.Compare(a.created, b.created), cmp.Compare(a.id, b.id)) })
	return found, rows.Err()
}

// best chooses among contacts in a way that is always the same: the number as
// it was sent before a variant of it, then the customer with the latest
// conversation, then the oldest contact. It is nil for none.
func (b *batch) best(waID string, found []candidate) (*candidate, error) {
	if len(found) == 0 {
		return nil, nil
	}
	exact := found[:0:0]
	for _, c := range found {
		if c.digits == waID {
			exact = append(exact, c)
		}
	}
	if len(exact) > 0 {
		found = exact
	}

	best, bestAt := &found[0], ""
	if len(found) == 1 {
		return best, nil
	}
	for i := range found {
		var lastAt string
		err := b.stmt(sqlLastAt).QueryRowContext(b.ctx, found[i].customer).Scan(&lastAt)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return nil, err
		}
		if lastAt > bestAt {
			best, bestAt = &found[i], lastAt
		}
	}
	return best, nil
}

func (b *batch) learn(p whatsapp.Party, c *candidate) error {
	newID := p.UserID != "" && c.userID == ""
	newName := p.Username != "" && p.Username != c.username && (newID || c.userID == p.UserID)
	if !newID && !newName {
		return nil
	}
	userID, username := c.userID, c.username
	if newID {
		userID = clip(p.UserID, 160)
	}
	if newName {
		username = clip(p.Username, 80)
	}
	b.staged.learned = true
	_, err := b.exec(sqlLearnUserID, userID, username, date(b.now), c.id)
	return err
}
