package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// whatsapp_cancelled has the client keys of messages that somebody cancelled
// before they left, so that a request that is repeated late doesn't bring one
// back. Only the server reads and writes it.
func init() {
	m.Register(func(app core.App) error {
		c := core.NewBaseCollection("whatsapp_cancelled")
		c.Fields.Add(
			&core.TextField{Name: "client_key", Required: true, Max: 200},
			&core.TextField{Name: "client_hash", Max: 64}, // of the request, as in comms_log
			&core.DateField{Name: "cancelled_at", Required: true},
		)
		c.AddIndex("idx_whatsapp_cancelled_key", true, "`client_key`", "")
		c.AddIndex("idx_whatsapp_cancelled_at", false, "`cancelled_at`", "")

		return app.Save(c)
	}, dropCollection("whatsapp_cancelled"))
}
