package hooks

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"pocketcrm/hooks/ingest"
	"pocketcrm/hooks/moves"
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
		if err := refresh(e.App, id); err != nil {
			return err
		}
		if before := e.Record.Original().GetString("customer_id"); before != "" && before != id {
			return refresh(e.App, before)
		}
		return nil
	})
}

func refresh(app core.App, customerID string) error {
	return ingest.Refresh(moves.StoreOf(app), customerID, types.NowDateTime().String())
}

// keepUnread counts a message that is deleted before anybody has read it no
// longer as unread. The window stays: WhatsApp has opened it.
func keepUnread(e *core.RecordEvent) error {
	return inTransaction(e, func() error {
		store, id := moves.StoreOf(e.App), e.Record.GetString("customer_id")
		among, unread, err := ingest.UnreadAmong(store, id, []string{e.Record.Id})
		if err != nil {
			return err
		}
		if err := e.Next(); err != nil || among == 0 {
			return err
		}
		return store.Exec("UPDATE conversations SET unread = ? WHERE customer_id = ?", unread-among, id)
	})
}
