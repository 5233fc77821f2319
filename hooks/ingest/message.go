package ingest

import (
	"errors"
	"strings"
	"time"

	"pocketcrm/whatsapp"
)

// WindowLength is how long the customer service window stays open after a
// customer's message (Meta: messages/send-messages).
const WindowLength = 24 * time.Hour

const sqlInsertMessage = `INSERT INTO comms_log
	(id, customer, customer_id, type, direction, message_type, body, occurred_at, ext_message_id, reply_to, status, sent_at,
	 address, business_phone_id, group_id, ambiguous, source, forwarded, about, media_state, media_error, media_name, media_mime, payload, created, updated)
	VALUES (?, ?, ?, 'whatsapp', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`

// historyStatus is our word for what an imported message says of itself
// (webhooks/reference/history).
var historyStatus = map[string]string{
	"sent": "sent", "delivered": "delivered", "read": "read", "played": "played", "error": "failed", "pending": "accepted",
}

var errNoParty = errors.New("nobody is named: neither a phone number nor a user id")

// insertMessage logs a message of either direction, once per wamid.
func (b *batch) insertMessage(e *whatsapp.Event) error {
	if e.Message == nil || e.Party.Key() == "" {
		return b.park(e, reasonUnparsable, stateParked, errNoParty.Error())
	}
	who, err := b.whose(e)
	if err != nil {
		return err
	}

	at := b.timeOf(e)
	when := date(at)
	direction, status, sentAt := string(e.Message.Direction), "received", ""
	switch {
	case e.Kind == whatsapp.KindSystem:
		direction, status = "internal", ""
	case e.Message.Direction == whatsapp.Outbound:
		status, sentAt = "sent", when
		if known := historyStatus[e.Message.HistoryStatus]; known != "" {
			status = known
		}
	}
	media, mediaState, mediaError := mediaOf(e)

	extID := e.ID
	if extID == "" {
		extID = e.Key // note: a message without a wamid is known by its hash
	}
	id, now := NewID(), b.stamp
	n, err := b.exec(sqlInsertMessage,
		id, who.customer, who.customerID, direction, clip(e.Message.Type, 100), clip(e.Message.Body, 100_000), when, extID,
		clip(e.Message.ReplyTo, 1000), status, sentAt, e.Party.Key(), clip(e.PhoneNumberID, 64), e.Party.GroupID, who.ambiguous,
		clip(e.Message.Source, 40), e.Message.Forwarded, clip(e.Message.About, 2000), mediaState, mediaError, whatsapp.CleanFilename(media.Filename), clip(media.MimeType, 200), string(e.Raw), now, now)
	if err != nil {
		return err
	}
	if n == 0 {
		return b.completePlaceholder(e, extID)
	}
	if err := b.fetchLater(id, e); err != nil {
		return err
	}

	b.staged.created = append(b.staged.created, id)
	b.staged.touched = append(b.staged.touched, who.customerID)
	if e.Party.GroupID == "" { // note: what was said in a group is no part of the talk between two
		b.staged.conversations = append(b.staged.conversations, b.conversationOf(e, who, direction, at, when))
	}
	if e.Identity != nil {
		err = b.identityChanged(e, who)
	} else {
		err = b.ownPhone(e, who)
	}
	if err != nil {
		return err
	}
	wish, said := b.wishOf(e)
	if wish == OptIn {
		// note: "start" from somebody who never said stop is just a word
		if out, err := b.hasOptedOut(who, e.Party); err != nil || !out {
			return errors.Join(err, b.applyEarly(extID))
		}
	}
	if wish != NoWish {
		said = strings.ToUpper(strings.Join(strings.Fields(clip(said, 60)), " "))
		if err := b.consent(who, e.Party, wish, "said "+said, at, e.Key, e.PhoneNumberID); err != nil {
			return err
		}
	}
	return b.applyEarly(extID)
}

// conversationOf is what a new row means for its conversation. when is at, as
// it is stored.
func (b *batch) conversationOf(e *whatsapp.Event, who match, direction string, at time.Time, when string) conversation {
	c := conversation{
		customerID: who.customerID, customer: who.customer, profileName: clip(e.Party.Name, 300),
		lastAt: when, preview: Preview(e.Message.Body), direction: direction, kind: "whatsapp",
	}
	if c.replyAddress = clip(replyTo(e), 320); c.replyAddress != "" {
		c.replySince = when
	}
	if who.customer == "" {
		c.waUsername, c.waPhone = clip(e.Party.Username, 80), e.Message.OwnPhone
		switch {
		case e.Identity != nil:
			c.waUserID, c.waPhone = clip(e.Identity.UserID, 160), e.Identity.WaID
		case !who.linked && who.customerID != Unknown(e.Party.UserID):
			c.waUserID = clip(e.Party.UserID, 160)
		}
	}
	if e.Kind != whatsapp.KindMessage || e.Message.Direction != whatsapp.Inbound {
		return c
	}
	c.unread = 1
	c.lastInboundAt = when
	if e.Message.OpensWindow {
		c.windowExpiresAt = b.windowEnd(at)
	}
	return c
}

// windowEnd is when the window closes that a message of a time has opened. A
// time that is still to come, of a clock that is wrong, doesn't make it longer.
func (b *batch) windowEnd(at time.Time) string {
	if at.After(b.now) {
		at = b.now
	}
	return date(at.Add(WindowLength))
}

const sqlCompletePlaceholder = `UPDATE comms_log
	SET message_type = ?, body = ?, media_state = ?, media_error = ?, media_name = ?, media_mime = ?, payload = ?, updated = ?
	WHERE ext_message_id = ? AND ext_message_id != '' AND message_type = 'media_placeholder' RETURNING id, customer_id`

// completePlaceholder handles a message that is there already: a repeated
// delivery changes nothing, the media that follows a placeholder of an
// imported history fills it.
func (b *batch) completePlaceholder(e *whatsapp.Event, extID string) error {
	if e.Message.Media == nil || e.Kind == whatsapp.KindMessage {
		return nil
	}
	_, mediaState, mediaError := mediaOf(e)
	var id, customerID string
	err := b.stmt(sqlCompletePlaceholder).QueryRowContext(b.ctx,
		clip(e.Message.Type, 100), clip(e.Message.Body, 100_000), mediaState, mediaError, whatsapp.CleanFilename(e.Message.Media.Filename),
		clip(e.Message.Media.MimeType, 200), string(e.Raw), b.stamp, extID).Scan(&id, &customerID)
	if err == nil {
		err = b.fetchLater(id, e)
	}
	return b.updatedRow(id, customerID, err)
}

// PreviewOf is Preview, unless the message was withdrawn.
func PreviewOf(body, revokedAt string) string {
	if revokedAt != "" {
		return "This message was withdrawn"
	}
	return Preview(body)
}

// Preview is the beginning of a body on one line, as the list shows it.
func Preview(body string) string {
	const most = 120 // characters; more than any list is wide
	if len(body) <= most && isOneLine(body) {
		return body
	}
	fields := strings.Fields(clip(body, 8*most))
	line := []rune(strings.Join(fields, " "))
	if len(line) > most {
		return string(line[:most-1]) + "…"
	}
	return string(line)
}

// isOneLine is true for a text without spaces to take out, as most are.
func isOneLine(s string) bool {
	space := true // before it
	for i := range len(s) {
		c := s[i]
		if c >= 0x80 || c < ' ' || c == ' ' && space {
			return false
		}
		space = c == ' '
	}
	return !space
}
