package imports

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// In the file of refused rows nothing is a formula, whatever delimiter a
// spreadsheet expects, and what is a number stays as it was typed.
func TestNoRefusedCellIsAFormula(t *testing.T) {
	t.Parallel()
	for cell, wanted := range map[string]string{
		`=1+1`: `'=1+1`, `=HYPERLINK("http://example.com")`: `'=HYPERLINK("http://example.com")`, `@SUM(A1)`: `'@SUM(A1)`,
		`+cmd|' /C calc'!A0`: `'+cmd|' /C calc'!A0`, `-1+cmd|'x'!A0`: `'-1+cmd|'x'!A0`, "\t=1": "'\t'=1", "\r=1": "'\r'=1", "\n=1": "'\n'=1",
		`＝1+1`: `'＝1+1`, `＋a`: `'＋a`, `－a`: `'－a`, `＠a`: `'＠a`, `a,=1`: `a,'=1`, `a;=1`: `a;'=1`, "a\n=1": "a\n'=1", "a\t@b": "a\t'@b", `"=1"`: `"'=1"`,
		`a|=1`: `a|'=1`, `+44 7700 900123;=1`: `+44 7700 900123;'=1`,
		`+44 7700 900123`: ``, `+44 (0)7700-900123`: ``, `+447700900123;+447700900124`: ``, `-12.50`: ``, `-1,5`: ``, `+１２`: ``, `+٤٤٧٧`: ``,
		`Ada`: ``, ``: ``, `'`: ``, `O'Neil`: ``, `a = b`: ``, `ada@example.com`: ``, `'=1`: ``, `''=1`: ``, "\xff=": ``,
		`-`: `'-`, `--`: `'--`, `- milk`: `'- milk`, `=`: `'=`,
	} {
		if wanted == "" {
			wanted = cell
		}
		if got := harmless(cell); got != wanted {
			t.Errorf("%q becomes %q, want %q", cell, got, wanted)
		}
		if got := asTyped(harmless(cell)); got != asTyped(cell) {
			t.Errorf("%q is read as %q from the file of refused rows, want %q", cell, got, asTyped(cell))
		}
	}
}

func FuzzAHarmlessCellIsReadAsItWas(f *testing.F) {
	for _, cell := range []string{"=1", "'=1", "a,'=1", "\t=", "+44", "\"'-x", "＝"} {
		f.Add(cell)
	}
	f.Fuzz(func(t *testing.T, cell string) {
		if got := asTyped(harmless(cell)); got != asTyped(cell) {
			t.Errorf("%q is read as %q", cell, got)
		}
		if once := harmless(cell); harmless(once) != once {
			t.Errorf("%q becomes %q, then %q", cell, once, harmless(once))
		}
	})
}

// A mended file of refused rows gives the values of the first.
func TestRefusedRowsAreReadBack(t *testing.T) {
	t.Parallel()
	rows := [][]string{
		{"=cmd()", "+44 7700 900123", "a;=1,-b\n- milk \"=x\"", "@ada"},
		{"Ada", "'+447700900124", "-5", "'=kept"},
	}
	for _, comma := range []byte{',', ';', '\t'} {
		file := errorsFile{path: filepath.Join(t.TempDir(), "refused.csv"), delimiter: comma, header: []string{"=name", "phone", "notes", "tags"}}
		if _, err := file.write([]refusedRow{{Row{Line: 2, Cells: rows[0]}, "=no"}, {Row{Line: 3, Cells: rows[1]}, "why"}}); err != nil {
			t.Fatal(err)
		}
		content, err := os.ReadFile(file.path)
		if err != nil {
			t.Fatal(err)
		}
		text := strings.TrimPrefix(string(content), "\ufeff")
		r := csv.NewReader(strings.NewReader(text))
		r.Comma = rune(comma)
		all, err := r.ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		for _, row := range all {
			for _, cell := range row {
				if cell != "" && strings.ContainsRune("=@", rune(cell[0])) {
					t.Errorf("a formula: %q", cell)
				}
			}
		}
		reader := newReader(strings.NewReader(text), comma, '\n', 0)
		for i, wanted := range [][]string{{"=name", "phone", "notes", "tags"}, rows[0], rows[1]} {
			row, err := reader.Next()
			if err != nil || row.Problem != "" {
				t.Fatalf("row %d: %v %s", i, err, row.Problem)
			}
			for k, cell := range wanted {
				if row.Cells[k] != asTyped(cell) {
					t.Errorf("row %d is read as %q, want %q", i, row.Cells[k], asTyped(cell))
				}
			}
		}
	}
}
