package ingest

import (
	"cmp"
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
		WHERE message_type = 'system' AND address IN (?, ?, ?, ?) AND address != '' ORDER BY occurred_at, id`
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

// numberLeft separates a person from the number they have given up, and returns
// whose they are then. Their thread goes on under what they have now; what was
// said from the old number since then is somebody else's, and so is what was
// said from the new one before.
func (b *batch) numberLeft(e *whatsapp.Event, who match) (match, error) {
	change, at := e.Identity, date(b.timeOf(e))
	b.w.hasLeft = true
	b.forget()
	if who.ambiguous {
		return who, nil // note: whose it is must be said first
	}
	now := whatsapp.Party{WaID: change.WaID, UserID: clip(change.UserID, 160), Username: e.Party.Username}
	further, err := b.leftSince(who.customer, now, at)
	if err != nil {
		return who, err
	}
	to, err := b.whoseFromNow(who, change, further)
	if err != nil || to.customerID == "" {
		return who, err
	}
	own, err := b.ownUsers(to.customer, change, at)
	if err != nil {
		return who, err
	}
	if err := b.flush(who.customerID, to.customerID, Unknown(change.PreviousWaID), Unknown(change.WaID)); err != nil {
		return who, err
	}
	earlier, err := b.saidFrom(Unknown(change.WaID), change.WaID, own, span{before: at})
	if err != nil {
		return who, err
	}
	if who.customerID != to.customerID {
		if err := b.makeRoom(to, change, own); err != nil {
			return who, err
		}
		if err := b.move(who.customerID, Owner{to.customer, to.customerID}); err != nil {
			return who, err
		}
	}
	if to.customer != "" {
		if err := b.keepApart(to.customer, now, change, own, at); err != nil {
			return who, err
		}
		if err := b.giveBack(to.customerID, Unknown(change.WaID), earlier); err != nil {
			return who, err
		}
		if further != nil {
			to.late = true // note: no answer goes to a number that was given up, too
			if err := b.strangers(to, change.WaID, own, span{after: further.At}); err != nil {
				return who, err
			}
		}
	} else if err := b.Exec(`UPDATE conversations SET wa_user_id = ? WHERE customer_id = ?`, now.UserID, to.customerID); err != nil {
		return who, err
	}
	again, err := b.hasAgain(to.customerID, change.PreviousWaID, own, at)
	if err != nil {
		return who, err
	}
	return to, b.strangers(to, change.PreviousWaID, own, span{after: at, before: again})
}

// span is a time without its ends; an empty one is open.
type span struct{ after, before string }

// leftSince is the note that somebody has given up their new number as well, which
// was told of before this one; nil for none. Of another customer it says nothing.
func (b *batch) leftSince(customer string, now whatsapp.Party, at string) (*LeftNote, error) {
	notes, err := LeftNotes(b, now.WaID)
	for i := range notes {
		n := &notes[i]
		owner := OwnerOf(n.CustomerID).Customer
		same := owner == "" || customer == "" || owner == customer
		if now.UserID != "" && n.WasUser != "" {
			same = now.UserID == n.WasUser
		}
		if same && n.At >= at {
			return n, err
		}
	}
	return nil, err
}

// whoseFromNow is whose the thread of somebody is who has another number: a
// customer stays, an unknown sender is called by what they have now, unless that
// is a customer's.
func (b *batch) whoseFromNow(who match, change *whatsapp.IdentityChange, further *LeftNote) (match, error) {
	if who.customer != "" {
		return who, nil
	}
	if further != nil {
		return match{customer: OwnerOf(further.CustomerID).Customer, customerID: further.CustomerID}, nil
	}
	now := whatsapp.Party{WaID: change.WaID, UserID: change.UserID}
	if now.Key() == "" {
		now.UserID = change.PreviousUserID
	}
	if now.Key() == "" {
		return match{}, nil // note: there is no other name for them
	}
	to, err := b.find(now, date(b.now))
	if err == nil && to.ambiguous {
		to = match{customerID: Unknown(now.Key())}
	}
	return to, err
}

// ownUsers are the BSUIDs that are surely the person's who has left a number.
// One that was learned with that number may be of who has it now.
func (b *batch) ownUsers(customer string, change *whatsapp.IdentityChange, at string) ([]string, error) {
	own := []string{change.UserID, change.PreviousUserID}
	if customer == "" {
		return own, nil
	}
	contacts, err := b.contactsOf(customer)
	if err != nil {
		return nil, err
	}
	for i := range contacts {
		c := &contacts[i]
		if c.userID == "" || slices.Contains(own, c.userID) {
			continue
		}
		if whatsapp.SameNumber(c.digits, change.PreviousWaID) {
			before, err := b.Rows(`SELECT 1 FROM comms_log WHERE customer_id = ? AND occurred_at <= ? AND `+InPayload("from_user_id")+` = ? LIMIT 1`, customer, at, c.userID)
			if err != nil {
				return nil, err
			}
			if len(before) == 0 {
				if err := b.unlearn(c.id); err != nil {
					return nil, err
				}
				continue
			}
		}
		own = append(own, c.userID)
	}
	return own, nil
}

// unlearn takes a BSUID off a contact that was learned from somebody else.
func (b *batch) unlearn(contact string) error {
	b.staged.contacts.updated = append(b.staged.contacts.updated, contact)
	return b.Exec(`UPDATE contacts SET wa_user_id = '', wa_username = '', updated = ? WHERE id = ?`, b.stamp, contact)
}

// makeRoom moves who is known under an unknown name to their own BSUID, when
// that is not the person who has the number now.
func (b *batch) makeRoom(to match, change *whatsapp.IdentityChange, own []string) error {
	if to.customer != "" || change.UserID == "" {
		return nil
	}
	rows, err := b.Rows(`SELECT wa_user_id FROM conversations WHERE customer_id = ? AND wa_user_id != ''`, to.customerID)
	if err != nil || len(rows) == 0 || slices.Contains(own, rows[0][0]) {
		return err
	}
	return b.move(to.customerID, Owner{CustomerID: Unknown(rows[0][0])})
}

// keepApart gives a customer the new number, and marks the old one as given up,
// unless a later note or message says that they have it again.
func (b *batch) keepApart(customer string, now whatsapp.Party, change *whatsapp.IdentityChange, own []string, at string) error {
	if err := b.ensureContact(customer, now, labelNewNumber, at); err != nil {
		return err
	}
	if err := b.claim(customer, now.WaID, own, at); err != nil {
		return err
	}
	further, err := b.leftSince(customer, now, at)
	if err != nil {
		return err
	}
	if further != nil {
		if err := b.followOn(customer, further); err != nil {
			return err
		}
	}
	again, err := b.hasAgain(customer, change.PreviousWaID, own, at)
	if err != nil || again != "" {
		return err
	}
	return b.giveUp(customer, change.PreviousWaID, at)
}

// claim gives a customer what was said from their number since it is theirs, and
// came before the note that says so.
func (b *batch) claim(customer, waID string, own []string, at string) error {
	said, err := b.saidFrom(Unknown(waID), waID, nil, span{after: at})
	if err != nil {
		return err
	}
	said = slices.DeleteFunc(said, func(r []string) bool { return r[1] != "" && !slices.Contains(own, r[1]) })
	return b.shift(Unknown(waID), Owner{customer, customer}, said)
}

func (b *batch) giveUp(customer, waID, at string) error {
	rows, err := b.Rows(sqlGiveUp, append(append([]any{at, b.stamp, customer}, keysOf(waID)...), at)...)
	for _, r := range rows {
		b.staged.contacts.updated = append(b.staged.contacts.updated, r[0])
	}
	return err
}

// followOn takes in a change that was told of before the one that led to it.
func (b *batch) followOn(customer string, n *LeftNote) error {
	if _, unknown := UnknownIdentity(n.CustomerID); unknown {
		if err := b.flush(n.CustomerID); err != nil {
			return err
		}
		if err := b.move(n.CustomerID, Owner{customer, customer}); err != nil {
			return err
		}
	}
	if n.CustomerID != customer {
		if err := b.ensureContact(customer, n.Now, labelNewNumber, n.At); err != nil {
			return err
		}
	}
	if err := b.giveUp(customer, n.WaID, n.At); err != nil {
		return err
	}
	next, err := b.leftSince(customer, n.Now, n.At)
	if err != nil || next == nil || next.At == n.At {
		return err
	}
	return b.followOn(customer, next)
}

// hasAgain is when somebody has, since they gave it up, come back to a number;
// "" when they have not.
func (b *batch) hasAgain(customerID, waID string, own []string, at string) (string, error) {
	rows, err := b.Rows(`SELECT address, direction, COALESCE(payload, ''), occurred_at FROM comms_log WHERE customer_id = ? AND occurred_at > ?
		AND (message_type = 'system' OR direction = 'inbound' AND `+OnWhatsApp+`) ORDER BY occurred_at, id`, customerID, at)
	if err != nil {
		return "", err
	}
	for _, r := range rows {
		if c := whatsapp.LoggedChange([]byte(r[2]), r[0]); c.NumberLeft && whatsapp.SameNumber(c.WaID, waID) {
			return r[3], nil
		}
		if r[1] == "inbound" && whatsapp.SameNumber(r[0], waID) && slices.Contains(own, cmp.Or(whatsapp.FromUser([]byte(r[2])), "-")) {
			return r[3], nil
		}
	}
	return "", nil
}

// saidFrom are the rows of a thread that were said from a number in a time, not by
// somebody with one of the BSUIDs, and the answers to them.
func (b *batch) saidFrom(customerID, waID string, own []string, when span) ([][]string, error) {
	if waID == "" {
		return nil, nil
	}
	rows, err := b.Rows(`SELECT id, direction, occurred_at, COALESCE(payload, ''), message_type FROM comms_log WHERE customer_id = ? AND address IN (?, ?, ?, ?) AND address != ''
		AND `+OnWhatsApp+` AND group_id = '' AND occurred_at > ? AND (? = '' OR occurred_at < ?) ORDER BY occurred_at, id`,
		append(append([]any{customerID}, keysOf(waID)...), when.after, when.before, when.before)...)
	if err != nil {
		return nil, err
	}
	var said [][]string
	since := ""
	for _, r := range rows {
		user := whatsapp.FromUser([]byte(r[3]))
		switch {
		case r[4] == "system", user != "" && slices.Contains(own, user):
			continue
		case r[1] == string(whatsapp.Inbound):
			since = cmp.Or(since, r[2])
		case when.after != "" && (since == "" || r[2] < since):
			continue // note: an answer to nobody yet
		}
		said = append(said, []string{r[0], user})
	}
	return said, nil
}

// strangers parts what was said from a number since it was given up from the
// person who had it.
func (b *batch) strangers(to match, waID string, own []string, when span) error {
	said, err := b.saidFrom(to.customerID, waID, own, when)
	if err != nil || len(said) == 0 {
		return err
	}
	if to.customer == "" {
		// note: the name came with the number, from whoever wrote last
		if err := b.Exec(`UPDATE conversations SET profile_name = '' WHERE customer_id = ?`, to.customerID); err != nil {
			return err
		}
	}
	return b.giveBack(to.customerID, Unknown(waID), said)
}

// giveBack moves single rows to an unknown sender, with the BSUID they came with.
func (b *batch) giveBack(from, to string, said [][]string) error {
	user := ""
	for _, r := range said {
		user = cmp.Or(r[1], user)
	}
	if err := b.shift(from, Owner{CustomerID: to}, said); err != nil {
		return err
	}
	return b.Exec(`UPDATE conversations SET wa_user_id = ? WHERE customer_id = ? AND ? != ''`, clip(user, 160), to, user)
}

func (b *batch) shift(from string, to Owner, said [][]string) error {
	if len(said) == 0 || from == to.CustomerID {
		return nil
	}
	ids := make([]string, len(said))
	for i, r := range said {
		ids[i] = r[0]
	}
	if err := Shift(b, from, to, ids, b.stamp); err != nil {
		return err
	}
	if err := b.Exec(`UPDATE comms_log SET ambiguous = FALSE WHERE id IN (SELECT value FROM json_each(?))`, jsonList(ids)); err != nil {
		return err
	}
	b.forget()
	b.staged.updated = append(b.staged.updated, ids...)
	b.staged.touched = append(b.staged.touched, from, to.CustomerID)
	return nil
}

// flush writes what the batch has gathered of some conversations, so that what
// follows finds them in the database.
func (b *batch) flush(customerIDs ...string) error {
	for _, id := range customerIDs {
		c := b.conversations[id]
		if c == nil || slices.Contains(b.staged.flushed, id) {
			continue
		}
		if err := b.writeConversation(c); err != nil {
			return err
		}
		b.staged.flushed = append(b.staged.flushed, id)
	}
	return nil
}

// isLeft tells whether an event says that somebody has given up their number.
func isLeft(e *whatsapp.Event) bool { return e.Identity != nil && e.Identity.NumberLeft }
