package hooks

import (
	"net/http"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// conversationRead says that staff have seen a conversation: nothing in it is
// unread any more.
func (c *crm) conversationRead(e *core.RequestEvent) error {
	if err := c.setUnread(e, "0"); err != nil {
		return err
	}
	if c.settingOn(settingReadReceipts) {
		c.receipts.send(e.Request.PathValue("customerID"), false)
	}
	return nil
}

// conversationUnread marks a conversation as not yet dealt with. What has
// arrived meanwhile stays counted.
func (c *crm) conversationUnread(e *core.RequestEvent) error {
	return c.setUnread(e, "MAX(unread, 1)")
}

func (c *crm) setUnread(e *core.RequestEvent, unread string) error {
	id := e.Request.PathValue("customerID")
	result, err := c.app.NonconcurrentDB().NewQuery(`UPDATE conversations
		SET unread = ` + unread + `, updated = ` + sqlNow + `
		WHERE customer_id = {:id}`).Bind(dbx.Params{"id": id}).Execute()
	if err != nil {
		return e.InternalServerError("The conversation could not be marked. Try again.", err)
	}
	if n, _ := result.RowsAffected(); n == 0 {
		return e.NotFoundError("There is no such conversation.", nil)
	}
	c.feed.changed(nil, []string{id})
	return e.NoContent(http.StatusNoContent)
}
