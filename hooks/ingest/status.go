package ingest

import (
	"database/sql"
	"errors"
	"fmt"
	"strconv"
	"time"

	"pocketcrm/whatsapp"
)

// outbound is what a status may change of a row.
type outbound struct {
	id, customerID, wamid, status         string
	sentAt, deliveredAt, readAt, failedAt string
	errorCode, errorText, address         string
}

const (
	outboundColumns = `id, customer_id, ext_message_id, status, sent_at, delivered_at, read_at, failed_at, error_code, error, address`

	sqlOutboundByWamid = `SELECT ` + outboundColumns + ` FROM comms_log
		WHERE ext_message_id = ? AND ext_message_id != '' AND direction = 'outbound'`
	sqlOutboundByID = `SELECT ` + outboundColumns + ` FROM comms_log WHERE id = ? AND type = 'whatsapp' AND direction = 'outbound'`

	sqlRaiseStatus = `UPDATE comms_log SET ext_message_id = ?, status = ?, sent_at = ?, delivered_at = ?, read_at = ?,
		failed_at = ?, error_code = ?, error = ?, updated = ? WHERE id = ?`
)

// applyStatus raises the status of the message it is about and keeps its
// time. It never lowers one: Meta promises no order. A status whose message
// isn't there yet waits for it.
func (b *batch) applyStatus(e *whatsapp.Event) error {
	s := e.Status
	if s == nil || (s.MessageID == "" && s.CallbackData == "") {
		return b.park(e, reasonUnparsable, stateParked, "The status names no message.")
	}
	row, err := b.findOutbound(s.MessageID, s.CallbackData)
	if err != nil {
		return err
	}
	if row == nil {
		return b.park(e, reasonEarly, stateParked, "No message with this id is in the log yet.")
	}

	if err := b.learnRecipient(e, row.address); err != nil {
		return err
	}

	at := b.timeOf(e)
	before := *row
	if row.wamid == "" {
		row.wamid = s.MessageID
	}
	switch s.Value {
	case "sent":
		row.sentAt = first(row.sentAt, at)
	case "delivered":
		row.deliveredAt = first(row.deliveredAt, at)
	case "read":
		row.readAt = first(row.readAt, at)
	case "played":
		// note: it has no time of its own
	case "failed":
		row.failedAt = first(row.failedAt, at)
	default:
		return b.park(e, reasonUnknownField, stateParked, fmt.Sprintf("The status %q is not known to this version.", s.Value))
	}
	code, text := "", ""
	if s.Value == "failed" {
		code, text = failure(s.Errors)
	}
	row.rise(s.Value, code, text)
	if *row == before {
		return nil
	}
	if err := b.raise(row); err != nil || row.wamid == before.wamid {
		return err
	}
	return b.applyEarly(row.wamid)
}

// rise takes a status that is higher than the present one, with its
// explanation in place of that of the outcome it overtakes.
func (o *outbound) rise(status, errorCode, errorText string) (higher bool) {
	higher = whatsapp.StatusRank(status) > whatsapp.StatusRank(o.status)
	if higher {
		o.status, o.errorCode, o.errorText = status, errorCode, errorText
	}
	return higher
}

func (b *batch) findOutbound(wamid, rowID string) (*outbound, error) {
	if wamid != "" {
		row, err := scanOutbound(b.stmt(sqlOutboundByWamid).QueryRowContext(b.ctx, wamid))
		if row != nil || err != nil {
			return row, err
		}
	}
	if rowID == "" {
		return nil, nil
	}
	row, err := scanOutbound(b.stmt(sqlOutboundByID).QueryRowContext(b.ctx, rowID))
	if row != nil && row.wamid != "" && wamid != "" && row.wamid != wamid {
		return nil, err // note: somebody else's callback data that looks like our id
	}
	return row, err
}

func scanOutbound(r *sql.Row) (*outbound, error) {
	var o outbound
	err := r.Scan(&o.id, &o.customerID, &o.wamid, &o.status, &o.sentAt, &o.deliveredAt, &o.readAt, &o.failedAt, &o.errorCode, &o.errorText, &o.address)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &o, nil
}

func (b *batch) raise(o *outbound) error {
	_, err := b.exec(sqlRaiseStatus, o.wamid, o.status, o.sentAt, o.deliveredAt, o.readAt, o.failedAt, o.errorCode, o.errorText, date(b.now), o.id)
	if err == nil {
		b.staged.updated = append(b.staged.updated, o.id)
		b.staged.touched = append(b.staged.touched, o.customerID)
	}
	return err
}

// first keeps the earliest time an event was reported with.
func first(known string, at time.Time) string {
	reported := date(at)
	if known == "" || reported < known {
		return reported
	}
	return known
}

// failure is the code and the sentence of a failed status.
func failure(list []whatsapp.ErrorInfo) (code, sentence string) {
	if len(list) == 0 {
		return "", "WhatsApp could not deliver this message and gave no reason. Try again, or reach the customer another way."
	}
	return strconv.Itoa(list[0].Code), clip(whatsapp.Explain(list[0].Code).Sentence(), 2000)
}
