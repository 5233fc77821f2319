package hooks

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/types"

	"pocketcrm/hooks/ingest"
	"pocketcrm/hooks/outbox"
	"pocketcrm/whatsapp"
)

// outboxStore is the database as the outbox sees it. What it writes goes
// through the ingest writer, so that many messages share one commit.
type outboxStore struct{ crm *crm }

// Sentences for outcomes that Meta has no code for.
const (
	sentenceNoAnswer = "WhatsApp did not answer, so we don't know whether this message was sent. Wait for the ticks, or ask the customer, before you send it again."
	sentenceNotSent  = "WhatsApp could not be reached, so the message was not sent. Check the server's internet connection and try again."
	sentenceRestart  = "The server stopped while this message was being sent, so we don't know whether it was. Wait for the ticks, or ask the customer, before you send it again."
	sentenceNoFile   = "The file of this message is no longer on the server, so it was not sent. Choose the file again."
	sentenceUpload   = "The file could not be handed to WhatsApp, so the message was not sent. Check the server's internet connection and try again."
	sentenceWaits    = "WhatsApp does not take this message right now. It is tried again by itself."
	sentenceToken    = "WhatsApp refuses the access token, so nothing can be sent. This message leaves by itself when an admin has put in a new one."
)

// Waiting is part of [outbox.Store].
func (s outboxStore) Waiting() ([]outbox.Item, error) {
	rows := []struct {
		Row      string         `db:"row"`
		Address  string         `db:"address"`
		DueAt    types.DateTime `db:"due_at"`
		Since    types.DateTime `db:"since"`
		Attempts int            `db:"attempts"`
	}{}
	err := s.crm.app.DB().NewQuery(`SELECT row, address, due_at, since, attempts FROM whatsapp_outbox WHERE state = 'waiting' ORDER BY due_at, id`).All(&rows)
	items := make([]outbox.Item, len(rows))
	for i, r := range rows {
		items[i] = outbox.Item{RowID: r.Row, To: r.Address, Due: r.DueAt.Time(), Since: r.Since.Time(), Attempts: r.Attempts}
	}
	return items, err
}

// Take is part of [outbox.Store].
func (s outboxStore) Take(rowID string) (m *whatsapp.Outgoing, err error) {
	err = s.crm.writer.Run(func(tx ingest.Store) (ingest.Change, error) {
		m, err = nil, nil
		rows, err := tx.Rows(`SELECT o.address, o.message_type, o.content, o.reply_to, o.category, o.attempts, o.due_at, l.customer_id, l.template, COALESCE(f.media_id, '')
			FROM whatsapp_outbox o JOIN comms_log l ON l.id = o.row LEFT JOIN whatsapp_media f ON f.row = o.row WHERE o.row = ? AND o.state = 'waiting'`, rowID)
		if err != nil || len(rows) == 0 {
			return ingest.Change{}, err // note: none: it was cancelled
		}
		r := rows[0]
		refused, err := s.crm.mayLeave(tx, r[7], r[0], r[1], r[4], s.crm.cfg.Now())
		if err != nil {
			return ingest.Change{}, err
		}
		if refused != nil {
			return ingest.Change{Rows: []string{rowID}, Conversations: []string{r[7]}}, s.refuse(tx, rowID, refused)
		}
		m = &whatsapp.Outgoing{Content: whatsapp.Content{Type: r[1], Object: json.RawMessage(r[2])}, ReplyTo: r[3], CallbackData: rowID}
		if uploaded := r[9]; uploaded != "" && !whatsapp.NamesFile(m.Content) {
			m.Content = whatsapp.WithMediaID(m.Content, uploaded)
		}
		if whatsapp.IsUserID(r[0]) {
			m.UserID = r[0]
		} else {
			m.To = r[0]
		}
		return ingest.Change{}, tx.Exec(`UPDATE whatsapp_outbox SET state = 'sending', attempts = attempts + 1, updated = ? WHERE row = ?`, s.now(), rowID)
	})
	if err != nil {
		m = nil
	}
	return m, err
}

// refuse fails a message that may no longer leave.
func (s outboxStore) refuse(tx ingest.Store, rowID string, why *refusal) error {
	err := tx.Exec(`UPDATE comms_log SET status = 'failed', failed_at = ?, error = ?, next_attempt_at = '', updated = ? WHERE id = ? AND status = 'queued'`,
		s.now(), why.sentence, s.now(), rowID)
	if err != nil {
		return err
	}
	return tx.Exec(`DELETE FROM whatsapp_outbox WHERE row = ?`, rowID)
}

