package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
	"github.com/pocketbase/pocketbase/tools/types"
)

// whatsapp_notices is what WhatsApp tells of the account, its numbers and its
// templates, in words, for admins. The server writes it; an admin dismisses a
// notice through a route.
func init() {
	m.Register(func(app core.App) error {
		users, err := app.FindCollectionByNameOrId("users")
		if err != nil {
			return err
		}

		c := core.NewBaseCollection("whatsapp_notices")
		c.ListRule = types.Pointer(ruleAdmin)
		c.ViewRule = types.Pointer(ruleAdmin)
		c.Fields.Add(
			// the webhook field it came in
			&core.TextField{Name: "field", Max: 200},
			&core.SelectField{Name: "severity", Required: true, MaxSelect: 1, Values: []string{"info", "warning", "problem"}},
			&core.TextField{Name: "title", Max: 600, Presentable: true},
			&core.TextField{Name: "advice", Max: 2000},
			// of an import under way, in percent
			&core.NumberField{Name: "progress", OnlyInt: true, Min: types.Pointer(0.0), Max: types.Pointer(100.0)},
			&core.DateField{Name: "occurred_at"},
			&core.TextField{Name: "business_account_id", Max: 200},
			&core.TextField{Name: "phone_number_id", Max: 200},
			// a complete webhook body that holds this event alone; admins read it
			// through a route
			&core.JSONField{Name: "body", MaxSize: 4 << 20, Hidden: true},
			// the same whenever Meta delivers the event again
			&core.TextField{Name: "dedup_key", Required: true, Max: 1200, Hidden: true},
			&core.RelationField{Name: "dismissed_by", CollectionId: users.Id, MaxSelect: 1},
			&core.DateField{Name: "dismissed_at"},
			&core.AutodateField{Name: "created", OnCreate: true},
			&core.AutodateField{Name: "updated", OnCreate: true, OnUpdate: true},
		)
		c.AddIndex("idx_whatsapp_notices_dedup_key", true, "`dedup_key`", "")
		// what somebody has dismissed, and what nobody has, in the words in which
		// the pages ask: PocketBase makes of = '' what no partial index can serve
		c.AddIndex("idx_whatsapp_notices_dismissed", false, "`occurred_at`, `id`", "`dismissed_at` IS NOT ''")
		c.AddIndex("idx_whatsapp_notices_open", false, "`occurred_at`, `id`", "`dismissed_at` <= ''")

		return app.Save(c)
	}, dropCollection("whatsapp_notices"))
}
