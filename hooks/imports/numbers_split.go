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
	const fewest = 6 // digits of a number, that is
	whole := []string{oneLine(cell)}
	if digitsIn(cell) < 2*fewest || !mayBeTwo(cell) {
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
	return whole
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
// 030 1234567 / 68: it has neither a plus nor a zero in front, and is shorter.
func standsAlone(number, first string) bool {
	const fewest = 6
	digits := digitsIn(number)
	if digits < fewest {
		return false
	}
	begins := strings.TrimLeftFunc(mended(number), func(r rune) bool { return !unicode.IsDigit(r) && r != '+' })
	return begins != "" && (begins[0] == '+' || begins[0] == '0' || digits >= digitsIn(first))
}
