package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
	"github.com/pocketbase/pocketbase/tools/types"
)

// quick_replies are texts that staff send again and again, found by their
// shortcut. They belong to all.
func init() {
	m.Register(func(app core.App) error {
		users, err := app.FindCollectionByNameOrId("users")
		if err != nil {
			return err
		}

		c := core.NewBaseCollection("quick_replies")
		c.ListRule = types.Pointer(ruleStaff)
		c.ViewRule = types.Pointer(ruleStaff)
		c.CreateRule = types.Pointer(ruleStaff)
		c.UpdateRule = types.Pointer(ruleStaff)
		c.DeleteRule = types.Pointer(ruleStaff)
		c.Fields.Add(
			&core.TextField{Name: "shortcut", Required: true, Max: 40, Pattern: `^[a-z0-9-]+$`, Presentable: true},
			// as long as a WhatsApp message; may hold {name}, {first_name}, {company} and {me}
			&core.TextField{Name: "body", Required: true, Max: 4096},
			&core.RelationField{Name: "author", CollectionId: users.Id, MaxSelect: 1},
			&core.AutodateField{Name: "created", OnCreate: true},
			&core.AutodateField{Name: "updated", OnCreate: true, OnUpdate: true},
		)
		c.AddIndex("idx_quick_replies_shortcut", true, "`shortcut`", "")
		// for the deletion of a user, which looks for what refers to it
		c.AddIndex("idx_quick_replies_author", false, "`author`", "")

		return app.Save(c)
	}, dropCollection("quick_replies"))
}
