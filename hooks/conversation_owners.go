package hooks

import (
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/moves"
	"pocketcrm/whatsapp"
)

// conversationOwners lists whose an address may be: the customers who have the
// number, and the one in whose conversation its messages are.
func (c *crm) conversationOwners(e *core.RequestEvent) error {
	current, address := e.Request.PathValue("customerID"), e.Request.URL.Query().Get("address")
	if !whatsapp.IsWaID(address) {
		return refuseField(e, "address", "Give the number of the messages, digits only.")
	}
	rows, err := moves.StoreOf(e.App).Rows(`SELECT customers.id, customers.name, customers.company, contacts.id FROM contacts
		JOIN customers ON customers.id = contacts.customer
		WHERE digits IN (SELECT value FROM json_each(?)) AND digits != '' AND (type = 'phone' OR type = 'whatsapp')
		GROUP BY customers.id ORDER BY MIN(contacts.created), customers.id`, moves.List(whatsapp.PhoneKeys(address)))
	if err != nil {
		return e.InternalServerError("The customers could not be read. Try again.", err)
	}
	items := []map[string]any{}
	for _, row := range rows {
		items = append(items, map[string]any{"customer": customerLabel(row), "contact": row[3], "current": row[0] == current})
	}
	return e.JSON(http.StatusOK, map[string]any{"address": address, "items": items})
}

// customerLabel is what a choice shows of a customer: id, name and company.
func customerLabel(row []string) map[string]string {
	return map[string]string{"id": row[0], "name": row[1], "company": row[2]}
}
