package ingest

import (
	"cmp"
	"database/sql"
	"errors"
	"slices"

	"pocketcrm/whatsapp"
)

const (
	sqlContactsOf = `SELECT id, digits, wa_user_id, wa_username, given_up_at FROM contacts
		WHERE customer = ? AND (type = 'phone' OR type = 'whatsapp') ORDER BY created, id`
	sqlInsertContact = `INSERT INTO contacts (id, customer, type, value, digits, label, wa_user_id, wa_username, created, updated)
		VALUES (?, ?, 'whatsapp', ?, ?, ?, ?, ?, ?, ?)`
	sqlLogged = `SELECT 1 FROM comms_log WHERE customer_id = ? LIMIT 1`
)

// Labels of contacts that WhatsApp, not a person, has added.
const (
	labelNewNumber = "new number"
	labelOwnNumber = "shared by themselves"
	labelAnswered  = "written to"
)

// applyIdentity logs that somebody has another BSUID with nothing else changed,
// and remembers it. Of somebody who never wrote there is nothing to log.
func (b *batch) applyIdentity(e *whatsapp.Event) error {
	who, err := b.match(e.Party, date(b.timeOf(e)))
	if err != nil {
		return err
	}
	if who.customer == "" {
		err := b.stmt(sqlLogged).QueryRowContext(b.ctx, who.customerID).Scan(new(int))
		if errors.Is(err, sql.ErrNoRows) {
			return b.park(e, reasonUnparsable, stateIgnored, "WhatsApp gave a new id to somebody who is not in the log.")
		}
		if err != nil {
			return err
		}
	}
	note := *e
	note.Kind = whatsapp.KindSystem
	note.Message = &whatsapp.Message{Direction: whatsapp.Inbound, Type: "system", Body: "WhatsApp gave this person a new id; their messages still arrive here"}
	return b.insertMessage(&note)
}

// identityChanged remembers the new number or BSUID of somebody: as a contact
// of the same customer, beside the old one. Customers are never merged by it:
// a number that was given up may belong to somebody else tomorrow.
//
// It returns whose the note is then: an unknown sender is called by what they have
// now.
func (b *batch) identityChanged(e *whatsapp.Event, who match) (match, error) {
	change, err := e.Identity, error(nil)
	if isLeft(e) {
		if who, err = b.numberLeft(e, who); err != nil {
			return who, err
		}
	}
	switch {
	case who.ambiguous, who.customer != "" && isLeft(e):
		return who, nil // note: whose it is must be said first
	case who.customer != "":
		now := whatsapp.Party{WaID: change.WaID, UserID: change.UserID, Username: e.Party.Username}
		return who, b.ensureContact(who.customer, now, labelNewNumber, date(b.timeOf(e)))
	case change.UserID != "" && e.Party.GroupID == "" && !who.late:
		return b.linkUnknown(who, whatsapp.Party{UserID: clip(change.UserID, 160)}) // note: conversationOf stores it
	}
	return who, nil
}

// ensureContact makes a person's number and BSUID contacts of a customer, and
// the customer's what that person has said as an unknown sender.
// A number that they had given up before the time at is theirs again.
func (b *batch) ensureContact(customer string, p whatsapp.Party, label, at string) error {
	p.UserID = clip(p.UserID, 160)
	if p.UserID != "" {
		owner, err := b.contactByUser(p.UserID)
		if err != nil {
			return err
		}
		if owner != nil {
			p.UserID = "" // note: a BSUID has one contact, whoever's it is
		}
	}
	if p.Key() == "" {
		return nil
	}
	contacts, err := b.contactsOf(customer)
	if err != nil {
		return err
	}
	keys := whatsapp.PhoneKeys(p.WaID)
	for i := range contacts {
		c := &contacts[i]
		if c.givenUp != "" && slices.Contains(keys, c.digits) {
			if err := b.takeBack(customer, p.WaID, at); err != nil {
				return err
			}
		}
		switch {
		case !slices.Contains(keys, c.digits):
		case p.UserID == "":
			return nil
		case c.userID == "":
			return b.learn(p, c)
		}
	}
	return b.insertContact(customer, p, label)
}

func (b *batch) insertContact(customer string, p whatsapp.Party, label string) error {
	value := ContactValue(p)
	id, now := NewID(), b.stamp
	if _, err := b.tx.ExecContext(b.ctx, sqlInsertContact, id, customer, value, p.WaID, label, p.UserID, clip(p.Username, 80), now, now); err != nil {
		return err
	}
	b.staged.contacts.created = append(b.staged.contacts.created, id)
	b.forget()
	return b.adopt(match{customer: customer, customerID: customer}, p.WaID, p.UserID)
}

// ContactValue is what the contact of a WhatsApp user shows: the number; where
// it is hidden, the username, else the BSUID.
func ContactValue(p whatsapp.Party) string {
	if p.WaID != "" {
		return "+" + p.WaID
	}
	if p.Username != "" {
		return "@" + clip(p.Username, 80)
	}
	return p.UserID
}

func (b *batch) contactsOf(customer string) ([]candidate, error) {
	rows, err := b.tx.QueryContext(b.ctx, sqlContactsOf, customer)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var list []candidate
	for rows.Next() {
		c := candidate{customer: customer}
		if err := rows.Scan(&c.id, &c.digits, &c.userID, &c.username, &c.givenUp); err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, rows.Err()
}

// ownPhone remembers the number that a customer has shared as their own.
func (b *batch) ownPhone(e *whatsapp.Event, who match) error {
	if e.Message.OwnPhone == "" || who.customer == "" || who.ambiguous || e.Kind != whatsapp.KindMessage {
		return nil
	}
	p := e.Party
	p.WaID = e.Message.OwnPhone
	return b.ensureContact(who.customer, p, labelOwnNumber, date(b.timeOf(e)))
}

// replyTo is the identity that an answer to an event goes to, "" when the
// event says nothing about it.
func replyTo(e *whatsapp.Event, who match) string {
	switch {
	case e.Identity != nil:
		return cmp.Or(e.Identity.WaID, e.Identity.UserID)
	case e.Kind == whatsapp.KindMessage && e.Message.Direction == whatsapp.Inbound && !who.late:
		return e.Party.Key()
	}
	return ""
}
