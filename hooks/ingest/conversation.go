package ingest

import "cmp"

// conversation is what a batch adds to one row of conversations. Dates are in
// PocketBase's form, so that they compare as text.
type conversation struct {
	customerID, customer, profileName string
	lastAt, preview, direction, kind  string
	unread                            int
	lastInboundAt, windowExpiresAt    string
	replyAddress, replySince          string
	waUserID, waPhone, waUsername     string // of an unknown sender
	unverified                        bool   // what was said last
	wish                              Consent
	wishSource, wishAt                string
}

func (b *batch) mergeConversation(c conversation) {
	if c.waPhone != "" {
		b.shared[c.customerID] = true
	}
	sum, ok := b.conversations[c.customerID]
	if !ok {
		b.conversations[c.customerID] = &c
		return
	}
	if c.lastAt >= sum.lastAt {
		// note: who waits for an answer still does after a line that is not certain
		if !c.unverified || c.direction != "internal" || sum.direction != "inbound" {
			sum.direction = c.direction
		}
		sum.lastAt, sum.preview, sum.kind, sum.unverified = c.lastAt, c.preview, c.kind, c.unverified
	}
	if c.profileName != "" {
		sum.profileName = c.profileName
	}
	sum.customer = c.customer
	sum.unread += c.unread
	sum.lastInboundAt = max(sum.lastInboundAt, c.lastInboundAt)
	sum.windowExpiresAt = max(sum.windowExpiresAt, c.windowExpiresAt)
	if c.replyAddress != "" && c.replySince >= sum.replySince {
		sum.replyAddress, sum.replySince = c.replyAddress, c.replySince
	}
	if c.wish != NoWish && c.wishAt >= sum.wishAt {
		sum.wish, sum.wishSource, sum.wishAt = c.wish, c.wishSource, c.wishAt
	}
	sum.waUserID = cmp.Or(c.waUserID, sum.waUserID)
	sum.waPhone, sum.waUsername = cmp.Or(c.waPhone, sum.waPhone), cmp.Or(c.waUsername, sum.waUsername)
}

// MergeConversation is the end of an INSERT INTO conversations: what happens
// when the conversation is there already. What was said last is shown, unread
// messages add up and open again what was done, but not what is blocked.
//
// note: on the right of SET every column still has its old value.
const MergeConversation = `ON CONFLICT (customer_id) DO UPDATE SET
		profile_name = CASE WHEN excluded.profile_name != '' THEN excluded.profile_name ELSE profile_name END,
		last_preview = CASE WHEN ` + isLater + ` THEN excluded.last_preview ELSE last_preview END,
		last_direction = CASE WHEN ` + isLater + ` AND NOT (excluded.last_unverified AND excluded.last_direction = 'internal' AND last_direction = 'inbound')
			THEN excluded.last_direction ELSE last_direction END,
		last_type = CASE WHEN ` + isLater + ` THEN excluded.last_type ELSE last_type END,
		last_status = CASE WHEN ` + isLater + ` THEN excluded.last_status ELSE last_status END,
		last_unverified = CASE WHEN ` + isLater + ` THEN excluded.last_unverified ELSE last_unverified END,
		last_at = CASE WHEN ` + goneNew + ` = ` + goneOld + ` THEN MAX(last_at, excluded.last_at) WHEN ` + goneOld + ` THEN excluded.last_at ELSE last_at END,
		unread = CASE WHEN state = 'blocked' THEN unread ELSE unread + excluded.unread END,
		last_inbound_at = MAX(last_inbound_at, excluded.last_inbound_at),
		window_expires_at = MAX(window_expires_at, excluded.window_expires_at),
		reply_address = CASE WHEN excluded.reply_address != '' AND excluded.reply_since >= reply_since THEN excluded.reply_address ELSE reply_address END,
		reply_since = CASE WHEN excluded.reply_address != '' THEN MAX(reply_since, excluded.reply_since) ELSE reply_since END,
		state = CASE WHEN state = 'done' AND excluded.unread > 0 THEN 'open' ELSE state END,
		updated = excluded.updated`

// deletedWords are shown of a conversation in which staff have deleted everything.
const deletedWords = "This entry was deleted"

// What was deleted is shown where there is nothing else, however late it was.
const (
	goneOld = `(last_preview = '` + deletedWords + `' AND last_type != 'whatsapp')`
	goneNew = `(excluded.last_preview = '` + deletedWords + `' AND excluded.last_type != 'whatsapp')`
	isLater = `CASE WHEN ` + goneNew + ` = ` + goneOld + ` THEN excluded.last_at >= last_at ELSE ` + goneOld + ` END`
)

const sqlUpsertConversation = `INSERT INTO conversations
	(id, customer_id, customer, profile_name, last_at, last_preview, last_direction, last_type, last_unverified, unread, last_inbound_at,
	 window_expires_at, reply_address, reply_since, state, created, updated)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', ?, ?)
	` + MergeConversation

// what is known of an unknown sender is rarely new, and two indexes hang on it
const sqlKnownOfUnknown = `UPDATE conversations SET
	wa_user_id = CASE WHEN ?1 != '' THEN ?1 ELSE wa_user_id END,
	wa_phone = CASE WHEN ?2 != '' THEN ?2 ELSE wa_phone END,
	wa_username = CASE WHEN ?3 != '' THEN ?3 ELSE wa_username END
	WHERE customer_id = ?4 AND (wa_user_id != ?1 OR wa_phone != ?2 OR wa_username != ?3)`

// writeConversations writes what the batch adds, one statement for each
// conversation however many messages it got.
func (b *batch) writeConversations() error {
	for _, c := range b.conversations {
		if err := b.writeConversation(c); err != nil {
			return err
		}
	}
	return nil
}

// refreshConversations shows the last entry of conversations that a row was
// taken from, or moved within.
func (b *batch) refreshConversations() error {
	for id := range b.stale {
		if err := Refresh(b, id, b.stamp); err != nil {
			return err
		}
	}
	return nil
}

func (b *batch) writeConversation(c *conversation) error {
	name, err := b.nameInBook(c)
	if err != nil {
		return err
	}
	if _, err := b.exec(sqlUpsertConversation, NewID(), c.customerID, c.customer, cmp.Or(name, c.profileName), c.lastAt, c.preview,
		c.direction, c.kind, c.unverified, c.unread, c.lastInboundAt, c.windowExpiresAt,
		c.replyAddress, c.replySince, b.stamp, b.stamp); err != nil {
		return err
	}
	if c.wish != NoWish && c.customer == "" {
		if err := b.writeWish(c); err != nil {
			return err
		}
	}
	if c.waUserID == "" && c.waPhone == "" && c.waUsername == "" {
		return nil
	}
	_, err = b.exec(sqlKnownOfUnknown, c.waUserID, c.waPhone, c.waUsername, c.customerID)
	return err
}

// writeWish keeps what an unknown sender wants of marketing.
func (b *batch) writeWish(c *conversation) error {
	_, err := b.exec(sqlUnknownConsent, optedOutAt(c.wish, c.wishAt), c.wishSource, c.wishAt, c.customerID, c.wishAt)
	return err
}
