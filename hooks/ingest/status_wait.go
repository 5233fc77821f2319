package ingest

import (
	"crypto/sha256"
	"database/sql"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"pocketcrm/whatsapp"
)

// What another tool sends from the same account has statuses as well, and they
// come here: three for each message of a broadcast, and nobody has to do
// anything about them. A few of them are of our own messages, ahead of the
// answer to the send. So all are kept, briefly, one row for each message: until
// the message is here, for the days that events are kept, and no more of them
// than these.
const (
	maxWaitingStatuses  = 20_000 // messages: some 8 MB
	dropWaitingStatuses = 1_000  // at once, the oldest
)

const (
	sqlWaiting     = `SELECT statuses FROM whatsapp_statuses WHERE id = ?`
	sqlTakeWaiting = `DELETE FROM whatsapp_statuses WHERE id = ? RETURNING statuses`
	sqlWait        = `INSERT INTO whatsapp_statuses (id, wamid, statuses, received_at) VALUES (?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET statuses = excluded.statuses`
	// note: reads the index in its order, and stops
	sqlDropWaiting = `DELETE FROM whatsapp_statuses WHERE id IN (SELECT id FROM whatsapp_statuses ORDER BY received_at LIMIT ?)`
)

// waitingID is the id of the row for a message: its hash, so that no index but
// that of the ids is needed.
func waitingID(wamid string) string {
	sum := sha256.Sum256([]byte(wamid))
	return strings.ToLower(base32.HexEncoding.EncodeToString(sum[:10])[:15])
}

// wait keeps the status of a message that isn't in the log.
func (b *batch) wait(e *whatsapp.Event) error {
	about := e.Status.MessageID
	if about == "" {
		about = "data:" + e.Status.CallbackData // note: only to be counted; no message comes under it
	}
	id := waitingID(about)
	list, err := b.waiting(sqlWaiting, id)
	if err != nil {
		return err
	}
	// note: whom an unsigned one names teaches nothing, and must not stand for what is signed
	named := slices.ContainsFunc(list, func(known json.RawMessage) bool { return e.Unverified || !whatsapp.IsBriefUnverified(known) })
	brief := whatsapp.BriefStatus(*e, named)
	for _, known := range list {
		// note: the first of them names the recipient
		if string(known) == string(brief) || string(known) == string(whatsapp.BriefStatus(*e, false)) {
			return nil
		}
	}
	const most = 50 // of one message; those of a group have some for each member
	if len(list) >= most {
		return nil
	}
	text, err := json.Marshal(append(list, brief))
	if err != nil {
		return fmt.Errorf("keep the status: %w", err)
	}
	if _, err := b.exec(sqlWait, id, clip(about, 1000), string(text), b.stamp); err != nil {
		return err
	}
	b.w.early.add(about)
	if len(list) > 0 {
		return nil
	}
	if b.w.waiting++; b.w.waiting > maxWaitingStatuses {
		b.w.waiting -= dropWaitingStatuses
		return b.Exec(sqlDropWaiting, dropWaitingStatuses)
	}
	return nil
}

func (b *batch) waiting(query, id string) (list []json.RawMessage, err error) {
	var text string
	err = b.stmt(query).QueryRowContext(b.ctx, id).Scan(&text)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	if err == nil {
		_ = json.Unmarshal([]byte(text), &list) // note: what isn't a list of ours is replaced
	}
	return list, err
}

// applyWaiting applies the statuses that came before their message.
func (b *batch) applyWaiting(wamid string) error {
	list, err := b.waiting(sqlTakeWaiting, waitingID(wamid))
	if err != nil || list == nil {
		return err
	}
	b.w.waiting--
	for _, brief := range list {
		e, err := whatsapp.WholeStatus(wamid, brief)
		if err != nil {
			return fmt.Errorf("read a status of %s: %w", wamid, err)
		}
		// note: what becomes of it is nothing of the message's
		before := b.staged.parked
		failure := b.isolated(func() error { return b.applyEvent(&e) })
		if failure != nil && !isStoreFault(failure) {
			failure = b.parkFailed(&e, failure)
		}
		b.staged.parked = before
		if failure != nil {
			return failure
		}
	}
	return nil
}

// loadWaiting reads what waits from the database.
func (w *Writer) loadWaiting() error {
	if err := w.app.DB().NewQuery(`SELECT COUNT(*) FROM whatsapp_statuses`).Row(&w.waiting); err != nil {
		return err
	}
	return w.early.load(w.app)
}
