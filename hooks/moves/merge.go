package moves

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/ingest"
	"pocketcrm/whatsapp"
)

// Merged is what one field of two customers becomes.
type Merged struct {
	Into   any `json:"into"`
	From   any `json:"from"`
	Result any `json:"result"`
}

// Fields tells what the fields of into become when from is merged into it: its
// own values stay, empty ones are filled, tags are united, notes are appended.
// Fields in which there is nothing are left out.
func Fields(into, from *core.Record) map[string]Merged {
	all := make(map[string]Merged)
	for _, field := range into.Collection().Fields {
		name := field.GetName()
		if name == core.FieldNameId || name == "search" || field.Type() == core.FieldTypeAutodate || field.Type() == core.FieldTypeFile {
			continue
		}
		m := Merged{Into: into.Get(name), From: from.Get(name)}
		switch {
		case isEmpty(m.Into) && isEmpty(m.From):
			continue
		case isEmpty(m.From):
			m.Result = m.Into
		case isEmpty(m.Into):
			m.Result = m.From
		case name == "tags":
			m.Result = union(into.GetStringSlice(name), from.GetStringSlice(name))
		case name == "notes" && into.GetString(name) != from.GetString(name):
			m.Result = into.GetString(name) + "\n\n" + from.GetString(name)
		default:
			m.Result = m.Into
		}
		all[name] = m
	}
	return all
}

func isEmpty(v any) bool {
	if v == nil || reflect.ValueOf(v).IsZero() {
		return true
	}
	text := strings.TrimSpace(whatsapp.VisibleName(fmt.Sprint(v)))
	return text == "" || text == "[]" || text == "null" || text == "{}"
}

func union(a, b []string) []string {
	list := slices.Clone(a)
	for _, s := range b {
		if !slices.Contains(list, s) {
			list = append(list, s)
		}
	}
	return list
}

// Merger is a finished merger.
type Merger struct {
	Move   string // id in identity_moves
	Change ingest.Change
}

// MergeCustomers makes from part of into, in the transaction of app: contacts,
// log, conversation and whatever else refers to it. from is deleted.
func MergeCustomers(app core.App, into, from *core.Record, by Actor) (Merger, error) {
	j := Begin(app)
	if err := j.Customer(into.Id); err != nil {
		return Merger{}, err
	}
	if err := j.Customer(from.Id); err != nil {
		return Merger{}, err
	}
	contacts, identities, err := j.mergeContacts(into.Id, from.Id)
	if err != nil {
		return Merger{}, err
	}
	j.Identities(identities)
	if err := j.All(from.Id, ingest.OwnerOf(into.Id)); err != nil {
		return Merger{}, err
	}
	j.moved[from.Id] = into.Id // note: also a page of somebody who never wrote goes along
	if err := j.mergeReferences(into, from); err != nil {
		return Merger{}, err
	}
	for name, m := range Fields(into, from) {
		into.Set(name, m.Result)
	}
	entry := Entry{Kind: Merge, From: from.Id, To: into.Id, FromName: from.GetString("name"), ToName: into.GetString("name"), Contacts: len(contacts), Actor: by}
	// note: in this order, because a field of an importing application may be unique
	if err := app.DeleteWithContext(quietly, from); err != nil {
		return Merger{}, err
	}
	if err := app.SaveWithContext(quietly, into); err != nil {
		return Merger{}, err
	}
	id, err := j.Write(entry)
	return Merger{Move: id, Change: j.Change()}, err
}

// mergeContacts moves the contacts, and tells whose messages come with them.
func (j *Journal) mergeContacts(into, from string) (contacts, identities []string, err error) {
	moved, err := j.store.whole("SELECT * FROM contacts WHERE customer = ?", from)
	if err != nil {
		return nil, nil, err
	}
	own, err := j.store.whole("SELECT * FROM contacts WHERE customer = ?", into)
	if err != nil {
		return nil, nil, err
	}
	theirs := make(map[string]bool)
	for _, c := range own {
		for _, key := range IdentitiesOf(c.text("digits"), c.text("wa_user_id")) {
			theirs[key] = true
		}
	}
	for _, c := range moved {
		if err := j.Contact(c.text("id")); err != nil {
			return nil, nil, err
		}
		contacts = append(contacts, c.text("id"))
		for _, key := range IdentitiesOf(c.text("digits"), c.text("wa_user_id")) {
			if !theirs[key] {
				identities = append(identities, key)
			}
		}
	}
	err = j.store.Exec("UPDATE contacts SET customer = ?, updated = ? WHERE customer = ?", into, timestamp(), from)
	return contacts, identities, err
}

// IdentitiesOf are the digits and BSUIDs under which the owner of a contact
// writes.
func IdentitiesOf(digits, userID string) []string {
	keys := whatsapp.PhoneKeys(digits)
	if userID != "" {
		keys = append(keys, userID)
	}
	return keys
}
