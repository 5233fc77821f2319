package ingest

import (
	"database/sql"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"github.com/pocketbase/pocketbase/tools/types"

	"pocketcrm/whatsapp"
)

const (
	sqlCall = `SELECT id, customer, customer_id, direction, call_outcome, COALESCE(payload, ''), updated, unverified FROM comms_log
		WHERE ext_message_id = ? AND ext_message_id != '' AND type = 'call'`
	sqlInsertCall = `INSERT INTO comms_log
		(id, customer, customer_id, type, direction, message_type, body, occurred_at, ext_message_id, address, business_phone_id, ambiguous,
		 call_outcome, call_seconds, error_code, error, unverified, payload, created, updated)
		VALUES (?, ?, ?, 'call', ?, 'call', ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`
	sqlUpdateCall = `UPDATE comms_log SET body = ?, occurred_at = ?, call_outcome = ?, call_seconds = ?, error_code = ?, error = ?, payload = ?, updated = ? WHERE id = ?`
)

// call is the row of a call.
type call struct {
	id, customer, customerID string
	direction, outcome       string
	heard                    string // when the last news of it came
	unverified               bool
	late                     bool // from a number that they have given up since
	log                      whatsapp.CallLog
}

// applyCall writes what an event says of a call into the one row of that call.
// Events come in any order; what they say together does not depend on it.
func (b *batch) applyCall(e *whatsapp.Event) error {
	if e.Call == nil || e.Party.Key() == "" {
		return b.park(e, reasonUnparsable, stateParked, errNoParty.Error())
	}
	extID := e.ID
	if extID == "" {
		extID = e.Key
	}
	// note: also of a call that is known, because each event may say more of
	// who it is; what it moves moves that call, too
	who, err := b.whoSaid(e, date(b.timeOf(e)))
	if err == nil && who.customer == "" && e.Party.WaID != "" && !who.late {
		who, err = b.linkUnknown(who, e.Party)
	}
	if err != nil {
		return err
	}
	row, err := b.findCall(extID)
	if err != nil {
		return err
	}
	if !e.Unverified && (row == nil || row.unverified) {
		if _, err := b.giveWay(extID); err != nil {
			return err
		}
		row = nil
	}
	if row != nil {
		row.late = who.late
		return b.continueCall(e, row)
	}
	row = &call{id: NewID(), customer: who.customer, customerID: who.customerID, direction: string(e.Call.Direction), unverified: e.Unverified}
	row.log.Add(*e)
	body, at, outcome, code, why, payload, err := b.callColumns(row)
	if err != nil {
		return err
	}
	now := b.stamp
	if _, err := b.exec(sqlInsertCall, row.id, who.customer, who.customerID, row.direction, body, date(at), extID, e.Party.Key(), clip(e.PhoneNumberID, 64),
		who.ambiguous, outcome, row.log.Seconds, code, why, row.unverified, payload, now, now); err != nil {
		return err
	}
	b.staged.created = append(b.staged.created, row.id)
	row.late = who.late
	b.showCall(e, row, body, at, outcome)
	return nil
}

func (b *batch) findCall(extID string) (*call, error) {
	var row call
	var payload string
	err := b.stmt(sqlCall).QueryRowContext(b.ctx, extID).Scan(&row.id, &row.customer, &row.customerID, &row.direction, &row.outcome, &payload, &row.heard, &row.unverified)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	_ = json.Unmarshal([]byte(payload), &row.log) // note: what isn't a log of ours is replaced
	return &row, nil
}

func (b *batch) continueCall(e *whatsapp.Event, row *call) error {
	if e.Unverified && !row.unverified || !row.log.Add(*e) {
		return nil
	}
	return b.writeCall(e, row)
}

