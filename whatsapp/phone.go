package whatsapp

import (
	"strings"
	"unicode"

	"github.com/nyaruka/phonenumbers"
)

// Phone is a telephone number as a person typed it, read.
type Phone struct {
	// Digits is the number in E.164 without the plus, or, when it can't be a
	// number, whatever digits there were.
	Digits string
	// Country is the ISO 3166 code, or "" when it isn't known. Of several
	// countries behind one calling code that can't be told apart it is the
	// main one.
	Country string
	// Valid is true when a number of this length is possible in the country.
	// It doesn't ask whether the number is in use: those lists are always old.
	Valid bool
}

// ParsePhone reads a number the way people type it: with spaces, brackets and
// words around it, 00 or + in front, (0) in the middle, an extension at the
// end (which is dropped: WhatsApp knows none), in the digits of any script, in
// a link to WhatsApp, or as a spreadsheet left it.
// Numbers without a country are read by the given countries, ISO 3166, in
// their order. It never fails: see [Phone.Valid].
//
// A number without plus may be meant either way: 447700900123 is a full number
// (WhatsApp writes them so) and could be a local one in a country with numbers
// of any length. A valid local reading wins when it is how people of that
// country write, or when the number is short; then a valid full one; then what
// is merely possible, the full one first when the number is long. Where both
// are valid, [E164] gives the other.
func ParsePhone(typed string, countries ...string) Phone {
	if phone, ok := linkedNumber(typed); ok {
		return phone
	}
	written, whole := asWritten(typed)
	if !whole {
		return Phone{Digits: onlyDigits(typed)}
	}
	text := phoneText(written)
	if phone, ok := readPhone(text, countries); ok {
		return phone
	}
	// Two numbers in one field: the first that is one.
	for _, piece := range strings.FieldsFunc(text, isSeparator) {
		if phone, ok := readPhone(piece, countries); ok {
			return phone
		}
	}
	return Phone{Digits: onlyDigits(text)}
}

// E164 reads a number that is known to have its country code, such as a wa_id:
// never as a local one, and never as another one than it is.
func E164(digits string) Phone {
	number := Phone{Digits: onlyDigits(digits)}
	if full := phoneDigits(digits); full != "" && full[0] != '0' {
		if r := readFully(full); r.possible && r.phone.Digits == full {
			return r.phone
		}
	}
	return number
}

func isSeparator(r rune) bool { return strings.ContainsRune("/,;|\n", r) }

// phoneText is the part of what was typed that holds the number, in ASCII: the
// first run without letters that has five digits, else the one with most.
func phoneText(typed string) string {
	const enough = 5
	best, most := "", 0
	var run strings.Builder
	digits := 0
	finish := func() bool {
		if digits > most {
			best, most = run.String(), digits
		}
		run.Reset()
		digits = 0
		return most >= enough
	}
	for _, r := range typed {
		switch {
		case r == '+' || r == '＋':
			run.WriteByte('+')
		case unicode.IsDigit(r):
			run.WriteByte('0' + byte(digitValue(r)))
			digits++
		case unicode.IsLetter(r) || r == '#' || r == '=':
			if finish() {
				return best
			}
		case r < unicode.MaxASCII && unicode.IsPrint(r) || r == '\n':
			run.WriteRune(r)
		case unicode.IsSpace(r) || unicode.Is(unicode.Pd, r):
			run.WriteByte(' ')
		case r == '（':
			run.WriteByte('(')
		case r == '）':
			run.WriteByte(')')
		}
		// Anything else, such as marks of direction, is no part of a number.
	}
	finish()
	return best
}

// digitValue relies on Unicode's promise that the digits of a script follow
// one another, ten at a time, and begin with zero.
func digitValue(r rune) int {
	n := 0
	for n < 9 && unicode.IsDigit(r-1) && !startsScript(r) {
		r--
		n++
	}
	return n
}

func startsScript(r rune) bool {
	for _, block := range unicode.Nd.R16 {
		if rune(block.Lo) <= r && r <= rune(block.Hi) {
			return (r-rune(block.Lo))%10 == 0
		}
	}
	for _, block := range unicode.Nd.R32 {
		if rune(block.Lo) <= r && r <= rune(block.Hi) {
			return (r-rune(block.Lo))%10 == 0
		}
	}
	return false
}

// readPhone reads one number; false when it can't be one.
func readPhone(text string, countries []string) (Phone, bool) {
	if i := strings.IndexByte(text, '+'); i >= 0 {
		text = text[i+1:]
		if phone, ok := international(text); ok || !strings.HasPrefix(onlyDigits(text), "0") {
			return phone, ok
		}
		// A plus before 00, 011 or a local number: no country code begins with 0.
	}
	digits := onlyDigits(text)
	if len(digits) < 4 || len(digits) > 25 {
		return Phone{}, false
	}
	if afterCallingCode(text) {
		if phone, ok := international(text); ok {
			return phone, true
		}
	}
	if strings.HasPrefix(digits, "00") {
		if phone, ok := abroad(text, digits, countries); ok {
			return phone, true
		}
	}
	return withoutPlus(text, digits, countries)
}

