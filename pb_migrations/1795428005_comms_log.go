package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
	"github.com/pocketbase/pocketbase/tools/types"
)

// comms_log is the heart: a row per communication, written by the server. Staff
// may add what happened elsewhere (a call, a note) and correct or remove what
// they added themselves, never a WhatsApp row.
func init() {
	const (
		byHand = ruleStaff + ` && @request.body.type != "whatsapp"`
		own    = ruleStaff + ` && type != "whatsapp" && author = @request.auth.id && @request.body.type:isset = false`
		remove = ruleStaff + ` && type != "whatsapp" && author = @request.auth.id`
	)

	m.Register(func(app core.App) error {
		customers, err := app.FindCollectionByNameOrId("customers")
		if err != nil {
			return err
		}
		users, err := app.FindCollectionByNameOrId("users")
		if err != nil {
			return err
		}

		c := core.NewBaseCollection("comms_log")
		c.ListRule = types.Pointer(ruleStaff)
		c.ViewRule = types.Pointer(ruleStaff)
		c.CreateRule = types.Pointer(byHand)
		c.UpdateRule = types.Pointer(own)
		c.DeleteRule = types.Pointer(remove)
		c.Fields.Add(
			&core.RelationField{Name: "customer", CollectionId: customers.Id, MaxSelect: 1},
			// the customer's id, or unknown:<digits>, or unknown:<BSUID>
			&core.TextField{Name: "customer_id", Required: true, Max: 200},
			&core.SelectField{Name: "type", Required: true, MaxSelect: 1, Values: []string{"whatsapp", "email", "sms", "call", "meeting", "note"}},
			&core.SelectField{Name: "direction", Required: true, MaxSelect: 1, Values: []string{"inbound", "outbound", "internal"}},
			&core.TextField{Name: "message_type", Max: 100},
			// in characters, as people count; WhatsApp lets them write 65,536
			&core.TextField{Name: "body", Max: 100_000, Presentable: true},
			&core.DateField{Name: "occurred_at", Required: true},
			// wamids are opaque and have been seen with a few hundred characters
			&core.TextField{Name: "ext_message_id", Max: 1000},
			&core.TextField{Name: "reply_to", Max: 1000},
			&core.SelectField{Name: "status", MaxSelect: 1, Values: []string{"received", "queued", "accepted", "sent", "delivered", "read", "played", "failed", "unknown"}},
			&core.DateField{Name: "sent_at"},
			&core.DateField{Name: "delivered_at"},
			&core.DateField{Name: "read_at"},
			&core.DateField{Name: "failed_at"},
			&core.TextField{Name: "error_code", Max: 40},
			&core.TextField{Name: "error", Max: 2000},
			&core.TextField{Name: "address", Max: 320},
			&core.TextField{Name: "business_phone_id", Max: 64},
			&core.TextField{Name: "group_id", Max: 200},
			// several customers have the number it came from
			&core.BoolField{Name: "ambiguous"},
			// it came without a checked signature: anybody may have sent it
			&core.BoolField{Name: "unverified"},
			// who sent what this program did not: app, meta_agent, other_app, standby, history
			&core.TextField{Name: "source", Max: 40},
			// 1: forwarded, 2: forwarded many times
			&core.NumberField{Name: "forwarded", OnlyInt: true},
			// the advertisement or product that led to the message
			&core.TextField{Name: "about", Max: 2000},
			// [{by: inbound|outbound, emoji, at}]
			&core.JSONField{Name: "reactions", MaxSize: 64 << 10},
			// [{id, body, at, by, left_out}]: the texts of an edited message, first to
			// last, at most 100; left_out is how many are missing before one
			&core.JSONField{Name: "versions", MaxSize: 16 << 20},
			&core.DateField{Name: "edited_at"},
			&core.DateField{Name: "revoked_at"},
			// who deleted what they had logged by hand; empty when the sender withdrew it
			&core.TextField{Name: "revoked_by", Max: 300},
			&core.FileField{Name: "media", MaxSelect: 1, MaxSize: 100 << 20, Protected: true},
			&core.SelectField{Name: "media_state", MaxSelect: 1, Values: []string{"pending", "stored", "failed", "expired"}},
			&core.TextField{Name: "media_name", Max: 300},
			&core.TextField{Name: "media_mime", Max: 200},
			&core.TextField{Name: "template", Max: 600},
			&core.RelationField{Name: "author", CollectionId: users.Id, MaxSelect: 1},
			&core.TextField{Name: "client_key", Max: 200},
			// the element as Meta sent it, or the request as we sent it
			&core.JSONField{Name: "payload", MaxSize: 4 << 20, Hidden: true},
			&core.AutodateField{Name: "created", OnCreate: true},
			&core.AutodateField{Name: "updated", OnCreate: true, OnUpdate: true},
		)
		// note: every index is paid for by every message. These four serve the
		// thread, the inbox with and without a type, and "each message once".
		// They end in id as the pages sort, or the rows of one second would be
		// sorted for each page. There is none for author and customer: deleting a
		// user or customer, which is rare, reads the whole log instead.
		c.AddIndex("idx_comms_log_ext_message_id", true, "`ext_message_id`", "`ext_message_id` != ''")
		c.AddIndex("idx_comms_log_thread", false, "`customer_id`, `occurred_at`, `id`", "")
		c.AddIndex("idx_comms_log_type", false, "`type`, `occurred_at`, `id`", "")
		c.AddIndex("idx_comms_log_occurred_at", false, "`occurred_at`, `id`", "")
		// these four hold few rows. PocketBase writes != '' as IS NOT '', and
		// SQLite uses a partial index for the same words only
		c.AddIndex("idx_comms_log_client_key", true, "`client_key`", "`client_key` != ''")
		c.AddIndex("idx_comms_log_queued", false, "`status`", "`status` = 'queued'")
		c.AddIndex("idx_comms_log_groups", false, "`customer_id`, `occurred_at`, `id`", "`group_id` IS NOT ''")
		// WhatsApp's notes on changed numbers
		c.AddIndex("idx_comms_log_system", false, "`address`", "`message_type` = 'system'")

		return app.Save(c)
	}, dropCollection("comms_log"))
}
