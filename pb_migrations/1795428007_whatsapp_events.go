package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// whatsapp_events keeps what Meta sent and could not be applied yet, whole, so
// that it can be replayed. Superusers only.
func init() {
	m.Register(func(app core.App) error {
		c := core.NewBaseCollection("whatsapp_events")
		c.Fields.Add(
			&core.TextField{Name: "field", Max: 200, Presentable: true},
			// Meta's id of the message it is about, where there is one
			&core.TextField{Name: "ext_id", Max: 1000},
			&core.SelectField{Name: "reason", Required: true, MaxSelect: 1, Values: []string{"unknown_field", "unparsable", "early_status", "error"}},
			&core.SelectField{Name: "state", Required: true, MaxSelect: 1, Values: []string{"parked", "applied", "failed", "ignored"}},
			&core.NumberField{Name: "attempts", OnlyInt: true},
			&core.TextField{Name: "error", Max: 2000},
			// a complete webhook body that holds this element alone
			&core.JSONField{Name: "body", MaxSize: 4 << 20},
			// it came without a checked signature, and stays so when it is replayed
			&core.BoolField{Name: "unverified"},
			&core.DateField{Name: "received_at"},
			// the same whenever Meta delivers the element again
			&core.TextField{Name: "dedup_key", Max: 1200},
			&core.AutodateField{Name: "created", OnCreate: true},
			&core.AutodateField{Name: "updated", OnCreate: true, OnUpdate: true},
		)
		c.AddIndex("idx_whatsapp_events_dedup_key", true, "`dedup_key`", "`dedup_key` != ''")
		c.AddIndex("idx_whatsapp_events_ext_id", false, "`ext_id`", "`ext_id` != ''")
		c.AddIndex("idx_whatsapp_events_state", false, "`state`, `received_at`", "")

		return app.Save(c)
	}, dropCollection("whatsapp_events"))
}
