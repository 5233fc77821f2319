package imports

import (
	"fmt"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// chunkWriter writes the rows of one transaction.
type chunkWriter struct {
	run   *Run
	next  *Progress
	added []uint32 // links that are known only if the transaction is stored
}

// undo forgets what the transaction taught.
func (w *chunkWriter) undo() {
	for _, at := range w.added {
		w.run.known.undo(at)
	}
	w.added = nil
}

func (w *chunkWriter) learn(p *Person, keys []key, customer string, created bool) {
	known := w.run.known
	person := known.person(customer)
	if created {
		known.people[person].name, known.people[person].named = fold(p.Name), p.named
	}
	for _, k := range keys {
		if at, added := known.add(k.text, person); added {
			w.added = append(w.added, at)
		}
	}
}

func (w *chunkWriter) write(tx core.App, i item) error {
	w.next.Done++
	if i.why != "" {
		w.next.Refused++
		return nil
	}
	keys := keysOf(&i.person)
	policy := w.run.Job.Options.Duplicates
	customer := ""
	if policy != Add {
		var err error
		if customer, err = w.match(tx, &i.person, keys); err != nil {
			return rowError{err}
		}
	}
	var err error
	created := customer == ""
	switch {
	case created:
		customer, err = w.create(tx, &i.person)
	case policy == Fill:
		err = w.fill(tx, customer, &i.person)
	default:
		w.next.Skipped++
		return nil
	}
	if err != nil {
		return rowError{err}
	}
	w.learn(&i.person, keys, customer, created)
	return nil
}

// match is the customer who has one of the keys already, if they still exist:
// a colleague may have deleted or merged them since the keys were read.
func (w *chunkWriter) match(tx core.App, p *Person, keys []key) (string, error) {
	for {
		who, k, found := w.run.known.match(p, keys)
		if !found {
			return "", nil
		}
		customer := w.run.known.people[who].customer
		var there int
		err := tx.DB().NewQuery("SELECT COUNT(*) FROM customers WHERE id = {:id}").Bind(dbx.Params{"id": customer}).Row(&there)
		if err != nil {
			return "", fmt.Errorf("look for the customer: %w", err)
		}
		if there > 0 {
			return customer, nil
		}
		w.run.known.people[who].gone = true
		if err := w.relearn(tx, k); err != nil {
			return "", err
		}
	}
}

// relearn asks the database who has a key now.
func (w *chunkWriter) relearn(tx core.App, k key) error {
	column, other := "digits = {:value} AND digits != ''", "" // note: the index of digits leaves out what is empty
	switch k.text[0] {
	case 'u':
		column = "wa_user_id = {:value} AND wa_user_id != ''"
	case 'e':
		column, other = "type = 'email' AND LOWER(value) = {:value}", " UNION SELECT id FROM customers WHERE LOWER(email) = {:value}"
	}
	var rows []struct {
		ID   string `db:"id"`
		Name string `db:"name"`
	}
	err := tx.DB().NewQuery("SELECT id, name FROM customers WHERE id IN (SELECT customer FROM contacts WHERE " + column + other + ") LIMIT 16").
		Bind(dbx.Params{"value": k.text[1:]}).All(&rows)
	if err != nil {
		return fmt.Errorf("look for the customer: %w", err)
	}
	for _, row := range rows {
		person := w.run.known.person(row.ID)
		w.run.known.people[person].name, w.run.known.people[person].named = fold(row.Name), lettersIn(row.Name) > 0
		w.run.known.add(k.text, person)
	}
	return nil
}

func (w *chunkWriter) create(tx core.App, p *Person) (string, error) {
	customers, err := tx.FindCachedCollectionByNameOrId("customers")
	if err != nil {
		return "", err
	}
	record := core.NewRecord(customers)
	record.Load(map[string]any{"name": p.Name, "company": p.Company, "email": p.Email, "language": p.Language, "country": p.Country, "notes": p.Notes})
	if len(p.Tags) > 0 {
		record.Set("tags", p.Tags)
	}
	if err := tx.Save(record); err != nil {
		return "", err
	}
	w.next.CreatedCustomers++
	return record.Id, w.contacts(tx, record.Id, p.Contacts)
}

func (w *chunkWriter) contacts(tx core.App, customer string, list []Contact) error {
	contacts, err := tx.FindCachedCollectionByNameOrId("contacts")
	if err != nil {
		return err
	}
	for _, c := range list {
		record := core.NewRecord(contacts)
		record.Load(map[string]any{"customer": customer, "type": c.Type, "value": c.Value, "label": c.Label})
		if c.unread {
			record.SetRaw(UnreadField, true)
		}
		if err := tx.Save(record); err != nil {
			return err
		}
		w.next.CreatedContacts++
	}
	return nil
}

func (w *chunkWriter) fill(tx core.App, customer string, p *Person) error {
	stored, err := findExisting(tx, []string{customer})
	if err != nil {
		return err
	}
	changed, missing := stored[customer].fill(p, w.run.known)
	if changed {
		if err := tx.Save(stored[customer].customer); err != nil {
			return err
		}
	}
	if changed || len(missing) > 0 {
		w.next.UpdatedCustomers++
	} else {
		w.next.Skipped++
	}
	return w.contacts(tx, customer, missing)
}
