package ingest

import (
	"pocketcrm/whatsapp"
)

// What came without a checked signature may be from anybody. It is shown, under
// whom it claims to be of, and marked; it changes nothing else:
//   - nobody's identity: no BSUID, number, name or username is learned, and
//     nothing moves from one thread to another;
//   - no wish about marketing, neither STOP nor START;
//   - no row that was verified: a reaction to it, an edit or a withdrawal of it is
//     a line of its own;
//   - no template.
//
// It does open the window and count as unread, because whoever has no secret yet
// has to see and to answer it; Meta refuses an answer where nothing was said. And
// a status still raises the ticks: it names a wamid or the id of a row, which only
// Meta and the recipient know.

// reduced is an unverified event with the one identity that it is logged under,
// and nothing to be learned.
func (b *batch) reduced(e *whatsapp.Event) (*whatsapp.Event, error) {
	r := *e
	r.Party.Name, r.Party.Username, r.Party.ParentUserID, r.Identity = "", "", "", nil
	if r.Message != nil {
		m := *r.Message
		m.OwnPhone = ""
		r.Message = &m
	}
	if r.Party.WaID == "" || r.Party.UserID == "" {
		return &r, nil
	}
	owner, err := b.contactByUser(r.Party.UserID)
	if owner != nil {
		r.Party.WaID = "" // note: an answer goes to somebody we know, not to a number that was named beside them
	} else {
		r.Party.UserID = ""
	}
	return &r, err
}

// lineOfItsOwn logs what an unverified reaction, edit or withdrawal says, beside
// the message that it may not change.
func (b *batch) lineOfItsOwn(e *whatsapp.Event, t *target) error {
	line := *e
	if line.Party.Key() == "" && t != nil {
		line.Party.WaID = t.address
		if whatsapp.IsUserID(t.address) {
			line.Party = whatsapp.Party{UserID: t.address}
		}
	}
	line.ID = lineID(e)
	line.Message = &whatsapp.Message{Direction: e.Target.By, Type: string(e.Kind), Body: lineWords(e), ReplyTo: e.Target.MessageID}
	line.Kind = whatsapp.KindSystem
	return b.insertMessage(&line)
}

// lineID is what such a line is known by: never the wamid that it is about.
func lineID(e *whatsapp.Event) string {
	if e.ID == "" || e.ID == e.Target.MessageID {
		return e.Key
	}
	return e.ID
}

func lineWords(e *whatsapp.Event) string {
	who := "The customer"
	if e.Target.By == whatsapp.Outbound {
		who = "The business"
	}
	switch {
	case e.Kind == whatsapp.KindEdit && e.Message != nil:
		return who + " changed a message to: " + e.Message.Body
	case e.Kind == whatsapp.KindEdit:
		return who + " changed a message"
	case e.Kind == whatsapp.KindRevoke:
		return who + " withdrew a message"
	case e.Target.Emoji == "":
		return who + " took back a reaction"
	}
	return who + " reacted with " + clip(e.Target.Emoji, 100)
}

const (
	sqlUnverified = `SELECT id, customer_id, direction = 'inbound' AND group_id = '' AND source != 'history' AND call_outcome IN ('', 'missed', 'unknown'), occurred_at
		FROM comms_log WHERE ext_message_id = ? AND ext_message_id != '' AND unverified`
	// the row and its further files
	sqlUnverifiedRows = `DELETE FROM comms_log WHERE id = ? OR customer_id = ? AND occurred_at = ? AND reply_to = ? AND ext_message_id = '' AND unverified RETURNING id`
)

// giveWay removes what came unverified under a wamid, for the message itself.
func (b *batch) giveWay(extID string) (gone bool, err error) {
	rows, err := b.Rows(sqlUnverified, extID)
	if err != nil || len(rows) == 0 {
		return false, err
	}
	id, customerID := rows[0][0], rows[0][1]
	// note: what the batch has yet to write of the thread is written first, so that
	// the thread is made true of the rows alone
	if err := b.flush(customerID); err != nil {
		return false, err
	}
	removed, err := b.Rows(sqlUnverifiedRows, id, customerID, rows[0][3], extID)
	if err != nil {
		return false, err
	}
	for _, row := range removed {
		if _, err := b.exec(sqlFileOrphaned, b.stamp, row[0]); err != nil {
			return false, err
		}
		b.staged.updated = append(b.staged.updated, row[0]) // note: the pages find it gone
	}
	if isTrue(rows[0][2]) { // note: it was counted as unread, and the message itself is counted again
		if err := b.Exec(`UPDATE conversations SET unread = MAX(unread - 1, 0) WHERE customer_id = ?`, customerID); err != nil {
			return false, err
		}
	}
	b.staged.touched = append(b.staged.touched, customerID)
	b.staged.stale = append(b.staged.stale, customerID)
	return true, nil
}

// Words for what came unverified.
const (
	unverifiedUnused = "It came without a signature, so anybody may have sent it, and nothing is learned from it."
	unverifiedNotice = "It came without a signature, so anybody may have sent it: look in WhatsApp Manager whether it is true. "
)

// unverifiedWish shows that somebody asked for something of marketing, which
// changes nothing.
func (b *batch) unverifiedWish(e *whatsapp.Event) error {
	line := *e
	said := "Somebody chose “" + clip(e.Preference.Value, 60) + "” for marketing messages in WhatsApp. Nothing was changed: it came without a signature"
	line.Kind, line.Message = whatsapp.KindSystem, &whatsapp.Message{Direction: whatsapp.Inbound, Type: "preference", Body: said}
	return b.insertMessage(&line)
}

// isTrue reads a boolean of SQLite's that was read as text.
func isTrue(text string) bool { return text == "1" || text == "true" }
