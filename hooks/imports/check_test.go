package imports_test

import (
	"strings"
	"testing"
)

func TestCheckTellsWhoIsThereAndWritesNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	anna := b.customer("Anna Berg", "07700 900123")
	b.create("customers", map[string]any{"name": "Ben Cole", "email": "ben@example.com"})
	dora := b.create("customers", map[string]any{"name": "Dora"})
	b.create("contacts", map[string]any{"customer": dora.Id, "type": "email", "value": "Dora@Example.com"})
	bruno := b.customer("Bruno", "+55 31 9999-0123") // an account from before the 9
	before := b.state()

	text := "Name,Phone,E-mail\n" +
		"Anna B,+44 7700 900123,\n" + // 2: the same number
		"B Cole,,BEN@example.com\n" + // 3: the same address
		"Anna Berg,+44 7700 900999,\n" + // 4: the same name only
		"Eve,0044 7700 900555,eve@example.com\n" +
		"Eve again,,Eve@example.com\n" + // 6: as in line 5
		"D,,dora@example.com\n" + // 7: the same address as a contact
		"Bruno,+55 31 99999-0123,\n" + // 8: a national variant
		",,\n" +
		"  ,,-\n" + // 10: nobody
		"Frank,4.477E+11,\n" // 11: digits lost
	record, report := b.checked(text, "skip")
	want(t, "total", report.Total, 9)
	want(t, "new", report.New, 2)
	want(t, "duplicates", report.Duplicates, 4)
	want(t, "in file", report.InFile, 1)
	want(t, "refused", report.Refused, 2)
	want(t, "state", record.GetString("state"), "checked")
	want(t, "customers and contacts", b.state(), before)

	got := asJSON(t, report.Samples)
	for _, part := range []string{
		`"new":[{"line":4,"name":"Anna Berg","contacts":["+44 7700 900999"]},{"line":5,"name":"Eve","contacts":["0044 7700 900555","eve@example.com"]}]`,
		`{"line":2,"name":"Anna B","customer":{"id":"` + anna.Id + `","name":"Anna Berg"},"because":"The same number: +44 7700 900123"}`,
		`"because":"The same e-mail address: BEN@example.com"`,
		`{"line":6,"name":"Eve again","customer":{"id":"","name":""},"because":"The same e-mail address: Eve@example.com, as in line 5"}`,
		`{"line":7,"name":"D","customer":{"id":"` + dora.Id + `","name":"Dora"}`,
		`{"line":8,"name":"Bruno","customer":{"id":"` + bruno.Id + `","name":"Bruno"}`,
		`{"line":11,"reason":"The number in \"Phone\" was shortened by a spreadsheet`,
	} {
		if !strings.Contains(got, part) {
			t.Errorf("the samples lack %s:\n%s", part, got)
		}
	}
}

// What can't be right is kept, and said before.
func TestCheckTellsOfNumbersThatCannotBeRight(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	_, report := b.checked("Name,Phone,Mobile,E-mail\nAnna,07700 900123,12345,anna@example.com\nBen,ask at the desk,,ben at example.com\nEve,07700 900124,,\n", "skip")
	want(t, "new", report.New, 3)
	want(t, "doubtful", report.Doubtful, 2)
	want(t, "samples", asJSON(t, report.Samples.Doubtful), `[{"line":2,"name":"Anna","values":["12345"]},{"line":3,"name":"Ben","values":["ben at example.com","ask at the desk"]}]`)
}

func TestCheckCountsWhatFillWouldAdd(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	b.customer("Anna", "07700 900123")
	full := b.create("customers", map[string]any{"name": "Ben", "email": "ben@example.com", "company": "Cole"})
	b.create("contacts", map[string]any{"customer": full.Id, "type": "phone", "value": "07700 900124"})
	_, report := b.checked("Name,Phone,E-mail,Company\nAnna,07700 900123,anna@example.com,\nBen,07700 900124,ben@example.com,Other\n", "fill")
	want(t, "duplicates", report.Duplicates, 2)
	want(t, "updates", report.Updates, 1)
}
