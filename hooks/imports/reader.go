package imports

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
)

// Limits of one row.
const (
	MaxColumns   = 200
	maxRowBytes  = 1 << 20
	maxCellRunes = 32_767 // what a spreadsheet lets into a cell
	maxStrays    = 100    // quotation marks without an end, after which they mean nothing
)

// Why a row can't be read.
const (
	whyRowTooLong  = "The line is longer than 1 MB. A quotation mark may be missing in it, or it is not a list of customers."
	whyCellTooLong = "A cell has more than 32,767 characters. Shorten it."
	whyTooWide     = "The line has more than 200 columns. Remove those that aren't needed."
	whyNoEnd       = "A quotation mark is opened in this line and never closed. Remove it or close it."
)

// Row is one record of a file.
type Row struct {
	Line    int // of the file, from 1, where it begins
	Lines   int // how many it has: more than one when a cell has line breaks
	Cells   []string
	Problem string // a sentence: why it can't be used; empty when it can
}

// Reader reads rows. Unlike encoding/csv it never holds more than a megabyte,
// keeps count of lines, and a quotation mark without an end costs one line and
// not the rest of the file.
type Reader struct {
	// Blank counts lines in which nothing is written. They are no rows.
	Blank int

	in     *bufio.Reader
	comma  byte
	eol    byte
	width  int // columns that a row should have; 0: not known
	quotes bool
	strays int
	line   int // lines read
	again  []line
	long   []byte
}

// line is one physical line with its end.
type line struct {
	text []byte
	cut  bool // it was longer than a row may be
}

func newReader(r io.Reader, comma, eol byte, width int) *Reader {
	return &Reader{in: bufio.NewReaderSize(r, 64<<10), comma: comma, eol: eol, width: width, quotes: true}
}

// Next returns the next row, io.EOF after the last. Rows of empty cells are
// left out, as spreadsheets leave many below a list.
func (r *Reader) Next() (Row, error) {
	for {
		row, err := r.record()
		if err != nil {
			return Row{}, err
		}
		if row.Problem != "" || !isBlank(row.Cells) {
			return row, nil
		}
		r.Blank += row.Lines
	}
}

func isBlank(cells []string) bool {
	for _, cell := range cells {
		if strings.TrimSpace(cell) != "" {
			return false
		}
	}
	return true
}

func (r *Reader) record() (Row, error) {
	first, err := r.readLine()
	if err != nil {
		return Row{}, err
	}
	row := Row{Line: r.line, Lines: 1}
	p := parser{comma: r.comma, quotes: r.quotes}
	p.feed(first.text)
	if first.cut {
		return p.refuse(row, whyRowTooLong), nil
	}
	if !p.open {
		return p.row(row), nil
	}

	lines, size := []line{{text: bytes.Clone(first.text)}}, len(first.text)
	for p.open {
		if p.broken {
			return r.giveUp(row, lines, whyNoEnd), nil
		}
		next, err := r.readLine()
		if errors.Is(err, io.EOF) {
			return r.giveUp(row, lines, whyNoEnd), nil
		}
		if err != nil {
			return Row{}, err
		}
		lines = append(lines, line{bytes.Clone(next.text), next.cut})
		if size += len(next.text); next.cut || size > maxRowBytes {
			return r.giveUp(row, lines, whyRowTooLong), nil
		}
		p.feed(next.text)
	}
	row.Lines = len(lines)
	return p.row(row), nil
}

// giveUp takes the first of the lines alone, its quotation marks as letters,
// and leaves the others to be read again. It is a row like others if it has
// their columns: 5" pipes are no mistake.
func (r *Reader) giveUp(row Row, lines []line, why string) Row {
	if len(lines) > 1 {
		if r.strays++; r.strays > maxStrays {
			r.quotes = false
		}
		r.again = append(lines[1:], r.again...)
		r.line -= len(lines) - 1
	}
	p := parser{comma: r.comma}
	p.feed(lines[0].text)
	if why == whyNoEnd && r.width > 0 && len(p.ends) == r.width {
		return p.row(row)
	}
	return p.refuse(row, why)
}

// readLine is good until the next one is read.
func (r *Reader) readLine() (line, error) {
	if len(r.again) > 0 {
		l := r.again[0]
		r.again = r.again[1:]
		r.line++
		return l, nil
	}
	part, err := r.in.ReadSlice(r.eol)
	if err == nil || errors.Is(err, io.EOF) && len(part) > 0 {
		r.line++
		return line{text: part}, nil
	}
	if !errors.Is(err, bufio.ErrBufferFull) {
		return line{}, err
	}
	l := line{text: append(r.long[:0], part...)}
	for errors.Is(err, bufio.ErrBufferFull) {
		part, err = r.in.ReadSlice(r.eol)
		if len(l.text)+len(part) > maxRowBytes {
			l.cut = true
			continue
		}
		l.text = append(l.text, part...)
	}
	if err != nil && !errors.Is(err, io.EOF) {
		return line{}, err
	}
	r.long = l.text
	r.line++
	return l, nil
}
