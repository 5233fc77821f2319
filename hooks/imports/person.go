package imports

import (
	"encoding/json"
	"fmt"
	"net/mail"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/pocketbase/ozzo-validation/v4/is"
)

// Limits of the collections that rows go into.
const (
	maxName    = 200
	maxCompany = 200
	maxNotes   = 20_000
	maxValue   = 320
	maxTags    = 4000 // bytes of JSON
)

// Person is what a row says of a customer.
type Person struct {
	Line                                           int
	Name, Company, Email, Language, Country, Notes string
	Tags                                           []string
	Contacts                                       []Contact

	noCode string // in a column for the code of a country; it is none
	coded  bool   // the country is from such a column
	named  bool   // by a name, not by a company, a number or an address in its place
}

// Contact is a number or address of a person.
type Contact struct {
	Type, Value, Label string
	digits             string // of a number by which a customer is recognised
	doubtful           bool   // it can't be right; it is kept all the same
	unread             bool   // it must not be read by any country: the calling code beside it is none
}

// maker makes persons of rows.
type maker struct {
	columns []Column
	mapping Mapping
	order   []int       // mapped columns
	several []Field     // fields with several columns: their contacts get a label
	country string      // of rows that name none
	codes   map[int]int // of columns with numbers: the column with their calling code
	towns   map[int]int // and the one with their area code
	further []string    // by which numbers are read after the customer's country
}

func newMaker(columns []Column, mapping Mapping, country, fallback string) *maker {
	m := &maker{columns: columns, mapping: mapping, country: strings.ToUpper(country), codes: codeColumns(columns, mapping, false), towns: codeColumns(columns, mapping, true)}
	if fallback != "" {
		m.further = []string{strings.ToUpper(fallback)}
	}
	count := map[Field]int{}
	for _, i := range mapping.indexes() {
		if f := mapping[i]; f != Ignore {
			m.order = append(m.order, i)
			if count[f]++; count[f] == 2 {
				m.several = append(m.several, f)
			}
		}
	}
	return m
}

// person reads a row; why is a sentence when nobody can be made of it.
func (m *maker) person(row Row) (p Person, why string) {
	p.Line = row.Line
	if row.Problem != "" {
		return p, row.Problem
	}
	var first, last string
	for _, i := range m.order {
		if i >= len(row.Cells) {
			continue
		}
		cell := clean(row.Cells[i])
		if cell == "" {
			continue
		}
		switch m.mapping[i] {
		case Name:
			p.Name = oneLine(cell)
		case FirstName:
			first = oneLine(cell)
		case LastName:
			last = oneLine(cell)
		case Company:
			p.Company = oneLine(cell)
		case Notes:
			p.note(cell)
		case Tags:
			p.tag(cell)
		case Language:
			if p.Language = languageOf(cell); p.Language == "" {
				p.note(m.columns[i].Name + ": " + cell)
			}
		case Country:
			if p.Country = countryOf(cell); p.Country == "" {
				if namesCode(m.columns[i].Name) {
					p.noCode = cell
				}
				p.note(m.columns[i].Name + ": " + cell)
			} else {
				p.coded = namesCode(m.columns[i].Name)
			}
		case Email, OtherEmail:
			p.emails(cell, m.columns[i], m.mapping[i] == Email, m.labels(m.mapping[i]))
		}
	}
	if p.Country == "" {
		p.Country = m.country
	}
	if why := m.numbers(&p, row); why != "" {
		return p, why
	}
	if p.Name == "" {
		p.Name = strings.TrimSpace(first + " " + last)
	}
	return p, p.finish()
}

// numbers come last: they are read by the country of the row and by the calling
// code beside them.
func (m *maker) numbers(p *Person, row Row) (why string) {
	for _, i := range m.order {
		field := m.mapping[i]
		if field != Phone && field != WhatsApp || i >= len(row.Cells) {
			continue
		}
		by := m.beside(i, row)
		if p.noCode != "" {
			by = beside{column: true, cell: p.noCode}
		}
		by.country = p.coded && !by.column
		reads := func(number string) bool { phone, _ := m.readBeside(number, p.Country, by); return phone.Valid }
		for _, typed := range m.split(clean(row.Cells[i]), reads) {
			number := mended(typed)
			if scientificLike.MatchString(number) {
				return fmt.Sprintf("The number in %q was shortened by a spreadsheet, its last digits are lost. Format that column as text in the original file and export it again.", m.columns[i].Name)
			}
			if nothing(number) {
				continue
			}
			c := Contact{Type: string(field), Value: number, Label: m.label(i)}
			if c.userID() == "" {
				phone, value := m.readBeside(number, p.Country, by)
				c.Value, c.digits, c.doubtful = value, tellingDigits(phone), !phone.Valid
				if c.unread = (by.column || by.town != "") && !phone.Valid; c.unread {
					c.digits = ""
				}
			}
			p.number(c)
		}
	}
	return ""
}

