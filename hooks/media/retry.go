package media

import (
	"time"

	"pocketcrm/hooks/ingest"
)

// sqlAgain begins anew with files that are not there.
const sqlAgain = `UPDATE whatsapp_media SET state = 'pending', due_at = ?, strikes = 0, attempts = 0, error = '', updated = ?
	WHERE media_id != '' AND state IN ('pending', 'failed', 'expired')`

// Retry has a file fetched again, whatever became of it before. It is false
// when there is nothing to fetch: the row has no file, or it is here.
func Retry(s ingest.Store, row string, now time.Time) (bool, error) {
	rows, err := again(s, sqlAgain+` AND row = ? RETURNING row`, now, row)
	return len(rows) > 0, err
}

// RetryAll does so with every file that is not here, and returns their rows.
// Those that wait are tried at once.
func RetryAll(s ingest.Store, now time.Time) ([]string, error) {
	return again(s, sqlAgain+` RETURNING row`, now)
}

// Righted begins anew with files that expired, or were put off, by a clock that
// was wrong: now is right. It returns their rows.
func Righted(s ingest.Store, now time.Time) ([]string, error) {
	const slack = time.Hour
	return again(s, sqlAgain+` AND (state = 'expired' AND since > ? OR state = 'pending' AND due_at > ?) RETURNING row`, now,
		stamp(now.Add(-idLife)), stamp(now.Add(longestDoubt+slack)))
}

func again(s ingest.Store, query string, now time.Time, args ...any) ([]string, error) {
	rows, err := ingest.Strings(s, query, append([]any{stamp(now), stamp(now)}, args...)...)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows, s.Exec(`UPDATE comms_log SET media_state = 'pending', media_error = '', updated = ? WHERE media_state != 'pending' AND media_state != 'stored'
		AND id IN (SELECT value FROM json_each(?))`, stamp(now), list(rows))
}
