package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// whatsapp_names is the address book of the WhatsApp Business app: how staff
// call a number or user id there. Only the server reads and writes it; a name
// in it makes nobody a customer.
func init() {
	m.Register(func(app core.App) error {
		c := core.NewBaseCollection("whatsapp_names")
		c.Fields.Add(
			// digits or BSUID
			&core.TextField{Name: "identity", Required: true, Max: 160},
			&core.TextField{Name: "name", Max: 300, Presentable: true},
			&core.BoolField{Name: "removed"},
			// Meta's time of the change: Meta promises no order
			&core.DateField{Name: "said_at"},
			&core.AutodateField{Name: "created", OnCreate: true},
			&core.AutodateField{Name: "updated", OnCreate: true, OnUpdate: true},
		)
		c.AddIndex("idx_whatsapp_names_identity", true, "`identity`", "")

		return app.Save(c)
	}, dropCollection("whatsapp_names"))
}
