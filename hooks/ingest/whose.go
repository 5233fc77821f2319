package ingest

import (
	"database/sql"
	"errors"

	"pocketcrm/whatsapp"
)

const sqlQuoted = `SELECT address FROM comms_log WHERE ext_message_id = ? AND ext_message_id != '' AND direction = 'outbound' AND group_id = ''`

// whose tells whose a message is. An unknown sender who hides the number may
// still have proved it: by sharing it, or by answering a message that went to
// it.
func (b *batch) whose(e *whatsapp.Event) (match, error) {
	who, err := b.match(e.Party)
	if err != nil || who.customer != "" || e.Party.GroupID != "" {
		return who, err
	}
	if e.Party.WaID != "" {
		return b.linkUnknown(who, e.Party)
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
	return b.linkUnknown(who, e.Party)
}

func (b *batch) proven(e *whatsapp.Event, waID string) (match, error) {
	p := e.Party
	p.WaID = waID
	return b.match(p)
}

// linkUnknown brings together what an unknown sender says with and without the
// number: what came with the BSUID alone moves to the number, and what will
// come is found by it: in this batch at once, later by the conversation.
func (b *batch) linkUnknown(who match, p whatsapp.Party) (match, error) {
	if p.UserID == "" || who.linked {
		return who, nil
	}
	err := b.stmt(sqlLogged).QueryRowContext(b.ctx, Unknown(p.UserID)).Scan(new(int))
	switch {
	case err == nil:
		err = b.move(Unknown(p.UserID), Owner{CustomerID: who.customerID})
	case errors.Is(err, sql.ErrNoRows):
		err = nil
	}
	linked := who
	linked.linked = true
	for _, waID := range []string{p.WaID, ""} {
		b.staged.identities = append(b.staged.identities, identity{partyKey{waID, p.UserID, p.Username}, linked})
	}
	return who, err
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
