package imports

import (
	"context"
	"errors"
	"io"
	"slices"
	"strings"
)

// match is who a person is already, and why: somebody with the same number or
// address, unless more speaks against it. Those with the same name go first.
func (x *index) match(p *Person, keys []key) (who uint32, why key, found bool) {
	name := fold(p.Name)
	for _, byName := range []bool{true, false} {
		for _, k := range keys {
			for person := range x.owners(k.text, name) {
				o := &x.people[person]
				agree := alike(name, o.name)
				if agree == byName && x.proves(p, name, keys, k, person, agree) {
					return person, k, true
				}
			}
		}
	}
	return 0, key{}, false
}

// proves weighs what a person and somebody known have in common. A number that
// three share proves nothing by itself, as of an office or a family; names and
// addresses that differ outweigh one that is shared.
func (x *index) proves(p *Person, name string, keys []key, k key, person uint32, agree bool) bool {
	if k.text[0] == 'u' {
		return true // note: an id of WhatsApp is one account
	}
	things, telling := map[int]bool{}, false
	for _, other := range keys {
		for owner := range x.owners(other.text, name) {
			if owner == person && !things[other.thing] {
				things[other.thing] = true
				telling = telling || !x.shared(other.text)
			}
		}
	}
	o := &x.people[person]
	switch {
	case !telling:
		return agree && !x.differ(keys, o)
	case agree || len(things) > 1 || !p.named || !o.named:
		return true
	}
	return !x.differ(keys, o)
}

// shared tells whether three rows of the file have a key, or two customers.
func (x *index) shared(text string) bool {
	if x.crowded[x.hash(tail(text))] {
		return true
	}
	customers := 0
	for person := range x.owners(text, "") {
		if x.people[person].line == 0 {
			customers++
		}
	}
	return customers > 1
}

// differ tells whether each has a number that the other lacks, or an address.
func (x *index) differ(keys []key, o *known) bool {
	for _, kind := range []byte{'n', 'e'} {
		mine, common, theirs := map[int]bool{}, map[int]bool{}, false
		hashes := make([]uint64, 0, len(keys))
		for _, k := range keys {
			if k.text[0] == kind {
				mine[k.thing] = true
				hashes = append(hashes, x.hash(k.text))
			}
		}
		for next := o.last; next > 0; next = x.links[next-1].samePerson {
			l := &x.links[next-1]
			if l.kind != kind || l.undone {
				continue
			}
			at := slices.Index(hashes, l.hash)
			theirs = theirs || at < 0
			for _, k := range keys {
				if at >= 0 && x.hash(k.text) == l.hash {
					common[k.thing] = true
				}
			}
		}
		if theirs && len(common) < len(mine) {
			return true
		}
	}
	return false
}

// alike tells whether two names, folded, may be one: Anna, Anna B. and Anna
// Berg.
func alike(a, b string) bool {
	short, long := lettersOf(a), lettersOf(b)
	if len(short) > len(long) {
		short, long = long, short
	}
	if len(short) == 0 {
		return a == b && a != "" // note: two numbers in place of names
	}
	for _, w := range short {
		at := slices.IndexFunc(long, func(l string) bool {
			return w == l || (len(w) == 1 || len(l) == 1) && w[0] == l[0]
		})
		if at < 0 {
			return false
		}
		long = slices.Delete(slices.Clone(long), at, at+1)
	}
	return true
}

// tail is what is compared to find what many rows share: the end of a number,
// which is the same in all of its spellings, or a whole address.
func tail(text string) string {
	const enough = 8
	if text[0] == 'n' && len(text) > enough {
		return "n" + text[len(text)-enough:]
	}
	return text
}

// crowd finds the numbers and addresses that three rows or more have. It reads
// the file once more, but no number as such, which would take as long as all
// the rest.
func (j *Job) crowd(ctx context.Context, x *index) error {
	const many = 3
	count := map[uint64]uint8{}
	seen := []uint64{}
	err := j.rows(func(row Row) error {
		seen = seen[:0]
		for i, field := range j.Mapping {
			if i >= len(row.Cells) || row.Cells[i] == "" {
				continue
			}
			switch kindOf(field) {
			case Phone:
				seen = x.tails(seen, row.Cells[i])
			case Email:
				seen = x.addresses(seen, row.Cells[i])
			}
		}
		for _, hash := range seen {
			if n := count[hash]; n < many {
				count[hash] = n + 1
			}
		}
		return ctx.Err()
	})
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	for hash, n := range count {
		if n >= many {
			x.crowded[hash] = true
		}
	}
	return nil
}

// tails adds the ends of the numbers in a cell.
func (x *index) tails(seen []uint64, cell string) []uint64 {
	const fewest = 7
	add := func(digits string) {
		if len(digits) >= fewest {
			seen = appendOnce(seen, x.hash(tail(numberKey(digits))))
		}
	}
	add(onlyDigits(cell))
	for piece := range strings.FieldsFuncSeq(cell, func(r rune) bool { return (r < '0' || r > '9') && !strings.ContainsRune(" ()-.+", r) }) {
		add(onlyDigits(piece))
	}
	return seen
}

func (x *index) addresses(seen []uint64, cell string) []uint64 {
	for piece := range strings.FieldsFuncSeq(cell, func(r rune) bool { return strings.ContainsRune(",; |\n\t<>'\":", r) }) {
		if strings.Contains(piece, "@") {
			seen = appendOnce(seen, x.hash(emailKey(piece)))
		}
	}
	return seen
}

func appendOnce(all []uint64, hash uint64) []uint64 {
	if slices.Contains(all, hash) {
		return all
	}
	return append(all, hash)
}
