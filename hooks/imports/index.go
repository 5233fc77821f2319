package imports

import (
	"fmt"
	"hash/maphash"
	"iter"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// index knows every number and e-mail address of the database with whoever has
// it, at some 110 bytes each: one query for each row of a file would take
// minutes.
type index struct {
	seed    maphash.Seed
	at      map[uint64]uint32 // by key: the first of links that has it, plus one
	ids     map[uint64]uint32 // of customers, in people
	links   []link
	people  []known
	crowded map[uint64]bool // what three rows of the file or more share

	contacts, customers int64 // rowids up to which the tables were read
}

// known is a customer, or a row that will be one.
type known struct {
	customer string // record id; "" while only the file has it
	line     int32  // of the file, when it is from there
	named    bool   // the name is a name, not a company or a number in its place
	gone     bool   // the customer was deleted or merged meanwhile
	name     string // folded
	last     uint32 // of links, plus one
}

// link says that somebody has a key.
type link struct {
	hash       uint64
	person     uint32
	sameKey    uint32 // the next who has it, plus one
	samePerson uint32 // the one before of the same person, plus one
	kind       byte   // the first of the key's text
	undone     bool   // it wasn't stored
}

// maxSharers is how many are looked at one by one who share a key; further
// ones are known by key and name.
const maxSharers = 16

func newIndex() *index {
	return &index{seed: maphash.MakeSeed(), at: make(map[uint64]uint32), ids: make(map[uint64]uint32), crowded: make(map[uint64]bool)}
}

func (x *index) hash(text string) uint64 { return maphash.String(x.seed, text) }

// person is a customer's place in people, made when there is none.
func (x *index) person(customer string) uint32 {
	hash := x.hash(customer)
	at, there := x.ids[hash]
	if !there {
		at = uint32(len(x.people))
		x.ids[hash] = at
		x.people = append(x.people, known{customer: customer})
	}
	x.people[at].gone = false
	return at
}

// row is a place for somebody whom only the file has.
func (x *index) row(p *Person) uint32 {
	x.people = append(x.people, known{line: int32(p.Line), name: fold(p.Name), named: p.named})
	return uint32(len(x.people) - 1)
}

// add notes that somebody has a key; link is its place, for undo.
func (x *index) add(text string, person uint32) (at uint32, added bool) {
	at, added, full := x.append(text, link{hash: x.hash(text), person: person, kind: text[0]})
	if full {
		at, added, _ = x.append(amongMany(text, x.people[person].name), link{hash: x.hash(text), person: person, kind: text[0]})
	}
	return at, added
}

// amongMany is the key of somebody who shares it with maxSharers others.
func amongMany(text, name string) string { return text + "\x00" + name }

func (x *index) append(text string, one link) (at uint32, added, full bool) {
	hash, last, n := x.hash(text), uint32(0), 0
	for next := x.at[hash]; next > 0; next = x.links[next-1].sameKey {
		if l := &x.links[next-1]; l.person == one.person {
			was := l.undone
			l.undone = false
			return next - 1, was, false
		}
		last = next
		n++
	}
	if n >= maxSharers {
		return 0, false, true
	}
	at = uint32(len(x.links))
	one.samePerson = x.people[one.person].last
	x.links = append(x.links, one)
	x.people[one.person].last = at + 1
	if last == 0 {
		x.at[hash] = at + 1
	} else {
		x.links[last-1].sameKey = at + 1
	}
	return at, true, false
}

// undo forgets a link, of a row that was not written.
func (x *index) undo(at uint32) { x.links[at].undone = true }

// owners are those who have a key, the first one first.
func (x *index) owners(text, name string) iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		n := x.walk(text, yield)
		if n == maxSharers {
			x.walk(amongMany(text, name), yield)
		}
	}
}

// walk gives how many it has passed; -1 when it was ended.
func (x *index) walk(text string, yield func(uint32) bool) (n int) {
	for next := x.at[x.hash(text)]; next > 0; next = x.links[next-1].sameKey {
		l := &x.links[next-1]
		if n++; !l.undone && !x.people[l.person].gone && !yield(l.person) {
			return -1
		}
	}
	return n
}

// elsewhere tells whether a key is of other customers only.
func (x *index) elsewhere(text, customer string) bool {
	other := false
	for person := range x.owners(text, "") {
		switch x.people[person].customer {
		case customer:
			return false
		case "":
		default:
			other = true
		}
	}
	return other
}

// has tells whether anybody has a key.
func (x *index) has(text string) bool {
	for range x.owners(text, "") {
		return true
	}
	return false
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
	err = x.read(db.NewQuery("SELECT id, name, company, '', '', email FROM customers WHERE rowid > {:after} AND rowid <= {:to}").
		Bind(dbx.Params{"after": x.customers, "to": last.Customers}))
	if err != nil {
		return err
	}
	err = x.read(db.NewQuery("SELECT customer, '', '', digits, wa_user_id, CASE WHEN type = 'email' THEN value ELSE '' END FROM contacts WHERE rowid > {:after} AND rowid <= {:to}").
		Bind(dbx.Params{"after": x.contacts, "to": last.Contacts}))
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
	var id, name, company, digits, userID, address string
	for rows.Next() {
		if err := rows.Scan(&id, &name, &company, &digits, &userID, &address); err != nil {
			return err
		}
		person := x.person(id)
		if name != "" {
			who := &x.people[person]
			who.name, who.named = fold(name), name != company && lettersIn(name) > 0 && !looksLikeEmail(name)
		}
		if userID != "" {
			x.add(userKey(userID), person)
		}
		if digits != "" {
			x.add(numberKey(digits), person)
		}
		if address != "" {
			x.add(emailKey(address), person)
		}
	}
	return rows.Err()
}