// Settle is part of [outbox.Store].
func (s outboxStore) Settle(rowID string, sent whatsapp.Sent, failure error) error {
	outcome := ingest.Outcome{RowID: rowID, Status: "accepted", MessageID: sent.MessageID, WaID: sent.WaID, UserID: sent.UserID, At: s.crm.cfg.Now()}
	if failure != nil {
		outcome.Status, outcome.ErrorCode, outcome.Error = explain(failure)
		s.crm.app.Logger().Warn("A message was not accepted", "record", rowID, "status", outcome.Status, "error", failure)
	}
	return s.crm.writer.Settle(outcome)
}

// Defer is part of [outbox.Store].
func (s outboxStore) Defer(rowID string, at time.Time, failure error) error {
	_, code, sentence := explain(failure)
	if errors.Is(failure, whatsapp.ErrNotSent) {
		sentence = sentenceWaits
	}
	if code == "190" {
		sentence = sentenceToken
	}
	due := at.UTC().Format(types.DefaultDateLayout)
	return s.crm.writer.Run(func(tx ingest.Store) (ingest.Change, error) {
		rows, err := tx.Rows(`UPDATE whatsapp_outbox SET state = 'waiting', due_at = ?, updated = ? WHERE row = ? RETURNING attempts`, due, s.now(), rowID)
		if err != nil || len(rows) == 0 {
			return ingest.Change{}, err
		}
		return ingest.Change{Rows: []string{rowID}}, tx.Exec(`UPDATE comms_log SET attempts = ?, next_attempt_at = ?, error_code = ?, error = ?, updated = ?
			WHERE id = ? AND status = 'queued'`, rows[0][0], due, code, cmp.Or(sentence, sentenceWaits), s.now(), rowID)
	})
}

// recover marks what was being sent when the process died: it may have left.
func (s outboxStore) recover() error {
	for _, statement := range []string{
		`UPDATE comms_log SET status = 'unknown', error = {:sentence}, updated = ` + sqlNow + ` WHERE status = 'queued'
			AND NOT EXISTS (SELECT 1 FROM whatsapp_outbox WHERE row = comms_log.id AND state = 'waiting')`,
		`UPDATE conversations SET last_status = 'unknown', updated = ` + sqlNow + ` WHERE last_direction = 'outbound' AND customer_id IN
			(SELECT customer_id FROM comms_log l JOIN whatsapp_outbox o ON o.row = l.id WHERE o.state = 'sending' AND l.status = 'unknown' AND l.occurred_at >= conversations.last_at)`,
		`DELETE FROM whatsapp_outbox WHERE state = 'sending'`,
	} {
		if _, err := s.crm.app.NonconcurrentDB().NewQuery(statement).Bind(dbx.Params{"sentence": sentenceRestart}).Execute(); err != nil {
			return err
		}
	}
	return nil
}

func (s outboxStore) now() string { return s.crm.cfg.Now().UTC().Format(types.DefaultDateLayout) }

// explain turns the error of a call into the state of the row.
func explain(err error) (status, code, sentence string) {
	var refused *whatsapp.APIError
	switch {
	case errors.Is(err, errFileGone):
		return "failed", "", sentenceNoFile
	case errors.Is(err, errNotUploaded):
		return "failed", "", sentenceUpload
	case errors.As(err, &refused):
		if refused.Code == whatsapp.CodeNone {
			return "failed", "", refused.Explain().Sentence()
		}
		return "failed", strconv.Itoa(refused.Code), refused.Explain().Sentence()
	case errors.Is(err, whatsapp.ErrNotSent):
		return "failed", "", sentenceNotSent
	default:
		return "unknown", "", sentenceNoAnswer
	}
}

// sameJSON compares two JSON texts, one of which went through the database.
func sameJSON(a, b any) bool {
	return bytes.Equal(canonical(a), canonical(b))
}

func canonical(text any) []byte {
	var raw []byte
	switch t := text.(type) {
	case string:
		raw = []byte(t)
	case []byte:
		raw = t
	case json.RawMessage:
		raw = t
	default:
		raw, _ = json.Marshal(t)
	}
	var value any
	if json.Unmarshal(raw, &value) != nil {
		return raw
	}
	written, _ := json.Marshal(value)
	return written
}
