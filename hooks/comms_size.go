package hooks

import (
	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// commsSize adds to a document how large its file is, as media_size: that is
// what people want to know before they open one.
func commsSize(e *core.RecordEnrichEvent) error {
	row := e.Record
	kind := row.GetString("message_type")
	if row.GetString("media_state") != "stored" || kind != "document" && kind != "template" {
		return e.Next()
	}
	var size int64
	err := e.App.DB().NewQuery(`SELECT size FROM whatsapp_media WHERE row = {:row}`).Bind(dbx.Params{"row": row.Id}).Row(&size)
	if err == nil && size > 0 { // note: without its size the file is shown as well
		row.WithCustomData(true)
		row.Set("media_size", size)
	}
	return e.Next()
}
