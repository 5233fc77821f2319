package imports

import (
	"bytes"
	"errors"
	"io"
	"strings"
)

// sampleBytes and sampleRows are how much of a file the guesses are made of.
const (
	sampleBytes = 256 << 10
	sampleRows  = 200
)

var delimiters = []byte{',', ';', '\t', '|'}

// Format is how a file is written.
type Format struct {
	Encoding  string
	Delimiter byte
	Header    bool // whether the first row names the columns

	eol   byte
	sep   bool // Excel's first line "sep=;"
	width int
	skip  int // rows above the names of the columns: a title, a date
}

// Open reads rows from the beginning of a file: those with data, after the
// header. Names are the header's cells, nil when there is none.
func (f Format) Open(file io.Reader) (rows *Reader, names []string, err error) {
	rows = newReader(decoded(file, f.Encoding), f.Delimiter, f.eol, f.width)
	if f.sep {
		if _, err := rows.readLine(); err != nil {
			return nil, nil, err
		}
	}
	for range f.skip {
		if _, err := rows.Next(); err != nil && !errors.Is(err, io.EOF) {
			return nil, nil, err
		}
	}
	if f.Header {
		first, err := rows.Next()
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, nil, err
		}
		names = first.Cells
	}
	return rows, names, nil
}

// detect reads a sample and finds out all but the encoding. delimiter, if not
// zero, is known already.
func detect(file io.Reader, encoding string, delimiter byte) (Format, [][]string, error) {
	f := Format{Encoding: encoding, Delimiter: delimiter, eol: '\n'}
	sample := make([]byte, sampleBytes)
	n, err := io.ReadFull(decoded(file, encoding), sample)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return f, nil, err
	}
	whole := err != nil
	sample = sample[:n]
	if bytes.IndexByte(sample, '\n') < 0 && bytes.IndexByte(sample, '\r') >= 0 {
		f.eol = '\r'
	}
	f.sep = f.excelLine(sample)

	best := -1.0
	for _, candidate := range delimiters {
		if f.Delimiter != 0 && f.Delimiter != candidate {
			continue
		}
		rows := f.sampled(sample, candidate, whole)
		if score, width := regularity(rows); score > best {
			best, delimiter, f.width = score, candidate, width
		}
	}
	f.Delimiter = delimiter
	return f, f.sampled(sample, delimiter, whole), nil
}

// excelLine takes the delimiter from a first line that says it.
func (f *Format) excelLine(sample []byte) bool {
	first, _, _ := bytes.Cut(sample, []byte{f.eol})
	first = bytes.Trim(bytes.TrimSpace(first), `"`)
	value, ok := bytes.CutPrefix(bytes.ToLower(first), []byte("sep="))
	if !ok || len(value) > 1 {
		return false
	}
	if len(value) == 0 {
		value = []byte("\t") // it was trimmed
	}
	if f.Delimiter == 0 && bytes.IndexByte(delimiters, value[0]) >= 0 {
		f.Delimiter = value[0]
	}
	return true
}

// sampled are the rows of a sample, without the last when it may be half a row.
func (f Format) sampled(sample []byte, delimiter byte, whole bool) [][]string {
	r := newReader(bytes.NewReader(sample), delimiter, f.eol, 0)
	if f.sep {
		_, _ = r.readLine()
	}
	rows := [][]string{}
	for len(rows) < sampleRows {
		row, err := r.Next()
		if err != nil {
			if !whole && len(rows) > 1 {
				rows = rows[:len(rows)-1]
			}
			break
		}
		rows = append(rows, row.Cells)
	}
	return rows
}

// regularity is the share of rows with the most usual number of columns, a
// little more for more columns; next to nothing for one.
func regularity(rows [][]string) (score float64, width int) {
	widths := map[int]int{}
	for _, row := range rows {
		widths[len(row)]++
	}
	for w, n := range widths {
		if n > widths[width] || n == widths[width] && w > width {
			width = w
		}
	}
	if len(rows) == 0 || width < 2 {
		return 0, 1
	}
	return float64(widths[width])/float64(len(rows)) + float64(min(width, 50))/100, width
}

// delimiterOf is the delimiter of a stored import, 0 when there is none.
func delimiterOf(text string) byte {
	if len(text) == 1 && strings.IndexByte(",;\t|", text[0]) >= 0 {
		return text[0]
	}
	return 0
}
