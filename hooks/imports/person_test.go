package imports

import (
	"fmt"
	"strings"
	"testing"
)

// said is a person as a line of text.
func said(p Person) string {
	parts := []string{p.Name}
	for _, f := range [][2]string{{"company", p.Company}, {"email", p.Email}, {"language", p.Language}, {"country", p.Country}, {"tags", strings.Join(p.Tags, "+")}, {"notes", p.Notes}} {
		if f[1] != "" {
			parts = append(parts, f[0]+"="+f[1])
		}
	}
	for _, c := range p.Contacts {
		parts = append(parts, fmt.Sprintf("%s:%s", c.Type, c.Value))
	}
	return strings.Join(parts, " / ")
}

func TestPersonOfARow(t *testing.T) {
	t.Parallel()
	const long = "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
	for _, tc := range []struct{ name, header, row, want, why string }{
		{"plain", "name,phone", "Anna Berg,+44 7700 900123", "Anna Berg / phone:+44 7700 900123", ""},
		{"spaces and line breaks in a name", "name,phone", "\"  Anna\n  Berg \",", "Anna Berg", ""},
		{"halves", "first_name,last_name", "Anna,Berg", "Anna Berg", ""},
		{"whole before halves", "name,first_name,last_name", "Dr Berg,Anna,Berg", "Dr Berg", ""},
		{"company for a name", "name,company", ",Berg Ltd", "Berg Ltd / company=Berg Ltd", ""},
		{"address for a name", "name,email", ",anna@example.com", "anna@example.com / email=anna@example.com", ""},
		{"number for a name", "name,phone", ",07700 900123", "07700 900123 / phone:07700 900123", ""},
		{"nobody", "name,phone,notes", ",,hello", "", "no name, company, number or e-mail"},
		{"nobody with a dash", "name,phone", ",-", "", "no name"},
		{"invalid number", "name,phone", "Anna,ask at the desk", "Anna / phone:ask at the desk", ""},
		{"shortened number", "name,phone", "Anna,4.47700900123E+11", "", "shortened by a spreadsheet"},
		{"shortened number with a comma", "name;phone", "Anna;4,477E+11", "", "shortened by a spreadsheet"},
		{"apostrophe", "name,phone", "Anna,'+447700900123", "Anna / phone:+447700900123", ""},
		{"trailing zero", "name,phone", "Anna,447700900123.0", "Anna / phone:447700900123", ""},
		{"formula that keeps zeros", "name,phone", `Anna,"=""07700900123"""`, "Anna / phone:07700900123", ""},
		{"two numbers", "name,phone", "Anna,+44 7700 900123; +44 7700 900124", "Anna / phone:+44 7700 900123 / phone:+44 7700 900124", ""},
		{"two numbers of Google", "name,phone", "Anna,+44 7700 900123 ::: +44 7700 900124", "Anna / phone:+44 7700 900123 / phone:+44 7700 900124", ""},
		{"number and words", "name,phone", "Anna,\"+44 7700 900123, evenings\"", "Anna / phone:+44 7700 900123, evenings", ""},
		{"the same number twice", "name,phone,whatsapp", "Anna,+44 7700 900123,+447700900123", "Anna / whatsapp:+44 7700 900123", ""},
		{"bad e-mail", "name,email", "Anna,anna at example", "Anna / other:anna at example", ""},
		{"bad e-mail in other_email", "name,other_email", "Anna,anna@", "Anna / other:anna@", ""},
		{"e-mail with a name", "name,email", "Anna,Anna Berg <anna@example.com>", "Anna / email=anna@example.com", ""},
		{"two e-mails", "name,email", "Anna,anna@example.com; b@example.com", "Anna / email=anna@example.com / email:b@example.com", ""},
		{"the same e-mail twice", "name,email,other_email", "Anna,anna@example.com,ANNA@example.com", "Anna / email=anna@example.com", ""},
		{"the same e-mail twice, the other first", "name,other_email,email", "Anna,ANNA@example.com,anna@example.com", "Anna / email=anna@example.com", ""},
		{"country by name", "name,country", "Anna,Deutschland", "Anna / country=DE", ""},
		{"no country that is known", "name,country", "Anna,Atlantis", "Anna / notes=country: Atlantis", ""},
		{"no language that is known", "name,language", "Anna,whatever she likes", "Anna / notes=language: whatever she likes", ""},
		{"tags", "name,tags", "Anna,\"vip, regular; VIP\"", "Anna / tags=vip+regular", ""},
		{"groups of Google", "name,tags", "Anna,* myContacts ::: Friends", "Anna / tags=Friends", ""},
		{"notes of two columns", "name,notes,notes", "Anna,a,b", "Anna / notes=a\nb", ""},
		{"marks that can't be seen", "name,phone", "\u200eAnna,\u202a+44 7700 900123\u202c", "Anna / phone:+44 7700 900123", ""},
		{"long name", "name", long + long, "", "name has more than 200"},
		{"long company", "name,company", "Anna," + long + long, "", "company has more than 200"},
		{"long number", "name,phone", "Anna," + long + long + long + long, "", "more than 320"},
		{"long notes", "name,notes", "Anna," + strings.Repeat("x", 20_001), "", "notes have more than 20,000"},
		{"short row", "name,phone", "Anna", "Anna", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			text := tc.header + "\n" + tc.row + "\n"
			columns, err := inspected(text)
			if err != nil {
				t.Fatal(err)
			}
			header := true
			format, _, err := inspect(file(text), UTF8, 0, &header)
			if err != nil {
				t.Fatal(err)
			}
			mapping := Mapping{}
			for i, name := range strings.FieldsFunc(tc.header, func(r rune) bool { return r == ',' || r == ';' }) {
				mapping[i] = Field(name)
			}
			job := Job{Open: file(text), Format: format, Columns: columns, Mapping: mapping}
			found := 0
			err = job.rows(func(row Row) error {
				found++
				p, why := job.maker().person(row)
				if tc.why != "" || why != "" {
					if why == "" || !strings.Contains(why, tc.why) || tc.why == "" {
						t.Errorf("refused with %q, want %q", why, tc.why)
					}
				} else if got := said(p); got != tc.want {
					t.Errorf("got  %q\nwant %q", got, tc.want)
				}
				return nil
			})
			if err != nil || found != 1 {
				t.Errorf("%d rows, %v", found, err)
			}
		})
	}
}

func TestLabels(t *testing.T) {
	t.Parallel()
	columns := []Column{{Name: "Name"}, {Name: "Home phone"}, {Name: "Mobile"}, {Name: "Phone 1 - Value"}}
	m := newMaker(columns, Mapping{0: Name, 1: Phone, 2: Phone, 3: Phone}, "GB", "")
	p, _ := m.person(Row{Cells: []string{"Anna", "020 7946 0123", "07700 900123", "07700 900124"}})
	if p.Country != "GB" || p.Contacts[0].Label != "Home phone" || p.Contacts[1].Label != "Mobile" || p.Contacts[2].Label != "" {
		t.Errorf("%+v", p)
	}
	if p.Contacts[1].digits != "447700900123" {
		t.Errorf("the number was read as %q", p.Contacts[1].digits)
	}
}
