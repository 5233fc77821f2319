package imports

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
)

// file opens a text as a file.
func file(text string) Opener {
	return func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }
}

// read is what a file's rows are, "line: cell|cell", problems in brackets.
func read(t testing.TB, text string) (Format, []Column, []string) {
	t.Helper()
	f, columns, err := Inspect(file(text), "")
	if err != nil {
		t.Fatalf("inspect: %v", err)
	}
	rows, _, err := f.Open(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	all := []string{}
	for {
		row, err := rows.Next()
		if errors.Is(err, io.EOF) {
			return f, columns, all
		}
		if err != nil {
			t.Fatal(err)
		}
		line := fmt.Sprintf("%d: %s", row.Line, strings.Join(row.Cells, "|"))
		if row.Problem != "" {
			line = fmt.Sprintf("%d: [%s]", row.Line, row.Problem)
		}
		all = append(all, line)
	}
}

func names(columns []Column) string {
	all := []string{}
	for _, c := range columns {
		all = append(all, c.Name)
	}
	return strings.Join(all, "|")
}

func TestRead(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, text string
		format     string // delimiter, header
		columns    string
		rows       []string
	}{
		{"plain", "Name,Phone\nAnna,123\nBen,456\n", ",h", "Name|Phone", []string{"2: Anna|123", "3: Ben|456"}},
		{"no line end", "Name,Phone\nAnna,123", ",h", "Name|Phone", []string{"2: Anna|123"}},
		{"Windows lines", "Name;Phone\r\nAnna;123\r\n\r\nBen;456\r\n", ";h", "Name|Phone", []string{"2: Anna|123", "4: Ben|456"}},
		{"old Mac lines", "Name;Phone\rAnna;123\rBen;456", ";h", "Name|Phone", []string{"2: Anna|123", "3: Ben|456"}},
		{"tabs", "Name\tPhone\nAnna, B\t123\n", "\th", "Name|Phone", []string{"2: Anna, B|123"}},
		{"bars", "Name|Phone|Notes\nAnna|123|a, b\n", "|h", "Name|Phone|Notes", []string{"2: Anna|123|a, b"}},
		{"commas inside semicolons", "Name;Notes\nAnna;a, b, c\nBen;d, e, f\n", ";h", "Name|Notes", []string{"2: Anna|a, b, c", "3: Ben|d, e, f"}},
		{"decimal commas", "Name;Total\nAnna;1,50\nBen;2,50\n", ";h", "Name|Total", []string{"2: Anna|1,50", "3: Ben|2,50"}},
		{"delimiters in quotes", "Name,Notes\n\"Okafor, Wren\",\"a;b;c\"\n\"Lee; Ann\",x\n", ",h", "Name|Notes", []string{"2: Okafor, Wren|a;b;c", "3: Lee; Ann|x"}},
		{"doubled quotes", "Name,Notes\nAnna,\"says \"\"hello\"\"\"\n", ",h", "Name|Notes", []string{"2: Anna|says \"hello\""}},
		{"line breaks in a cell", "Name,Notes\nAnna,\"one\ntwo\"\nBen,x\n", ",h", "Name|Notes", []string{"2: Anna|one\ntwo", "4: Ben|x"}},
		{"Windows line breaks in a cell", "Name,Notes\r\nAnna,\"one\r\ntwo\"\r\nBen,x\r\n", ",h", "Name|Notes", []string{"2: Anna|one\r\ntwo", "4: Ben|x"}},
		{"spaces around quotes", "Name, Notes\n\"Anna\" , \"a, b\" \n", ",h", "Name|Notes", []string{"2: Anna|a, b"}},
		{"Excel's first line", "sep=;\r\nName;Phone\r\nAnna;123\r\n", ";h", "Name|Phone", []string{"3: Anna|123"}},
		{"Excel's first line against what it looks like", "sep=;\nName,x;Phone,y\nA,n;1,2\n", ";h", "Name,x|Phone,y", []string{"3: A,n|1,2"}},
		{"byte order mark", "\ufeffName,Phone\nAnna,123\n", ",h", "Name|Phone", []string{"2: Anna|123"}},
		{"empty rows of a spreadsheet", "Name;Phone\nAnna;123\n;\n ; \n;;;\n", ";h", "Name|Phone", []string{"2: Anna|123"}},
		{"rows of many lengths", "Name,Phone,Notes\nAnna\nBen,1,2,3,4\nCleo,5,6\n", ",h", "Name|Phone|Notes|Column 4|Column 5", []string{"2: Anna", "3: Ben|1|2|3|4", "4: Cleo|5|6"}},
		{"names of columns twice and none", "Phone,Phone,,Name\n1,2,3,Anna\n", ",h", "Phone|Phone (2)|Column 3|Name", []string{"2: 1|2|3|Anna"}},
		{"no header", "Anna,+44 7700 900123\nBen,+44 7700 900124\n", ",", "Column 1|Column 2", []string{"1: Anna|+44 7700 900123", "2: Ben|+44 7700 900124"}},
		{"no header, one column", "anna@example.com\nben@example.com\n", ",", "Column 1", []string{"1: anna@example.com", "2: ben@example.com"}},
		{"header that nobody knows above numbers", "Foo;Bar\nAnna;+44 7700 900123\n", ";h", "Foo|Bar", []string{"2: Anna|+44 7700 900123"}},
		{"inches", "Name,Notes\nAnna,5\" pipe\nBen,\"5\" pipe\nCleo,x\n", ",h", "Name|Notes", []string{"2: Anna|5\" pipe", "3: Ben|\"5\" pipe", "4: Cleo|x"}},
		{"a quotation mark without an end", "Name,Notes\nAnna,\"oops\nBen,\"fine\"\nCleo,\"also, fine\"\n", ",h", "Name|Notes", []string{"2: Anna|\"oops", "3: Ben|fine", "4: Cleo|also, fine"}},
		{"one that hides the columns", "Name,Notes,Phone\n\"Anna,a,b,1\nBen,c,2\n", ",h", "Name|Notes|Phone|Column 4", []string{"2: [" + whyNoEnd + "]", "3: Ben|c|2"}},
		{"one at the end", "Name,Notes\nAnna,x\nBen,\"y\n", ",h", "Name|Notes", []string{"2: Anna|x", "3: Ben|\"y"}},
		{"zero bytes", "Name,Phone\nAn\x00na,1\n", ",h", "Name|Phone", []string{"2: An\x00na|1"}},
		{"a cell that is too long", "Name,Notes\nAnna," + strings.Repeat("x", maxCellRunes+1) + "\nBen,y\n", ",h", "Name|Notes", []string{"2: [" + whyCellTooLong + "]", "3: Ben|y"}},
		{"a line that is too long", "Name,Notes\nAnna," + strings.Repeat("x,", maxRowBytes) + "\nBen,y\n", ",h", "Name|Notes", []string{"2: [" + whyRowTooLong + "]", "3: Ben|y"}},
		{"a row that is too wide", "Name,Notes\nAnna" + strings.Repeat(",x", MaxColumns) + "\nBen,y\n", "", "", nil},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if tc.columns == "" {
				if _, _, err := Inspect(file(tc.text), ""); err == nil {
					t.Error("it is accepted")
				}
				return
			}
			f, columns, rows := read(t, tc.text)
			format := string(rune(f.Delimiter))
			if f.Header {
				format += "h"
			}
			if format != tc.format || names(columns) != tc.columns {
				t.Errorf("got %q with %s, want %q with %s", format, names(columns), tc.format, tc.columns)
			}
			if !reflect.DeepEqual(rows, tc.rows) {
				t.Errorf("got  %q\nwant %q", rows, tc.rows)
			}
		})
	}
}

