package imports

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// guessed is what the columns of a file are taken for, ignored ones as "-".
func guessed(t *testing.T, text string) string {
	t.Helper()
	_, columns, err := Inspect(file(text), "")
	if err != nil {
		t.Fatal(err)
	}
	all := []string{}
	for _, c := range columns {
		if c.Guess == Ignore {
			c.Guess = "-"
		}
		all = append(all, string(c.Guess))
	}
	return strings.Join(all, " ")
}

func TestHeadersAreCheckedAgainstTheirCells(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, text, want string }{
		{"answers", "Name,Phone,WhatsApp,Email,SMS consent\nAnna,07700 900123,yes,TRUE,ja\nBen,07700 900124,no,FALSE,nein\n", "name phone - - -"},
		{"answers as numbers", "Name,Phone,WhatsApp,E-mail\nAnna,07700 900123,1,0\nBen,07700 900124,0,0\n", "name phone - -"},
		{"answers of tools", "Name,WhatsApp,Email\nAnna,Opted-in,NEVER_SUBSCRIBED\nBen,Opted-out,SUBSCRIBED\n", "name - -"},
		{"domains", "Name,Email,Company email\nAnna,example.com,https://www.example.com\n", "name - -"},
		{"dates", "Name,WhatsApp,Mobile,Phone\nAnna,2026-01-02 10:11,02.01.2026,\"Jan 2, 2026 10:11 AM\"\n", "name - - -"},
		{"numbers below E-mail", "Name,E-mail,Phone\nAnna,07700 900123,anna@example.com\n", "name phone email"},
		{"numbers below Contact", "Contact,Foo\n07700 900123,Anna Berg\n", "phone name"},
		{"French numbers are no dates", "Foo,Bar\nAnne,06 12 34 56 78\nBen,01 02 03 04 05\n", "name phone"},
		{"wrong ones are numbers all the same", "Name,Phone\nAnna,12345\n", "name phone"},
		{"numbers of customers", "Name,Kundennummer,VAT number,Foo\nAnna,1234567890,123456789,9876543210\n", "name - - -"},
		{"Facebook", "full_name\tphone_number\tis_organic\nAnna\tp:+447700900123\tfalse\n", "name phone -"},
		{"a country or a calling code", "Name,Country Code,Phone\nAnna,GB,07700 900123\n", "name country phone"},
		{"a calling code", "Name,Country Code,Phone\nAsha,91,9876543210\n", "name calling_code phone"},
		{"a calling code of one", "Name,Country Code,Phone\nAnn,1,2125550100\n", "name calling_code phone"},
		{"a code that is none", "Name,Country Code,Phone\nAsha,ZZ9,9876543210\n", "name calling_code phone"},
		{"a country column with calling codes", "Name,Country,Phone\nAsha,+91,9876543210\n", "name calling_code phone"},
		{"a calling code nobody has announced", "Name,Foo,Phone\nAsha,+91,9876543210\n", "name calling_code phone"},
		{"of several numbers", "Name,Phone country code,Phone,WhatsApp dial code,WhatsApp\nAsha,44,07700900123,IN (+91),9876543210\n", "name calling_code phone calling_code whatsapp"},
		{"in other languages", "Nom,Indicatif,Portable,Vorwahl,Prefijo,Prefisso\nAnne,33,0612345678,0049,34,+39\n", "name calling_code phone calling_code calling_code calling_code"},
		{"other codes", "Code,Zip code,Name,Phone\nANN-1,10115,Anna,07700 900123\n", "- - name phone"},
	} {
		if got := guessed(t, tc.text); got != tc.want {
			t.Errorf("%s: got %q, want %q", tc.name, got, tc.want)
		}
	}
}

