package hooks

import (
	"database/sql"
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// cancelledKept is how long the key of a cancelled message is remembered: a
// request that is repeated later than that comes from nobody's network.
const cancelledKept = 30 * 24 * time.Hour

var errCancelled = errors.New("the message was cancelled")

// rememberCancelled keeps the client key of a message that is taken back. One
// that was sent once more may be so again: its key is the server's own.
func (c *crm) rememberCancelled(tx core.App, row *core.Record) error {
	key := row.GetString("client_key")
	if key == "" || strings.HasPrefix(key, resendKey) {
		return nil
	}
	collection, err := tx.FindCachedCollectionByNameOrId("whatsapp_cancelled")
	if err != nil {
		return err
	}
	now, err := types.ParseDateTime(c.cfg.Now())
	if err != nil {
		return err
	}
	cancelled := core.NewRecord(collection)
	cancelled.Load(map[string]any{"client_key": key, "client_hash": row.GetString("client_hash"), "cancelled_at": now})
	return tx.Save(cancelled)
}

// keyCancelled is errCancelled for the key of a message that was cancelled, and
// errOtherBody when the request says something else than that message.
func keyCancelled(app core.App, key, hash string) error {
	row, err := app.FindFirstRecordByData("whatsapp_cancelled", "client_key", key)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil
	case err != nil:
		return err
	case row.GetString("client_hash") != hash:
		return errOtherBody
	}
	return errCancelled
}

func refuseCancelled(e *core.RequestEvent) error {
	return e.Error(http.StatusGone, "This message was cancelled before it left. To send it after all, send it as a new one.", nil)
}

// cancelledCleanup forgets keys that nobody repeats any more.
func (c *crm) cancelledCleanup() {
	const step = `DELETE FROM whatsapp_cancelled WHERE id IN (SELECT id FROM whatsapp_cancelled WHERE cancelled_at < {:before} LIMIT {:page})`
	before := c.cfg.Now().UTC().Add(-cancelledKept).Format(types.DefaultDateLayout)
	if err := c.inPages(step, dbx.Params{"before": before, "page": cleanupPage}); err != nil {
		c.app.Logger().Error("The keys of cancelled messages could not be removed; the next night tries again", "error", err)
	}
}
