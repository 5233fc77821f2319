package ingest

import (
	"cmp"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"pocketcrm/whatsapp"
)

// match is who a message belongs to.
type match struct {
	customer   string // record id, empty when unknown
	customerID string // the same, or unknown:<digits or BSUID>
	ambiguous  bool   // the number may be somebody else's
	linked     bool   // an unknown sender's BSUID is known to belong to the number
	dated      bool   // whose the number is depends on the time
	late       bool   // it was said from a number that they have given up since
	username   string // that was learned
}

// maxKeys is how many spellings a number has at most: Argentina's.
const maxKeys = 4

const (
	sqlContactByUserID = `SELECT id, customer, wa_user_id, wa_username FROM contacts WHERE wa_user_id = ? AND wa_user_id != ''`
	sqlContactByDigits = `SELECT id, customer, digits, wa_user_id, wa_username, preferred, created, label, given_up_at FROM contacts
		WHERE digits IN (?, ?, ?, ?) AND digits != '' AND (type = 'phone' OR type = 'whatsapp')`
	sqlLearnUserID   = `UPDATE OR IGNORE contacts SET wa_user_id = ?, wa_username = ?, updated = ? WHERE id = ?`
	sqlLastAt        = `SELECT last_at FROM conversations WHERE customer_id = ?`
	sqlUnknownByUser = `SELECT customer_id FROM conversations WHERE wa_user_id = ? AND wa_user_id != '' AND customer = ''
		ORDER BY last_at DESC, id LIMIT 1`
)

// match finds the customer of a party: by BSUID exactly, then by the phone
// number, then by its national variants; never by a part of it, never by a
// name. On a match by number the BSUID is stored beside it, for the day the
// number is hidden; for the same day an unknown sender is found again by the
// BSUID that came with the number.
// Whose a number was at the time counts: at is that, as it is stored.
func (b *batch) match(p whatsapp.Party, at string) (match, error) {
	key := partyKey{p.WaID, p.UserID}
	for _, known := range []func(partyKey) (match, bool){b.justLookedUp, b.w.identities.get} {
		// note: a username that is not the known one has to be learned
		if m, ok := known(key); ok && (m.customer == "" || p.Username == "" || p.Username == m.username) {
			return m, nil
		}
	}
	m, err := b.find(p, at)
	m.username = p.Username
	// note: which of several customers it is may change with every message
	if err == nil && !m.ambiguous && !m.dated {
		b.staged.identities = append(b.staged.identities, identity{key, m})
	}
	return m, err
}

func (b *batch) justLookedUp(key partyKey) (match, bool) {
	m, ok := b.lookedUp[key]
	return m, ok
}

func (b *batch) find(p whatsapp.Party, at string) (match, error) {
	if p.UserID != "" {
		c, err := b.contactByUser(p.UserID)
		if err != nil {
			return match{}, err
		}
		if c != nil {
			if err := b.learn(p, c); err != nil {
				return match{}, err
			}
			m := match{customer: c.customer, customerID: c.customer}
			return m, b.learnNumber(&m, p, at)
		}
	}
	dated := false
	if p.WaID != "" {
		all, err := b.contactsByNumber(p.WaID)
		if err != nil {
			return match{}, err
		}
		found, changing, late := holders(all, at)
		dated = changing
		if best, err := b.best(p.WaID, found); err != nil || best != nil {
			if err != nil {
				return match{}, err
			}
			m := match{customer: best.customer, customerID: best.customer, ambiguous: isShared(best.customer, found), dated: dated, late: late}
			for _, c := range found {
				// another user id on the same number: it may have a new owner
				if p.UserID != "" && c.customer == best.customer && c.userID != "" {
					m.ambiguous = true
					return m, nil
				}
			}
			if late {
				return m, nil // note: what came with the number may be its new owner's
			}
			// note: also of a shared number, so that the person stays together when it is
			// hidden; whoever chooses another customer gives the BSUID to that one
			return m, b.learn(p, best)
		}
	}
	if p.WaID == "" {
		var known string
		err := b.stmt(sqlUnknownByUser).QueryRowContext(b.ctx, p.UserID).Scan(&known)
		if err == nil || !errors.Is(err, sql.ErrNoRows) {
			return match{customerID: known}, err
		}
		return match{customerID: Unknown(p.Key())}, nil
	}
	m, err := b.unknownByNumber(p.WaID, at)
	m.dated = m.dated || dated
	return m, err
}

// Unknown is the customer_id of a sender who is nobody's contact.
func Unknown(identity string) string { return unknownPrefix + identity }

