package ingest

import (
	"slices"

	"pocketcrm/whatsapp"
)

// What WhatsApp says of a number that somebody has given up. The account is
// somebody else's as soon as another registers the number, so whoever writes
// from it later is not the person who had it, unless a BSUID or a member of
// staff says so. A contact keeps since when (given_up_at); of unknown senders
// the note in their thread does.

const (
	sqlHasLeft = `SELECT EXISTS (SELECT 1 FROM comms_log WHERE message_type = 'system')`
	// note: the index idx_comms_log_system holds the notes alone
	sqlNotesOf = `SELECT customer_id, occurred_at, address, COALESCE(payload, '') FROM comms_log
		WHERE message_type = 'system' AND address IN (?, ?, ?, ?) AND address != '' AND NOT unverified ORDER BY occurred_at, id`
	sqlGiveUp = `UPDATE contacts SET given_up_at = ?, preferred = FALSE, updated = ? WHERE customer = ? AND digits IN (?, ?, ?, ?) AND digits != ''
		AND (given_up_at = '' OR given_up_at > ?) AND (type = 'phone' OR type = 'whatsapp') RETURNING id`
	sqlTakeBack = `UPDATE contacts SET given_up_at = '', updated = ? WHERE customer = ? AND digits IN (?, ?, ?, ?) AND digits != ''
		AND given_up_at != '' AND given_up_at < ? RETURNING id`
)

// LeftNote is a note of WhatsApp's that somebody has another number.
type LeftNote struct {
	CustomerID string // whose it is now
	At         string
	WaID       string // the number they left
	WasUser    string // their BSUID with it
	Now        whatsapp.Party
}

// LeftNotes are the notes that a number was given up, oldest first.
func LeftNotes(s Store, waID string) ([]LeftNote, error) {
	if waID == "" {
		return nil, nil
	}
	rows, err := s.Rows(sqlNotesOf, keysOf(waID)...)
	var notes []LeftNote
	for _, r := range rows {
		if c := whatsapp.LoggedChange([]byte(r[3]), r[2]); c.NumberLeft {
			notes = append(notes, LeftNote{CustomerID: r[0], At: r[1], WaID: r[2], WasUser: c.PreviousUserID, Now: c.Now()})
		}
	}
	return notes, err
}

// holders are the contacts that a number stood for at a time: of somebody who
// has given it up since, else of those who have it. dated tells that it may be
// others at another time, late that they have it no more.
func holders(found []candidate, at string) (list []candidate, dated, late bool) {
	until := ""
	for _, c := range found {
		if c.givenUp == "" {
			continue
		}
		dated = true
		if at <= c.givenUp && (until == "" || c.givenUp < until) {
			until = c.givenUp
		}
	}
	for _, c := range found {
		if c.givenUp == until {
			list = append(list, c)
		}
	}
	return list, dated, until != ""
}

// unknownByNumber names the unknown sender behind a number: who had it at the
// time, or who is known by another spelling of it.
func (b *batch) unknownByNumber(waID, at string) (match, error) {
	if b.w.hasLeft {
		notes, err := LeftNotes(b, waID)
		if err != nil {
			return match{}, err
		}
		for _, n := range notes {
			if _, unknown := UnknownIdentity(n.CustomerID); unknown && at <= n.At {
				return match{customerID: n.CustomerID, dated: true, late: true}, nil
			}
		}
		if len(notes) > 0 {
			id, err := b.spelledOtherwise(waID)
			return match{customerID: id, dated: true}, err
		}
	}
	id, err := b.spelledOtherwise(waID)
	return match{customerID: id}, err
}

const sqlSpelled = `SELECT customer_id FROM conversations WHERE customer_id IN (?, ?, ?, ?) ORDER BY customer_id != ?, created, id LIMIT 1`

// spelledOtherwise is the thread of an unknown number under whichever spelling
// it began.
func (b *batch) spelledOtherwise(waID string) (string, error) {
	own := Unknown(waID)
	keys := whatsapp.PhoneKeys(waID)
	if len(keys) < 2 {
		return own, nil
	}
	args := keysOf(waID)
	for i, key := range keys {
		if b.conversations[Unknown(key)] != nil { // note: it may not be in the database yet
			return Unknown(key), nil
		}
		args[i] = Unknown(key)
	}
	rows, err := b.Rows(sqlSpelled, append(args, own)...)
	if err != nil || len(rows) == 0 {
		return own, err
	}
	return rows[0][0], nil
}

// takeBack makes a number theirs again that a customer had given up.
func (b *batch) takeBack(customer, waID, at string) error {
	rows, err := b.Rows(sqlTakeBack, append(append([]any{b.stamp, customer}, keysOf(waID)...), at)...)
	if err != nil || len(rows) == 0 {
		return err
	}
	for _, r := range rows {
		b.staged.contacts.updated = append(b.staged.contacts.updated, r[0])
	}
	b.forget()
	return nil
}

// whoLeft tells who a note is about: the owner of the BSUID, else of the number.
// Where several have the number, those who have just got it haven't left it.
func (b *batch) whoLeft(e *whatsapp.Event, at string) (match, error) {
	change := e.Identity
	notes, err := LeftNotes(b, change.PreviousWaID)
	if err != nil {
		return match{}, err
	}
	for _, n := range notes { // note: told again
		if whatsapp.SameNumber(n.Now.WaID, change.WaID) || n.Now.UserID != "" && n.Now.UserID == change.UserID {
			return match{customer: OwnerOf(n.CustomerID).Customer, customerID: n.CustomerID}, nil
		}
	}
	if change.PreviousUserID != "" {
		if c, err := b.contactByUser(change.PreviousUserID); err != nil || c != nil {
			if err != nil {
				return match{}, err
			}
			return match{customer: c.customer, customerID: c.customer}, nil
		}
	}
	found, err := b.contactsByNumber(change.PreviousWaID)
	if err != nil {
		return match{}, err
	}
	list, _, _ := holders(found, at)
	if before := slices.DeleteFunc(slices.Clone(list), func(c candidate) bool { return c.label == labelNewNumber }); len(before) > 0 {
		list = before
	}
	best, err := b.best(change.PreviousWaID, list)
	if err != nil {
		return match{}, err
	}
	if best != nil {
		return match{customer: best.customer, customerID: best.customer, ambiguous: isShared(best.customer, list)}, nil
	}
	return b.match(e.Party, at)
}

// isLeft tells whether an event says that somebody has given up their number.
func isLeft(e *whatsapp.Event) bool { return e.Identity != nil && e.Identity.NumberLeft }
