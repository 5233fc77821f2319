package imports

import (
	"regexp"
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
	regexp.MustCompile(`\s+[-–—/\\+]\s+`),
	regexp.MustCompile(`\s{2,}|\t+`),
	regexp.MustCompile(`\s*[/\\]\s*`),
}

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
		if numbers := separate(separator.Split(cell, -1), reads); len(numbers) > 1 {
			return m.splitAll(numbers, reads)
		}
	}
	if marked := secondPlus.ReplaceAllString(cell, "$1\n$2"); marked != cell {
		if numbers := separate(strings.Split(marked, "\n"), reads); len(numbers) > 1 {
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
// of its own or there is only one.
func separate(pieces []string, reads func(string) bool) []string {
	numbers := []string{}
	for _, piece := range pieces {
		if piece = strings.TrimSpace(piece); piece != "" {
			numbers = append(numbers, piece)
		}
	}
	if len(numbers) < 2 {
		return nil // note: before any is read, which is what takes time
	}
	for _, number := range numbers {
		if !standsAlone(number, numbers[0]) || !reads(mended(number)) {
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
