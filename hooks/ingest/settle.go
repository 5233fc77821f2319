package ingest

import (
	"cmp"
	"fmt"
	"time"

	"pocketcrm/whatsapp"
)

// Outcome is how a send ended, as far as the sender knows.
type Outcome struct {
	RowID     string // in comms_log
	Status    string // accepted, failed, unknown
	MessageID string // wamid, when accepted
	At        time.Time
	// Why it failed: Meta's code and words, if it gave any, and what to do.
	ErrorCode, ErrorTitle, Error string

	// WaID and UserID are whom it went to, as the acceptance says.
	WaID, UserID string
}

// Settle stores the outcome of a send and returns after the commit. Statuses
// may have come before it, so nothing is lowered: a message that was
// delivered meanwhile stays delivered.
func (w *Writer) Settle(o Outcome) error {
	return w.insist(func(b *batch) error { return b.settle(o) })
}

// absorb takes over what is known of a row's wamid from another row that has
// it: an echo of our own message that came before the answer to the send, or
// what stood in for it.
func (b *batch) absorb(row *outbound) error {
	echo, err := scanOutbound(b.stmt(sqlSameWamid).QueryRowContext(b.ctx, row.wamid))
	if echo == nil || err != nil {
		return err
	}
	for _, step := range []struct {
		query string
		args  []any
	}{
		{sqlTakeOver, []any{echo.id, row.id}},
		{sqlDeleteRow, []any{echo.id}},
		{sqlFileOrphaned, []any{b.stamp, echo.id}},
		{sqlDeleteGhost, []any{echo.customerID, echo.customerID}},
	} {
		if _, err := b.exec(step.query, step.args...); err != nil {
			return err
		}
	}
	b.staged.updated = append(b.staged.updated, echo.id) // note: the pages find it gone
	row.rise(echo.status, echo.reason)
	row.sentAt, row.deliveredAt = cmp.Or(row.sentAt, echo.sentAt), cmp.Or(row.deliveredAt, echo.deliveredAt)
	row.readAt, row.failedAt = cmp.Or(row.readAt, echo.readAt), cmp.Or(row.failedAt, echo.failedAt)
	b.staged.touched = append(b.staged.touched, echo.customerID)
	b.staged.stale = append(b.staged.stale, echo.customerID)
	return nil
}

const (
	sqlSameWamid = `SELECT ` + outboundColumns + ` FROM comms_log
		WHERE ext_message_id = ? AND ext_message_id != '' AND type = 'whatsapp' AND (direction = 'outbound' OR message_type IN ` + standInTypes + `)`
	sqlTakeOver = `UPDATE comms_log SET (reactions, versions, edited_at, revoked_at) =
		(SELECT reactions, versions, edited_at, revoked_at FROM comms_log WHERE id = ?1) WHERE id = ?2
		AND NOT (SELECT unverified FROM comms_log WHERE id = ?1)`
	sqlDeleteRow   = `DELETE FROM comms_log WHERE id = ?`
	sqlDeleteGhost = `DELETE FROM conversations WHERE customer_id = ? AND NOT EXISTS (SELECT 1 FROM comms_log WHERE customer_id = ?)`
	sqlSettleTime  = `UPDATE comms_log SET occurred_at = ?, next_attempt_at = '' WHERE id = ?`
	sqlLeft        = `DELETE FROM whatsapp_outbox WHERE row = ?`
	sqlBodyOf      = `SELECT customer, body, revoked_at FROM comms_log WHERE id = ?`
)

// settleBadly shows a message that was not accepted: in the list as the last
// thing said, at the time it was to leave.
func (b *batch) settleBadly(row *outbound, o Outcome) error {
	if err := b.Exec(`UPDATE comms_log SET occurred_at = ?, next_attempt_at = '' WHERE id = ? AND send_at != ''`, date(o.At), row.id); err != nil {
		return err
	}
	if o.ErrorCode == codeOptedOut {
		if err := b.refusedMarketing(row, o.At); err != nil {
			return err
		}
	}
	b.staged.touched = append(b.staged.touched, row.customerID)
	return Refresh(b, row.customerID, b.stamp)
}

// learnAccepted remembers whom a message went to: WhatsApp's spelling of the
// number and the BSUID, and that a number which is nobody's contact is this
// customer's, because staff wrote to it for them.
func (b *batch) learnAccepted(row *outbound, o Outcome) error {
	if _, unknown := UnknownIdentity(row.customerID); unknown || o.WaID == "" || whatsapp.IsUserID(row.address) {
		return nil
	}
	found, err := b.contactsByNumber(o.WaID)
	if err != nil {
		return err
	}
	p := whatsapp.Party{WaID: o.WaID, UserID: o.UserID}
	if len(found) > 0 {
		_, err := b.match(p, date(o.At))
		return err
	}
	return b.ensureContact(row.customerID, p, labelAnswered, date(o.At))
}

func (b *batch) settle(o Outcome) error {
	row, err := b.findOutbound("", o.RowID)
	if err != nil {
		return err
	}
	if row == nil {
		return fmt.Errorf("the message %s is not in the log", o.RowID)
	}
	if row.wamid == "" && o.MessageID != "" {
		row.wamid = clip(o.MessageID, 1000)
		if err := b.absorb(row); err != nil {
			return err
		}
	}
	why := reason{clip(o.ErrorCode, 40), clip(o.ErrorTitle, 1000), clip(o.Error, 2000)}
	if row.rise(o.Status, why) && o.Status == "failed" {
		row.failedAt = first(row.failedAt, o.At)
	}
	if err := b.raise(row); err != nil {
		return err
	}
	if _, err := b.exec(sqlLeft, row.id); err != nil {
		return err
	}
	if o.Status != "accepted" {
		return b.settleBadly(row, o)
	}
	if err := b.learnAccepted(row, o); err != nil {
		return err
	}

	var customer, body, revokedAt string
	if err := b.stmt(sqlBodyOf).QueryRowContext(b.ctx, row.id).Scan(&customer, &body, &revokedAt); err != nil {
		return err
	}
	if _, err := b.exec(sqlSettleTime, date(o.At), row.id); err != nil {
		return err
	}
	b.staged.conversations = append(b.staged.conversations, conversation{
		customerID: row.customerID, customer: customer, lastAt: date(o.At), preview: PreviewOf(body, revokedAt), direction: "outbound", kind: "whatsapp",
	})
	return b.applyEarly(o.MessageID)
}
