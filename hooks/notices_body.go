package hooks

import (
	"net/http"

	"github.com/pocketbase/pocketbase/core"
)

// noticesBody answers with a notice as WhatsApp sent it.
func (c *crm) noticesBody(e *core.RequestEvent) error {
	notice, err := e.App.FindRecordById("whatsapp_notices", e.Request.PathValue("id"))
	if err != nil {
		return e.NotFoundError("There is no such notice. Reload the page.", err)
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return e.JSON(http.StatusOK, map[string]any{"payload": notice.Get("body")})
}
