package ingest

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"pocketcrm/whatsapp"
)

// retriedFor is how long Meta may deliver an event again, and a day.
const retriedFor = 8 * 24 * time.Hour

// note: news without a time of its own looks like the news of last year. What
// comes again after Meta has stopped repeating it is new, and is shown again,
// as is an import that starts anew.
const sqlNotice = `INSERT INTO whatsapp_notices
	(id, field, severity, title, advice, progress, occurred_at, business_account_id, phone_number_id, body, dedup_key, dismissed_by, dismissed_at, created, updated)
	VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, '', '', ?12, ?12)
	ON CONFLICT (dedup_key) DO UPDATE SET severity = excluded.severity, title = excluded.title, advice = excluded.advice, progress = excluded.progress,
		dismissed_by = CASE WHEN excluded.progress > progress THEN dismissed_by ELSE '' END,
		dismissed_at = CASE WHEN excluded.progress > progress THEN dismissed_at ELSE '' END,
		occurred_at = excluded.occurred_at, body = excluded.body, updated = excluded.updated
	WHERE excluded.progress > progress OR ?13 AND occurred_at < ?14
	RETURNING id`

// applyNotice keeps news of the account for the admins, once. That of a
// template changes the template as well.
func (b *batch) applyNotice(e *whatsapp.Event) error {
	told, err := b.notice(e)
	switch {
	case err != nil:
		return err
	case whatsapp.IsTemplateField(e.Field) && e.Unverified:
		b.w.templates.unknown = true // note: Meta is asked how it is
		return nil
	case whatsapp.IsTemplateField(e.Field):
		return b.applyTemplate(e)
	case !told:
		return b.park(e, reasonUnknownField, stateIgnored, "There is nothing in it that anybody has to know.")
	}
	return nil
}

// notice writes the words for an event. It is false when there are none.
func (b *batch) notice(e *whatsapp.Event) (told bool, err error) {
	n, ok := whatsapp.DescribeNotice(*e)
	if !ok {
		return false, nil
	}
	return true, b.keepNotice(e, n)
}

func (b *batch) keepNotice(e *whatsapp.Event, n whatsapp.Notice) error {
	body, err := json.Marshal(e.Body()) // note: also compacts it
	if err != nil {
		return fmt.Errorf("keep the notice: %w", err)
	}
	key := n.Key
	if key == "" {
		key = e.Key
	}
	if e.Unverified {
		// note: it neither takes the place of the true one nor changes it
		key, n.Advice = "unverified:"+key, unverifiedNotice+n.Advice
	}
	id, wanted := NewID(), ""
	err = b.stmt(sqlNotice).QueryRowContext(b.ctx, id, clip(e.Field, 200), string(n.Severity), n.Title, n.Advice, n.Progress, date(b.timeOf(e)),
		clip(e.BusinessAccountID, 200), clip(e.PhoneNumberID, 200), string(body), fit(key, 1200), b.stamp, e.At.IsZero(), date(b.now.Add(-retriedFor))).Scan(&wanted)
	switch {
	case errors.Is(err, sql.ErrNoRows): // note: it is there already
		return nil
	case err != nil:
		return err
	case wanted == id:
		b.staged.notices.created = append(b.staged.notices.created, id)
	default:
		b.staged.notices.updated = append(b.staged.notices.updated, wanted)
	}
	return nil
}