// beside is the calling code and the area code that a row has for the numbers
// of a column.
func (m *maker) beside(column int, row Row) beside {
	var by beside
	said := func(columns map[int]int) (cell string, ok bool) {
		i, ok := columns[column]
		if ok && i < len(row.Cells) && !nothing(mended(row.Cells[i])) {
			cell = mended(row.Cells[i])
		}
		return cell, ok
	}
	by.town, _ = said(m.towns)
	if by.cell, by.column = said(m.codes); by.column {
		by.code, by.area = codeOf(by.cell)
	}
	return by
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func (p *Person) note(text string) {
	if p.Notes != "" {
		p.Notes += "\n"
	}
	p.Notes += text
}

func (p *Person) tag(cell string) {
	for tag := range strings.FieldsFuncSeq(strings.ReplaceAll(cell, ":::", ";"), func(r rune) bool { return strings.ContainsRune(",;|\n", r) }) {
		tag = oneLine(strings.Trim(strings.TrimPrefix(strings.TrimSpace(tag), "* "), `"`)) // as Google writes its own groups
		if tag == "" || tag == "myContacts" || slices.ContainsFunc(p.Tags, func(t string) bool { return strings.EqualFold(t, tag) }) {
			continue
		}
		p.Tags = append(p.Tags, tag)
	}
}

// emails puts the first address into the customer, further ones beside it, and
// what is no address into a contact of its own, so that nothing is lost.
func (p *Person) emails(cell string, column Column, main, labelled bool) {
	label := ""
	if labelled {
		label = clip(column.Name, 100)
	}
	good := []string{}
	if a, err := mail.ParseAddress(cell); err == nil {
		cell = a.Address // Anna <anna@example.com>
	}
	for piece := range strings.FieldsFuncSeq(strings.ReplaceAll(cell, ":::", ";"), func(r rune) bool { return strings.ContainsRune(",; |\n\t", r) }) {
		piece = strings.Trim(strings.TrimPrefix(piece, "mailto:"), "<>'\"")
		if is.EmailFormat.Validate(piece) != nil || piece == "" || utf8.RuneCountInString(piece) > maxValue {
			if !nothing(oneLine(cell)) {
				p.add(Contact{Type: "other", Value: oneLine(cell), Label: clip(column.Name, 100), doubtful: true})
			}
			return
		}
		good = append(good, piece)
	}
	for _, address := range good {
		switch {
		case strings.EqualFold(address, p.Email):
		case main && p.Email == "":
			p.Email = address
		default:
			p.add(Contact{Type: "email", Value: address, Label: label})
		}
	}
}

// number adds a number once; as WhatsApp's, if it is in both kinds of columns.
func (p *Person) number(c Contact) {
	for i := range p.Contacts {
		if has := &p.Contacts[i]; has.digits != "" && has.digits == c.digits {
			if c.Type == "whatsapp" {
				has.Type = c.Type
			}
			return
		}
	}
	p.add(c)
}

func (p *Person) add(c Contact) {
	for _, has := range p.Contacts {
		if has.Type == c.Type && strings.EqualFold(has.Value, c.Value) {
			return
		}
	}
	p.Contacts = append(p.Contacts, c)
}

// finish finds a name and checks the limits.
func (p *Person) finish() (why string) {
	p.named = p.Name != ""
	p.Contacts = slices.DeleteFunc(p.Contacts, func(c Contact) bool { return c.Type == "email" && strings.EqualFold(c.Value, p.Email) })
	if p.Name == "" {
		p.Name = p.Company
	}
	if p.Name == "" {
		p.Name = clip(p.Email, maxName)
	}
	for _, c := range p.Contacts {
		if p.Name == "" {
			p.Name = clip(c.Value, maxName)
		}
		if utf8.RuneCountInString(c.Value) > maxValue {
			return fmt.Sprintf("A number or address has more than %d characters. Shorten it.", maxValue)
		}
	}
	for len(p.Tags) > 0 {
		if content, err := json.Marshal(p.Tags); err == nil && len(content) <= maxTags {
			break
		}
		p.note(p.Tags[len(p.Tags)-1])
		p.Tags = p.Tags[:len(p.Tags)-1]
	}
	switch {
	case p.Name == "":
		return "There is no name, company, number or e-mail address in it."
	case utf8.RuneCountInString(p.Name) > maxName:
		return fmt.Sprintf("The name has more than %d characters. Shorten it, or choose another column for the name.", maxName)
	case utf8.RuneCountInString(p.Company) > maxCompany:
		return fmt.Sprintf("The company has more than %d characters. Shorten it, or choose another column for it.", maxCompany)
	case utf8.RuneCountInString(p.Notes) > maxNotes:
		return "The notes have more than 20,000 characters. Shorten them."
	}
	return ""
}
