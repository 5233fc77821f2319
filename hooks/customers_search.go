package hooks

import (
	"strings"
	"unicode"

	"github.com/pocketbase/pocketbase/core"
	"golang.org/x/text/unicode/norm"
)

// customerSearch keeps customers.search, what the lists look for words in.
func customerSearch(e *core.RecordEvent) error {
	e.Record.Set("search", searchText(e.Record))
	return e.Next()
}

func searchText(customer *core.Record) string {
	const most = 5000 // customers.search
	parts := []string{customer.GetString("name"), customer.GetString("company"), customer.GetString("email")}
	parts = append(parts, customer.GetStringSlice("tags")...)
	text := []rune(Fold(strings.Join(strings.Fields(strings.Join(parts, " ")), " ")))
	return string(text[:min(len(text), most)])
}

// letters that have no accent to take away, but that people type without.
var letters = strings.NewReplacer("ß", "ss", "ø", "o", "æ", "ae", "œ", "oe", "ł", "l", "đ", "d", "ı", "i", "ς", "σ")

// Fold is a text as the search compares it: without accents and capitals. The
// pages do the same with what is typed (pb_public/app/lib/fold.js).
func Fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(s) {
		if !unicode.Is(unicode.Mn, r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return letters.Replace(b.String())
}

// fillSearch fills customers.search where it is empty, after an update of this
// program or an import past PocketBase. A customer without anything to look
// for is rare, and no harm.
func (c *crm) fillSearch() error {
	const page = 500
	last := ""
	for {
		customers, err := c.app.FindRecordsByFilter("customers", "search = '' && id > {:last}", "id", page, 0, map[string]any{"last": last})
		if err != nil || len(customers) == 0 {
			return err
		}
		err = c.app.RunInTransaction(func(tx core.App) error {
			return storeSearch(tx, customers)
		})
		if err != nil {
			return err
		}
		last = customers[len(customers)-1].Id
	}
}

// refreshSearch is for customers that were written past PocketBase.
func refreshSearch(tx core.App, ids []string) error {
	customers, err := tx.FindRecordsByIds("customers", ids)
	if err != nil {
		return err
	}
	return storeSearch(tx, customers)
}

func storeSearch(tx core.App, customers []*core.Record) error {
	for _, customer := range customers {
		_, err := tx.NonconcurrentDB().NewQuery("UPDATE customers SET search = {:text} WHERE id = {:id}").
			Bind(map[string]any{"text": searchText(customer), "id": customer.Id}).Execute()
		if err != nil {
			return err
		}
	}
	return nil
}
