package hooks

import (
	"encoding/json"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/whatsapp"
)

// commsDetails adds to a message what it holds beside its text, read from the
// payload that staff don't see: a place, a cart, what was chosen. It is read
// each time, so that old messages are drawn as well as a new version can.
func commsDetails(e *core.RecordEnrichEvent) error {
	row := e.Record
	kind := row.GetString("message_type")
	if !whatsapp.MayHaveDetails(kind, row.GetString("about"), row.GetString("media_state") != "") {
		return e.Next()
	}
	if details := whatsapp.DetailsOf(kind, json.RawMessage(row.GetString("payload"))); details != nil {
		row.WithCustomData(true)
		row.Set("details", details)
	}
	return e.Next()
}
