package hooks

import (
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/ingest"
	"pocketcrm/hooks/moves"
)

// contactEffects says what would move if a contact were deleted or, with
// ?customer=, given to another customer.
func (c *crm) contactEffects(e *core.RequestEvent) error {
	contact, err := e.App.FindRecordById("contacts", e.Request.PathValue("id"))
	if err != nil {
		return e.NotFoundError("There is no such contact. Reload the page.", err)
	}
	to := e.Request.URL.Query().Get("customer")
	if to != "" {
		if _, err := e.App.FindRecordById("customers", to); err != nil {
			return e.NotFoundError("There is no such customer. Reload the page.", err)
		}
	}
	customer := contact.GetString("customer")
	identities, heir, err := heirOf(e.App, contact, to)
	if err != nil {
		return e.InternalServerError("What would move could not be counted. Try again.", err)
	}
	messages := 0
	if heir.CustomerID != customer {
		if messages, err = moves.Count(moves.StoreOf(e.App), customer, identities); err != nil {
			return e.InternalServerError("What would move could not be counted. Try again.", err)
		}
	}
	return e.JSON(http.StatusOK, map[string]any{
		"messages": messages,
		"from":     c.named(e.App, ingest.Owner{CustomerID: customer}),
		"to":       c.named(e.App, heir),
	})
}

func (c *crm) named(app core.App, owner ingest.Owner) map[string]string {
	return map[string]string{"customer_id": owner.CustomerID, "name": c.nameOf(app, owner.CustomerID)}
}