func TestEncodings(t *testing.T) {
	t.Parallel()
	const text = "Name;Ort\nZoë Müller;Köln\nŁukasz;\"Straße 5\"\n"
	const western = "Name;Ort\nZoë Müller;Köln\nLukasz €;Straße 5\n"
	encode := func(e interface{ String(string) (string, error) }, s string) string {
		encoded, err := e.String(s)
		if err != nil {
			t.Fatal(err)
		}
		return encoded
	}
	long := strings.Repeat("Anna;London\n", 30_000)
	for _, tc := range []struct{ name, text, encoding, second string }{
		{"UTF-8", text, UTF8, "2: Zoë Müller|Köln"},
		{"UTF-8 with a mark", "\ufeff" + text, UTF8, "2: Zoë Müller|Köln"},
		{"UTF-16LE", encode(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder(), text), UTF16LE, "2: Zoë Müller|Köln"},
		{"UTF-16BE", encode(unicode.UTF16(unicode.BigEndian, unicode.UseBOM).NewEncoder(), text), UTF16BE, "2: Zoë Müller|Köln"},
		{"UTF-16BE without a mark", encode(unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewEncoder(), text), UTF16BE, "2: Zoë Müller|Köln"},
		{"UTF-16LE without a mark", encode(unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewEncoder(), text), UTF16LE, "2: Zoë Müller|Köln"},
		{"Windows-1252", encode(charmap.Windows1252.NewEncoder(), western), Windows1252, "2: Zoë Müller|Köln"},
		{"UTF-8 with one wrong letter", text + "M\xfcller;Bonn\n", UTF8, "2: Zoë Müller|Köln"},
		{"Windows-1252 in the last line only", "Name;Ort\n" + long + "M\xfcller;K\xf6ln\n", Windows1252, "2: Anna|London"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			f, columns, rows := read(t, tc.text)
			if f.Encoding != tc.encoding || names(columns) != "Name|Ort" || rows[0] != tc.second {
				t.Errorf("got %s, %s, %q", f.Encoding, names(columns), rows[0])
			}
			if strings.Contains(strings.Join(rows, ""), "\ufffd") {
				t.Error("letters were lost")
			}
			if last := rows[len(rows)-1]; tc.name == "UTF-8 with one wrong letter" && last != "4: Müller|Bonn" {
				t.Errorf("the last row is %q", last)
			}
		})
	}
}