func TestColumnsOfOtherPeopleAreLeftOut(t *testing.T) {
	t.Parallel()
	for _, header := range strings.Split(strings.Join([]string{
		"Assistant's Phone|Asst. Phone|Manager mobile|Spouse phone|Emergency contact number|Referrer phone|Referred by phone|Sales rep phone|Account owner phone|Company Main Phone|Next of kin phone|Parent phone|Partner mobile|Accountant tel|Agent phone|Supplier phone",
		"Telefon Assistent|Handy Ehepartner|Notfallkontakt Telefon|Geworben von Telefon|Betreuer Handy|Steuerberater Telefon|Telefon der Mutter|Telefon Firma|Lieferant Telefon|Vorgesetzter Telefon",
		"Téléphone de l'assistant(e)|Téléphone conjoint|Tél. contact d'urgence|Parrain téléphone|Téléphone société|Téléphone comptable|Téléphone du père|Fournisseur tél.",
		"Teléfono del asistente|Teléfono del cónyuge|Teléfono de emergencia|Teléfono madre|Teléfono vendedor|Teléfono principal de la organización|Teléfono proveedor",
		"Telefone do assistente|Telefone do cônjuge|Telefone de emergência|Telefone da mãe responsável|Telefone principal da empresa|Telefone contador",
		"Telefono assistente|Telefono coniuge|Telefono emergenza|Telefono madre|Telefono principale società|Telefono commercialista",
		"Τηλέφωνο βοηθού|Τηλέφωνο συζύγου|Τηλέφωνο έκτακτης ανάγκης|Τηλέφωνο μητέρας|Κύριο τηλέφωνο εταιρείας|Τηλέφωνο λογιστή|Τηλέφωνο προμηθευτή",
		"Telefoon assistent|Hoofdtelefoon bedrijf|Telefon asystenta|Telefon manžela|Телефон матери|Yardımcının telefonu",
	}, "|"), "|") {
		text := "Name;Phone;" + header + "\nAnna;07700 900123;07700 900777\nBen;07700 900124;07700 900777\n"
		if got := guessed(t, text); got != "name phone -" {
			t.Errorf("%s: %s", header, got)
		}
	}
	for _, header := range []string{"Business Phone", "Telefon geschäftlich", "Telefone comercial", "Ansprechpartner Telefon", "Téléphone (bureau)", "Billing Phone", "Primary Phone", "Telefoon op werk"} {
		if got := guessed(t, "Name;Phone;"+header+"\nAnna;07700 900123;07700 900124\n"); got != "name phone phone" {
			t.Errorf("%s is the customer's own: %s", header, got)
		}
	}
	for _, header := range []string{
		"GP phone", "Insurance phone", "Mum's mobile", "Grandmother phone", "HQ tel", "Faxnummer", "Télécopie (bureau)", "NHS number", "Shipping Phone", "Phone (Shipping)",
		"Garant téléphone", "Celular da mãe", "Mobiel moeder", "Telefon matki", "Телефон мамы", "Baba Telefonu", "هاتف ولي الأمر", "紧急联系人电话", "保護者電話", "보호자 전화번호",
	} {
		if got := guessed(t, "Name;Phone;"+header+"\nAnna;07700 900123;020 7946 0100\nBen;07700 900124;020 7946 0100\n"); got != "name phone -" {
			t.Errorf("%s: %s", header, got)
		}
	}
	orders := "First Name (Billing),Last Name (Billing),Email (Billing),Phone (Billing),First Name (Shipping),Phone (Shipping)\nAnna,Berg,anna@example.com,07700 900123,Ben,07700 900124\n"
	if got := guessed(t, orders); got != "first_name last_name email phone - -" {
		t.Errorf("whoever pays is the customer, not whoever gets the parcel: %s", got)
	}
	if got := guessed(t, "Lead Name,Contact Number,Lead Status\nAnna Berg,07700 900123,New\n"); got != "name phone -" {
		t.Errorf("a lead has a name: %s", got)
	}
	if got := guessed(t, "Name,Shipping phone\nAnna,07700 900123\n"); got != "name phone" {
		t.Errorf("the only number of an order: %s", got)
	}
	if got := guessed(t, "Name,Company phone\nAnna,020 7946 0100\n"); got != "name phone" {
		t.Errorf("the only number there is: %s", got)
	}
}

