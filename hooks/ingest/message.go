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
	 address, business_phone_id, group_id, ambiguous, source, forwarded, about, media_state, media_error, media_name, media_mime, unverified, payload, created, updated)
	VALUES (?, ?, ?, 'whatsapp', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`

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
	if known, err := b.isRepeated(e); err != nil || known {
		return err
	}
	who, err := b.whose(e)
	if err != nil {
		return err
	}

	extID := e.ID
	if extID == "" {
		extID = e.Key // note: a message without a wamid is known by its hash
	}
	id, row := NewID(), b.newRow(e, who)
	n, err := b.insertOnce(id, extID, e, row)
	if err != nil {
		return err
	}
	var filled *empty
	if n > 0 {
		b.staged.created = append(b.staged.created, id)
	} else {
		if filled, err = b.fill(e, extID, row); filled == nil || err != nil {
			return err // note: a repeated delivery changes nothing
		}
		id, who = filled.id, row.who
	}
	if err := b.fetchLater(id, e); err != nil {
		return err
	}
	if err := b.furtherFiles(e, extID, row); err != nil {
		return err
	}

	if e.Identity != nil {
		who, err = b.identityChanged(e, who)
	} else {
		err = b.ownPhone(e, who)
	}
	if err != nil {
		return err
	}
	b.staged.touched = append(b.staged.touched, who.customerID)
	if e.Party.GroupID == "" { // note: what was said in a group is no part of the talk between two
		c := b.conversationOf(e, who, row)
		if filled != nil {
			if err := b.countedOnce(filled, &c); err != nil {
				return err
			}
		}
		b.staged.conversations = append(b.staged.conversations, c)
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
		if err := b.consent(who, e.Party, wish, "said "+said, row.at, e.Key, e.PhoneNumberID); err != nil {
			return err
		}
	}
	return b.applyEarly(extID)
}

// newRow is what the row of a message says.
type newRow struct {
	who                                          match
	at                                           time.Time
	when, direction, messageType, body           string // when is at, as it is stored
	status, sentAt, replyTo, about, source       string
	phoneID                                      string
	mediaState, mediaError, mediaName, mediaMime string
}

func (b *batch) newRow(e *whatsapp.Event, who match) *newRow {
	at := b.timeOf(e)
	r := &newRow{
		who: who, at: at, when: date(at), direction: string(e.Message.Direction), status: "received",
		messageType: clip(e.Message.Type, 100), body: bodyText(e.Message.Body), replyTo: clip(e.Message.ReplyTo, 1000),
		about: clip(e.Message.About, 2000), source: clip(e.Message.Source, 40), phoneID: clip(e.PhoneNumberID, 64),
	}
	switch {
	case e.Kind == whatsapp.KindSystem:
		r.direction, r.status = "internal", ""
	case e.Message.Direction == whatsapp.Outbound:
		r.status, r.sentAt = "sent", r.when
		if known := historyStatus[e.Message.HistoryStatus]; known != "" {
			r.status = known
		}
	}
	var media *whatsapp.Media
	media, r.mediaState, r.mediaError = mediaOf(e)
	r.mediaName, r.mediaMime = whatsapp.CleanFilename(media.Filename), clip(media.MimeType, 200)
	return r
}

// insertOnce is insertRow, for which what came unverified under the same wamid
// gives way.
func (b *batch) insertOnce(id, extID string, e *whatsapp.Event, r *newRow) (n int64, err error) {
	if n, err = b.insertRow(id, extID, e, r); n > 0 || err != nil || e.Unverified {
		return n, err
	}
	if gone, err := b.giveWay(extID); !gone || err != nil {
		return 0, err
	}
	return b.insertRow(id, extID, e, r)
}

func (b *batch) insertRow(id, extID string, e *whatsapp.Event, r *newRow) (n int64, err error) {
	return b.exec(sqlInsertMessage,
		id, r.who.customer, r.who.customerID, r.direction, r.messageType, r.body, r.when, extID, r.replyTo, r.status, r.sentAt,
		e.Party.Key(), r.phoneID, e.Party.GroupID, r.who.ambiguous, r.source, e.Message.Forwarded, r.about,
		r.mediaState, r.mediaError, r.mediaName, r.mediaMime, e.Unverified, string(e.Raw), b.stamp, b.stamp)
}

// isRepeated tells whether a note that somebody has another number was logged
// before: what it says of the numbers must not be said again.
func (b *batch) isRepeated(e *whatsapp.Event) (bool, error) {
	if !isLeft(e) || e.ID == "" {
		return false, nil
	}
	rows, err := b.Rows(`SELECT 1 FROM comms_log WHERE ext_message_id = ? AND ext_message_id != '' AND NOT unverified`, e.ID)
	return len(rows) > 0, err
}

// conversationOf is what a new row means for its conversation.
func (b *batch) conversationOf(e *whatsapp.Event, who match, r *newRow) conversation {
	when := r.when
	c := conversation{
		customerID: who.customerID, customer: who.customer, profileName: clip(e.Party.Name, 300),
		lastAt: when, preview: Preview(e.Message.Body), direction: r.direction, kind: "whatsapp",
		unverified: e.Unverified,
	}
	if c.replyAddress = clip(replyTo(e, who), 320); c.replyAddress != "" {
		c.replySince = when
	}
	if who.customer == "" {
		c.waUsername, c.waPhone = clip(e.Party.Username, 80), e.Message.OwnPhone
		switch {
		case e.Identity != nil && who.late: // note: they have something else by now
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
	if isStandIn(r.messageType) {
		return c // note: when the message itself was said is not known
	}
	c.lastInboundAt = when
	if e.Message.OpensWindow {
		c.windowExpiresAt = b.windowEnd(r.at)
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
