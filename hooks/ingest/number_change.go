package ingest

import (
	"cmp"
	"slices"

	"pocketcrm/whatsapp"
)

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
	to.late = further != nil // note: no answer goes to a number that was given up, too
	user, err := b.userSince(to, now)
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
			if err := b.strangers(to, change.WaID, own, span{after: further.At}); err != nil {
				return who, err
			}
		}
	} else if err := b.Exec(`UPDATE conversations SET wa_user_id = ? WHERE customer_id = ?`, user, to.customerID); err != nil {
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

// userSince is the BSUID of an unknown sender with another number: what the note
// says, unless one told before it has led further.
func (b *batch) userSince(to match, now whatsapp.Party) (string, error) {
	if !to.late {
		return now.UserID, nil
	}
	rows, err := b.Rows(`SELECT wa_user_id FROM conversations WHERE customer_id = ?`, to.customerID)
	if err != nil || len(rows) == 0 {
		return "", err
	}
	return rows[0][0], nil
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
			before, err := b.Rows(`SELECT 1 FROM comms_log WHERE customer_id = ? AND occurred_at <= ? AND `+SaidBy+` = ? LIMIT 1`, customer, at, c.userID)
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
	if to.customer != "" || to.late || change.UserID == "" {
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
	rows, err := b.Rows(`SELECT address, direction, COALESCE(payload, ''), occurred_at FROM comms_log WHERE customer_id = ? AND occurred_at > ? AND NOT unverified
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
	rows, err := b.Rows(`SELECT id, direction, occurred_at, CASE WHEN unverified THEN '' ELSE COALESCE(payload, '') END, message_type FROM comms_log WHERE customer_id = ? AND address IN (?, ?, ?, ?) AND address != ''
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
