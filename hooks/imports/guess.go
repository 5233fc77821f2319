package imports

import "slices"

// Guessed is the mapping of the guesses.
func Guessed(columns []Column) Mapping {
	m := Mapping{}
	for i, c := range columns {
		m[i] = c.Guess
	}
	return m
}

// guess fills in what the columns may be: by their names, as far as their cells
// don't say otherwise, then by what is in them, each field once unless it may
// be repeated.
func guess(columns []Column, data [][]string, header bool) {
	if header {
		for i := range columns {
			columns[i].Guess, columns[i].not = fieldOfHeader(columns[i].Name), unwanted(columns[i].Name)
		}
		halves(columns)
		companysOwn(columns)
	}
	for i := range columns {
		c := &columns[i]
		c.Guess = fieldOfCells(*c, data, i)
		if c.Guess == Ignore && !c.not {
			c.Guess = fieldOfContent(data, i, header && fieldOfHeader(c.Name) == Ignore)
		}
	}
	taken := map[Field]bool{}
	for i := range columns {
		g := columns[i].Guess
		if taken[g] && !slices.Contains(repeated, g) {
			g = Ignore
			if columns[i].Guess == Email {
				g = OtherEmail
			}
		}
		taken[g] = true
		columns[i].Guess = g
	}
	if !taken[Name] && !taken[FirstName] && !taken[LastName] && !taken[Company] {
		for i := range columns {
			if columns[i].Guess == Ignore && !columns[i].not && share(data, i, looksLikeName) > 0.8 {
				columns[i].Guess = Name
				return
			}
		}
	}
}

// halves tells a first or last name from a whole one by its neighbour: "Nom"
// beside "Prénom", "Nome" beside "Cognome".
func halves(columns []Column) {
	index := func(f Field) int { return slices.IndexFunc(columns, func(c Column) bool { return c.Guess == f }) }
	name, first, last := index(Name), index(FirstName), index(LastName)
	if name < 0 || (first < 0) == (last < 0) || !slices.Contains(halfNames, phraseOf(columns[name].Name)) {
		return
	}
	if first < 0 {
		columns[name].Guess = FirstName
	} else {
		columns[name].Guess = LastName
	}
}

// looksLikeHeader tells whether the first row names the columns: a name of ours
// is in it, or nothing that could be data.
func looksLikeHeader(rows [][]string) bool {
	known := false
	for _, cell := range rows[0] {
		cell = clean(cell)
		if looksLikeEmail(cell) || looksLikePhone(cell) {
			return false
		}
		known = known || namesColumn(cell)
	}
	if known {
		return true
	}
	for i := range rows[0] {
		if fieldOfContent(rows[1:], i, false) != Ignore {
			return true // note: below are numbers, above is none
		}
	}
	return len(rows) > 1 && len(rows[0]) > 1
}

// namesColumn tells whether a cell is the name of a column that we know.
func namesColumn(cell string) bool {
	_, phrase := phrases()[phraseOf(cell)]
	return phrase || fieldOfHeader(cell) != Ignore
}

// titles counts the rows above the one that names the columns: "Customers 2026",
// who has exported them, when. They have less in them than the names have.
func titles(rows [][]string) int {
	const most = 20
	for at := 1; at < min(len(rows), most); at++ {
		known, filled := namesIn(rows[at])
		if known < min(2, filled) || filled == 0 {
			continue
		}
		for _, above := range rows[:at] {
			if k, n := namesIn(above); k >= known || k > 1 || n >= filled && !borneOut(rows[at], rows[at+1:]) || hasContact(above) {
				return 0
			}
		}
		return at
	}
	return 0
}

// namesIn counts the cells that name columns, and those that aren't empty.
func namesIn(row []string) (known, filled int) {
	for _, cell := range row {
		if cell = clean(cell); cell != "" {
			filled++
			if namesColumn(cell) {
				known++
			}
		}
	}
	return known, filled
}

// borneOut tells whether numbers or addresses are below a cell that says so.
func borneOut(names []string, below [][]string) bool {
	const most = 0.5
	for i, name := range names {
		switch kindOf(fieldOfHeader(clean(name))) {
		case Phone:
			if share(below, i, holdsNumber) > most {
				return true
			}
		case Email:
			if share(below, i, looksLikeEmail) > most {
				return true
			}
		}
	}
	return false
}

func hasContact(row []string) bool {
	return slices.ContainsFunc(row, func(cell string) bool { return looksLikeEmail(clean(cell)) || looksLikePhone(mended(cell)) })
}
