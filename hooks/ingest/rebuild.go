package ingest

import (
	"fmt"

	"github.com/pocketbase/pocketbase/tools/types"

	"pocketcrm/whatsapp"
)

// Refresh makes a conversation show the last entry of its log. What only
// WhatsApp's own events change (unread, the window) stays as it is. A
// conversation without entries is removed. now is in PocketBase's form.
func Refresh(s Store, customerID, now string) error {
	const last = `SELECT customer, type, direction, body, occurred_at, revoked_at, status, unverified FROM comms_log
		WHERE customer_id = ? AND group_id = '' AND (send_at = '' OR status != 'queued')`
	const latest = ` ORDER BY occurred_at DESC, id DESC LIMIT 1`
	rows, err := s.Rows(last+` AND revoked_by = ''`+latest, customerID)
	deleted := err == nil && len(rows) == 0
	if deleted { // by staff: shown where there is nothing else
		rows, err = s.Rows(last+latest, customerID)
	}
	if err != nil {
		return fmt.Errorf("read the last entry: %w", err)
	}
	if len(rows) == 0 {
		return s.Exec("DELETE FROM conversations WHERE customer_id = ?", customerID)
	}
	customer, kind, direction, body, at, revokedAt, status, unverified := rows[0][0], rows[0][1], rows[0][2], rows[0][3], rows[0][4], rows[0][5], rows[0][6], rows[0][7]
	if status != "failed" && status != "unknown" {
		status = ""
	}
	preview := PreviewOf(body, revokedAt)
	if deleted {
		preview = deletedWords
	}
	err = s.Exec(`INSERT INTO conversations
		(id, customer_id, customer, last_at, last_preview, last_direction, last_type, last_status, last_unverified, state, created, updated)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'open', ?, ?)
		ON CONFLICT (customer_id) DO UPDATE SET customer = excluded.customer, last_at = excluded.last_at,
			last_preview = excluded.last_preview, last_direction = excluded.last_direction,
			last_type = excluded.last_type,
			last_status = excluded.last_status, last_unverified = excluded.last_unverified, updated = excluded.updated`,
		NewID(), customerID, customer, at, preview, direction, kind, status, isTrue(unverified), now, now)
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

// SaidBy is the BSUID that a row of comms_log came from, as far as that is
// certain; NULL when there is none.
var SaidBy = `CASE WHEN NOT unverified THEN ` + InPayload("from_user_id") + ` END`

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
	const inbound = `SELECT address, occurred_at FROM comms_log WHERE customer_id = ? AND ` + OnWhatsApp + ` AND direction = 'inbound' AND group_id = ''
		AND address NOT IN (SELECT value FROM json_each(?))`
	const latest = ` ORDER BY occurred_at DESC, id DESC LIMIT 1`
	address, since, lastInbound, windowEnd := "", "", "", ""
	gone, err := givenUp(s, customerID)
	if err != nil {
		return fmt.Errorf("read the numbers given up: %w", err)
	}
	last, err := s.Rows(inbound+latest, customerID, gone)
	if err != nil {
		return fmt.Errorf("read the last message: %w", err)
	}
	if len(last) > 0 {
		address, since = last[0][0], last[0][1]
	}
	told, at, err := announcedTo(s, customerID, gone)
	if err != nil {
		return fmt.Errorf("read the notes: %w", err)
	}
	if told != "" && at > since {
		address, since = told, at
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
	const inLog = `(SELECT COUNT(*) FROM comms_log WHERE comms_log.customer_id = conversations.customer_id AND direction = 'inbound' AND group_id = '')`
	return s.Exec(`UPDATE conversations SET unread = MIN(MAX(?, 0), `+inLog+`), last_inbound_at = ?, window_expires_at = ?, reply_address = ?, reply_since = ?
		WHERE customer_id = ?`, unread, lastInbound, windowEnd, address, since, customerID)
}

// announcedTo is the number or BSUID that WhatsApp's notes name as the present one,
// as long as it is theirs, and since when; "" when there is none.
func announcedTo(s Store, customerID, gone string) (address, since string, err error) {
	rows, err := s.Rows(`SELECT address, occurred_at, COALESCE(payload, '') FROM comms_log WHERE customer_id = ? AND +message_type = 'system' AND NOT unverified ORDER BY occurred_at DESC, id DESC`, customerID)
	if err != nil {
		return "", "", err
	}
	_, unknown := UnknownIdentity(customerID)
	for _, r := range rows {
		key := whatsapp.LoggedChange([]byte(r[2]), r[0]).Now().Key()
		if key == "" {
			continue
		}
		theirs, err := s.Rows(`SELECT 1 WHERE ? NOT IN (SELECT value FROM json_each(?)) AND (? OR EXISTS
			(SELECT 1 FROM contacts WHERE customer = ? AND (digits = ? OR wa_user_id = ?)))`, key, gone, unknown, customerID, key, key)
		if err != nil || len(theirs) > 0 {
			return key, r[1], err
		}
	}
	return "", "", nil
}

// givenUp are the numbers, in every spelling, that a customer no longer has: no
// answer goes there.
func givenUp(s Store, customerID string) (list string, err error) {
	rows, err := Strings(s, `SELECT digits FROM contacts WHERE customer = ? AND given_up_at != '' AND digits != ''
		AND NOT EXISTS (SELECT 1 FROM contacts AS c WHERE c.customer = contacts.customer AND c.digits = contacts.digits AND c.given_up_at = '')`, customerID)
	var keys []string
	for _, digits := range rows {
		keys = append(keys, whatsapp.PhoneKeys(digits)...)
	}
	return jsonList(keys), err
}
