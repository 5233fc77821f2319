package ingest

import (
	"fmt"

	"github.com/pocketbase/pocketbase/tools/types"
)

// Refresh makes a conversation show the last entry of its log. What only
// WhatsApp's own events change (unread, the window) stays as it is. A
// conversation without entries is removed. now is in PocketBase's form.
func Refresh(s Store, customerID, now string) error {
	rows, err := s.Rows(`SELECT customer, type, direction, body, occurred_at, revoked_at, status FROM comms_log
		WHERE customer_id = ? AND group_id = '' AND (send_at = '' OR status != 'queued') ORDER BY occurred_at DESC, id DESC LIMIT 1`, customerID)
	if err != nil {
		return fmt.Errorf("read the last entry: %w", err)
	}
	if len(rows) == 0 {
		return s.Exec("DELETE FROM conversations WHERE customer_id = ?", customerID)
	}
	customer, kind, direction, body, at, revokedAt, status := rows[0][0], rows[0][1], rows[0][2], rows[0][3], rows[0][4], rows[0][5], rows[0][6]
	if status != "failed" && status != "unknown" {
		status = ""
	}
	err = s.Exec(`INSERT INTO conversations
		(id, customer_id, customer, last_at, last_preview, last_direction, last_type, last_status, state, created, updated)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'open', ?, ?)
		ON CONFLICT (customer_id) DO UPDATE SET customer = excluded.customer, last_at = excluded.last_at,
			last_preview = excluded.last_preview, last_direction = excluded.last_direction,
			last_type = excluded.last_type,
			last_status = excluded.last_status, updated = excluded.updated`,
		NewID(), customerID, customer, at, PreviewOf(body, revokedAt), direction, kind, status, now, now)
	if err != nil {
		return fmt.Errorf("keep the conversation: %w", err)
	}
	return nil
}

// OnWhatsApp is the condition on a row of comms_log that WhatsApp told of it: a
// message, or a call that staff have not logged by hand.
const OnWhatsApp = `(type = 'whatsapp' OR call_outcome != '')`

// InPayload is what a row of comms_log has in its payload, by the path in it;
// NULL when there is nothing.
//
// note: SQLite reads 1,000 levels of JSON and Meta may send more. Without the
// check one such message would fail every query that meets it.
func InPayload(path string) string {
	return `CASE WHEN json_valid(payload) THEN json_extract(payload, '$.` + path + `') END`
}

// OpensWindow is the condition on a row of comms_log that opens the customer
// service window at its time. An import opens none; of a call it must be known
// when it began. What another app answers counts: the window is the number's.
var OpensWindow = `direction = 'inbound' AND group_id = '' AND source != 'history' AND message_type != 'edit' AND (type = 'whatsapp'
	OR type = 'call' AND call_outcome != '' AND (` + InPayload("start") + ` > 0 OR ` + InPayload("events.connect") + ` IS NOT NULL))`

// OpenedAt is the time from which such a row keeps the window open: Meta's, but
// none that was still to come when the row was made.
const OpenedAt = `MIN(occurred_at, created)`

// Rebuild is Refresh for a conversation that messages were taken from or added
// to: also where a reply goes and until when the window is open are read from
// the log. The number of unread messages can't be.
func Rebuild(s Store, customerID string, unread int, now string) error {
	if err := Refresh(s, customerID, now); err != nil {
		return err
	}
	const inbound = `SELECT address, occurred_at FROM comms_log WHERE customer_id = ? AND ` + OnWhatsApp + ` AND direction = 'inbound' AND group_id = ''`
	const latest = ` ORDER BY occurred_at DESC, id DESC LIMIT 1`
	address, since, lastInbound, windowEnd := "", "", "", ""
	last, err := s.Rows(inbound+latest, customerID)
	if err != nil {
		return fmt.Errorf("read the last message: %w", err)
	}
	if len(last) > 0 {
		address, since = last[0][0], last[0][1]
	}
	opening, err := s.Rows(`SELECT occurred_at, `+OpenedAt+` FROM comms_log WHERE customer_id = ? AND `+OpensWindow+latest, customerID)
	if err != nil {
		return fmt.Errorf("read the last message: %w", err)
	}
	if len(opening) > 0 {
		lastInbound = opening[0][0]
		at, err := types.ParseDateTime(opening[0][1])
		if err != nil {
			return err
		}
		windowEnd = date(at.Time().Add(WindowLength))
	}
	// note: a number that WhatsApp announced as the new one stays, as long as it is theirs
	const announced = `(reply_since > ? AND EXISTS (SELECT 1 FROM contacts WHERE contacts.customer = conversations.customer AND reply_address != ''
		AND (digits = reply_address OR contacts.wa_user_id = reply_address)))`
	const inLog = `(SELECT COUNT(*) FROM comms_log WHERE comms_log.customer_id = conversations.customer_id AND direction = 'inbound' AND group_id = '')`
	return s.Exec(`UPDATE conversations SET unread = MIN(MAX(?, 0), `+inLog+`), last_inbound_at = ?, window_expires_at = ?,
		reply_address = CASE WHEN `+announced+` THEN reply_address ELSE ? END, reply_since = CASE WHEN `+announced+` THEN reply_since ELSE ? END
		WHERE customer_id = ?`, unread, lastInbound, windowEnd, since, address, since, since, customerID)
}
