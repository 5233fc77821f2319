package imports

import (
	"encoding/json"
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/whatsapp"
)

// Policies for rows whose number or address somebody has already.
const (
	Skip = "skip" // leave the row out
	Fill = "fill" // fill what is empty, add what is missing, overwrite nothing
	Add  = "add"  // make a second customer
)

// Policies in the order in which they are offered.
var Policies = []string{Skip, Fill, Add}

// existing is a customer as stored, with contacts.
type existing struct {
	customer *core.Record
	contacts []storedContact
}

type storedContact struct {
	Customer string `db:"customer"`
	Type     string `db:"type"`
	Value    string `db:"value"`
	Digits   string `db:"digits"`
}

func findExisting(app core.App, ids []string) (map[string]*existing, error) {
	records, err := app.FindRecordsByIds("customers", ids)
	if err != nil {
		return nil, err
	}
	all, list := make(map[string]*existing, len(records)), make([]any, 0, len(records))
	for _, r := range records {
		all[r.Id] = &existing{customer: r}
		list = append(list, r.Id)
	}
	if len(list) == 0 {
		return all, nil
	}
	var contacts []storedContact
	err = app.DB().Select("customer", "type", "value", "digits").From("contacts").Where(dbx.In("customer", list...)).All(&contacts)
	if err != nil {
		return nil, err
	}
	for _, c := range contacts {
		e := all[c.Customer]
		e.contacts = append(e.contacts, c)
	}
	return all, nil
}

// fill sets what is empty in the record and returns the contacts that are
// missing. What belongs to another customer stays there.
func (e *existing) fill(p *Person, x *index) (changed bool, missing []Contact) {
	elsewhere := func(text string) bool { return x.elsewhere(text, e.customer.Id) }
	set := func(field, value string) {
		if value != "" && e.customer.GetString(field) == "" {
			e.customer.Set(field, value)
			changed = true
		}
	}
	set("company", p.Company)
	set("language", p.Language)
	set("country", p.Country)
	set("notes", p.Notes)
	if p.Email != "" && !elsewhere(emailKey(p.Email)) {
		if e.customer.GetString("email") == "" && !e.hasAddress(p.Email) {
			set("email", p.Email)
		} else if !e.hasAddress(p.Email) {
			missing = append(missing, Contact{Type: "email", Value: p.Email})
		}
	}
	if len(p.Tags) > 0 && len(tagsOf(e.customer)) == 0 {
		e.customer.Set("tags", p.Tags)
		changed = true
	}
	for _, c := range p.Contacts {
		if c.userID() != "" && x.has(userKey(c.userID())) {
			continue // note: an id has one contact, which may be one with the number
		}
		if !e.has(c) && !slices.ContainsFunc(keysOf(&Person{Contacts: []Contact{c}}), func(k key) bool { return elsewhere(k.text) }) {
			missing = append(missing, c)
		}
	}
	return changed, missing
}

func tagsOf(customer *core.Record) []any {
	var tags []any
	_ = json.Unmarshal([]byte(customer.GetString("tags")), &tags) // note: what isn't a list counts as empty
	return tags
}

func (e *existing) hasAddress(address string) bool {
	return strings.EqualFold(e.customer.GetString("email"), address) ||
		slices.ContainsFunc(e.contacts, func(c storedContact) bool { return c.Type == "email" && strings.EqualFold(c.Value, address) })
}

func (e *existing) has(c Contact) bool {
	if c.Type == "email" && e.hasAddress(c.Value) {
		return true
	}
	variants := whatsapp.PhoneKeys(c.digits)
	return slices.ContainsFunc(e.contacts, func(s storedContact) bool {
		return s.Type == c.Type && strings.EqualFold(s.Value, c.Value) || s.Digits != "" && slices.Contains(variants, s.Digits)
	})
}
