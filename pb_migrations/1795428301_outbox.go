package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
	"github.com/pocketbase/pocketbase/tools/types"
)

// What sending needs to know of a message beside what was said, and of a
// conversation beside what was last said.
func init() {
	// note: made anew each time, because PocketBase changes them
	added := func() map[string][]core.Field {
		return map[string][]core.Field{
			"comms_log": {
				// when it is to leave, if not at once
				&core.DateField{Name: "send_at"},
				// when it is tried again, and how often it was tried
				&core.DateField{Name: "next_attempt_at"},
				&core.NumberField{Name: "attempts", OnlyInt: true, Min: types.Pointer(0.0)},
				// Meta's pricing of it: marketing, utility, authentication, service; regular, free_…
				&core.TextField{Name: "pricing_category", Max: 60},
				&core.TextField{Name: "pricing_type", Max: 60},
				// what client_key was used for
				&core.TextField{Name: "client_hash", Max: 100, Hidden: true},
			},
			"conversations": {
				// failed or unknown, when that is how the last answer ended
				&core.TextField{Name: "last_status", Max: 20},
				// an unknown sender's wish about marketing; a customer's is on the contact
				&core.DateField{Name: "opted_out_at"},
				&core.TextField{Name: "opt_out_source", Max: 200},
				&core.DateField{Name: "consent_at"},
			},
			"contacts": {
				// when the last wish about marketing was made, either way
				&core.DateField{Name: "consent_at"},
			},
		}
	}

	m.Register(func(app core.App) error {
		if err := addFields(app, added()); err != nil {
			return err
		}
		log, err := app.FindCollectionByNameOrId("comms_log")
		if err != nil {
			return err
		}
		// what waits in one conversation, as it will leave
		log.AddIndex("idx_comms_log_queued", false, "`customer_id`, `send_at`, `id`", "`status` = 'queued'")
		if err := app.Save(log); err != nil {
			return err
		}
		conversations, err := app.FindCollectionByNameOrId("conversations")
		if err != nil {
			return err
		}
		// they are counted every few seconds, and few among however many
		conversations.AddIndex("idx_conversations_unknown", false, "`last_status`", "`last_status` = 'unknown'")
		if err := app.Save(conversations); err != nil {
			return err
		}

		// whatsapp_outbox has one row for each message that has not left yet, or
		// whose outcome isn't known; only the server reads and writes it.
		c := core.NewBaseCollection("whatsapp_outbox")
		c.Fields.Add(
			&core.TextField{Name: "row", Required: true, Max: 15}, // in comms_log
			&core.TextField{Name: "address", Required: true, Max: 320},
			&core.TextField{Name: "person", Max: 700}, // messages to one leave in order
			&core.TextField{Name: "message_type", Required: true, Max: 100},
			&core.JSONField{Name: "content", MaxSize: 1 << 20},
			&core.TextField{Name: "reply_to", Max: 1000},
			&core.SelectField{Name: "state", Required: true, MaxSelect: 1, Values: []string{"waiting", "sending"}},
			&core.DateField{Name: "due_at", Required: true},
			&core.DateField{Name: "since", Required: true},
			&core.NumberField{Name: "attempts", OnlyInt: true},
			&core.AutodateField{Name: "created", OnCreate: true},
			&core.AutodateField{Name: "updated", OnCreate: true, OnUpdate: true},
		)
		c.AddIndex("idx_whatsapp_outbox_row", true, "`row`", "")
		c.AddIndex("idx_whatsapp_outbox_since", false, "`since`", "")
		return app.Save(c)
	}, func(app core.App) error {
		if err := dropCollection("whatsapp_outbox")(app); err != nil {
			return err
		}
		log, err := app.FindCollectionByNameOrId("comms_log")
		if err != nil {
			return err
		}
		log.AddIndex("idx_comms_log_queued", false, "`status`", "`status` = 'queued'")
		if err := app.Save(log); err != nil {
			return err
		}
		conversations, err := app.FindCollectionByNameOrId("conversations")
		if err != nil {
			return err
		}
		conversations.RemoveIndex("idx_conversations_unknown")
		if err := app.Save(conversations); err != nil {
			return err
		}
		return removeFields(app, added())
	})
}
