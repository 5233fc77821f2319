package imports

import (
	"fmt"
	"slices"
	"strings"
)

// Field is what a column can be.
type Field string

// The fields. Several columns may be phone, whatsapp, other_email, calling_code,
// tags or notes; the others have one column at most.
const (
	Ignore     Field = ""
	Name       Field = "name"
	FirstName  Field = "first_name"
	LastName   Field = "last_name"
	Company    Field = "company"
	Email      Field = "email"
	Language   Field = "language"
	Country    Field = "country"
	Tags       Field = "tags"
	Notes      Field = "notes"
	Phone      Field = "phone"
	WhatsApp   Field = "whatsapp"
	OtherEmail Field = "other_email"
	// CallingCode goes before the numbers beside it.
	CallingCode Field = "calling_code"
)

var (
	fields   = []Field{Name, FirstName, LastName, Company, Email, Language, Country, Tags, Notes, Phone, WhatsApp, OtherEmail, CallingCode}
	repeated = []Field{Phone, WhatsApp, OtherEmail, CallingCode, Tags, Notes}
	// naming are the fields of which at least one makes a customer.
	naming = []Field{Name, FirstName, LastName, Company, Email, Phone, WhatsApp, OtherEmail}
)

// Mapping says which column, from 0, is which field.
type Mapping map[int]Field

// Check is a sentence about what is wrong with a mapping, empty when nothing is.
func (m Mapping) Check(columns []Column) string {
	seen, named := map[Field]int{}, false
	for _, i := range m.indexes() {
		field := m[i]
		if i < 0 || i >= len(columns) {
			return fmt.Sprintf("The file has no column %d. Reload the page and choose again.", i+1)
		}
		if field == Ignore {
			continue
		}
		if !slices.Contains(fields, field) {
			return fmt.Sprintf("There is no field %q. Use one of: %s.", field, fieldList())
		}
		if other, twice := seen[field]; twice && !slices.Contains(repeated, field) {
			return fmt.Sprintf("The columns %q and %q can't both be %q. Choose one of them.", columns[other].Name, columns[i].Name, field)
		}
		seen[field] = i
		named = named || slices.Contains(naming, field)
	}
	if !named {
		return "Choose the column with the name, the number or the e-mail address: without one of them there is nothing to make a customer of."
	}
	return ""
}

func fieldList() string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = string(f)
	}
	return strings.Join(names, ", ")
}

func (m Mapping) indexes() []int {
	all := make([]int, 0, len(m))
	for i := range m {
		all = append(all, i)
	}
	slices.Sort(all)
	return all
}

// ParseMapping reads "Column=field,Other=field" as the command line has it.
// Columns that aren't named keep their guess.
func ParseMapping(text string, columns []Column) (Mapping, error) {
	m := Guessed(columns)
	for pair := range strings.SplitSeq(text, ",") {
		if strings.TrimSpace(pair) == "" {
			continue
		}
		// note: the last "=", for a column may have one in its name
		at := strings.LastIndexByte(pair, '=')
		if at < 0 {
			return nil, fmt.Errorf("%q names no field. Write Column=field, with one of: %s", pair, fieldList())
		}
		name, field := strings.TrimSpace(pair[:at]), Field(strings.TrimSpace(pair[at+1:]))
		i := slices.IndexFunc(columns, func(c Column) bool { return strings.EqualFold(c.Name, name) })
		if i < 0 {
			names := make([]string, len(columns))
			for k, c := range columns {
				names[k] = c.Name
			}
			return nil, fmt.Errorf("the file has no column %q. It has: %s", name, strings.Join(names, ", "))
		}
		if field == "ignore" {
			field = Ignore
		}
		m[i] = field
	}
	return m, nil
}
