package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
	"github.com/pocketbase/pocketbase/tools/types"
)

// whatsapp_templates is a copy of what Meta keeps. Staff read it; the server
// writes it, by reading the templates and from webhooks.
func init() {
	m.Register(func(app core.App) error {
		c := core.NewBaseCollection("whatsapp_templates")
		c.ListRule = types.Pointer(ruleStaff)
		c.ViewRule = types.Pointer(ruleStaff)
		c.Fields.Add(
			&core.TextField{Name: "name", Required: true, Max: 512, Presentable: true},
			&core.TextField{Name: "language", Required: true, Max: 20},
			// Meta's words: not select fields, because Meta adds to them
			&core.TextField{Name: "category", Max: 40},
			&core.TextField{Name: "status", Max: 40},
			&core.TextField{Name: "quality", Max: 40},
			&core.TextField{Name: "parameter_format", Max: 40},
			// as Meta writes them: header, body, footer, buttons
			&core.JSONField{Name: "components", MaxSize: 1 << 20},
			&core.TextField{Name: "meta_id", Max: 200},
			// why it was rejected, paused or disabled, when Meta said so
			&core.TextField{Name: "reason", Max: 1000},
			&core.DateField{Name: "synced_at"},
			// when it was found to be gone at Meta
			&core.DateField{Name: "removed_at"},
			// when webhooks last told of these parts: Meta promises no order
			&core.DateField{Name: "status_at", Hidden: true},
			&core.DateField{Name: "category_at", Hidden: true},
			&core.DateField{Name: "quality_at", Hidden: true},
			&core.DateField{Name: "components_at", Hidden: true},
			&core.AutodateField{Name: "created", OnCreate: true},
			&core.AutodateField{Name: "updated", OnCreate: true, OnUpdate: true},
		)
		c.AddIndex("idx_whatsapp_templates_name", true, "`name`, `language`", "")
		c.AddIndex("idx_whatsapp_templates_meta_id", false, "`meta_id`", "")

		return app.Save(c)
	}, dropCollection("whatsapp_templates"))
}