// UnknownIdentity is the digits or BSUID of an unknown sender's customer_id;
// false for that of a customer.
func UnknownIdentity(customerID string) (identity string, ok bool) {
	return strings.CutPrefix(customerID, unknownPrefix)
}

const unknownPrefix = "unknown:"

type candidate struct {
	id, customer, digits, userID, username, created string
	label, givenUp                                  string // givenUp is since when it is theirs no more
	preferred                                       bool
}

// contactByUser is the one contact with a BSUID, nil for none.
func (b *batch) contactByUser(userID string) (*candidate, error) {
	var c candidate
	err := b.stmt(sqlContactByUserID).QueryRowContext(b.ctx, userID).Scan(&c.id, &c.customer, &c.userID, &c.username)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return &c, err
}

func (b *batch) contactsByNumber(waID string) ([]candidate, error) {
	rows, err := b.stmt(sqlContactByDigits).QueryContext(b.ctx, keysOf(waID)...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var found []candidate
	for rows.Next() {
		var c candidate
		if err := rows.Scan(&c.id, &c.customer, &c.digits, &c.userID, &c.username, &c.preferred, &c.created, &c.label, &c.givenUp); err != nil {
			return nil, err
		}
		found = append(found, c)
	}
	// note: sorted here, because SQLite's own sorter costs more than the look-up
	slices.SortFunc(found, func(a, b candidate) int { return cmp.Or(cmp.Compare(a.created, b.created), cmp.Compare(a.id, b.id)) })
	return found, rows.Err()
}

// best chooses among contacts in a way that is always the same: the one a
// person chose, the number as it was sent before a variant of it, then the
// customer with the latest conversation, then the oldest contact. It is nil
// for none.
func (b *batch) best(waID string, found []candidate) (*candidate, error) {
	if len(found) == 0 {
		return nil, nil
	}
	for i := range found {
		if found[i].preferred {
			return &found[i], nil
		}
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
		if pending, ok := b.conversations[found[i].customer]; ok {
			lastAt = max(lastAt, pending.lastAt)
		}
		if lastAt > bestAt {
			best, bestAt = &found[i], lastAt
		}
	}
	return best, nil
}

// learn stores the BSUID and the username of the person behind a contact. What
// that BSUID has said while it was unknown becomes the customer's.
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
	if _, err := b.exec(sqlLearnUserID, userID, username, b.stamp, c.id); err != nil {
		return err
	}
	b.staged.contacts.updated = append(b.staged.contacts.updated, c.id)
	if !newID {
		return nil
	}
	b.forgetHidden(userID)
	return b.adoptHidden(match{customer: c.customer, customerID: c.customer}, userID)
}

// isShared tells whether a number of a customer is another one's, too, and
// nobody has chosen between them.
func isShared(customer string, found []candidate) bool {
	own, others := false, false
	for _, c := range found {
		if c.customer != customer {
			others = true
			continue
		}
		own = true
		if c.preferred {
			return false
		}
	}
	return own && others
}

// learnNumber stores the number that came with a known BSUID, when nobody has
// it: the next message may come without the BSUID. It notes whether the number
// is shared, and whether they have given it up.
func (b *batch) learnNumber(m *match, p whatsapp.Party, at string) error {
	if p.WaID == "" {
		return nil
	}
	found, err := b.contactsByNumber(p.WaID)
	if err != nil {
		return err
	}
	own := slices.IndexFunc(found, func(c candidate) bool { return c.customer == m.customer && c.givenUp != "" })
	has := slices.ContainsFunc(found, func(c candidate) bool { return c.customer == m.customer && c.givenUp == "" })
	found = slices.DeleteFunc(found, func(c candidate) bool { return c.givenUp != "" })
	m.ambiguous = isShared(m.customer, found)
	switch {
	case own >= 0 && !has:
		m.dated = true // note: whoSaid takes it back, if it was they who wrote
	case len(found) == 0:
		return b.ensureContact(m.customer, whatsapp.Party{WaID: p.WaID}, labelNewNumber, at)
	}
	return nil
}

// forgetHidden lets go of a BSUID that was nobody's when it was looked up.
func (b *batch) forgetHidden(userID string) {
	key := partyKey{userID: userID}
	b.staged.identities = slices.DeleteFunc(b.staged.identities, func(i identity) bool { return i.key == key })
	delete(b.lookedUp, key)
	b.w.identities.drop(key)
}

// forget lets go of what was looked up: somebody is somebody else's now.
func (b *batch) forget() {
	b.staged.learned = true
	b.staged.identities = nil
	clear(b.lookedUp)
	b.w.identities.forget()
}