func TestTitlesAboveTheNamesOfColumns(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ text, first string }{
		"one line":             {"Customers 2026;;\nName;Phone;Notes\nAnna;07700 900123;x\n", "3: Anna|07700 900123|x"},
		"several, with blanks": {"Customers\n\nExported;2026-11-01;by Ben\n;;\nName;Phone;Notes;E-mail\nAnna;07700 900123;x;\n", "6: Anna|07700 900123|x|"},
		"as wide as the list":  {"Customers,2026-11-01\nName,Phone\nAnna,07700 900123\n", "3: Anna|07700 900123"},
		"below Excel's line":   {"sep=;\nCustomers 2026\nName;Phone\nAnna;07700 900123\n", "4: Anna|07700 900123"},
		"none, but labels":     {"Foo,Bar,Baz\nAnna,Mobile,Customer\nBen,Mobile,Company\n", "2: Anna|Mobile|Customer"},
		"no names at all":      {"Anna,07700 900123\nName,Phone\n", "1: Anna|07700 900123"},
	} {
		if _, _, rows := read(t, tc.text); rows[0] != tc.first {
			t.Errorf("%s: the first row is %q, want %q", name, rows[0], tc.first)
		}
	}
	columns, err := inspected("Name,Phone" + strings.Repeat(",", 5000) + "\nAnna,07700 900123" + strings.Repeat(",", 5000) + "\n")
	if err != nil || len(columns) != 2 {
		t.Errorf("%d columns, %v", len(columns), err)
	}
}

func TestTwoNumbersInACellAreTwo(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ country, cell, want string }{
		{"GB", "+44 7700 900123 / +44 7700 900124", "447700900123 447700900124"},
		{"GB", "07700 900123/07700 900124", "447700900123 447700900124"},
		{"GB", "07700 900123 or 07700 900124", "447700900123 447700900124"},
		{"GB", "07700 900123 oder 07700 900124", "447700900123 447700900124"},
		{"GB", "07700 900123 ή 07700 900124", "447700900123 447700900124"},
		{"GB", "07700 900123 & 07700 900124 and 07700 900125", "447700900123 447700900124 447700900125"},
		{"GB", "07700 900123 - 07700 900124", "447700900123 447700900124"},
		{"GB", "07700 900123   07700 900124", "447700900123 447700900124"},
		{"GB", "07700 900123\n07700 900124", "447700900123 447700900124"},
		{"GB", "+447700900123 +447700900124", "447700900123 447700900124"},
		{"GB", "Mobile: 07700 900123, Home: 020 7946 0100", "447700900123 442079460100"},
		{"DE", "030 / 1234567 / 0171 2345678", "49301234567 491712345678"},
		{"FR", "06 12 34 56 78 / 06 87 65 43 21", "33612345678 33687654321"},
		{"US", "(212) 555-0100, (212) 555-0101", "12125550100 12125550101"},
		{"US", "212-555-0100 212-555-0101", "12125550100 12125550101"},
		{"ES", "612345678-612345679", "34612345678 34612345679"},
		{"GB", "07700 900123•07700 900124", "447700900123 447700900124"},
		{"GB", "07700 900123 (07700 900124)", "447700900123 447700900124"},
		{"GB", "07700 900123 (Mum) 07700 900124 (Dad)", "447700900123 447700900124"},
		{"IN", "+91 98765 43210 / 98765 43211", "919876543210 919876543211"},
		{"BR", "(11) 96123-4567 / (11) 3123-4567", "5511961234567 551131234567"},
		// one
		{"DE", "+49 (0) 151 - 234 567 89", "4915123456789"},
		{"DE", "+49 (0) 30 / 90182-1234 Durchwahl 5678", "4930901821234"},
		{"GB", "+44 (0)20 7946-0100 ext 3", "442079460100"},
		{"GB", "020 7946 0100 or 0101", "442079460100"},
		{"AT", "0664/1234567", "436641234567"},
		{"FR", "06 12 34 56 78", "33612345678"},
		{"DE", "030 / 123 456", "4930123456"},
		{"DE", "030 1234567 / 7654321", "49301234567"},
		{"US", "212-555-0100 / 0101", "12125550100"},
	} {
		m := newMaker([]Column{{Name: "Phone"}}, Mapping{0: Phone}, tc.country, "")
		p, why := m.person(Row{Cells: []string{tc.cell}})
		got := []string{}
		for _, c := range p.Contacts {
			got = append(got, c.digits)
		}
		if strings.Join(got, " ") != tc.want {
			t.Errorf("%q: got %q, want %q %s", tc.cell, got, tc.want, why)
		}
	}
}

