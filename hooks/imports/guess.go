package imports

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Guessed is the mapping of the guesses.
func Guessed(columns []Column) Mapping {
	m := Mapping{}
	for i, c := range columns {
		m[i] = c.Guess
	}
	return m
}

// guess fills in what the columns may be: by their names, then by what is in
// them, each field once unless it may be repeated.
func guess(columns []Column, data [][]string, header bool) {
	if header {
		for i := range columns {
			columns[i].Guess = fieldOfHeader(columns[i].Name)
		}
		halves(columns)
	}
	for i := range columns {
		if columns[i].Guess == Ignore && !(header && unwanted(columns[i].Name)) {
			columns[i].Guess = fieldOfContent(data, i)
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
			if columns[i].Guess == Ignore && !(header && unwanted(columns[i].Name)) && share(data, i, looksLikeName) > 0.8 {
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

// fold is lower case without accents.
func fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFD.String(strings.ToLower(s)) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case r == 'ß':
			b.WriteString("ss")
		case r == 'ς':
			b.WriteRune('σ')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// wordsOf are the words of a header that tell something.
func wordsOf(header string) []string {
	words := lettersOf(strings.ReplaceAll(fold(header), "e-mail", "email"))
	kept := words[:0]
	for i, w := range words {
		switch {
		case slices.Contains(fillers, w) && len(words) > 1:
		case w == "mail" && i > 0 && words[i-1] == "e":
			kept[len(kept)-1] = "email"
		default:
			kept = append(kept, w)
		}
	}
	return kept
}

func lettersOf(folded string) []string {
	return strings.FieldsFunc(folded, func(r rune) bool { return !unicode.IsLetter(r) })
}

func phraseOf(header string) string { return strings.Join(wordsOf(header), " ") }

func fieldOfHeader(header string) Field {
	// note: whole first, because "contact no" is no contact
	if f, ok := phrases()[strings.Join(lettersOf(fold(header)), " ")]; ok {
		return f
	}
	words := wordsOf(header)
	if f, ok := phrases()[strings.Join(words, " ")]; ok {
		return f
	}
	if f := Field(strings.ToLower(strings.TrimSpace(header))); slices.Contains(fields, f) {
		return f
	}
	if unwanted(header) {
		return Ignore
	}
	for _, rule := range wordRules {
		for _, w := range words {
			for _, stem := range rule.stems {
				if w == stem || len(stem) > 4 && strings.HasPrefix(w, stem) {
					return rule.field
				}
			}
		}
	}
	return Ignore
}

// unwanted are columns of address books that no field is for, however much
// they look like one: fax numbers, labels of numbers, birthdays.
func unwanted(header string) bool {
	words := wordsOf(header)
	if _, known := phrases()[strings.Join(words, " ")]; known {
		return false
	}
	return slices.ContainsFunc(words, func(w string) bool { return slices.Contains(noField, w) })
}

var (
	emailLike      = regexp.MustCompile(`^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]{2,}$`)
	phoneLike      = regexp.MustCompile(`^['=" ]*(tel:)?[+(]?[\d][\d\s()./\-–]{5,24}(\.0)?"?$`)
	dateLike       = regexp.MustCompile(`^\d{1,4}[./\- ]\d{1,2}[./\- ]\d{1,4}(\s.*)?$`)
	scientificLike = regexp.MustCompile(`^[+]?\d+([.,]\d+)?[eE]\+?\d+$`)
)

func looksLikeEmail(cell string) bool { return emailLike.MatchString(cell) }

func looksLikePhone(cell string) bool {
	if scientificLike.MatchString(cell) {
		return true
	}
	digits := strings.Count(strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '0'
		}
		return -1
	}, cell), "0")
	return digits >= 7 && digits <= 16 && phoneLike.MatchString(cell) && !dateLike.MatchString(cell)
}

func looksLikeName(cell string) bool {
	letters := 0
	for _, r := range cell {
		switch {
		case unicode.IsDigit(r) || strings.ContainsRune("@/:_=", r):
			return false
		case unicode.IsLetter(r):
			letters++
		}
	}
	return letters > 1 && len(cell) < 80
}

func fieldOfContent(data [][]string, i int) Field {
	const most = 0.6
	switch {
	case share(data, i, looksLikeEmail) > most:
		return Email
	case share(data, i, func(c string) bool { return looksLikePhone(c) && likelyPhone(c) }) > most:
		return Phone
	}
	return Ignore
}

// likelyPhone leaves out bare numbers of an order or a record, which look like
// short telephone numbers.
func likelyPhone(cell string) bool {
	return len(cell) >= 9 || strings.ContainsAny(cell, "+(- ") || strings.HasPrefix(cell, "0")
}

// share is how many of the filled cells of a column look like something.
func share(data [][]string, i int, looks func(string) bool) float64 {
	filled, like := 0, 0
	for _, row := range data {
		if i < len(row) {
			if cell := clean(row[i]); cell != "" {
				filled++
				if looks(cell) {
					like++
				}
			}
		}
	}
	if filled == 0 {
		return 0
	}
	return float64(like) / float64(filled)
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
		_, phrase := phrases()[phraseOf(cell)]
		known = known || phrase || fieldOfHeader(cell) != Ignore
	}
	if known {
		return true
	}
	for i := range rows[0] {
		if fieldOfContent(rows[1:], i) != Ignore {
			return true // note: below are numbers, above is none
		}
	}
	return len(rows) > 1 && len(rows[0]) > 1
}
