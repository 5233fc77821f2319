package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
	"github.com/pocketbase/pocketbase/tools/types"
)

// crm_settings is what the admins among the staff decide for all. A key that
// has no row has its default, which the program knows.
func init() {
	m.Register(func(app core.App) error {
		c := core.NewBaseCollection("crm_settings")
		c.ListRule = types.Pointer(ruleStaff)
		c.ViewRule = types.Pointer(ruleStaff)
		c.CreateRule = types.Pointer(ruleAdmin)
		c.UpdateRule = types.Pointer(ruleAdmin)
		c.DeleteRule = types.Pointer(ruleAdmin)
		c.Fields.Add(
			&core.TextField{Name: "key", Required: true, Max: 60, Pattern: `^[a-z_]+$`, Presentable: true},
			&core.JSONField{Name: "value", MaxSize: 64 << 10},
			&core.AutodateField{Name: "created", OnCreate: true},
			&core.AutodateField{Name: "updated", OnCreate: true, OnUpdate: true},
		)
		c.AddIndex("idx_crm_settings_key", true, "`key`", "")

		return app.Save(c)
	}, dropCollection("crm_settings"))
}