func TestPagesKnowEveryEncoding(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("../../pb_public/app/lib/mapping.js")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(Encodings, string(CallingCode)) {
		if !strings.Contains(string(content), `"`+name+`"`) {
			t.Errorf("the page can't choose %s", name)
		}
		if name != string(CallingCode) && EncodingOf(name) != name {
			t.Errorf("%s is %q", name, EncodingOf(name))
		}
	}
	for name, want := range map[string]string{"latin1": "windows-1252", "CP1253": "windows-1253", "GBK": "gb18030", "MacRoman": "macintosh", "Shift-JIS": "shift_jis", "sjis": "shift_jis", "iso-8859-9": "windows-1254", "klingon": "", "": ""} {
		if got := EncodingOf(name); got != want {
			t.Errorf("%q is %q, want %q", name, got, want)
		}
	}
}

func TestAreaCodesOfTheirOwnColumn(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, text, country, want string }{
		{"India", "Name,STD Code,Phone,Mobile\nAsha,022,26543210,9876543210\n", "IN", "phone:022 26543210=912226543210 phone:9876543210=919876543210"},
		{"Brazil, with the code in both", "Nome,DDD,Celular\nAna,11,98888-0123\nBia,11,11 98888-0124\n", "BR", "phone:11 98888-0123=5511988880123 phone:11 98888-0124=5511988880124"},
		{"and its calling code", "Nome,DDI,DDD,Celular\nAna,55,11,98888-0123\n", "GB", "phone:+55 11988880123=5511988880123"},
		{"a code that is Morocco's, too", "Name,Area Code,Phone\nAnn,212,555 0123\n", "US", "phone:212 555 0123=12125550123"},
		{"one that says its country", "Name,Area Code,Phone\nAnn,212,+44 7700 900123\n", "US", "phone:+44 7700 900123=447700900123"},
		{"no country", "Name,Area Code,Phone\nAnn,212,555 0123\n", "", "phone:212 555 0123="},
		{"no code, but words", "Name,Area Code,Phone\nAnn,Mumbai,26543210\n", "IN", "phone:Mumbai 26543210="},
		{"a mobile number", "Name,STD Code,Phone\nAsha,022,98765 43210\n", "IN", "phone:98765 43210=919876543210"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			format, columns, err := Inspect(file(tc.text), "")
			if err != nil {
				t.Fatal(err)
			}
			reader, _, err := format.Open(strings.NewReader(tc.text))
			if err != nil {
				t.Fatal(err)
			}
			m := newMaker(columns, Guessed(columns), tc.country, "")
			var got []string
			for row, err := reader.Next(); err == nil; row, err = reader.Next() {
				p, why := m.person(row)
				if why != "" {
					t.Fatal(why)
				}
				for _, c := range p.Contacts {
					got = append(got, fmt.Sprintf("%s:%s=%s", c.Type, c.Value, c.digits))
				}
			}
			if got := strings.Join(got, " "); got != tc.want {
				t.Errorf("got %s, want %s", got, tc.want)
			}
		})
	}
}
