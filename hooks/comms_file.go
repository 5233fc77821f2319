package hooks

import (
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// commsFile adds to a message what is known of its file: how large a document
// is, as media_size, which people want to know before they open one, and of a
// file that did not come whether it can be fetched again, as media_fetchable.
func commsFile(e *core.RecordEnrichEvent) error {
	row := e.Record
	state := row.GetString("media_state")
	sized := state == "stored" && slices.Contains([]string{"document", "template", "interactive"}, row.GetString("message_type"))
	missing := state == "failed" || state == "expired"
	if !sized && !missing {
		return e.Next()
	}
	var file struct {
		Size    int64  `db:"size"`
		MediaID string `db:"media_id"`
	}
	err := e.App.DB().NewQuery(`SELECT size, media_id FROM whatsapp_media WHERE row = {:row}`).Bind(dbx.Params{"row": row.Id}).One(&file)
	switch { // note: when it can't be read, the message is shown without
	case err != nil:
	case sized && file.Size > 0:
		row.WithCustomData(true)
		row.Set("media_size", file.Size)
	case missing && file.MediaID != "":
		row.WithCustomData(true)
		row.Set("media_fetchable", true)
	}
	return e.Next()
}
