package imports

import (
	"bytes"
	"unicode/utf8"
)

// parser takes lines until a record is whole.
type parser struct {
	comma  byte
	quotes bool // whether quotation marks mean anything

	text []byte // of all cells
	ends []int  // of each in text

	open   bool // in quotation marks
	multi  bool // the cell has a line break
	loose  bool // the cell has a mark that should have been doubled
	broken bool // it can't be meant so
}

func (p *parser) feed(line []byte) {
	body := bytes.TrimRight(line, "\r\n")
	i := 0
	for {
		if !p.open {
			if start := skipSpaces(body, i, p.comma); p.quotes && start < len(body) && body[start] == '"' {
				p.open, p.multi, p.loose = true, false, false
				i = start + 1
				continue
			}
			end := bytes.IndexByte(body[i:], p.comma)
			if end < 0 {
				p.cell(body[i:])
				return
			}
			p.cell(body[i : i+end])
			i += end + 1
			continue
		}
		mark := bytes.IndexByte(body[i:], '"')
		if mark < 0 {
			p.text = append(append(p.text, body[i:]...), line[len(body):]...)
			p.multi, p.broken = true, p.loose
			return
		}
		p.text = append(p.text, body[i:i+mark]...)
		i += mark + 1
		end := skipSpaces(body, i, p.comma)
		switch {
		case i < len(body) && body[i] == '"':
			p.text = append(p.text, '"')
			i++
		case end == len(body):
			p.open = false
			p.cell(nil)
			return
		case body[end] == p.comma:
			p.open = false
			p.cell(nil)
			i = end + 1
		default:
			// note: over several lines it is rather the next line's mark
			p.text = append(p.text, '"')
			p.loose, p.broken = true, p.multi
			if p.broken {
				return
			}
		}
	}
}

func skipSpaces(body []byte, i int, comma byte) int {
	for i < len(body) && (body[i] == ' ' || body[i] == '\t') && body[i] != comma {
		i++
	}
	return i
}

func (p *parser) cell(text []byte) {
	p.text = append(p.text, text...)
	p.ends = append(p.ends, len(p.text))
}

func (p *parser) row(row Row) Row {
	all, start := string(p.text), 0
	row.Cells = make([]string, min(len(p.ends), MaxColumns*5))
	for i := range row.Cells {
		row.Cells[i] = asTyped(all[start:p.ends[i]])
		start = p.ends[i]
		if len(row.Cells[i]) > maxCellRunes && utf8.RuneCountInString(row.Cells[i]) > maxCellRunes {
			row.Problem = whyCellTooLong
		}
	}
	if len(p.ends) > MaxColumns && len(bytes.TrimSpace(p.text[p.ends[MaxColumns-1]:])) > 0 {
		row.Problem = whyTooWide
	}
	return row
}

func (p *parser) refuse(row Row, why string) Row {
	if p.open {
		p.cell(nil)
	}
	row = p.row(row)
	row.Problem = why
	return row
}
