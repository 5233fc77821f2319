package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
	"github.com/pocketbase/pocketbase/tools/types"
)

func init() {
	m.Register(func(app core.App) error {
		users, err := app.FindCollectionByNameOrId("users")
		if err != nil {
			return err
		}

		c := core.NewBaseCollection("customers")
		c.ListRule = types.Pointer(ruleStaff)
		c.ViewRule = types.Pointer(ruleStaff)
		c.CreateRule = types.Pointer(ruleStaff)
		c.UpdateRule = types.Pointer(ruleStaff)
		c.Fields.Add(
			&core.TextField{Name: "name", Required: true, Max: 200, Presentable: true},
			&core.TextField{Name: "company", Max: 200},
			&core.EmailField{Name: "email"},
			&core.TextField{Name: "language", Max: 20, Pattern: `^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$`},
			// ISO 3166 alpha-2; it reads phone numbers typed without a country code
			&core.TextField{Name: "country", Max: 2, Pattern: `^[A-Z]{2}$`},
			&core.JSONField{Name: "tags", MaxSize: 4 << 10},
			&core.TextField{Name: "notes", Max: 20_000},
			&core.RelationField{Name: "owner", CollectionId: users.Id, MaxSelect: 1},
			&core.AutodateField{Name: "created", OnCreate: true},
			&core.AutodateField{Name: "updated", OnCreate: true, OnUpdate: true},
		)
		c.AddIndex("idx_customers_name", false, "`name`, `id`", "")
		c.AddIndex("idx_customers_updated", false, "`updated`", "")
		// for the deletion of a user, which looks for what refers to it
		c.AddIndex("idx_customers_owner", false, "`owner`", "")

		return app.Save(c)
	}, dropCollection("customers"))
}

// dropCollection is the way back of a migration that made one collection.
func dropCollection(name string) func(core.App) error {
	return func(app core.App) error {
		c, err := app.FindCollectionByNameOrId(name)
		if err != nil {
			return err
		}
		return app.Delete(c)
	}
}
