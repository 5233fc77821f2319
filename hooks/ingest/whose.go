package ingest

import (
	"database/sql"
	"errors"

	"pocketcrm/whatsapp"
)

const (
	sqlQuoted = `SELECT address FROM comms_log WHERE ext_message_id = ? AND ext_message_id != '' AND direction = 'outbound' AND group_id = ''`
	// the row of a conversation before its first message, so that the BSUID
	// finds it at once; it has no time yet, so that any message comes later
	sqlLinkUnknown = `INSERT INTO conversations (id, customer_id, wa_user_id, last_at, state, created, updated)
		VALUES (?, ?, ?, '', 'open', ?, ?) ON CONFLICT (customer_id) DO UPDATE SET wa_user_id = excluded.wa_user_id`
)

// whose tells whose a message is. An unknown sender who hides the number may
// still have proved it: by sharing it, or by answering a message that went to
// it.
func (b *batch) whose(e *whatsapp.Event) (match, error) {
	who, err := b.match(e.Party)
	if err != nil || who.customer != "" || e.Party.GroupID != "" {
		return who, err
	}
	if e.Party.WaID != "" {
		return who, b.linkUnknown(who, e.Party.UserID)
	}
	if e.Message.OwnPhone != "" && e.Kind == whatsapp.KindMessage {
		proven, err := b.proven(e, e.Message.OwnPhone)
		if err != nil || proven.customer != "" {
			return proven, err
		}
	}
	if e.Message.ReplyTo == "" || e.Message.Direction != whatsapp.Inbound {
		return who, nil
	}
	var address string
	err = b.stmt(sqlQuoted).QueryRowContext(b.ctx, e.Message.ReplyTo).Scan(&address)
	if errors.Is(err, sql.ErrNoRows) || err == nil && !whatsapp.IsWaID(address) {
		return who, nil
	}
	if err != nil {
		return who, err
	}
	if who, err = b.proven(e, address); err != nil || who.customer != "" {
		return who, err
	}
	return who, b.linkUnknown(who, e.Party.UserID)
}

func (b *batch) proven(e *whatsapp.Event, waID string) (match, error) {
	p := e.Party
	p.WaID = waID
	return b.match(p)
}

// linkUnknown brings together what an unknown sender says with and without the
// number: what came with the BSUID alone moves to the number, and what will
// come is found by it.
func (b *batch) linkUnknown(who match, userID string) error {
	if userID == "" || !who.fresh {
		return nil
	}
	if err := b.move(Unknown(userID), Owner{CustomerID: who.customerID}); err != nil {
		return err
	}
	now := date(b.now)
	_, err := b.exec(sqlLinkUnknown, NewID(), who.customerID, clip(userID, 160), now, now)
	return err
}

// learnRecipient remembers the BSUID of the number that a message went to,
// which its status names.
func (b *batch) learnRecipient(e *whatsapp.Event, address string) error {
	p := e.Party
	if p.UserID == "" || p.GroupID != "" || e.Status.ParticipantID != "" {
		return nil
	}
	if p.WaID == "" && whatsapp.IsWaID(address) {
		p.WaID = address
	}
	if p.WaID == "" {
		return nil
	}
	_, err := b.match(p)
	return err
}
