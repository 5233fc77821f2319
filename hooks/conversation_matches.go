package hooks

import (
	"net/http"
	"strings"
	"unicode/utf8"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/ingest"
	"pocketcrm/hooks/moves"
	"pocketcrm/whatsapp"
)

// likely is a customer who may be an unknown sender. It is a proposal to a
// person, and never acted upon by itself.
type likely struct {
	Customer map[string]string `json:"customer"`
	Reason   string            `json:"reason"`
}

// conversationMatches proposes customers for an unknown sender, best first.
func (c *crm) conversationMatches(e *core.RequestEvent) error {
	const most = 8
	customerID := e.Request.PathValue("customerID")
	identity, unknown := ingest.UnknownIdentity(customerID)
	if !unknown {
		return e.BadRequestError("This conversation belongs to a customer already.", nil)
	}
	conversation, err := e.App.FindFirstRecordByFilter("conversations", "customer_id = {:id}", dbx.Params{"id": customerID})
	if err != nil {
		return e.NotFoundError("There is no such conversation. It may belong to a customer by now: reload the page.", err)
	}
	store := moves.StoreOf(e.App)
	items, seen := []likely{}, make(map[string]bool)
	for _, propose := range []func() ([]likely, error){
		func() ([]likely, error) { return sameEnding(store, identity) },
		func() ([]likely, error) { return sameUsername(store, conversation.GetString("wa_username")) },
		func() ([]likely, error) { return sameName(store, conversation.GetString("profile_name")) },
	} {
		found, err := propose()
		if err != nil {
			return e.InternalServerError("Likely customers could not be looked up. Search for the customer instead.", err)
		}
		for _, one := range found {
			if id := one.Customer["id"]; !seen[id] && len(items) < most {
				seen[id] = true
				items = append(items, one)
			}
		}
	}
	return e.JSON(http.StatusOK, map[string]any{"items": items})
}

const likelyColumns = `SELECT customers.id, customers.name, customers.company, contacts.value FROM contacts JOIN customers ON customers.id = contacts.customer `

// sameEnding finds numbers that end alike: typed without or with another
// country code, for instance.
func sameEnding(store moves.Store, identity string) ([]likely, error) {
	const ending = 8
	if !whatsapp.IsWaID(identity) || len(identity) < ending {
		return nil, nil
	}
	rows, err := store.Rows(likelyColumns+`WHERE digits LIKE ? AND (type = 'phone' OR type = 'whatsapp') ORDER BY contacts.created LIMIT 8`,
		"%"+identity[len(identity)-ending:])
	return proposals(rows, func(value string) string { return "Has a number that ends alike: " + value }), err
}

func sameUsername(store moves.Store, username string) ([]likely, error) {
	if username == "" {
		return nil, nil
	}
	rows, err := store.Rows(likelyColumns+`WHERE wa_username = ? COLLATE NOCASE ORDER BY contacts.created LIMIT 8`, username)
	return proposals(rows, func(string) string { return "Had the username @" + username + ", which may have changed hands" }), err
}

// sameName finds customers whose name has every word of the profile's.
func sameName(store moves.Store, profile string) ([]likely, error) {
	query, args, long := `SELECT id, name, company, search FROM customers WHERE TRUE`, []any{}, false
	for word := range strings.FieldsSeq(Fold(profile)) {
		query += ` AND search LIKE ? ESCAPE '\'`
		args = append(args, "%"+likeEscape.Replace(word)+"%")
		long = long || utf8.RuneCountInString(word) >= 3
	}
	if !long {
		return nil, nil
	}
	rows, err := store.Rows(query+` ORDER BY length(search), name LIMIT 8`, args...)
	return proposals(rows, func(string) string { return "The name is like that of the WhatsApp profile" }), err
}

func proposals(rows [][]string, reason func(value string) string) []likely {
	list := make([]likely, len(rows))
	for i, row := range rows {
		list[i] = likely{customerLabel(row), reason(row[3])}
	}
	return list
}
