package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// whatsapp_statuses has one row for each message that WhatsApp has told statuses
// of and that is not in the log: what another tool sends from the same account,
// and for a moment what this program sends. Superusers only. Its ids are made of
// the wamids.
func init() {
	m.Register(func(app core.App) error {
		c := core.NewBaseCollection("whatsapp_statuses")
		c.Fields.Add(
			&core.TextField{Name: "wamid", Max: 1000, Presentable: true},
			// what is read of each status, in Meta's words
			&core.JSONField{Name: "statuses", MaxSize: 64 << 10},
			&core.DateField{Name: "received_at"},
		)
		c.AddIndex("idx_whatsapp_statuses_received_at", false, "`received_at`", "")
		return app.Save(c)
	}, dropCollection("whatsapp_statuses"))
}
