package imports_test

import "testing"

// What tells one person from another when a list is read for the first time,
// and once more when it is imported again.
func TestWhoIsOnePersonInAList(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, text string
		customers  int
	}{
		{"one number twice", "Name,Phone\nAnna,07700 900123\nAnna Berg,+44 7700 900123\n", 1},
		{"one number twice, other names", "Name,Phone\nAnna,07700 900123\nBen,+44 7700 900123\n", 1},
		{"an office number that three share", "Name,Phone\nAnna Berg,020 7946 0100\nBen Cole,+44 20 7946 0100\nCleo Ames,(020) 7946 0100\n", 3},
		{"an office address that three share", "Name,E-mail,Phone\nAnna Berg,info@example.com,07700 900123\nBen Cole,INFO@example.com,07700 900124\nCleo Ames,info@example.com,07700 900125\n", 3},
		{"number and address that three share", "Name,E-mail,Phone\nAnna,info@example.com,020 7946 0100\nBen,info@example.com,020 7946 0100\nCleo,info@example.com,020 7946 0100\n", 3},
		{"one of three is there twice", "Name,Phone\nAnna,020 7946 0100\nBen,020 7946 0100\nBen,020 7946 0100\nCleo,020 7946 0100\n", 3},
		{"a row pasted three times", "Name,Phone,E-mail\nAnna,07700 900123,anna@example.com\nAnna,07700 900123,anna@example.com\nAnna,07700 900123,anna@example.com\n", 1},
		{"a bare number pasted three times", "Phone\n07700 900123\n07700 900123\n07700 900123\n", 1},
		{"names and addresses differ", "Name,Phone,E-mail\nAnna Berg,020 7946 0100,anna@example.com\nBen Cole,020 7946 0100,ben@example.com\n", 2},
		{"names and numbers differ", "Name,Phone,E-mail\nAnna Berg,07700 900123,home@example.com\nBen Cole,07700 900124,home@example.com\n", 2},
		{"names and mobiles differ beside one number", "Name,Mobile,Phone\nAnna Berg,07700 900123,020 7946 0100\nBen Cole,07700 900124,020 7946 0100\n", 2},
		{"only addresses differ", "Name,Phone,E-mail\nAnna Berg,07700 900123,anna@example.com\nAnna Berg,07700 900123,berg@example.org\n", 1},
		{"number and address agree", "Name,Phone,E-mail\nAnna Berg,07700 900123,anna@example.com\nMrs Smith,07700 900123,anna@example.com\n", 1},
		{"as many as want", "Name,Phone\n" + manyNamed(40, "020 7946 0100"), 40},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			_, report := b.checked(tc.text, "skip")
			want(t, "new", report.New, tc.customers)
			record := b.imported(tc.text, "skip")
			want(t, "customers", b.count("customers"), tc.customers)
			want(t, "created", record.GetInt("created_customers"), tc.customers)
			again := b.imported(tc.text, "skip")
			want(t, "created again", again.GetInt("created_customers"), 0)
			_, report = b.checked(tc.text, "fill")
			want(t, "new to a check", report.New, 0)
		})
	}
}

func manyNamed(n int, number string) string {
	text := ""
	for i := range n {
		text += "Person" + string(rune('A'+i/26)) + string(rune('a'+i%26)) + "," + number + "\n"
	}
	return text
}

func TestCallingCodesOfTheirOwnColumn(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	_, report := b.checked("Name,Country Code,Phone\nAsha,91,9876543210\nRavi,+91,09876543211\nSita,IN (+91),+91 98765 43212\nNo code,,9876543213\nUnreadable,999,07700 900123\nSays it,,+44 7700 900124\n", "skip")
	want(t, "doubtful", asJSON(t, report.Samples.Doubtful), `[{"line":5,"name":"No code","values":["9876543213"]},{"line":6,"name":"Unreadable","values":["999 07700 900123"]}]`)
	b.imported("Name,Country Code,Phone\nAsha,91,9876543210\nRavi,+91,09876543211\nSita,IN (+91),+91 98765 43212\nNo code,,9876543213\nUnreadable,999,07700 900123\nSays it,,+44 7700 900124\n", "skip")
	want(t, "state", b.state(), "Asha///phone:+91 9876543210=919876543210\nNo code///phone:9876543213=\nRavi///phone:+91 9876543211=919876543211\n"+
		"Says it///phone:+44 7700 900124=447700900124\nSita///phone:+91 98765 43212=919876543212\nUnreadable///phone:999 07700 900123=")
	want(t, "marked", b.count("contacts WHERE invalid"), 2)
}

// A number that is possible in the country whose code is beside it is of there,
// also where the country of the firm would make a better one of it.
func TestTheCodeOfACountryGoesBeforeThatOfTheFirm(t *testing.T) {
	t.Parallel()
	b := newBench(t) // note: of a firm in GB
	b.imported("Name,Country Code,Phone\nAnna,DE,0151 23456789\nBen,DE,020 7946 0100\nCleo,GB,07700 900123\nDan,FR,+44 7700 900124\n", "skip")
	want(t, "state", b.state(), "Anna///phone:0151 23456789=4915123456789\nBen///phone:+492079460100=492079460100\n"+
		"Cleo///phone:07700 900123=447700900123\nDan///phone:+44 7700 900124=447700900124")
}
