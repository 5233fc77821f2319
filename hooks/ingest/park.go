package ingest

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"pocketcrm/whatsapp"
)

// Reasons and states of whatsapp_events.
const (
	reasonUnknownField = "unknown_field"
	reasonUnparsable   = "unparsable"
	reasonEarly        = "early_status" // it came before the message it is about
	reasonError        = "error"

	stateParked  = "parked"
	stateApplied = "applied"
	stateIgnored = "ignored"
)

const sqlPark = `INSERT INTO whatsapp_events
	(id, field, ext_id, reason, state, attempts, error, body, unverified, received_at, dedup_key, created, updated)
	VALUES (?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, ?)
	ON CONFLICT (dedup_key) WHERE dedup_key != '' DO UPDATE SET reason = excluded.reason, state = excluded.state, error = excluded.error, body = excluded.body,
		unverified = FALSE, updated = excluded.updated WHERE unverified AND NOT excluded.unverified`

// park keeps an event whole in whatsapp_events. The same event is kept once,
// however often it is delivered; a verified one in place of another.
func (b *batch) park(e *whatsapp.Event, reason, state, problem string) error {
	b.staged.parked = &parking{reason, problem, aboutID(e), state}
	body, err := json.Marshal(e.Body()) // note: also compacts it
	if err != nil {
		return fmt.Errorf("keep the event: %w", err)
	}
	switch {
	case reason == reasonEarly:
		b.w.early.add(aboutID(e))
	case state == stateParked && (reason == reasonUnparsable || e.Status != nil):
		if err := b.keepNotice(e, whatsapp.KeptNotice(*e, problem)); err != nil {
			return err
		}
	}
	return b.insertEvent(e, reason, state, problem, string(body))
}

// parkRaw keeps an element that can't even be written as an event: its bytes,
// as a JSON text.
func (b *batch) parkRaw(e *whatsapp.Event, problem string) error {
	body, err := json.Marshal(string(e.Raw))
	if err != nil {
		return err
	}
	return b.insertEvent(e, reasonError, stateParked, problem, string(body))
}

func (b *batch) insertEvent(e *whatsapp.Event, reason, state, problem, body string) error {
	at := b.stamp
	_, err := b.exec(sqlPark, NewID(), clip(e.Field, 200), aboutID(e), reason, state, clip(problem, 2000), body, e.Unverified, at, fit(e.Key, 1200), at, at)
	return err
}

// aboutID is the wamid an event is about, so that it is found when that
// message appears.
func aboutID(e *whatsapp.Event) string {
	switch {
	case e.Status != nil:
		return e.Status.MessageID
	case e.Target != nil:
		return e.Target.MessageID
	default:
		return e.ID
	}
}

const (
	// note: the plus keeps SQLite from reading all that is parked
	sqlFindEarly = `SELECT id, body, unverified FROM whatsapp_events
		WHERE ext_id = ? AND ext_id != '' AND reason = 'early_status' AND +state = 'parked' ORDER BY received_at, id`
	sqlEarlyDone = `UPDATE whatsapp_events SET state = ?, attempts = attempts + 1, updated = ? WHERE id = ?`
)

// applyEarly applies what came before its message, now that the message is
// there.
func (b *batch) applyEarly(wamid string) error {
	if wamid == "" || !b.w.early.mayHave(wamid) {
		return nil
	}
	if err := b.applyWaiting(wamid); err != nil {
		return err
	}
	early, err := b.findEarly(wamid)
	if err != nil {
		return err
	}
	for _, parked := range early {
		if _, err := b.applyParked(parked); err != nil {
			return fmt.Errorf("apply parked event %s: %w", parked.id, err)
		}
	}
	return nil
}

// parkedEvent is a row of whatsapp_events that may be applied now.
type parkedEvent struct {
	id, body   string
	unverified bool
}

// applyParked applies a parked event and marks it. What can't be applied now
// either stays parked, and the reason is returned; it costs nobody else.
func (b *batch) applyParked(p parkedEvent) (problem string, err error) {
	before := b.staged.parked
	b.staged.parked = nil
	failure := b.isolated(func() error {
		events, err := whatsapp.DecodeWebhook([]byte(p.body))
		if err != nil {
			return fmt.Errorf("read it: %w", err)
		}
		for i := range events {
			events[i].Unverified = p.unverified
			if err := b.applyEvent(&events[i]); err != nil {
				return err
			}
		}
		return nil
	})
	still := b.staged.parked
	b.staged.parked = before

	switch {
	case failure != nil && isStoreFault(failure):
		return "", failure
	case failure != nil:
		still = &parking{reason: reasonError, problem: failure.Error()}
	case still != nil && still.state == stateIgnored:
		_, err = b.exec(sqlEarlyDone, stateIgnored, b.stamp, p.id)
		return "", err
	case still == nil:
		_, err = b.exec(sqlEarlyDone, stateApplied, b.stamp, p.id)
		return "", err
	}
	if still.reason == reasonEarly {
		b.w.early.add(still.about)
	}
	_, err = b.exec(sqlEventFailed, clip(still.problem, 2000), still.reason, still.about, b.stamp, p.id)
	return still.problem, err
}

// parking is why an element could not be applied yet.
type parking struct{ reason, problem, about, state string }

func (b *batch) findEarly(wamid string) ([]parkedEvent, error) {
	rows, err := b.stmt(sqlFindEarly).QueryContext(b.ctx, wamid)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }()
	var early []parkedEvent
	for rows.Next() {
		var p parkedEvent
		if err := rows.Scan(&p.id, &p.body, &p.unverified); err != nil {
			return nil, err
		}
		early = append(early, p)
	}
	return early, rows.Err()
}

// fit is an identity in at most n bytes: a longer one is told apart by its
// hash, so that two are never taken for one.
func fit(s string, n int) string {
	if len(s) <= n {
		return s
	}
	sum := sha256.Sum256([]byte(s))
	return clip(s, n-33) + "~" + hex.EncodeToString(sum[:16])
}

// clip shortens s to at most n bytes at a character's border.
func clip(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}
