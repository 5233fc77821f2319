package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
	"github.com/pocketbase/pocketbase/tools/types"
)

// mediaThumbs are the sizes the pages use: the bubble of a thread, and a small
// one for lists. PocketBase makes them of JPEG, PNG, GIF and WebP only.
var mediaThumbs = []string{"480x480f", "96x96"}

// whatsapp_media has one row for each message with a file: what WhatsApp says
// of it, and how far fetching it, or handing it over, has come. Only the server
// reads and writes it.
func init() {
	m.Register(func(app core.App) error {
		log, err := app.FindCollectionByNameOrId("comms_log")
		if err != nil {
			return err
		}
		if file, ok := log.Fields.GetByName("media").(*core.FileField); ok {
			file.Thumbs = mediaThumbs
		}
		// a sentence on why the file isn't there
		log.Fields.Add(&core.TextField{Name: "media_error", Max: 500})
		if err := app.Save(log); err != nil {
			return err
		}

		c := core.NewBaseCollection("whatsapp_media")
		c.Fields.Add(
			&core.TextField{Name: "row", Required: true, Max: 15}, // in comms_log
			// of ours it is empty until the file is uploaded
			&core.TextField{Name: "media_id", Max: 1000},
			&core.TextField{Name: "kind", Max: 40},
			&core.TextField{Name: "mime", Max: 200},
			&core.TextField{Name: "sha256", Max: 100},
			&core.NumberField{Name: "size", OnlyInt: true},
			&core.SelectField{Name: "state", Required: true, MaxSelect: 1, Values: []string{"pending", "downloading", "stored", "failed", "expired"}},
			&core.NumberField{Name: "attempts", OnlyInt: true, Min: types.Pointer(0.0)},
			// answers that can't be right, among the attempts
			&core.NumberField{Name: "strikes", OnlyInt: true, Min: types.Pointer(0.0)},
			&core.DateField{Name: "due_at"},
			// when the life of the media id began
			&core.DateField{Name: "since"},
			&core.TextField{Name: "error", Max: 1000},
			&core.AutodateField{Name: "created", OnCreate: true},
			&core.AutodateField{Name: "updated", OnCreate: true, OnUpdate: true},
		)
		c.AddIndex("idx_whatsapp_media_row", true, "`row`", "")
		// these two hold what waits only
		c.AddIndex("idx_whatsapp_media_due_at", false, "`due_at`", "`state` = 'pending'")
		c.AddIndex("idx_whatsapp_media_since", false, "`since`", "`state` = 'pending'")
		if err := app.Save(c); err != nil {
			return err
		}

		// files of messages that came before this version
		_, err = app.DB().NewQuery(`INSERT INTO whatsapp_media (id, row, media_id, kind, mime, sha256, size, state, attempts, strikes, due_at, since, error, created, updated)
			SELECT substr(lower(hex(randomblob(8))), 1, 15), id, json_extract(payload, '$.' || message_type || '.id'), message_type, media_mime,
				COALESCE(json_extract(payload, '$.' || message_type || '.sha256'), ''), 0, 'pending', 0, 0, created, created, '', created, created
			FROM comms_log WHERE media_state = 'pending' AND message_type IN ('image', 'video', 'audio', 'voice', 'document', 'sticker')
				AND json_valid(payload) AND json_extract(payload, '$.' || message_type || '.id') != ''`).Execute()
		return err
	}, func(app core.App) error {
		if err := dropCollection("whatsapp_media")(app); err != nil {
			return err
		}
		log, err := app.FindCollectionByNameOrId("comms_log")
		if err != nil {
			return err
		}
		if file, ok := log.Fields.GetByName("media").(*core.FileField); ok {
			file.Thumbs = nil
		}
		log.Fields.RemoveByName("media_error")
		return app.Save(log)
	})
}
