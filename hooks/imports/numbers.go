package imports

import (
	"regexp"
	"slices"
	"strings"

	"pocketcrm/whatsapp"
)

// split takes cells with several numbers apart, if all of them are numbers.
func (m *maker) split(cell, country string) []string {
	if strings.Contains(cell, ":::") { // as Google writes
		return strings.Split(cell, ":::")
	}
	pieces := strings.FieldsFunc(cell, func(r rune) bool { return strings.ContainsRune(";,|\n", r) })
	if len(pieces) < 2 {
		return []string{cell}
	}
	for _, piece := range pieces {
		if !m.read(mended(piece), country).Valid {
			return []string{oneLine(cell)}
		}
	}
	return pieces
}

func (m *maker) read(typed, country string) whatsapp.Phone {
	countries := m.further
	if country != "" {
		countries = append([]string{country}, countries...)
	}
	return whatsapp.ParsePhone(typed, countries...)
}

// tellingDigits are empty when they are too few to tell one person from another.
func tellingDigits(phone whatsapp.Phone) string {
	const enough = 7
	if !phone.Valid && len(phone.Digits) < enough {
		return ""
	}
	return phone.Digits
}

func (m *maker) labels(f Field) bool { return slices.Contains(m.several, f) }

// label is the name of a column when it tells something: "Home phone" beside
// "Mobile", not "Phone 2 - Value".
func (m *maker) label(i int) string {
	name := m.columns[i].Name
	if !m.labels(m.mapping[i]) || strings.Contains(strings.ToLower(name), "value") || strings.HasPrefix(name, "Column ") {
		return ""
	}
	return clip(name, 100)
}

var (
	trailingZero = regexp.MustCompile(`^(\+?\d{5,})[.,]0+$`)
	textFormula  = regexp.MustCompile(`^="(.*)"$`)
)

// mended takes back what spreadsheets do to numbers that they keep whole.
func mended(typed string) string {
	typed = clean(typed)
	if m := textFormula.FindStringSubmatch(typed); m != nil {
		typed = m[1]
	}
	typed = strings.TrimSpace(strings.TrimLeft(typed, "'’`"))
	if m := trailingZero.FindStringSubmatch(typed); m != nil {
		typed = m[1]
	}
	return typed
}

// nothing are the ways to say that there is no number or address.
func nothing(cell string) bool {
	switch strings.ToLower(cell) {
	case "", "-", "--", "–", "—", ".", "/", "0", "n/a", "none", "null", "#n/a", "undefined":
		return true
	}
	return false
}
