package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Fields that say whose a message is, and how sure that is. The server writes
// all of them.
func init() {
	// note: made anew each time, because PocketBase changes them
	added := func() map[string][]core.Field {
		return map[string][]core.Field{
			"contacts": {
				// no possible number can be read from value, which is kept all the same
				&core.BoolField{Name: "invalid"},
				// several customers have this number, and a person chose this one
				&core.BoolField{Name: "preferred"},
				// since when the number is theirs no more, as WhatsApp told: whoever
				// writes from it is somebody else
				&core.DateField{Name: "given_up_at"},
			},
			"customers": {
				// name, company, e-mail and tags without accents and capitals, for the search
				&core.TextField{Name: "search", Max: 5000},
			},
			"conversations": {
				// the digits or BSUID a reply goes to, and since when
				&core.TextField{Name: "reply_address", Max: 320},
				&core.DateField{Name: "reply_since"},
				// what else is known of an unknown sender: the BSUID behind the number,
				// the number they shared themselves, the username as a label
				&core.TextField{Name: "wa_user_id", Max: 160},
				&core.TextField{Name: "wa_phone", Max: 40},
				&core.TextField{Name: "wa_username", Max: 80},
			},
		}
	}

	m.Register(func(app core.App) error {
		if err := addFields(app, added()); err != nil {
			return err
		}
		conversations, err := app.FindCollectionByNameOrId("conversations")
		if err != nil {
			return err
		}
		conversations.AddIndex("idx_conversations_wa_user_id", false, "`wa_user_id`", "`wa_user_id` != ''")
		conversations.AddIndex("idx_conversations_wa_phone", false, "`wa_phone`", "`wa_phone` != ''")
		if err := app.Save(conversations); err != nil {
			return err
		}
		contacts, err := app.FindCollectionByNameOrId("contacts")
		if err != nil {
			return err
		}
		contacts.AddIndex("idx_contacts_invalid", false, "`customer`", "`invalid` = 1")
		if err := app.Save(contacts); err != nil {
			return err
		}
		_, err = app.DB().NewQuery(`UPDATE conversations SET
			reply_address = COALESCE((SELECT address FROM comms_log WHERE comms_log.customer_id = conversations.customer_id
				AND type = 'whatsapp' AND direction = 'inbound' AND group_id = '' ORDER BY occurred_at DESC, id DESC LIMIT 1), ''),
			reply_since = last_inbound_at`).Execute()
		return err
	}, func(app core.App) error {
		conversations, err := app.FindCollectionByNameOrId("conversations")
		if err != nil {
			return err
		}
		conversations.RemoveIndex("idx_conversations_wa_user_id")
		conversations.RemoveIndex("idx_conversations_wa_phone")
		if err := app.Save(conversations); err != nil {
			return err
		}
		contacts, err := app.FindCollectionByNameOrId("contacts")
		if err != nil {
			return err
		}
		contacts.RemoveIndex("idx_contacts_invalid")
		if err := app.Save(contacts); err != nil {
			return err
		}
		return removeFields(app, added())
	})
}
