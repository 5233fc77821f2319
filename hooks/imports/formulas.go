package imports

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// harmless is a cell that no spreadsheet takes for a formula: an apostrophe
// stands before what would begin one, at the beginning of the cell and wherever
// a spreadsheet that expects another delimiter, or has lost count of quotation
// marks, would begin one. Numbers stay as they are, those with a plus as well.
// [asTyped] takes it off again.
//
// Source: owasp.org/www-community/attacks/CSV_Injection.
func harmless(cell string) string {
	if !strings.ContainsAny(cell, formulaSigns) {
		return cell
	}
	var b strings.Builder
	begins := true
	for i := 0; i < len(cell); {
		r, size := utf8.DecodeRuneInString(cell[i:])
		if begins && beginsFormula(r, i == 0) && !isNumber(cell[i:]) {
			b.WriteByte('\'')
		}
		b.WriteString(cell[i : i+size])
		begins = mayEndCell(r)
		i += size
	}
	return b.String()
}

// asTyped is a cell without the apostrophes of [harmless]; spreadsheets and
// other programs write the same ones.
func asTyped(cell string) string {
	if strings.IndexByte(cell, '\'') < 0 {
		return cell
	}
	var b strings.Builder
	begins := true
	for i := 0; i < len(cell); {
		r, size := utf8.DecodeRuneInString(cell[i:])
		next, _ := utf8.DecodeRuneInString(cell[i+size:])
		if r == '\'' && begins && beginsFormula(next, i == 0) {
			begins = false
		} else {
			b.WriteString(cell[i : i+size])
			begins = mayEndCell(r)
		}
		i += size
	}
	return b.String()
}

// formulaSigns begin a formula; the wide ones where they are typed in Chinese
// or Japanese. A spreadsheet may skip a tab or a line break at the beginning.
const formulaSigns = "=+-@\t\r\n＝＋－＠"

func beginsFormula(r rune, first bool) bool {
	switch r {
	case '\t', '\r', '\n':
		return first
	case utf8.RuneError:
		return false
	}
	return strings.ContainsRune(formulaSigns, r)
}

// mayEndCell tells whether another cell may begin after it.
func mayEndCell(r rune) bool { return strings.ContainsRune("\t\r\n,;|\"", r) }

// isNumber tells whether a text, as far as the cell may go, is a number with a
// sign, as people write amounts and phone numbers.
func isNumber(text string) bool {
	sign, size := utf8.DecodeRuneInString(text)
	if !strings.ContainsRune("+-＋－", sign) {
		return false
	}
	digits := 0
	for _, r := range text[size:] {
		switch {
		case unicode.IsDigit(r):
			digits++
		case mayEndCell(r):
			return digits > 0
		case !unicode.IsSpace(r) && !strings.ContainsRune("().-/\u2011\u202c\u200e", r):
			return false
		}
	}
	return digits > 0
}
