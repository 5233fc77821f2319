package hooks

import (
	"cmp"
	"encoding/json"
	"errors"
	"strconv"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"pocketcrm/hooks/ingest"
	"pocketcrm/hooks/moves"
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
	sentenceProof    = "WhatsApp wants a proof of the app secret, so nothing can be sent. This message leaves by itself when an admin has set the right secret."
)

// Waiting is part of [outbox.Store].
func (s outboxStore) Waiting() ([]outbox.Item, error) {
	rows := []struct {
		Row      string         `db:"row"`
		Person   string         `db:"person"`
		DueAt    types.DateTime `db:"due_at"`
		Since    types.DateTime `db:"since"`
		Attempts int            `db:"attempts"`
		Code     int            `db:"code"`
	}{}
	// note: in the order in which they were to leave, so that it stays so for each person
	err := s.crm.app.DB().NewQuery(`SELECT o.row, o.person, o.due_at, o.since, o.attempts, CAST(COALESCE(l.error_code, '') AS INTEGER) AS code
		FROM whatsapp_outbox o LEFT JOIN comms_log l ON l.id = o.row WHERE o.state = 'waiting' ORDER BY o.since, o.id`).All(&rows)
	items := make([]outbox.Item, len(rows))
	for i, r := range rows {
		items[i] = outbox.Item{RowID: r.Row, To: r.Person, Due: r.DueAt.Time(), Since: r.Since.Time(), Attempts: r.Attempts, Code: r.Code, Later: true}
	}
	return items, err
}

