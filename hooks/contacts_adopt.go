package hooks

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/ingest"
	"pocketcrm/whatsapp"
)

// contactAdopts moves the past: what an unknown sender has said belongs to the
// customer as soon as a contact with their number is there, whoever adds it.
func (c *crm) contactAdopts(e *core.RecordEvent) error {
	return inTransaction(e, func() error {
		if err := e.Next(); err != nil {
			return err
		}
		customer, changed := e.Record.GetString("customer"), []string{}
		for _, key := range identitiesOf(e.Record) {
			moved, err := adopt(e.App, "unknown:"+key, customer)
			if err != nil {
				return fmt.Errorf("move what the sender has said: %w", err)
			}
			if moved {
				changed = append(changed, "unknown:"+key)
			}
		}
		if len(changed) > 0 {
			e.App.TxInfo().OnComplete(func(err error) error {
				if err == nil {
					c.feed.changed(nil, append(changed, customer))
				}
				return nil
			})
		}
		return nil
	})
}

// identitiesOf are the names under which the owner of a contact may be in the
// log as unknown.
func identitiesOf(contact *core.Record) []string {
	keys := whatsapp.PhoneKeys(contact.GetString("digits"))
	if userID := contact.GetString("wa_user_id"); userID != "" {
		keys = append(keys, userID)
	}
	return keys
}

// adopt gives the rows and the conversation of an unknown sender to a customer.
func adopt(app core.App, unknown, customer string) (moved bool, err error) {
	db := app.NonconcurrentDB()
	params := dbx.Params{"unknown": unknown, "customer": customer, "id": ingest.NewID()}
	result, err := db.NewQuery(`UPDATE comms_log SET customer = {:customer}, customer_id = {:customer},
		updated = ` + sqlNow + ` WHERE customer_id = {:unknown}`).Bind(params).Execute()
	if err != nil {
		return false, err
	}
	if n, _ := result.RowsAffected(); n == 0 {
		return false, nil
	}
	_, err = db.NewQuery(`INSERT INTO conversations
		(id, customer_id, customer, profile_name, last_at, last_preview, last_direction, last_type, unread, last_inbound_at, window_expires_at, assignee, state, created, updated)
		SELECT {:id}, {:customer}, {:customer}, profile_name, last_at, last_preview, last_direction, last_type, unread, last_inbound_at, window_expires_at, assignee, state, created,
			` + sqlNow + ` FROM conversations WHERE customer_id = {:unknown}
		` + ingest.MergeConversation).Bind(params).Execute()
	if err != nil {
		return false, err
	}
	_, err = db.NewQuery("DELETE FROM conversations WHERE customer_id = {:unknown}").Bind(params).Execute()
	return true, err
}
