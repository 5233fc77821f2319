package whatsapp

import "fmt"

// Limits of lists (messages/interactive-list).
const (
	maxSections       = 10
	maxRows           = 10 // of all sections together
	maxSectionTitle   = 24
	maxRowTitle       = 24
	maxRowDescription = 72
	maxRowID          = 200
)

type listSection struct {
	Title string    `json:"title,omitempty"`
	Rows  []listRow `json:"rows"`
}

type listRow struct {
	ID          string `json:"id"`
	Title       string `json:"title"`
	Description string `json:"description,omitempty"`
}

func (p *Problems) listSections(sections []listSection) []listSection {
	const field = "interactive.sections"
	rows := 0
	for _, s := range sections {
		rows += len(s.Rows)
	}
	switch {
	case len(sections) == 0 || rows == 0:
		p.add(field, CodeRequired, "Add at least one row to choose from.")
		return nil
	case len(sections) > maxSections:
		p.add(field, CodeLength, "There are %d sections; WhatsApp takes %d at most.", len(sections), maxSections)
		return nil
	case rows > maxRows:
		p.add(field, CodeLength, "There are %d rows; WhatsApp takes %d at most, of all sections together.", rows, maxRows)
		return nil
	}
	ids, n := unique{}, 0
	for i, s := range sections {
		at := fmt.Sprintf("%s.%d", field, i)
		switch {
		case len(sections) > 1:
			p.text(at+".title", s.Title, fmt.Sprintf("title of section %d", i+1), maxSectionTitle)
		case s.Title != "":
			p.length(at+".title", s.Title, "title of the section", maxSectionTitle)
		}
		if len(s.Rows) == 0 {
			p.add(at+".rows", CodeRequired, "Section %d has no rows. Add one, or take the section away.", i+1)
		}
		for j, r := range s.Rows {
			n++
			row, what := fmt.Sprintf("%s.rows.%d", at, j), fmt.Sprintf("row %d", n)
			p.text(row+".title", r.Title, "title of "+what, maxRowTitle)
			p.length(row+".description", r.Description, "description of "+what, maxRowDescription)
			if p.text(row+".id", r.ID, "id of "+what, maxRowID) {
				ids.check(p, row+".id", r.ID, "Two rows have the same id. Give each its own.")
			}
		}
	}
	return sections
}
