package ingest

import (
	"database/sql"
	"errors"
	"slices"

	"pocketcrm/whatsapp"
)

// note: the plus keeps SQLite from reading all unknown senders by the index of customer.
const sqlUnknownByPhone = `SELECT customer_id, wa_user_id FROM conversations WHERE +customer = '' AND wa_phone IN (?, ?, ?, ?) AND wa_phone != ''
	AND customer_id != ?`

const sqlQuoted = `SELECT address, customer, customer_id, occurred_at FROM comms_log WHERE ext_message_id = ? AND ext_message_id != '' AND direction = 'outbound' AND group_id = '' AND NOT unverified`

// whose tells whose a message is. An unknown sender who hides the number may
// still have proved it: by sharing it, or by answering a message that went to
// it.
func (b *batch) whose(e *whatsapp.Event) (match, error) {
	at := date(b.timeOf(e))
	if isLeft(e) {
		return b.whoLeft(e, at)
	}
	who, err := b.whoSaid(e, at)
	if err != nil || who.customer != "" || who.late || e.Party.GroupID != "" || e.Unverified {
		return who, err
	}
	if e.Party.WaID != "" {
		if err := b.adoptNumber(who, e); err != nil {
			return who, err
		}
		if who, err = b.linkUnknown(who, e.Party); err != nil {
			return who, err
		}
		return b.whoseAnswer(e, who)
	}
	if e.Message.OwnPhone != "" && e.Kind == whatsapp.KindMessage {
		proven, err := b.proven(e, e.Message.OwnPhone)
		if err != nil || proven.customer != "" {
			return proven, err
		}
		err = b.stmt(sqlLogged).QueryRowContext(b.ctx, proven.customerID).Scan(new(int))
		if err == nil {
			p := e.Party
			p.WaID = e.Message.OwnPhone
			return b.linkUnknown(proven, p)
		}
		if !errors.Is(err, sql.ErrNoRows) {
			return who, err
		}
	}
	return b.whoseAnswer(e, who)
}

// whoSaid is match for something that was said by somebody, or to them. Who
// speaks from a number that they had given up has it again, when the BSUID shows
// that it is they.
func (b *batch) whoSaid(e *whatsapp.Event, at string) (match, error) {
	who, err := b.match(e.Party, at)
	spoken := e.Kind == whatsapp.KindMessage && e.Message.Direction == whatsapp.Inbound || e.Kind == whatsapp.KindCall && e.Call.Direction == whatsapp.Inbound
	if err != nil || !who.dated || who.late || who.customer == "" || e.Party.UserID == "" || !spoken {
		return who, err
	}
	if err := b.takeBack(who.customer, e.Party.WaID, at); err != nil {
		return who, err
	}
	// note: what was said before they gave it up says nothing of where they are now
	gone, err := b.gaveUp(who.customer, e.Party.WaID)
	who.late = gone != ""
	return who, err
}

// gaveUp is since when a customer has no longer had a number; "" when they have
// it, or never had.
func (b *batch) gaveUp(customer, waID string) (since string, err error) {
	if waID == "" {
		return "", nil
	}
	found, err := b.contactsByNumber(waID)
	for _, c := range found {
		switch {
		case c.customer != customer:
		case c.givenUp == "":
			return "", err
		default:
			since = max(since, c.givenUp)
		}
	}
	return since, err
}

// adoptNumber gives a number that writes for the first time what its unknown
// owner has said before under another name: without the number, which they
// then shared, or from the number they had. The BSUID comes with it.
func (b *batch) adoptNumber(who match, e *whatsapp.Event) error {
	if who.linked {
		return nil
	}
	keys := keysOf(e.Party.WaID)
	known, err := b.Rows(sqlUnknownByPhone, append(keys, who.customerID)...)
	if err != nil {
		return err
	}
	for id := range b.shared { // note: those of this batch are not in the database yet
		if c := b.conversations[id]; c != nil && c.customer == "" && id != who.customerID && slices.Contains(keys, any(c.waPhone)) {
			known = append(known, []string{c.customerID, c.waUserID})
		}
	}
	for _, from := range known {
		userID := from[1]
		if identity, _ := UnknownIdentity(from[0]); whatsapp.IsUserID(identity) && userID == "" {
			userID = identity
		}
		if userID != "" && e.Party.UserID != "" && userID != e.Party.UserID {
			continue // note: the number is somebody else's by now
		}
		if e.Party.UserID == "" {
			e.Party.UserID = userID
		}
		if err := b.move(from[0], Owner{CustomerID: who.customerID}); err != nil {
			return err
		}
	}
	return nil
}