// Take is part of [outbox.Store].
func (s outboxStore) Take(rowID string) (m *whatsapp.Outgoing, err error) {
	if s.crm.restoring.Load() { // note: what left now would wait in the backup still; see holdBack
		return nil, errors.New("a backup is being restored")
	}
	err = s.crm.writer.Run(func(tx ingest.Store) (ingest.Change, error) {
		m = nil
		rows, err := tx.Rows(`SELECT o.address, o.message_type, o.content, o.reply_to, o.since, l.customer_id, l.status, COALESCE(f.media_id, '')
			FROM whatsapp_outbox o JOIN comms_log l ON l.id = o.row LEFT JOIN whatsapp_media f ON f.row = o.row WHERE o.row = ? AND o.state = 'waiting'`, rowID)
		if err != nil {
			return ingest.Change{}, err
		}
		if len(rows) == 0 || rows[0][6] != "queued" {
			// note: cancelled, deleted, or a status says that it has left already
			return ingest.Change{}, tx.Exec(`DELETE FROM whatsapp_outbox WHERE row = ?`, rowID)
		}
		r := rows[0]
		content := whatsapp.Content{Type: r[1], Object: json.RawMessage(r[2])}
		refused, err := s.mayLeave(tx, content, r[5], r[0], r[4])
		if err != nil {
			return ingest.Change{}, err
		}
		if refused != nil {
			return ingest.Change{Rows: []string{rowID}, Conversations: []string{r[5]}}, s.refuse(tx, rowID, r[5], refused)
		}
		if uploaded := r[7]; uploaded != "" && !whatsapp.NamesFile(content) {
			content = whatsapp.WithMediaID(content, uploaded)
		}
		m = &whatsapp.Outgoing{Content: content, ReplyTo: r[3], CallbackData: rowID}
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

// mayLeave checks once more what may have changed while a message waited: the
// template, the window, the person's wish, and whether it is still of use.
func (s outboxStore) mayLeave(tx ingest.Store, content whatsapp.Content, customerID, address, since string) (*refusal, error) {
	now := s.crm.cfg.Now()
	at, err := types.ParseDateTime(since)
	if err != nil {
		return nil, err
	}
	if now.Sub(at.Time()) > outbox.GiveUpAfter && s.crm.clockHolds() {
		return &refusal{"message", "crm_too_late", "This message should have left more than 24 hours ago, but WhatsApp didn't take it. Look whether it is still right, and send it again."}, nil
	}
	category := ""
	if content.Type == "template" {
		var problems whatsapp.Problems
		if category, problems, err = s.crm.templateStill(s.crm.app, content.Object); err != nil {
			return nil, err
		}
		if len(problems) > 0 {
			return &refusal{problems[0].Field, problems[0].Code, problems[0].Sentence}, nil
		}
	}
	return s.crm.mayLeave(tx, customerID, address, content.Type, category, now)
}

// refuse fails a message that may no longer leave. The code is ours, in letters:
// Meta's are numbers.
func (s outboxStore) refuse(tx ingest.Store, rowID, customerID string, why *refusal) error {
	for _, step := range []struct {
		query string
		args  []any
	}{
		{`UPDATE comms_log SET status = 'failed', failed_at = ?, occurred_at = ?, error = ?, error_code = ?, error_title = '', next_attempt_at = '', updated = ? WHERE id = ? AND status = 'queued'`,
			[]any{s.now(), s.now(), why.sentence, why.code, s.now(), rowID}},
		{`DELETE FROM whatsapp_outbox WHERE row = ?`, []any{rowID}},
	} {
		if err := tx.Exec(step.query, step.args...); err != nil {
			return err
		}
	}
	return ingest.Refresh(tx, customerID, s.now())
}

// Settle is part of [outbox.Store].
func (s outboxStore) Settle(rowID string, sent whatsapp.Sent, failure error) error {
	outcome := ingest.Outcome{RowID: rowID, Status: "accepted", MessageID: sent.MessageID, WaID: sent.WaID, UserID: sent.UserID, At: s.crm.cfg.Now()}
	if failure != nil {
		outcome.Status, outcome.ErrorCode, outcome.ErrorTitle, outcome.Error = explain(failure)
		s.crm.app.Logger().Warn("A message was not accepted", "record", rowID, "status", outcome.Status, "error", failure)
	}
	return s.crm.writer.Settle(outcome)
}

// Defer is part of [outbox.Store].
func (s outboxStore) Defer(rowID string, at time.Time, failure error) (waits bool, err error) {
	_, code, title, sentence := explain(failure)
	var refused *whatsapp.APIError
	switch {
	case errors.As(failure, &refused) && refused.Stops():
		sentence = waitSentence(refused)
	case refused != nil: // note: to send it again would be to send it twice
		sentence = refused.Explain().Meaning + ". This message is tried again by itself."
	case errors.Is(failure, whatsapp.ErrNotSent):
		sentence = sentenceWaits
	}
	due := at.UTC().Format(types.DefaultDateLayout)
	err = s.crm.writer.Run(func(tx ingest.Store) (ingest.Change, error) {
		waits = false
		rows, err := tx.Rows(`UPDATE comms_log SET attempts = (SELECT attempts FROM whatsapp_outbox WHERE row = comms_log.id), next_attempt_at = ?,
			error_code = ?, error_title = ?, error = ?, updated = ? WHERE id = ? AND status = 'queued' RETURNING id`, due, code, title, cmp.Or(sentence, sentenceWaits), s.now(), rowID)
		if err != nil {
			return ingest.Change{}, err
		}
		if len(rows) == 0 {
			return ingest.Change{}, tx.Exec(`DELETE FROM whatsapp_outbox WHERE row = ?`, rowID)
		}
		waits = true
		return ingest.Change{Rows: []string{rowID}}, tx.Exec(`UPDATE whatsapp_outbox SET state = 'waiting', due_at = ?, updated = ? WHERE row = ?`, due, s.now(), rowID)
	})
	return waits, err
}

// recover marks what was being sent when the process died: it may have left.
func (s outboxStore) recover() error {
	return s.crm.app.RunInTransaction(func(tx core.App) error {
		return notKnownToHaveLeft(moves.StoreOf(tx), sentenceRestart, s.now())
	})
}

// notKnownToHaveLeft ends the waiting of what may have left: of all that doesn't
// wait to be sent. It shows when it was to leave.
//
// note: also rows of a version without an outbox; both lists are short
func notKnownToHaveLeft(tx ingest.Store, sentence, now string) error {
	rows, err := tx.Rows(`UPDATE comms_log SET status = 'unknown', occurred_at = CASE send_at WHEN '' THEN occurred_at ELSE send_at END,
		error = ?, error_code = '', error_title = '', next_attempt_at = '', updated = ? WHERE status = 'queued'
		AND NOT EXISTS (SELECT 1 FROM whatsapp_outbox WHERE row = comms_log.id AND state = 'waiting') RETURNING customer_id`, sentence, now)
	if err != nil {
		return err
	}
	for _, row := range rows {
		if err := ingest.Refresh(tx, row[0], now); err != nil {
			return err
		}
	}
	return tx.Exec(`DELETE FROM whatsapp_outbox WHERE state = 'sending' OR NOT EXISTS (SELECT 1 FROM comms_log WHERE id = row)`)
}

func (s outboxStore) now() string { return s.crm.cfg.Now().UTC().Format(types.DefaultDateLayout) }

// explain turns the error of a call into the state of the row: Meta's code and
// words, and a sentence of ours.
func explain(err error) (status, code, title, sentence string) {
	var refused *whatsapp.APIError
	switch {
	case errors.Is(err, errFileGone):
		return "failed", "", "", sentenceNoFile
	case errors.Is(err, errNotUploaded):
		return "failed", "", "", sentenceUpload
	case errors.As(err, &refused):
		status, title, sentence = "failed", refused.Words(), refused.Explain().Sentence()
		if refused.Code != whatsapp.CodeNone {
			code = strconv.Itoa(refused.Code)
		}
		switch {
		case refused.MayBeTaken() && errors.Is(err, errUploadRefused):
			sentence = sentenceUpload // note: without its file the message has not left
		case refused.MayBeTaken():
			status = "unknown"
		}
		return status, code, title, sentence
	case errors.Is(err, whatsapp.ErrNotSent):
		return "failed", "", "", sentenceNotSent
	default:
		return "unknown", "", "", sentenceNoAnswer
	}
}
