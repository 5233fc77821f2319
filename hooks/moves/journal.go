// Package moves keeps the journal of what people did that moved messages from
// one customer_id to another (a contact that was added, moved or deleted, a
// choice between customers of one number, a merger) and takes such a move back.
// All of it works in a transaction of PocketBase that the caller holds.
//
// It doesn't decide whose a message is: see package ingest for what arrives,
// and package hooks for what people do. What the ingest brings together by
// itself, because WhatsApp has shown that it is one person, is not in the
// journal; to take a move back it is followed.
package moves

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/ingest"
)

// Kinds of moves.
const (
	Adopt   = "adopt"   // what an unknown sender has said became a customer's
	Release = "release" // a contact was deleted
	Moved   = "move"    // a contact was given to another customer
	Choose  = "choose"  // a person chose between customers of one number
	Merge   = "merge"   // a customer became part of another
	Edited  = "edit"    // a contact stands for somebody else now; no message moved
)

// KeptDays is how long a move can be taken back.
const KeptDays = 30

// undo is what is needed to take a move back.
type undo struct {
	// Rows are the moved rows of comms_log, by the customer_id they were under.
	Rows map[string][]movedRow `json:"rows"`
	// Identities are the addresses whose later messages go back as well.
	Identities []string `json:"identities"`
	// Conversations are those that changed, as they were; After is the column
	// updated of what became of them, by customer_id.
	Conversations []row              `json:"conversations"`
	After         map[string]string  `json:"after"`
	Contacts      map[string]*change `json:"contacts"`
	Customers     map[string]*change `json:"customers"`
	// References are fields of other collections that named the customer.
	References []reference `json:"references"`
}

// movedRow is the id of a row and what a move changes of it, as it was.
type movedRow struct{ ID, Updated, Ambiguous string }

// change is a record before and after a move; nil when it did not exist.
type change struct {
	Before row `json:"before"`
	After  row `json:"after"`
}

// Journal collects how things were before a move, and writes it down.
type Journal struct {
	app   core.App
	store Store
	data  undo
	moved map[string]string // for the pages
}

// Begin starts a journal in the transaction of app.
func Begin(app core.App) *Journal {
	return &Journal{app: app, store: StoreOf(app), moved: make(map[string]string), data: undo{
		Rows: make(map[string][]movedRow), After: make(map[string]string),
		Contacts: make(map[string]*change), Customers: make(map[string]*change),
	}}
}

// Contact notes how a contact is before it changes.
func (j *Journal) Contact(id string) error { return j.note(j.data.Contacts, "contacts", id) }

// Customer notes how a customer is before it changes.
func (j *Journal) Customer(id string) error { return j.note(j.data.Customers, "customers", id) }

// NewContact and NewCustomer note what did not exist before.
func (j *Journal) NewContact(id string)  { j.data.Contacts[id] = &change{} }
func (j *Journal) NewCustomer(id string) { j.data.Customers[id] = &change{} }

// Identities are whose later messages go back too when the move is taken back.
func (j *Journal) Identities(list []string) { j.data.Identities = list }

func (j *Journal) note(known map[string]*change, table, id string) error {
	if known[id] != nil {
		return nil
	}
	before, err := j.store.record(table, id)
	if before != nil {
		known[id] = &change{Before: before}
	}
	return err
}

// conversation notes how conversations are before they change.
func (j *Journal) conversation(customerIDs ...string) error {
	for _, id := range customerIDs {
		if _, ok := j.data.After[id]; ok {
			continue
		}
		rows, err := j.store.whole("SELECT * FROM conversations WHERE customer_id = ?", id)
		if err != nil {
			return err
		}
		j.data.Conversations = append(j.data.Conversations, rows...)
		j.data.After[id] = ""
	}
	return nil
}

// rowsOf notes rows before they move.
func (j *Journal) rowsOf(customerID string, rows [][]string) {
	for _, r := range rows {
		j.data.Rows[customerID] = append(j.data.Rows[customerID], movedRow{r[0], r[1], r[2]})
	}
}

// Change is what the pages and subscribers must hear after the commit.
func (j *Journal) Change() ingest.Change {
	c := ingest.Change{Moved: j.moved}
	for _, rows := range j.data.Rows {
		for _, r := range rows {
			c.Rows = append(c.Rows, r.ID)
		}
	}
	for id := range j.data.After {
		c.Conversations = append(c.Conversations, id)
	}
	c.Contacts, c.Customers = slices.Collect(maps.Keys(j.data.Contacts)), slices.Collect(maps.Keys(j.data.Customers))
	return c
}

// Messages is how many rows have moved so far.
func (j *Journal) Messages() int {
	n := 0
	for _, rows := range j.data.Rows {
		n += len(rows)
	}
	return n
}

// Entry is what people read of a move.
type Entry struct {
	Kind, From, To   string
	FromName, ToName string
	Contact          string
	Contacts         int
	Actor            Actor
}

// Write finishes the journal and returns the id of the move.
func (j *Journal) Write(e Entry) (id string, err error) {
	for customerID := range j.data.After {
		stamps, err := j.store.strings("SELECT updated FROM conversations WHERE customer_id = ?", customerID)
		if err != nil {
			return "", err
		}
		if len(stamps) > 0 {
			j.data.After[customerID] = stamps[0]
		}
	}
	for table, changes := range map[string]map[string]*change{"customers": j.data.Customers, "contacts": j.data.Contacts} {
		for id, c := range changes {
			if c.After, err = j.store.record(table, id); err != nil {
				return "", err
			}
		}
	}
	collection, err := j.app.FindCachedCollectionByNameOrId("identity_moves")
	if err != nil {
		return "", err
	}
	record := core.NewRecord(collection)
	record.Load(map[string]any{
		"kind": e.Kind, "from": e.From, "to": e.To, "from_name": clip(e.FromName), "to_name": clip(e.ToName),
		"contact": e.Contact, "contacts": e.Contacts, "messages": j.Messages(), "actor": e.Actor.ID, "actor_name": clip(e.Actor.Name),
	})
	record.Id = ingest.NewID()
	if err := j.app.Save(record); err != nil {
		return "", fmt.Errorf("write the journal: %w", err)
	}
	return record.Id, j.save(record.Id)
}

// note: past the API's limit of length; a merger may move a hundred thousand rows
func (j *Journal) save(move string) error {
	content, err := json.Marshal(j.data)
	if err != nil {
		return err
	}
	return j.store.Exec("INSERT INTO identity_undo (id, move, data, created) VALUES (?, ?, ?, ?) ON CONFLICT (move) DO UPDATE SET data = excluded.data",
		ingest.NewID(), move, string(content), timestamp())
}

func clip(s string) string {
	if r := []rune(s); len(r) > 300 {
		return string(r[:300])
	}
	return s
}