// whoseAnswer tells whose an answer is: of the person whom the quoted message
// went to. Nobody else can quote it.
func (b *batch) whoseAnswer(e *whatsapp.Event, who match) (match, error) {
	if e.Message.ReplyTo == "" || e.Message.Direction != whatsapp.Inbound {
		return who, nil
	}
	var address, customer, customerID, sent string
	err := b.stmt(sqlQuoted).QueryRowContext(b.ctx, e.Message.ReplyTo).Scan(&address, &customer, &customerID, &sent)
	if errors.Is(err, sql.ErrNoRows) {
		return who, nil
	}
	if err != nil {
		return who, err
	}
	if gone, err := b.goneSince(customer, customerID, address); err != nil || gone != "" {
		if err != nil || sent > gone || whatsapp.SameNumber(e.Party.WaID, address) {
			return who, err // note: it reached, or was quoted by, who has the number now
		}
		if customer == "" {
			return b.linkUnknown(match{customerID: customerID}, e.Party)
		}
		return match{customer: customer, customerID: customer}, b.ensureContact(customer, e.Party, labelAnswered, date(b.timeOf(e)))
	}
	if e.Party.WaID == "" && whatsapp.IsWaID(address) {
		if who, err = b.proven(e, address); err != nil || who.customer != "" {
			return who, err
		}
		if customer == "" {
			return b.linkUnknown(who, e.Party)
		}
	}
	if customer == "" {
		return who, nil
	}
	// written to by staff at a number that was no contact
	p := e.Party
	if p.WaID == "" && whatsapp.IsWaID(address) {
		p.WaID = address
	}
	return match{customer: customer, customerID: customer}, b.ensureContact(customer, p, labelAnswered, date(b.timeOf(e)))
}

// goneSince is since when the number of a quoted message is no longer of the
// person it was logged for; "" when it is.
func (b *batch) goneSince(customer, customerID, address string) (string, error) {
	if customer != "" || !whatsapp.IsWaID(address) {
		return b.gaveUp(customer, address)
	}
	notes, err := LeftNotes(b, address)
	for _, n := range notes {
		if n.CustomerID == customerID {
			return n.At, err
		}
	}
	return "", err
}

func (b *batch) proven(e *whatsapp.Event, waID string) (match, error) {
	p := e.Party
	p.WaID = waID
	return b.match(p, date(b.timeOf(e)))
}

// linkUnknown brings together what an unknown sender says with and without the
// number: what came with the BSUID alone moves to the number, and what will
// come is found by it: in this batch at once, later by the conversation.
func (b *batch) linkUnknown(who match, p whatsapp.Party) (match, error) {
	if p.UserID == "" || who.linked {
		return who, nil
	}
	// note: a conversation of this batch is not in the database yet
	if m, ok := b.justLookedUp(partyKey{"", p.UserID}); ok && m.customer == "" {
		if err := b.move(m.customerID, Owner{CustomerID: who.customerID}); err != nil {
			return who, err
		}
	}
	err := b.adoptHidden(who, p.UserID)
	b.link(p.WaID, p.UserID, who)
	return who, err
}

// link lets a BSUID be found as an unknown sender's, with and without a number.
func (b *batch) link(waID, userID string, who match) {
	b.forgetHidden(userID)
	who.linked = true
	b.staged.identities = append(b.staged.identities, identity{partyKey{"", userID}, who})
	if waID != "" {
		b.staged.identities = append(b.staged.identities, identity{partyKey{waID, userID}, who})
	}
}

// learnRecipient remembers the BSUID of the number that a message went to,
// which its status names.
func (b *batch) learnRecipient(e *whatsapp.Event, address string) error {
	p := e.Party
	if p.UserID == "" || p.GroupID != "" || e.Unverified || e.Status.ParticipantID != "" {
		return nil
	}
	if p.WaID == "" && whatsapp.IsWaID(address) {
		p.WaID = address
	}
	if p.WaID == "" {
		return nil
	}
	_, err := b.match(p, date(b.timeOf(e)))
	return err
}
