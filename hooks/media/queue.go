package media

import (
	"encoding/json"
	"strconv"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/types"

	"pocketcrm/hooks/ingest"
)

// job is a file to fetch.
type job struct {
	row, mediaID, kind, mime, sha256 string
	attempts, strikes                int
	since                            time.Time // the media id lives seven days from then on

	gone       bool   // the message is no longer in the log
	name       string // as the sender called it
	occurredAt time.Time
}

// recover puts back what was under way when the process died.
func (f *Fetcher) recover() error {
	_, err := f.app.NonconcurrentDB().NewQuery(`UPDATE whatsapp_media SET state = 'pending' WHERE state = 'downloading'`).Execute()
	return err
}

// claim takes what is due, the newest first: somebody may be waiting for it. An
// imported history, which has seven days, comes after all that is new.
func (f *Fetcher) claim(most int, now time.Time) ([]job, error) {
	rows := []string{}
	err := f.app.DB().NewQuery(`SELECT row FROM whatsapp_media WHERE state = 'pending' AND due_at <= {:now} ORDER BY imported, since DESC LIMIT {:most}`).
		Bind(dbx.Params{"now": stamp(now), "most": most}).Column(&rows)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	var jobs []job
	err = f.writer.Run(func(s ingest.Store) (ingest.Change, error) {
		jobs = nil
		taken, err := s.Rows(`UPDATE whatsapp_media SET state = 'downloading', attempts = attempts + 1, updated = ?
			WHERE state = 'pending' AND row IN (SELECT value FROM json_each(?)) RETURNING row`, stamp(now), list(rows))
		if err != nil {
			return ingest.Change{}, err
		}
		for _, r := range taken {
			found, err := s.Rows(`SELECT m.row, m.media_id, m.kind, m.mime, m.sha256, m.attempts, m.strikes, m.since, COALESCE(l.id, ''), l.media_name, l.occurred_at
				FROM whatsapp_media m LEFT JOIN comms_log l ON l.id = m.row WHERE m.row = ?`, r[0])
			if err != nil {
				return ingest.Change{}, err
			}
			jobs = append(jobs, readJob(found[0]))
		}
		return ingest.Change{}, nil
	})
	if err != nil {
		return nil, err
	}
	return jobs, nil
}

func readJob(c []string) job {
	j := job{row: c[0], mediaID: c[1], kind: c[2], mime: c[3], sha256: c[4], since: readTime(c[7]), gone: c[8] == "", name: c[9], occurredAt: readTime(c[10])}
	j.attempts, _ = strconv.Atoi(c[5])
	j.strikes, _ = strconv.Atoi(c[6])
	return j
}

// untilDue is how long nothing is due.
func (f *Fetcher) untilDue(now time.Time) time.Duration {
	var first types.DateTime
	err := f.app.DB().NewQuery(`SELECT COALESCE(MIN(due_at), '') FROM whatsapp_media WHERE state = 'pending'`).Row(&first)
	if err != nil || first.IsZero() {
		return longestSleep
	}
	const shortest = 5 * time.Millisecond
	return min(max(first.Time().Sub(now), shortest), longestSleep)
}

// putBack leaves a job as it was: it was broken off, which says nothing of it.
func (f *Fetcher) putBack(j job) error {
	return f.update(j, `UPDATE whatsapp_media SET state = 'pending', attempts = attempts - 1 WHERE row = ?`, j.row)
}

// later has a job tried again.
func (f *Fetcher) later(j job, due time.Time, why string) error {
	return f.update(j, `UPDATE whatsapp_media SET state = 'pending', due_at = ?, strikes = ?, error = ?, updated = ? WHERE row = ?`,
		stamp(due), j.strikes, cut(why, 1000), stamp(f.opts.Now()), j.row)
}

func (f *Fetcher) update(j job, query string, args ...any) error {
	return f.writer.Run(func(s ingest.Store) (ingest.Change, error) { return ingest.Change{}, s.Exec(query, args...) })
}

// giveUp ends a job; the sentence is for staff.
func (f *Fetcher) giveUp(j job, state, sentence, why string) error {
	now := stamp(f.opts.Now())
	return f.writer.Run(func(s ingest.Store) (ingest.Change, error) {
		if err := s.Exec(`UPDATE whatsapp_media SET state = ?, strikes = ?, error = ?, updated = ? WHERE row = ?`, state, j.strikes, cut(why, 1000), now, j.row); err != nil {
			return ingest.Change{}, err
		}
		return ingest.Change{Rows: []string{j.row}}, s.Exec(`UPDATE comms_log SET media_state = ?, media_error = ?, updated = ? WHERE id = ?`, state, sentence, now, j.row)
	})
}

// done ends a job with its file, which is stored already.
func (f *Fetcher) done(j job, file Stored) error {
	now := stamp(f.opts.Now())
	return f.writer.Run(func(s ingest.Store) (ingest.Change, error) {
		found, err := s.Rows(`UPDATE comms_log SET media = ?, media_state = 'stored', media_error = '', media_mime = ?, media_name = ?, updated = ? WHERE id = ? RETURNING customer_id`,
			file.Key, file.Mime, file.Name, now, j.row)
		if err != nil {
			return ingest.Change{}, err
		}
		if len(found) == 0 {
			return ingest.Change{}, errRowGone
		}
		return ingest.Change{Rows: []string{j.row}}, s.Exec(`UPDATE whatsapp_media SET state = 'stored', mime = ?, sha256 = ?, size = ?, error = '', updated = ? WHERE row = ?`,
			file.Mime, file.SHA256, file.Size, now, j.row)
	})
}

// forget ends the job of a message that is gone, with whatever it had stored.
func (f *Fetcher) forget(j job) error {
	if err := f.files.Clean(j.row, ""); err != nil {
		return err
	}
	return f.update(j, `DELETE FROM whatsapp_media WHERE row = ?`, j.row)
}

func stamp(t time.Time) string { return t.UTC().Format(types.DefaultDateLayout) }

func readTime(text string) time.Time {
	at, _ := types.ParseDateTime(text)
	return at.Time()
}

func list(values []string) string {
	text, _ := json.Marshal(values) // note: texts can always be written
	return string(text)
}

func cut(text string, most int) string {
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most])
	}
	return text
}
