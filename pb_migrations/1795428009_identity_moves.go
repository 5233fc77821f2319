package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
	"github.com/pocketbase/pocketbase/tools/types"
)

// identity_moves is the journal of what moved messages from one customer_id to
// another. What is needed to take a move back may be long and is of no use to
// people, so it is in identity_undo, which only the server reads.
func init() {
	m.Register(func(app core.App) error {
		c := core.NewBaseCollection("identity_moves")
		c.ListRule, c.ViewRule = types.Pointer(ruleStaff), types.Pointer(ruleStaff)
		c.Fields.Add(
			&core.SelectField{Name: "kind", Required: true, MaxSelect: 1, Values: []string{"adopt", "release", "move", "choose", "merge", "edit"}},
			// customer_id as in comms_log, and what it was called then
			&core.TextField{Name: "from", Required: true, Max: 200},
			&core.TextField{Name: "to", Required: true, Max: 200},
			&core.TextField{Name: "from_name", Max: 300},
			&core.TextField{Name: "to_name", Max: 300},
			// the contact that was added, moved or deleted; it may be gone
			&core.TextField{Name: "contact", Max: 15},
			// ids of the account that did it, empty for the server itself
			&core.TextField{Name: "actor", Max: 15},
			&core.TextField{Name: "actor_name", Max: 300},
			&core.NumberField{Name: "messages", OnlyInt: true},
			&core.NumberField{Name: "contacts", OnlyInt: true},
			&core.DateField{Name: "undone_at"},
			&core.AutodateField{Name: "created", OnCreate: true},
			&core.AutodateField{Name: "updated", OnCreate: true, OnUpdate: true},
		)
		c.AddIndex("idx_identity_moves_from", false, "`from`, `created`, `id`", "")
		c.AddIndex("idx_identity_moves_to", false, "`to`, `created`, `id`", "")
		// note: not a partial one, which no filter of the API could use
		c.AddIndex("idx_identity_moves_contact", false, "`contact`, `created`, `id`", "")
		c.AddIndex("idx_identity_moves_created", false, "`created`", "")
		if err := app.Save(c); err != nil {
			return err
		}

		undo := core.NewBaseCollection("identity_undo")
		undo.Fields.Add(
			&core.RelationField{Name: "move", CollectionId: c.Id, Required: true, MaxSelect: 1, CascadeDelete: true},
			&core.JSONField{Name: "data", MaxSize: 4 << 20}, // note: the server writes longer ones past the API
			&core.AutodateField{Name: "created", OnCreate: true},
		)
		undo.AddIndex("idx_identity_undo_move", true, "`move`", "")
		return app.Save(undo)
	}, func(app core.App) error {
		if err := dropCollection("identity_undo")(app); err != nil {
			return err
		}
		return dropCollection("identity_moves")(app)
	})
}
