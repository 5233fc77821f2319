package ingest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/pocketbase/dbx"
)

// ErrNoEvent means that whatsapp_events has no such row.
var ErrNoEvent = errors.New("there is no such event")

// Result is how the replay of one event ended.
type Result struct {
	ID    string `json:"id"`
	State string `json:"state"` // applied; parked or ignored as before
	Error string `json:"error"` // why it is still parked
}

// Summary counts replayed events.
type Summary struct {
	Applied int `json:"applied"`
	Parked  int `json:"parked"` // still
}

// Add counts one result.
func (s *Summary) Add(r Result) {
	if r.State == stateApplied {
		s.Applied++
	} else {
		s.Parked++
	}
}

const (
	sqlEvent       = `SELECT state, body, unverified FROM whatsapp_events WHERE id = ?`
	sqlEventFailed = `UPDATE whatsapp_events SET attempts = attempts + 1, error = ?, reason = ?, ext_id = ?, updated = ? WHERE id = ?`
)

// Replay applies a parked event again and returns after the commit. An event
// in another state is left alone.
func (w *Writer) Replay(id string) (Result, error) {
	result := Result{ID: id}
	err := w.insist(func(b *batch) (err error) {
		result, err = b.replay(id)
		return err
	})
	return result, err
}

func (b *batch) replay(id string) (Result, error) {
	result := Result{ID: id}
	parked := parkedEvent{id: id}
	err := b.stmt(sqlEvent).QueryRowContext(b.ctx, id).Scan(&result.State, &parked.body, &parked.unverified)
	if errors.Is(err, sql.ErrNoRows) {
		return result, ErrNoEvent
	}
	if err != nil || result.State != stateParked {
		return result, err
	}
	if result.Error, err = b.applyParked(parked); err == nil && result.Error == "" {
		result.State = stateApplied
	}
	return result, err
}

// ReplayAll applies every parked event again, oldest first, page by page.
func (w *Writer) ReplayAll() (Summary, error) {
	return w.replayParked(context.Background(), "")
}

// ReplayUnused applies again what an older version kept because it had no use
// for it, until ctx ends.
func (w *Writer) ReplayUnused(ctx context.Context) (Summary, error) {
	return w.replayParked(ctx, unused)
}

// replayParked applies parked events again whose reason begins with a sentence.
func (w *Writer) replayParked(ctx context.Context, reason string) (Summary, error) {
	const page = 500
	summary, last := Summary{}, ""
	for {
		ids := []string{}
		err := w.app.DB().NewQuery(`SELECT id FROM whatsapp_events WHERE state = 'parked' AND id > {:last} AND substr(error, 1, {:length}) = {:reason} ORDER BY id LIMIT {:n}`).
			Bind(dbx.Params{"last": last, "n": page, "reason": reason, "length": len(reason)}).WithContext(ctx).Column(&ids)
		if err != nil || len(ids) == 0 {
			return summary, err
		}
		for _, id := range ids {
			if ctx.Err() != nil {
				return summary, ctx.Err()
			}
			result, err := w.Replay(id)
			if err != nil {
				return summary, fmt.Errorf("event %s: %w", id, err)
			}
			summary.Add(result)
		}
		last = ids[len(ids)-1]
	}
}