func TestFilesThatAreNoLists(t *testing.T) {
	t.Parallel()
	for name, tc := range map[string]struct{ text, says string }{
		"nothing":           {"", "empty"},
		"empty lines":       {"\n\r\n \n", "empty"},
		"only commas":       {",,,\n,,,\n", "no row"},
		"XLSX":              {"PK\x03\x04\x14\x00\x06\x00....[Content_Types].xml....xl/workbook.xml", "workbook (XLSX"},
		"ODS":               {"PK\x03\x04\x14\x00....mimetypeapplication/vnd.oasis.opendocument.spreadsheet", "workbook (ODS"},
		"XLS":               {"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\x00\x00", "workbook (Excel 97"},
		"zip":               {"PK\x03\x04\x14\x00\x06\x00....people.csv", "compressed file (zip)"},
		"gzip":              {"\x1f\x8b\x08\x00\x00\x00", "compressed file (gzip)"},
		"HTML as XLS":       {"\ufeff\r\n<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\"><table><tr><td>Name", "HTML or XML"},
		"table as XLS":      {"<table border=1><tr><th>Name</th></tr></table>", "HTML or XML"},
		"XML as XLS":        {"<?xml version=\"1.0\"?><?mso-application progid=\"Excel.Sheet\"?><Workbook>", "HTML or XML"},
		"rows of HTML":      {"<tr><td>Name</td><td>Phone</td></tr>\n<tr><td>Anna</td><td>07700 900123</td></tr>\n", "HTML or XML"},
		"XML of its own":    {"<contacts>\n<contact><name>Anna</name></contact></contacts>", "HTML or XML"},
		"JSON":              {"[{\"name\":\"Anna\"}]", "JSON"},
		"vCard":             {"BEGIN:VCARD\nFN:Anna\n", "vCard"},
		"vCard with a mark": {"\ufeffbegin:vcard\nFN:Anna\n", "vCard"},
		"vCard in UTF-16":   {utf16("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Anna\r\n"), "vCard"},
		"HTML in UTF-16":    {utf16("<html><table><tr><td>Name"), "HTML or XML"},
		"PDF":               {"%PDF-1.7\n", "PDF"},
		"picture":           {"\x89PNG\r\n\x1a\n" + strings.Repeat("\x00\x00\x00\x0d", 30), "not a text file"},
		"columns":           {strings.Repeat("a,", MaxColumns) + "b\n", "201 columns"},
		"large":             {strings.Repeat("Anna,+44 7700 900123\n", MaxFileBytes/20), "larger than 64 MB"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := Inspect(file(tc.text), "")
			var told FileError
			if !errors.As(err, &told) || !strings.Contains(err.Error(), tc.says) {
				t.Errorf("got %v, want %q", err, tc.says)
			}
		})
	}
}

func utf16(text string) string {
	encoded, _ := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewEncoder().String(text)
	return encoded
}

// Quotation marks that never end must not make a file of many lines be read as
// often as it has lines.
func TestManyStrayQuotationMarks(t *testing.T) {
	t.Parallel()
	text := "Name,Notes\n" + strings.Repeat("Anna,\"x\n", 50_000)
	_, _, rows := read(t, text)
	if len(rows) != 50_000 {
		t.Errorf("%d rows", len(rows))
	}
}

// FuzzRead: nothing panics, no line is lost, none is in two rows.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		"Name,Phone\nAnna,1\n", "a;b\r\n\"x\r\ny\";\"z\"\"\"\r\n", "sep=\t\na\tb\n\"q\n\"w\te\n", "\ufeffx|y\n\"|\n\"|\"\n", "\"\n\"\n\"\n", "a\rb\rc", "\"a\n\"b\n\"c,\"\n\"",
		"M\xfcller;1\n", "\xff\xfea\x00,\x00b\x00\n\x00", ",\n,\n\n", "'1,=\"2\"\n",
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, content []byte) {
		format, columns, err := Inspect(file(string(content)), "")
		if err != nil {
			return
		}
		reader, _, err := format.Open(bytes.NewReader(content))
		if err != nil {
			t.Fatal(err)
		}
		plain, err := io.ReadAll(decoded(bytes.NewReader(content), format.Encoding))
		if err != nil {
			t.Fatal(err)
		}
		lines := bytes.Count(plain, []byte{format.eol})
		if len(plain) > 0 && plain[len(plain)-1] != format.eol {
			lines++
		}
		maker := newMaker(columns, Guessed(columns), "GB", "")
		next, covered := reader.line+1, reader.line // note: the header's lines are no rows
		blank := reader.Blank
		for {
			row, err := reader.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if row.Line < next {
				t.Fatalf("line %d is read again", row.Line)
			}
			next = row.Line + row.Lines
			covered += row.Lines
			if p, why := maker.person(row); why == "" && p.Name == "" {
				t.Fatalf("a customer without a name from %q", row.Cells)
			}
		}
		if covered += reader.Blank - blank; covered != lines {
			t.Fatalf("%d of %d lines were read", covered, lines)
		}
	})
}