func (b *batch) writeCall(e *whatsapp.Event, row *call) error {
	body, at, outcome, code, why, payload, err := b.callColumns(row)
	if err != nil {
		return err
	}
	if _, err := b.exec(sqlUpdateCall, body, date(at), outcome, row.log.Seconds, code, why, payload, b.stamp, row.id); err != nil {
		return err
	}
	b.staged.updated = append(b.staged.updated, row.id)
	b.showCall(e, row, body, at, outcome)
	return nil
}

// callColumns are what the row says of a call.
func (b *batch) callColumns(row *call) (body string, at time.Time, outcome, code, why, payload string, err error) {
	side := whatsapp.Direction(row.direction)
	body, outcome = row.log.Body(side), row.log.Outcome(side)
	if row.log.First == 0 {
		row.log.First = b.lastHeard().Unix()
	}
	at = time.Unix(row.log.First, 0)
	if outcome == whatsapp.CallFailed && row.log.Code != 0 {
		code, why = strconv.Itoa(row.log.Code), clip(whatsapp.ExplainCall(row.log.Code).Sentence(), 2000)
	}
	text, err := json.Marshal(row.log)
	return clip(body, 2500), at, outcome, code, why, string(text), err
}

// showCall is what a call means for its conversation. A customer who calls may
// be answered for 24 hours, as after a message (messages/send-messages); one
// whose call nobody took waits for an answer.
func (b *batch) showCall(e *whatsapp.Event, row *call, body string, at time.Time, outcome string) {
	// note: the end counts as the last that happened, whichever event came first
	last := time.Unix(max(row.log.First, row.log.Last), 0)
	c := conversation{
		customerID: row.customerID, customer: row.customer, profileName: clip(e.Party.Name, 300),
		lastAt: date(last), preview: Preview(body), direction: row.direction, kind: "call",
		unverified: row.unverified,
	}
	if row.customer == "" {
		c.waUsername = clip(e.Party.Username, 80)
		if row.customerID != Unknown(e.Party.UserID) {
			c.waUserID = clip(e.Party.UserID, 160)
		}
	}
	if row.direction == string(whatsapp.Inbound) {
		if !row.late {
			c.replyAddress, c.replySince = clip(e.Party.Key(), 320), date(at)
		}
		// note: an end alone does not say when it rang, and the window must not be longer than Meta's
		if _, rang := row.log.Events["connect"]; rang || row.log.Start > 0 {
			c.lastInboundAt, c.windowExpiresAt = date(at), b.windowEnd(at)
		}
		if toLookAt(outcome) && !toLookAt(row.outcome) {
			c.unread = 1
		}
	}
	b.staged.touched = append(b.staged.touched, row.customerID)
	b.staged.conversations = append(b.staged.conversations, c)
}

// toLookAt tells whether a call of a customer waits for an answer: nobody took it,
// or nobody knows how it ended.
func toLookAt(outcome string) bool {
	return outcome == whatsapp.CallMissed || outcome == whatsapp.CallUnknown
}

// sqlOpenCalls names exactly what its index holds.
const sqlOpenCalls = `SELECT ext_message_id FROM comms_log WHERE call_outcome = 'ringing' OR call_outcome = 'ongoing' LIMIT 1000`

// GiveUpCalls says of calls whose end did not come that it isn't known, and
// returns of how many. An end that comes later still counts.
func (w *Writer) GiveUpCalls() (count int, err error) {
	open := []string{}
	if err := w.app.DB().NewQuery(sqlOpenCalls).Column(&open); err != nil {
		return 0, err
	}
	for _, id := range open {
		err := w.insist(func(b *batch) error {
			given, err := b.giveUpCall(id)
			if given {
				count++
			}
			return err
		})
		if err != nil {
			return count, err
		}
	}
	return count, nil
}

func (b *batch) giveUpCall(extID string) (bool, error) {
	row, err := b.findCall(extID)
	if row == nil || err != nil {
		return false, err
	}
	heard, err := types.ParseDateTime(row.heard)
	if err != nil || !row.log.GiveUp(b.now, heard.Time()) {
		return false, err
	}
	return true, b.writeCall(&whatsapp.Event{}, row)
}
