package imports

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// between are the ways to write two numbers into a cell, those first that
// hardly ever stand inside of one.
var between = []*regexp.Regexp{
	regexp.MustCompile(`\s*:::\s*`), // Google
	regexp.MustCompile(`\s*[;|\n]\s*`),
	regexp.MustCompile(`(?i)\s+(?:and/or|or|and|oder|und|ou|et|o|u|y|e|ou|ή|και|of|en|lub|albo|oraz|i|nebo|a|vagy|és|sau|și|veya|ve|или|и|або|або|та|או|أو|eller|och|og|tai|ja)\s+|\s*(?:或|または|또는)\s*`),
	regexp.MustCompile(`\s*[,&]\s*`),
	spacedDash,
	regexp.MustCompile(`\s{2,}|\t+`),
	slash,
}

// slash and spacedDash stand inside of a number as well: 030 / 123456.
var (
	slash      = regexp.MustCompile(`\s*[/\\]\s*`)
	spacedDash = regexp.MustCompile(`\s+[-–—/\\+]\s+`)
)

// secondPlus begins another number in the middle of a cell.
var secondPlus = regexp.MustCompile(`([\d)])\s*(\+\s*\d)`)

// split takes cells with several numbers apart, if each of them is one by
// itself: 030 / 123456 has its area code before the slash.
func (m *maker) split(cell string, reads func(string) bool) []string {
	const fewest, most = 6, 15 // digits of a number, that is
	whole := []string{oneLine(cell)}
	digits := digitsIn(cell)
	switch {
	case digits < 2*fewest:
		return whole
	case digits > most && !mayBeTwo(cell):
		return cut(cell, reads)
	case !mayBeTwo(cell):
		return whole
	}
	for _, separator := range between {
		if numbers := separate(separator.Split(cell, -1), separator == slash || separator == spacedDash, reads); len(numbers) > 1 {
			return m.splitAll(numbers, reads)
		}
	}
	if marked := secondPlus.ReplaceAllString(cell, "$1\n$2"); marked != cell {
		if numbers := separate(strings.Split(marked, "\n"), false, reads); len(numbers) > 1 {
			return m.splitAll(numbers, reads)
		}
	}
	if digits > most {
		return cut(cell, reads)
	}
	return whole
}

// groupStart is where another number may begin: digits after something else.
var groupStart = regexp.MustCompile(`[^\d+(]([+(]*\d)`)

// cut takes a cell with more digits than a number has apart in the one place
// where a number is on either side: 0151 23456789 (0171 2345678).
func cut(cell string, reads func(string) bool) []string {
	const longest, most = 100, 15
	whole, found := []string{oneLine(cell)}, []string{}
	if len(cell) > longest {
		return whole
	}
	for _, at := range groupStart.FindAllStringSubmatchIndex(cell, -1) {
		first := strings.TrimFunc(cell[:at[2]], func(r rune) bool { return strings.ContainsRune("-–/*•·", r) || unicode.IsSpace(r) })
		second := cell[at[2]:]
		if strings.HasPrefix(second, "(") && strings.HasSuffix(second, ")") && strings.Count(second, ")") == 1 {
			second = second[1 : len(second)-1]
		}
		if digitsIn(first) <= most && digitsIn(second) <= most && standsAlone(first, first) && standsAlone(second, first) &&
			reads(mended(first)) && reads(mended(second)) {
			found = append(found, oneLine(first), oneLine(second))
		}
	}
	if len(found) != 2 {
		return whole
	}
	return found
}

// mayBeTwo is false for most cells: digits with a space, a dash or brackets.
func mayBeTwo(cell string) bool {
	before := ' '
	for i, r := range cell {
		digit := r >= '0' && r <= '9'
		switch {
		case r == '+' && i > 0, r == ' ' && before == ' ', !digit && !strings.ContainsRune("+ -.()", r), r == '-' && before == ' ':
			return true
		}
		before = r
	}
	return false
}

func (m *maker) splitAll(pieces []string, reads func(string) bool) []string {
	all := []string{}
	for _, piece := range pieces {
		all = append(all, m.split(piece, reads)...)
	}
	return all
}

// separate are the pieces that aren't empty, nil when one of them is no number
// of its own or there is only one. inside is for separators that numbers have
// in them as well: 030 / 1234567 / 0171 2345678 are two.
func separate(pieces []string, inside bool, reads func(string) bool) []string {
	pieces = slices.DeleteFunc(pieces, func(piece string) bool { return strings.TrimSpace(piece) == "" })
	if len(pieces) < 2 {
		return nil // note: before any is read, which is what takes time
	}
	numbers, number := []string{}, ""
	for i, piece := range pieces {
		if number += strings.TrimSpace(piece); i+1 < len(pieces) && !standsAlone(pieces[i+1], pieces[0]) && inside {
			number += " / "
			continue
		}
		switch {
		case standsAlone(number, pieces[0]) && reads(mended(number)):
			numbers, number = append(numbers, number), ""
		case inside && i+1 < len(pieces):
			number += " / "
		default:
			return nil
		}
	}
	return numbers
}

// standsAlone is false for the end of a number, such as the extension in
// 030 1234567 / 68: it has neither a plus, a zero nor a bracket in front, and
// is shorter. With a country's code in front of the first one a further one is
// long: +49 (0) 151 - 234 567 89 is one, +91 98765 43210 / 98765 43211 two.
func standsAlone(number, first string) bool {
	const fewest, whole = 6, 9
	digits, begins := digitsIn(number), beginning(number)
	switch {
	case digits < fewest || begins == 0:
		return false
	case begins == '+':
		return digits >= whole
	case begins == '0' || begins == '(':
		return true
	case beginning(first) == '+':
		return digits >= whole
	}
	return digits >= digitsIn(first)
}

// beginning is the first sign of a number, 0 when there is none.
func beginning(number string) byte {
	begins := strings.TrimLeftFunc(mended(number), func(r rune) bool { return !unicode.IsDigit(r) && r != '+' && r != '(' })
	if begins == "" {
		return 0
	}
	return begins[0]
}
