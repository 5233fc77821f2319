package ingest

import (
	"database/sql"
	"errors"

	"pocketcrm/whatsapp"
)

// A stand-in is a row for a message that isn't here, under its wamid: somebody
// reacted to it, edited it or withdrew it, which is shown in its place. It also
// stands for a message that WhatsApp has told of without its content. When the
// message comes, the row becomes that message, with all that was done to it, so
// that nothing is there twice.
const (
	standInReaction = "reaction"
	standInEdit     = "edit"
	standInRevoke   = "revoke"

	standInTypes = `('reaction', 'edit', 'revoke')`
	// emptyTypes are those of messages whose content isn't here.
	emptyTypes = `('media_placeholder', 'unsupported', 'unknown', 'errors')`
)

func isStandIn(messageType string) bool {
	return messageType == standInReaction || messageType == standInEdit || messageType == standInRevoke
}

// hasContent tells whether there is something in a message to fill a row with.
func hasContent(messageType string) bool {
	switch messageType {
	case "media_placeholder", "unsupported", "unknown", "errors":
		return false
	}
	return !isStandIn(messageType)
}

// standIn makes the row for the message that an event is about. What an edit
// says is somebody's words; a reaction or a withdrawal is a line in the thread.
func (b *batch) standIn(e *whatsapp.Event) error {
	row := *e
	row.ID, row.Identity = e.Target.MessageID, nil
	row.Message = &whatsapp.Message{Direction: e.Target.By, Type: standInReaction, Body: standInWords(e)}
	row.Kind = whatsapp.KindSystem
	switch e.Kind {
	case whatsapp.KindRevoke:
		row.Message.Type = standInRevoke
	case whatsapp.KindEdit:
		row.Message.Type, row.Kind = standInEdit, whatsapp.KindMessage
		if e.Message != nil {
			row.Message.Source = e.Message.Source
		}
		switch {
		case e.Field == "history":
			row.Kind = whatsapp.KindHistory // note: counts as read
		case e.Target.By == whatsapp.Outbound:
			row.Kind = whatsapp.KindEcho
		}
	}
	return b.insertMessage(&row)
}

func standInWords(e *whatsapp.Event) string {
	who := "The customer"
	if e.Target.By == whatsapp.Outbound {
		who = "The business"
	}
	switch {
	case e.Kind == whatsapp.KindEdit && e.Message != nil:
		return e.Message.Body
	case e.Kind == whatsapp.KindRevoke:
		return who + " withdrew a message that isn't here"
	case e.Target.Emoji == "":
		return who + " took back a reaction to a message that isn't here"
	}
	return who + " reacted with " + clip(e.Target.Emoji, 100) + " to a message that isn't here"
}

const sqlSayStandIn = `UPDATE comms_log SET message_type = ?, direction = ?, status = ?, body = ?, updated = ? WHERE id = ?`

// sayStandIn puts into a stand-in what happened last. A text outlives all else.
func (b *batch) sayStandIn(t *target, e *whatsapp.Event) error {
	status := ""
	switch {
	case e.Kind == whatsapp.KindEdit:
		t.messageType, t.direction, status = standInEdit, string(e.Target.By), "received"
		if e.Target.By == whatsapp.Outbound {
			status = "sent"
		}
	case t.messageType == standInEdit:
		b.show(t)
		return nil
	case e.Kind == whatsapp.KindRevoke:
		t.messageType, t.body = standInRevoke, standInWords(e)
	default:
		t.body = standInWords(e)
	}
	if _, err := b.exec(sqlSayStandIn, t.messageType, t.direction, status, t.body, b.stamp, t.id); err != nil {
		return err
	}
	b.show(t)
	return nil
}

// empty is a row whose message may still come.
type empty struct {
	id, customer, customerID, messageType, direction, groupID string
	versions                                                  sql.NullString
	ambiguous                                                 bool
}

const (
	sqlEmpty = `SELECT id, customer, customer_id, message_type, direction, group_id, ambiguous, versions FROM comms_log
		WHERE ext_message_id = ? AND ext_message_id != '' AND unverified = ? AND (message_type IN ` + standInTypes + ` OR message_type IN ` + emptyTypes + `)`
	sqlFillContent = `UPDATE comms_log SET message_type = ?, body = ?, reply_to = ?, forwarded = ?, about = ?, versions = ?,
		media_state = ?, media_error = ?, media_name = ?, media_mime = ?, payload = ?, updated = ? WHERE id = ?`
	// what a stand-in could not know; a message without its content knows it
	sqlFillPlace = `UPDATE comms_log SET customer = ?, customer_id = ?, direction = ?, occurred_at = ?, status = ?, sent_at = ?, address = ?,
		business_phone_id = ?, group_id = ?, ambiguous = ?, source = ? WHERE id = ?`
)

// fill gives the row of a message that came without its content, or that stands
// in for it, the message. It is nil when there is none: the message is known.
func (b *batch) fill(e *whatsapp.Event, extID string, r *newRow) (*empty, error) {
	if !hasContent(e.Message.Type) {
		return nil, nil
	}
	var row empty
	err := b.stmt(sqlEmpty).QueryRowContext(b.ctx, extID, e.Unverified).
		Scan(&row.id, &row.customer, &row.customerID, &row.messageType, &row.direction, &row.groupID, &row.ambiguous, &row.versions)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	body, versions := r.body, sql.NullString{}
	known, err := withOriginal(row.versions.String, Version{Body: body, At: r.when})
	if err != nil {
		return nil, err
	}
	if len(known) > 0 {
		body, versions.Valid = known[len(known)-1].Body, true
		if versions.String, err = WriteVersions(known); err != nil {
			return nil, err
		}
	}
	if _, err := b.exec(sqlFillContent, r.messageType, body, r.replyTo, e.Message.Forwarded, r.about, versions,
		r.mediaState, r.mediaError, r.mediaName, r.mediaMime, string(e.Raw), b.stamp, row.id); err != nil {
		return nil, err
	}
	if isStandIn(row.messageType) {
		if _, err := b.exec(sqlFillPlace, r.who.customer, r.who.customerID, r.direction, r.when, r.status, r.sentAt, e.Party.Key(),
			r.phoneID, e.Party.GroupID, r.who.ambiguous, r.source, row.id); err != nil {
			return nil, err
		}
	} else {
		// note: whose the row is may have been decided since
		r.who = match{customer: row.customer, customerID: row.customerID, ambiguous: row.ambiguous, linked: true}
	}
	if row.groupID == "" && e.Party.GroupID == "" {
		b.staged.stale = append(b.staged.stale, row.customerID, r.who.customerID)
	}
	b.staged.updated = append(b.staged.updated, row.id)
	b.staged.touched = append(b.staged.touched, row.customerID)
	return &row, nil
}

// countedOnce keeps a message from being counted as unread twice: when its row
// was counted before, it counts only if that was read meanwhile.
func (b *batch) countedOnce(row *empty, c *conversation) error {
	if c.unread == 0 || row.direction != string(whatsapp.Inbound) {
		return nil
	}
	if sum := b.conversations[c.customerID]; sum != nil && sum.unread > 0 {
		c.unread = 0
		return nil
	}
	rows, err := b.Rows(`SELECT 1 FROM conversations WHERE customer_id = ? AND unread > 0`, c.customerID)
	if len(rows) > 0 {
		c.unread = 0
	}
	return err
}
