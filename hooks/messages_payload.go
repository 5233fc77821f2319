package hooks

import (
	"net/http"

	"github.com/pocketbase/pocketbase/core"
)

// messagesPayload answers with a message as WhatsApp sent it, or as it was sent
// to WhatsApp, for whoever wants to know what is behind a row.
func (c *crm) messagesPayload(e *core.RequestEvent) error {
	row, err := e.App.FindRecordById("comms_log", e.Request.PathValue("id"))
	if err != nil {
		return e.NotFoundError("There is no such message. Reload the page.", err)
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return e.JSON(http.StatusOK, map[string]any{"payload": row.Get("payload")})
}
