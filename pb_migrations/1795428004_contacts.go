package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
	"github.com/pocketbase/pocketbase/tools/types"
)

func init() {
	m.Register(func(app core.App) error {
		customers, err := app.FindCollectionByNameOrId("customers")
		if err != nil {
			return err
		}

		c := core.NewBaseCollection("contacts")
		c.ListRule = types.Pointer(ruleStaff)
		c.ViewRule = types.Pointer(ruleStaff)
		c.CreateRule = types.Pointer(ruleStaff)
		c.UpdateRule = types.Pointer(ruleStaff)
		c.DeleteRule = types.Pointer(ruleStaff)
		c.Fields.Add(
			&core.RelationField{Name: "customer", CollectionId: customers.Id, Required: true, MaxSelect: 1, CascadeDelete: true},
			&core.SelectField{Name: "type", Required: true, MaxSelect: 1, Values: []string{"phone", "whatsapp", "email", "other"}},
			// as typed; the server never rewrites it
			&core.TextField{Name: "value", Required: true, Max: 320, Presentable: true},
			// what look-ups use; filled by the server from value
			&core.TextField{Name: "digits", Max: 40},
			&core.TextField{Name: "label", Max: 100},
			// a business-scoped user id has up to 128 characters behind "CC." or "CC.ENT."
			&core.TextField{Name: "wa_user_id", Max: 160},
			&core.TextField{Name: "wa_username", Max: 80},
			&core.DateField{Name: "opted_out_at"},
			&core.TextField{Name: "opt_out_source", Max: 200},
			&core.AutodateField{Name: "created", OnCreate: true},
			&core.AutodateField{Name: "updated", OnCreate: true, OnUpdate: true},
		)
		c.AddIndex("idx_contacts_customer", false, "`customer`, `created`, `id`", "")
		// note: these two are not partial, or no filter of the API could use them
		c.AddIndex("idx_contacts_digits", false, "`digits`, `created`, `id`", "")
		c.AddIndex("idx_contacts_user_id", false, "`wa_user_id`, `created`, `id`", "")
		c.AddIndex("idx_contacts_wa_user_id", true, "`wa_user_id`", "`wa_user_id` != ''")

		return app.Save(c)
	}, dropCollection("contacts"))
}
