package imports

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

	"pocketcrm/whatsapp"
)

// Column is what a page shows of a column before it is mapped.
type Column struct {
	Name    string   `json:"name"`
	Samples []string `json:"samples"`
	Guess   Field    `json:"guess"`

	not bool // its name says that no field is for it, whatever is in it
}

// Opener opens a file at its beginning.
type Opener func() (io.ReadCloser, error)

// Inspect finds out how a file is written and what its columns may be. as is
// the encoding that a person has chosen; without one it is found out.
func Inspect(open Opener, as string) (Format, []Column, error) {
	encoding, err := withFile(open, DetectEncoding)
	if err != nil {
		return Format{}, nil, err
	}
	if as != "" {
		encoding = as
	}
	return inspect(open, encoding, 0, nil)
}

// InspectAs is Inspect for what was stored of an earlier one. header overrides
// the guess whether the first row names the columns.
func InspectAs(open Opener, encoding, delimiter string, header bool) (Format, []Column, error) {
	return inspect(open, encoding, delimiterOf(delimiter), &header)
}

func inspect(open Opener, encoding string, delimiter byte, header *bool) (Format, []Column, error) {
	var rows [][]string
	f, err := withFile(open, func(r io.Reader) (f Format, err error) {
		f, rows, err = detect(r, encoding, delimiter)
		return f, err
	})
	if err != nil {
		return f, nil, err
	}
	if len(rows) == 0 {
		return f, nil, FileError("There is no row in the file. Export it again and look at it before you upload it.")
	}
	f.skip = titles(rows)
	rows = rows[f.skip:]
	f.Header = looksLikeHeader(rows)
	if header != nil {
		f.Header = *header
	}
	// note: without names the widest row decides, so that nothing is out of reach
	width, data := 0, rows
	if f.Header {
		data = rows[1:]
	}
	for _, row := range rows {
		width = max(width, used(row))
	}
	if width > MaxColumns {
		return f, nil, fileError("The file has %d columns; %d is the most. Remove those that aren't needed.", width, MaxColumns)
	}
	strange, err := strangeRows(open, f, data)
	if err != nil {
		return f, nil, err
	}
	columns := make([]Column, width)
	for i := range columns {
		columns[i] = Column{Name: columnName(rows[0], i, f.Header, columns[:i]), Samples: samplesOf(slices.Concat(strange, data), i)}
	}
	guess(columns, data, f.Header)
	return f, columns, nil
}

func withFile[T any](open Opener, read func(io.Reader) (T, error)) (result T, err error) {
	file, err := open()
	if err != nil {
		return result, fmt.Errorf("open the file: %w", err)
	}
	// note: deferred, because the worker outlives a panic in between
	defer func() { err = errors.Join(err, file.Close()) }()
	return read(file)
}

// used is how many cells of a row there are, without empty ones at its end.
func used(row []string) int {
	for len(row) > 0 && strings.TrimSpace(row[len(row)-1]) == "" {
		row = row[:len(row)-1]
	}
	return len(row)
}

func columnName(first []string, i int, header bool, before []Column) string {
	name := ""
	if header && i < len(first) {
		name = clip(strings.Join(strings.Fields(clean(first[i])), " "), 100)
	}
	if name == "" {
		return fmt.Sprintf("Column %d", i+1)
	}
	unique := name
	for n := 2; hasName(before, unique); n++ {
		unique = fmt.Sprintf("%s (%d)", name, n)
	}
	return unique
}

func hasName(columns []Column, name string) bool {
	for _, c := range columns {
		if c.Name == name {
			return true
		}
	}
	return false
}

// strangeRows are the first rows with letters beyond ASCII: by names such as
// theirs a person sees whether the encoding is right. Beyond the sample they
// are only looked for where the encoding was a guess.
func strangeRows(open Opener, f Format, data [][]string) ([][]string, error) {
	const most = 3
	isStrange := func(row []string) bool {
		return slices.ContainsFunc(row, func(cell string) bool {
			return strings.ContainsFunc(cell, func(r rune) bool { return r >= utf8.RuneSelf })
		})
	}
	found := [][]string{}
	for _, row := range data {
		if len(found) < most && isStrange(row) {
			found = append(found, row)
		}
	}
	if len(found) > 0 || len(data) < sampleRows-1 || charset(f.Encoding) == nil {
		return found, nil
	}
	return withFile(open, func(file io.Reader) ([][]string, error) {
		rows, _, err := f.Open(file)
		if err != nil {
			return nil, err
		}
		for len(found) < most {
			row, err := rows.Next()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return nil, err
			}
			if isStrange(row.Cells) {
				found = append(found, row.Cells)
			}
		}
		return found, nil
	})
}

func samplesOf(data [][]string, i int) []string {
	const most = 3
	samples := []string{}
	for _, row := range data {
		if i < len(row) && len(samples) < most {
			if cell := clip(clean(row[i]), 100); cell != "" && !slices.Contains(samples, cell) {
				samples = append(samples, cell)
			}
		}
	}
	return samples
}

// clean is a cell without what can't be seen: spaces around it, marks of
// direction at its ends, zero bytes.
func clean(cell string) string {
	cell = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\u00a0':
			return ' '
		case r < ' ' || r == 0x7f || r == '\ufeff':
			return -1
		}
		return r
	}, cell)
	if whatsapp.VisibleName(cell) == "" {
		return ""
	}
	return strings.Trim(cell, " \t\n\u200b\u200e\u200f\u202a\u202b\u202c\u2066\u2067\u2068\u2069")
}

func clip(s string, most int) string {
	if len(s) <= most {
		return s
	}
	for i, n := 0, 0; i < len(s); n++ {
		if n == most {
			return s[:i]
		}
		_, size := utf8.DecodeRuneInString(s[i:])
		i += size
	}
	return s
}
