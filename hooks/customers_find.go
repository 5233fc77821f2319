package hooks

import (
	"net/http"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/moves"
)

// customersFind finds customers as somebody types: every word must be in the
// name, company, e-mail or tags, or the digits in a number. Without words it
// lists those who were in touch last.
func (c *crm) customersFind(e *core.RequestEvent) error {
	const most = 20
	typed := strings.TrimSpace(e.Request.URL.Query().Get("q"))
	if len(typed) > 200 {
		return refuseField(e, "q", "Search for less than 200 characters.")
	}
	where, args := []string{}, []any{}
	contact := "''"
	if digits := searchDigits(typed); digits != "" {
		contact = "(SELECT value FROM contacts WHERE customer = customers.id AND digits LIKE ? ORDER BY created LIMIT 1)"
		args = append(args, "%"+digits+"%")
		where = append(where, "EXISTS (SELECT 1 FROM contacts WHERE customer = customers.id AND digits LIKE ?)")
		args = append(args, "%"+digits+"%")
	} else {
		for word := range strings.FieldsSeq(Fold(typed)) {
			where = append(where, `(search LIKE ? ESCAPE '\' OR EXISTS (SELECT 1 FROM contacts WHERE customer = customers.id AND value LIKE ? ESCAPE '\'))`)
			pattern := "%" + likeEscape.Replace(word) + "%"
			args = append(args, pattern, pattern)
		}
	}
	query := "SELECT customers.id, name, company, " + contact + " FROM customers LEFT JOIN conversations ON conversations.customer_id = customers.id"
	if len(where) > 0 {
		query += " WHERE " + strings.Join(where, " AND ")
	}
	rows, err := moves.StoreOf(e.App).Rows(query+" ORDER BY last_at DESC, name, customers.id LIMIT ?", append(args, most)...)
	if err != nil {
		return e.InternalServerError("The customers could not be searched. Try again.", err)
	}
	items := []map[string]any{}
	for _, row := range rows {
		items = append(items, map[string]any{"customer": customerLabel(row), "contact": row[3]})
	}
	return e.JSON(http.StatusOK, map[string]any{"items": items})
}

var likeEscape = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// searchDigits is what was typed if it is part of a number, without the zeros
// and signs that people put in front.
func searchDigits(typed string) string {
	digits := strings.NewReplacer(" ", "", "(", "", ")", "", "+", "", ".", "", "/", "", "-", "").Replace(typed)
	if len(digits) < 3 || strings.Trim(digits, "0123456789") != "" {
		return ""
	}
	return strings.TrimLeft(digits, "0")
}