// withoutPlus weighs the readings of a number that doesn't say its country.
func withoutPlus(text, digits string, countries []string) (Phone, bool) {
	const full = 11 // digits; few countries have local numbers that long
	locals := make([]reading, 0, len(countries))
	for _, country := range countries {
		if r := readLocally(text, strings.ToUpper(strings.TrimSpace(country))); r.possible {
			locals = append(locals, r)
		}
	}
	var whole reading
	long := len(digits) >= full
	if digits[0] != '0' {
		whole = readFully(digits)
	} else {
		whole, digits = afterForeignPrefix(digits)
	}
	for _, accept := range []func(reading) bool{
		func(r reading) bool { return r.local && r.valid && (r.natural || !long) },
		func(r reading) bool { return !r.local && r.valid },
		func(r reading) bool { return !r.local && long },
		func(r reading) bool { return r.local && r.natural },
		func(r reading) bool { return r.local && r.valid },
		func(r reading) bool { return true },
	} {
		for _, r := range locals {
			if accept(r) {
				return r.phone, true
			}
		}
		if whole.possible && (whole.valid || whole.phone.Digits == digits || zeroTooMany(digits, whole)) && accept(whole) {
			return whole.phone, true
		}
	}
	return Phone{}, false
}

// reading is one way to understand a number.
type reading struct {
	phone    Phone
	local    bool
	possible bool
	valid    bool // libphonenumber knows the range, and that people have it
	natural  bool // written as people of the country write it
}

func readFully(digits string) reading {
	if rest, ok := strings.CutPrefix(digits, "521"); ok && len(rest) == 10 {
		// Mexico dropped this 1 in 2019, WhatsApp did not.
		return reading{phone: Phone{Digits: digits, Country: "MX", Valid: true}, possible: true, valid: true}
	}
	var r reading
	if number, err := phonenumbers.Parse("+"+digits, ""); err == nil {
		r = understood(number, "")
	}
	if shorter := dialledAtHome(digits); shorter != "" && !r.valid {
		if again := readFully(shorter); again.possible {
			return again
		}
	}
	return r
}

func readLocally(text, country string) reading {
	digits := onlyDigits(text)
	if country == "MX" {
		// How mobiles were dialled until 2019; still on business cards.
		for _, prefix := range []string{"044", "045", "01"} {
			if rest, ok := strings.CutPrefix(digits, prefix); ok && len(rest) == 10 {
				text = rest
			}
		}
	}
	if country == "AR" && strings.HasPrefix(digits, "9") && len(digits) > 12 {
		// 9 11 15 5550-0111, with the 9 of abroad and the 15 of at home.
		if shorter := dialledAtHome("54" + digits); shorter != "" {
			text = shorter
		}
	}
	number, err := phonenumbers.Parse(text, country)
	if err != nil {
		return reading{}
	}
	r := understood(number, country)
	r.local = true
	if int(number.GetCountryCode()) == phonenumbers.GetCountryCodeForRegion(country) {
		r.natural = onlyDigits(phonenumbers.Format(number, phonenumbers.NATIONAL)) == digits ||
			strings.HasPrefix(digits, "0") ||
			strings.HasSuffix(digits, r.phone.Digits) || // with the country's own code
			country == "AR" // with and without 0, 9 and 15: all are usual
	} else {
		r.natural, r.valid = true, true // it began with the country's own code for abroad
	}
	return r
}

// longest is what E.164 allows, with the calling code.
const longest = 15

func understood(number *phonenumbers.PhoneNumber, country string) reading {
	r := reading{
		possible: phonenumbers.IsPossibleNumberWithReason(number) == phonenumbers.IS_POSSIBLE,
		valid:    phonenumbers.IsValidNumber(number),
	}
	if r.valid && phonenumbers.GetNumberType(number) == phonenumbers.VOICEMAIL {
		r.valid = false // Italy's are so many that Spain's mobiles look like them
	}
	if national := phonenumbers.GetNationalSignificantNumber(number); number.GetCountryCode() == 54 &&
		strings.HasPrefix(national, "15") && !r.valid {
		r.possible = false // an Argentine mobile without its area code
	}
	written := phonenumbers.Format(number, phonenumbers.E164)
	if len(written) > len("+")+longest {
		r.possible = false
	}
	if !r.valid && r.possible {
		// Zeros and the like, from which a little is taken at every reading.
		again, err := phonenumbers.Parse(written, "")
		r.possible = err == nil && phonenumbers.Format(again, phonenumbers.E164) == written
	}
	if !r.possible {
		return r
	}
	calling := int(number.GetCountryCode())
	known := phonenumbers.GetRegionCodeForNumber(number)
	if known == "" && country != "" && calling == phonenumbers.GetCountryCodeForRegion(country) {
		known = country
	}
	if known == "" {
		known = phonenumbers.GetRegionCodeForCountryCode(calling)
	}
	if len(known) != 2 || known == "ZZ" {
		known = "" // satellite and service numbers have no country
	}
	r.phone = Phone{
		Digits:  strings.TrimPrefix(written, "+"),
		Country: known,
		Valid:   true,
	}
	return r
}
