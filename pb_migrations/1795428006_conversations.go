package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
	"github.com/pocketbase/pocketbase/tools/types"
)

// conversations has one row per customer_id of comms_log, kept in the same
// transaction, so that the inbox never has to scan the log.
func init() {
	m.Register(func(app core.App) error {
		customers, err := app.FindCollectionByNameOrId("customers")
		if err != nil {
			return err
		}
		users, err := app.FindCollectionByNameOrId("users")
		if err != nil {
			return err
		}

		c := core.NewBaseCollection("conversations")
		c.ListRule = types.Pointer(ruleStaff)
		c.ViewRule = types.Pointer(ruleStaff)
		c.UpdateRule = types.Pointer(ruleStaff)
		c.Fields.Add(
			&core.TextField{Name: "customer_id", Required: true, Max: 200, Presentable: true},
			&core.RelationField{Name: "customer", CollectionId: customers.Id, MaxSelect: 1},
			// the name in the sender's WhatsApp profile: a label for unknown senders
			&core.TextField{Name: "profile_name", Max: 300},
			&core.DateField{Name: "last_at"},
			&core.TextField{Name: "last_preview", Max: 300},
			&core.TextField{Name: "last_direction", Max: 20},
			&core.TextField{Name: "last_type", Max: 20},
			// what was said last came without a checked signature
			&core.BoolField{Name: "last_unverified"},
			&core.NumberField{Name: "unread", OnlyInt: true, Min: types.Pointer(0.0)},
			&core.DateField{Name: "last_inbound_at"},
			&core.DateField{Name: "window_expires_at"},
			&core.RelationField{Name: "assignee", CollectionId: users.Id, MaxSelect: 1},
			&core.SelectField{Name: "state", MaxSelect: 1, Values: []string{"open", "done", "blocked"}},
			&core.AutodateField{Name: "created", OnCreate: true},
			&core.AutodateField{Name: "updated", OnCreate: true, OnUpdate: true},
		)
		c.AddIndex("idx_conversations_customer_id", true, "`customer_id`", "")
		// as the pages sort; the partial ones serve the filters of the inbox
		c.AddIndex("idx_conversations_last_at", false, "`last_at`, `id`", "")
		c.AddIndex("idx_conversations_unread", false, "`last_at`, `id`", "`unread` > 0")
		c.AddIndex("idx_conversations_blocked", false, "`last_at`, `id`", "`state` = 'blocked'")
		c.AddIndex("idx_conversations_closing", false, "`window_expires_at`, `id`", "`last_direction` = 'inbound'")
		// for the deletion of a customer or user, which looks for what refers to
		// it.
		//
		// note: not partial: PocketBase asks for the id alone, so SQLite
		// wouldn't use them. Messages rarely change these two columns.
		c.AddIndex("idx_conversations_customer", false, "`customer`", "")
		c.AddIndex("idx_conversations_assignee", false, "`assignee`", "")

		return app.Save(c)
	}, dropCollection("conversations"))
}
