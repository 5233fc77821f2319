package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
	"github.com/pocketbase/pocketbase/tools/types"
)

// How a call on WhatsApp went, and whether a file belongs to an old message that
// was imported. The server writes all of them.
func init() {
	added := func() map[string][]core.Field {
		return map[string][]core.Field{
			"comms_log": {
				// empty for a call that staff have logged by hand
				&core.SelectField{Name: "call_outcome", MaxSelect: 1, Values: []string{
					"ringing", "ongoing", "completed", "missed", "unanswered", "declined", "failed", "unknown",
				}},
				&core.NumberField{Name: "call_seconds", OnlyInt: true, Min: types.Pointer(0.0)},
			},
			"whatsapp_media": {
				// fetched when nothing newer waits
				&core.BoolField{Name: "imported"},
			},
		}
	}

	m.Register(func(app core.App) error {
		if err := addFields(app, added()); err != nil {
			return err
		}
		log, err := app.FindCollectionByNameOrId("comms_log")
		if err != nil {
			return err
		}
		// those whose end is still waited for: few
		log.AddIndex("idx_comms_log_open_calls", false, "`call_outcome`", "`call_outcome` = 'ringing' OR `call_outcome` = 'ongoing'")
		if err := app.Save(log); err != nil {
			return err
		}
		media, err := app.FindCollectionByNameOrId("whatsapp_media")
		if err != nil {
			return err
		}
		media.RemoveIndex("idx_whatsapp_media_since")
		media.AddIndex("idx_whatsapp_media_order", false, "`imported`, `since` DESC", "`state` = 'pending'")
		return app.Save(media)
	}, func(app core.App) error {
		log, err := app.FindCollectionByNameOrId("comms_log")
		if err != nil {
			return err
		}
		log.RemoveIndex("idx_comms_log_open_calls")
		if err := app.Save(log); err != nil {
			return err
		}
		media, err := app.FindCollectionByNameOrId("whatsapp_media")
		if err != nil {
			return err
		}
		media.RemoveIndex("idx_whatsapp_media_order")
		media.AddIndex("idx_whatsapp_media_since", false, "`since`", "`state` = 'pending'")
		if err := app.Save(media); err != nil {
			return err
		}
		return removeFields(app, added())
	})
}
