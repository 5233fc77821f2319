package imports

import (
	"fmt"
	"hash/maphash"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/whatsapp"
)

// owner is who has a number or address.
type owner struct {
	customer string // record id; "" while only the file has it
	line     int    // of the file, when it is from there
}

// index knows every number and e-mail address of the database, at some 60
// bytes each: one query for each row of a file would take minutes.
type index struct {
	seed   maphash.Seed
	at     map[uint64]uint32
	owners []owner

	contacts, customers int64 // rowids up to which the tables were read
}

func newIndex() *index {
	return &index{seed: maphash.MakeSeed(), at: make(map[uint64]uint32)}
}

// key is what two persons must not share: why says it in a sentence.
type key struct{ text, why string }

// keysOf are a person's keys, numbers first, with their national variants.
func keysOf(p *Person) []key {
	keys := make([]key, 0, len(p.Contacts)+1)
	for _, c := range p.Contacts {
		for _, digits := range whatsapp.PhoneKeys(c.digits) {
			keys = append(keys, key{numberKey(digits), "The same number: " + c.Value})
		}
		if c.userID() != "" {
			keys = append(keys, key{userKey(c.userID()), "The same WhatsApp id: " + c.Value})
		}
	}
	for _, address := range addressesOf(p) {
		keys = append(keys, key{emailKey(address), "The same e-mail address: " + address})
	}
	return keys
}

func addressesOf(p *Person) []string {
	var all []string
	if p.Email != "" {
		all = append(all, p.Email)
	}
	for _, c := range p.Contacts {
		if c.Type == "email" {
			all = append(all, c.Value)
		}
	}
	return all
}

// userID is the BSUID that a contact consists of, "" for a number or address.
func (c Contact) userID() string {
	if c.Type != string(WhatsApp) || !whatsapp.IsUserID(c.Value) {
		return ""
	}
	return c.Value
}

func numberKey(digits string) string { return "n" + digits }
func userKey(id string) string       { return "u" + id }
func emailKey(address string) string { return "e" + strings.ToLower(strings.TrimSpace(address)) }

// add notes an owner; the first one stays.
func (x *index) add(text string, o owner) (hash uint64, added bool) {
	hash = maphash.String(x.seed, text)
	if _, has := x.at[hash]; has {
		return hash, false
	}
	x.at[hash] = uint32(len(x.owners))
	x.owners = append(x.owners, o)
	return hash, true
}

func (x *index) find(text string) (owner, bool) {
	i, ok := x.at[maphash.String(x.seed, text)]
	if !ok {
		return owner{}, false
	}
	return x.owners[i], true
}

// drop forgets one key, of a customer who is gone or a row that was not written.
func (x *index) drop(hash uint64) { delete(x.at, hash) }

// match is who a person is already, and why.
func (x *index) match(keys []key) (owner, key, bool) {
	for _, k := range keys {
		if o, ok := x.find(k.text); ok {
			return o, k, true
		}
	}
	return owner{}, key{}, false
}

// load reads what is new since the last time. Whoever writes beside us, a
// colleague or WhatsApp, is known so before the next rows are written.
func (x *index) load(app core.App) error {
	db := app.DB()
	var last struct {
		Contacts  int64 `db:"contacts"`
		Customers int64 `db:"customers"`
	}
	err := db.NewQuery("SELECT (SELECT COALESCE(MAX(rowid), 0) FROM contacts) contacts, (SELECT COALESCE(MAX(rowid), 0) FROM customers) customers").One(&last)
	if err != nil {
		return fmt.Errorf("read who is there: %w", err)
	}
	// note: by rowid, because it is the order of writing and needs no index
	err = x.read(db.NewQuery("SELECT customer, digits, wa_user_id, CASE WHEN type = 'email' THEN value ELSE '' END FROM contacts WHERE rowid > {:after} AND rowid <= {:to}").
		Bind(dbx.Params{"after": x.contacts, "to": last.Contacts}))
	if err != nil {
		return err
	}
	err = x.read(db.NewQuery("SELECT id, '', '', email FROM customers WHERE rowid > {:after} AND rowid <= {:to}").
		Bind(dbx.Params{"after": x.customers, "to": last.Customers}))
	if err != nil {
		return err
	}
	x.contacts, x.customers = last.Contacts, last.Customers
	return nil
}

func (x *index) read(q *dbx.Query) error {
	rows, err := q.Rows()
	if err != nil {
		return fmt.Errorf("read who is there: %w", err)
	}
	defer func() { _ = rows.Close() }()
	var id, digits, userID, address string
	for rows.Next() {
		if err := rows.Scan(&id, &digits, &userID, &address); err != nil {
			return err
		}
		if userID != "" {
			x.add(userKey(userID), owner{customer: id})
		}
		if digits != "" {
			x.add(numberKey(digits), owner{customer: id})
		}
		if address != "" {
			x.add(emailKey(address), owner{customer: id})
		}
	}
	return rows.Err()
}
