package hooks

import (
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"pocketcrm/hooks/moves"
)

// Sentences for what was under way when the backup was made that is restored.
const (
	sentenceRestored = "This message was waiting in the backup that was restored, so it may have been sent since. Ask the customer before you send it again."
	importRestored   = "This import was under way in the backup that was restored. What it had written by then is there; start it again to go on with the rest."
)

// holdBack sees to it that a restored backup does nothing again by itself that
// was done since it was made. Messages that were to leave by now may have left;
// what is due later can't have, unless the clock is wrong. An import goes on when
// somebody starts it. The application is one that nobody uses yet.
func (c *crm) holdBack(restored core.App) error {
	now := c.cfg.Now().UTC().Format(types.DefaultDateLayout)
	until := now
	if !c.clockHolds() {
		until = "9999"
	}
	return restored.RunInTransaction(func(tx core.App) error {
		store := moves.StoreOf(tx)
		if err := store.Exec(`UPDATE whatsapp_outbox SET state = 'sending' WHERE since <= ?`, until); err != nil {
			return err
		}
		if err := notKnownToHaveLeft(store, sentenceRestored, now); err != nil {
			return err
		}
		return store.Exec(`UPDATE imports SET state = 'failed', error = ?, finished_at = ?, updated = ? WHERE state = 'running'`, importRestored, now, now)
	})
}
