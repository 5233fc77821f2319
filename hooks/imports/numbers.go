package imports

import (
	"regexp"
	"slices"
	"strings"

	"pocketcrm/whatsapp"
)

// read reads a number by the country of its row, then by that of the firm.
func (m *maker) read(typed, country string) whatsapp.Phone {
	countries := m.further
	if country != "" {
		countries = append([]string{country}, countries...)
	}
	return whatsapp.ParsePhone(typed, countries...)
}

// readThere reads a number whose row has the code of its country: by that of
// the firm only what can't be one there. Where that would make a better one of
// it, it is stored with its calling code, so that nobody reads it so later.
func (m *maker) readThere(typed, country string) (phone whatsapp.Phone, value string) {
	phone = m.read(typed, country)
	if there := whatsapp.ParsePhone(typed, country); there.Valid && there.Digits != phone.Digits {
		return there, "+" + there.Digits
	}
	return phone, typed
}

// readBeside reads a number with the calling code of its row, and gives it as
// it is to be stored: with its code, so that nobody reads it otherwise later.
// Without one that can be read only a number that says its country counts.
func (m *maker) readBeside(typed, country string, by beside) (phone whatsapp.Phone, value string) {
	if town := by.town; town != "" {
		by.town = ""
		return m.readInTown(town, typed, country, by)
	}
	if by.country {
		return m.readThere(typed, country)
	}
	if !by.column {
		return m.read(typed, country), typed
	}
	if by.area {
		together := by.cell + " " + typed
		return m.read(together, country), together
	}
	if by.code != "" {
		phone = whatsapp.ParsePhoneBeside(by.code, typed)
		switch {
		case !phone.Valid:
			return phone, "+" + by.code + " " + typed
		case whatsapp.ParsePhone(typed).Digits == phone.Digits:
			return phone, typed
		}
		if rest, ok := strings.CutPrefix(phone.Digits, by.code); ok {
			return phone, "+" + by.code + " " + rest
		}
		return phone, "+" + phone.Digits
	}
	switch phone = whatsapp.ParsePhone(typed); {
	case phone.Valid && (strings.HasPrefix(typed, "+") || strings.HasPrefix(typed, "00")):
		return phone, typed
	case by.cell == "" && country != "":
		return m.read(typed, country), typed // note: the row or the person says the country
	}
	return whatsapp.Phone{Digits: phone.Digits}, strings.TrimSpace(by.cell + " " + typed)
}

// readInTown reads a number with the area code of its row, unless it has it
// already, says its country, or is a mobile number, which has none.
func (m *maker) readInTown(town, typed, country string, by beside) (whatsapp.Phone, string) {
	const whole = 10 // digits; no number of a town is that long without its area code
	if len(onlyDigits(typed)) >= whole || strings.HasPrefix(typed, "+") {
		return m.readBeside(typed, country, by)
	}
	together := town + " " + typed
	if phone, value := m.readBeside(together, country, by); phone.Valid && onlyDigits(town) != "" {
		return phone, value
	}
	return whatsapp.Phone{Digits: onlyDigits(typed)}, together
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
	labelled     = regexp.MustCompile(`^[\p{L} .]{1,20}:\s*([+(\d].*)$`) // Mobile: 07700 900123; p: is Facebook's
)

// mended takes back what spreadsheets do to numbers that they keep whole.
func mended(typed string) string {
	typed = clean(typed)
	if strings.HasPrefix(typed, "=") {
		if m := textFormula.FindStringSubmatch(typed); m != nil {
			typed = m[1]
		}
	}
	typed = strings.TrimSpace(strings.TrimLeft(typed, "'’`"))
	if strings.Contains(typed, ":") {
		if m := labelled.FindStringSubmatch(typed); m != nil {
			typed = m[1]
		}
	}
	if strings.ContainsAny(typed, ".,") {
		if m := trailingZero.FindStringSubmatch(typed); m != nil {
			typed = m[1]
		}
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
