package hooks

import (
	"context"
	"errors"
	"strconv"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"pocketcrm/hooks/ingest"
	"pocketcrm/hooks/media"
	"pocketcrm/hooks/moves"
	"pocketcrm/whatsapp"
)

// putAttachment stores the file of a message before its row is written: in the
// transaction it would hold up everybody who writes.
func (c *crm) putAttachment(a *attachment) error {
	if a.from != "" {
		mark, err := c.files.Temporary(a.row) // note: tells the next start, should this one end here
		if err != nil {
			return err
		}
		a.path = mark.Name()
		return errors.Join(mark.Close(), c.files.Copy(a.from, a.row, a.stored.Key))
	}
	return c.files.Put(context.Background(), a.row, a.path, a.stored)
}

// logAttachment has a row name its file, which is stored already.
func logAttachment(row *core.Record, a *attachment) {
	row.SetRaw("media", a.stored.Key)
	row.Set("media_state", "stored")
	row.Set("media_mime", a.stored.Mime)
	row.Set("media_name", a.stored.Name)
}

// noteFile writes what Meta has of the file of a message that is sent: nothing
// yet, or the file of an id, which is fetched so that the thread can show it.
func noteFile(tx core.App, row *core.Record, m message, now time.Time) error {
	state, id, file := "stored", "", media.Stored{}
	since := now
	switch {
	case m.file != nil:
		file = m.file.stored
		if id = m.file.mediaID; id != "" {
			since = m.file.uploaded
		}
	default:
		if id = whatsapp.MediaID(m.content); id == "" {
			return nil
		}
		state = "pending"
	}
	at := now.UTC().Format(types.DefaultDateLayout)
	_, err := tx.NonconcurrentDB().NewQuery(`INSERT INTO whatsapp_media
		(id, row, media_id, kind, mime, sha256, size, state, attempts, strikes, due_at, since, error, created, updated)
		VALUES ({:id}, {:row}, {:media}, {:kind}, {:mime}, {:sha256}, {:size}, {:state}, 0, 0, {:now}, {:since}, '', {:now}, {:now})`).
		Bind(dbx.Params{
			"id": ingest.NewID(), "row": row.Id, "media": id, "kind": m.content.Type, "mime": file.Mime, "sha256": file.SHA256, "size": file.Size,
			"state": state, "since": since.UTC().Format(types.DefaultDateLayout), "now": at,
		}).Execute()
	return err
}

// fileOf is the file that a message of ours was sent with, nil when it has none.
func (c *crm) fileOf(app core.App, row *core.Record) (*attachment, error) {
	key := row.GetString("media")
	rows, err := moves.StoreOf(app).Rows(`SELECT media_id, since, sha256, size FROM whatsapp_media WHERE row = ?`, row.Id)
	if err != nil {
		return nil, err
	}
	if key == "" || len(rows) == 0 {
		return nil, errFileGone
	}
	a := &attachment{row: ingest.NewID(), from: row.Id, stored: media.Stored{Key: key, Name: row.GetString("media_name"), Mime: row.GetString("media_mime"), SHA256: rows[0][2]}}
	a.stored.Size, _ = strconv.ParseInt(rows[0][3], 10, 64)
	since, _ := types.ParseDateTime(rows[0][1])
	// note: if it was the file that failed, Meta gets it anew
	if code := row.GetString("error_code"); code != "131052" && code != "131053" {
		a.mediaID, a.uploaded = rows[0][0], since.Time()
	}
	return a, nil
}
