package imports

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

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
		case r == 'ı':
			b.WriteByte('i')
		case r == 'ł':
			b.WriteByte('l')
		case r == 'ø':
			b.WriteByte('o')
		case r == 'đ':
			b.WriteByte('d')
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

// phraseOf is a header as the lists of phrases have it.
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
// they look like one: fax numbers, labels of numbers, birthdays, and what is
// somebody else's.
func unwanted(header string) bool {
	words := wordsOf(header)
	if _, known := phrases()[strings.Join(words, " ")]; known {
		return false
	}
	return ofSomebodyElse(words) || slices.ContainsFunc(words, func(w string) bool { return slices.Contains(noField, w) })
}
