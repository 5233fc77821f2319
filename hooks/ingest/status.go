package ingest

import (
	"cmp"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"pocketcrm/whatsapp"
)

// outbound is what a status may change of a row.
type outbound struct {
	id, customerID, wamid, status         string
	sentAt, deliveredAt, readAt, failedAt string
	reason                                reason
	address                               string
	occurredAt, category, priceType       string
}

// reason is why a message failed, or isn't known to have arrived: Meta's code
// and words, if it gave any, and a sentence of ours that says what to do.
type reason struct {
	code, title, sentence string
}

const (
	outboundColumns = `id, customer_id, ext_message_id, status, sent_at, delivered_at, read_at, failed_at, error_code, error_title, error, address, occurred_at, pricing_category, pricing_type`

	sqlOutboundByWamid = `SELECT ` + outboundColumns + ` FROM comms_log
		WHERE ext_message_id = ? AND ext_message_id != '' AND direction = 'outbound'`
	sqlOutboundByID = `SELECT ` + outboundColumns + ` FROM comms_log WHERE id = ? AND type = 'whatsapp' AND direction = 'outbound'`

	sqlRaiseStatus = `UPDATE comms_log SET ext_message_id = ?, status = ?, sent_at = ?, delivered_at = ?, read_at = ?,
		failed_at = ?, error_code = ?, error_title = ?, error = ?, pricing_category = ?, pricing_type = ?, updated = ? WHERE id = ?`

	// what the list shows of the last answer; a failed one needs somebody to look
	sqlLastStatus = `UPDATE conversations SET last_status = ?, updated = ?
		WHERE customer_id = ? AND last_at <= ? AND last_direction = 'outbound' AND last_status != ?`
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
	if rowID, ok := strings.CutPrefix(s.CallbackData, reactionData); row == nil && ok {
		return b.reactionStatus(e, rowID)
	}
	if row == nil {
		return b.wait(e)
	}

	if err := b.learnRecipient(e, row.address); err != nil {
		return err
	}

	at := b.timeOf(e)
	before := *row
	if row.wamid == "" && s.MessageID != "" {
		row.wamid = clip(s.MessageID, 1000)
		if err := b.absorb(row); err != nil {
			return err
		}
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
	var why reason
	if s.Value == "failed" {
		why = failure(s.Errors)
	}
	row.category, row.priceType = cmp.Or(clip(s.PricingCategory, 60), row.category), cmp.Or(clip(s.PricingType, 60), row.priceType)
	row.rise(s.Value, why)
	if *row == before {
		return nil
	}
	if err := b.raise(row); err != nil {
		return err
	}
	if why.code == codeOptedOut && !e.Unverified && row.status == "failed" && before.status != "failed" {
		if err := b.refusedMarketing(row, at); err != nil {
			return err
		}
	}
	if err := b.showOutcome(row, before.status); err != nil || row.wamid == before.wamid {
		return err
	}
	return b.applyEarly(row.wamid)
}

// codeOptedOut is Meta's: the person stopped marketing messages of this
// business (support/error-codes).
const codeOptedOut = "131050"

func (b *batch) refusedMarketing(row *outbound, at time.Time) error {
	p := whatsapp.Party{WaID: row.address}
	if whatsapp.IsUserID(row.address) {
		p = whatsapp.Party{UserID: row.address}
	}
	who := match{customerID: row.customerID, customer: OwnerOf(row.customerID).Customer}
	return b.consent(who, p, OptOut, "Meta: 131050", at, row.wamid, "")
}

// showOutcome tells the list when the last answer needs somebody, or no longer
// does.
func (b *batch) showOutcome(row *outbound, before string) error {
	needs := func(status string) bool { return status == "failed" || status == "unknown" }
	if needs(row.status) == needs(before) && row.status != "failed" {
		return nil
	}
	shown := ""
	if needs(row.status) {
		shown = row.status
	}
	_, err := b.exec(sqlLastStatus, shown, b.stamp, row.customerID, row.occurredAt, shown)
	return err
}

// rise takes a status that is higher than the present one, with its
// explanation in place of that of the outcome it overtakes.
func (o *outbound) rise(status string, why reason) (higher bool) {
	higher = whatsapp.StatusRank(status) > whatsapp.StatusRank(o.status)
	if higher {
		o.status, o.reason = status, why
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
	err := r.Scan(&o.id, &o.customerID, &o.wamid, &o.status, &o.sentAt, &o.deliveredAt, &o.readAt, &o.failedAt, &o.reason.code, &o.reason.title, &o.reason.sentence, &o.address,
		&o.occurredAt, &o.category, &o.priceType)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return &o, nil
}

func (b *batch) raise(o *outbound) error {
	_, err := b.exec(sqlRaiseStatus, o.wamid, o.status, o.sentAt, o.deliveredAt, o.readAt, o.failedAt, o.reason.code, o.reason.title, o.reason.sentence,
		o.category, o.priceType, b.stamp, o.id)
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

// failure is why a status says that a message failed: the first error with a
// code, else the first.
func failure(list []whatsapp.ErrorInfo) reason {
	const unexplained = "WhatsApp could not deliver this message and gave no reason. Try again, or reach the customer another way."
	if len(list) == 0 {
		return reason{sentence: unexplained}
	}
	e := list[max(0, slices.IndexFunc(list, func(e whatsapp.ErrorInfo) bool { return e.Code != 0 }))]
	why := reason{title: e.Words(), sentence: unexplained}
	if e.Code != 0 {
		why.code, why.sentence = strconv.Itoa(e.Code), clip(whatsapp.Explain(e.Code).Sentence(), 2000)
	}
	return why
}
