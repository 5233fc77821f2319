package hooks

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/ingest"
)

// keepConversation keeps the row in conversations true when a row of comms_log
// is saved or deleted through PocketBase, in the same transaction. (The ingest
// writer does it for its own rows.)
func keepConversation(e *core.RecordEvent) error {
	return inTransaction(e, func() error {
		if err := e.Next(); err != nil {
			return err
		}
		id := e.Record.GetString("customer_id")
		if err := refreshConversation(e.App, id); err != nil {
			return err
		}
		if before := e.Record.Original().GetString("customer_id"); before != "" && before != id {
			return refreshConversation(e.App, before)
		}
		return nil
	})
}

// refreshConversation reads the last row of a conversation from the log. What
// only WhatsApp's own events change (unread, the window) stays as it is. A
// conversation without rows is removed.
func refreshConversation(app core.App, customerID string) error {
	db, params := app.NonconcurrentDB(), dbx.Params{"customer_id": customerID}

	rows := []struct {
		Customer   string `db:"customer"`
		Type       string `db:"type"`
		Direction  string `db:"direction"`
		Body       string `db:"body"`
		OccurredAt string `db:"occurred_at"`
		RevokedAt  string `db:"revoked_at"`
	}{}
	err := db.NewQuery(`SELECT customer, type, direction, body, occurred_at, revoked_at FROM comms_log
		WHERE customer_id = {:customer_id} AND group_id = '' ORDER BY occurred_at DESC, id DESC LIMIT 1`).Bind(params).All(&rows)
	if err != nil {
		return fmt.Errorf("read the last entry: %w", err)
	}
	if len(rows) == 0 {
		_, err := db.NewQuery("DELETE FROM conversations WHERE customer_id = {:customer_id}").Bind(params).Execute()
		return err
	}
	last := rows[0]

	params["id"], params["customer"] = ingest.NewID(), last.Customer
	params["at"], params["preview"] = last.OccurredAt, ingest.PreviewOf(last.Body, last.RevokedAt)
	params["direction"], params["type"] = last.Direction, last.Type
	_, err = db.NewQuery(`INSERT INTO conversations
		(id, customer_id, customer, last_at, last_preview, last_direction, last_type, state, created, updated)
		VALUES ({:id}, {:customer_id}, {:customer}, {:at}, {:preview}, {:direction}, {:type}, 'open',
			` + sqlNow + `, ` + sqlNow + `)
		ON CONFLICT (customer_id) DO UPDATE SET customer = excluded.customer, last_at = excluded.last_at,
			last_preview = excluded.last_preview, last_direction = excluded.last_direction,
			last_type = excluded.last_type, updated = excluded.updated`).Bind(params).Execute()
	if err != nil {
		return fmt.Errorf("keep the conversation: %w", err)
	}
	return nil
}
