package whatsapp

import (
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// international reads what follows a plus or 00. A zero in brackets is meant to
// be left out, except where it is part of the number, as in Italy.
func international(text string) (Phone, bool) {
	best := readFully(onlyDigits(text))
	if shorter := withoutBracketZero(text); shorter != text {
		if r := readFully(onlyDigits(shorter)); r.valid && !best.valid || r.possible && !best.possible {
			best = r
		}
	}
	return best.phone, best.possible
}

func withoutBracketZero(text string) string {
	open, end := bracketZero(text)
	if open < 0 {
		return text
	}
	return text[:open] + text[end:]
}

// bracketZero is where (0) stands; -1 when it doesn't.
func bracketZero(text string) (open, end int) {
	for from := 0; ; {
		if open = strings.IndexAny(text[from:], "(["); open < 0 {
			return -1, -1
		}
		open += from
		if end = strings.IndexAny(text[open:], ")]"); end < 0 {
			return -1, -1
		}
		end += open
		if onlyDigits(text[open:end]) == "0" {
			return open, end
		}
		from = end
	}
}

// afterCallingCode is true for 44 (0) 7700 900123: only a country code has one
// to three digits and is followed by a zero that is left out.
func afterCallingCode(text string) bool {
	open, _ := bracketZero(text)
	if open < 0 {
		return false
	}
	before := onlyDigits(text[:open])
	return len(before) > 0 && len(before) <= 3 && before[0] != '0'
}

// abroad reads a number that begins with 00, the prefix for calls abroad, or
// with a longer one of a country given. Which of both was meant is told
// by how the number is spaced, then by which is valid: 001 65 8123 4567 is
// Singapore's 001 and Singapore's 65, in Greece it is Jamaica's 1 658.
func abroad(text, digits string, countries []string) (Phone, bool) {
	var own, common reading
	ownWeight, commonWeight := -1, -1
	for _, country := range countries {
		r, prefix := readFromCountry(text, digits, country)
		if weight := spacing(text, prefix, r); r.possible && weight > ownWeight {
			own, ownWeight = r, weight
		}
	}
	if phone, ok := international(afterDigits(text, 2)); ok {
		common = readFully(phone.Digits)
		commonWeight = spacing(text, 2, common)
	}
	switch {
	case ownWeight > commonWeight:
		return own.phone, true
	case ownWeight < commonWeight:
		return common.phone, true
	}
	// 0081 90… is rather Japan than 008 and a number in North America.
	if own.valid && own.phone.Digits[0] != '1' {
		return own.phone, true
	}
	return common.phone, commonWeight >= 0
}

// readFromCountry reads a number that begins with the country's own prefix for
// calls abroad, and gives the length of that.
func readFromCountry(text, digits, country string) (reading, int) {
	country = strings.ToUpper(strings.TrimSpace(country))
	number, err := phonenumbers.ParseAndKeepRawInput(text, country)
	if err != nil || number.GetCountryCodeSource() != phonenumbers.PhoneNumber_FROM_NUMBER_WITH_IDD {
		return reading{}, 0
	}
	r := understood(number, "")
	prefix := len(digits) - len(r.phone.Digits)
	if !r.possible || prefix <= 2 || digits[prefix:] != r.phone.Digits {
		return reading{}, 0 // 00, which all read alike
	}
	return r, prefix
}

// spacing says how much speaks for a reading: that it is valid, that there is
// a gap after the prefix, and one after the calling code.
func spacing(text string, prefix int, r reading) int {
	if !r.possible {
		return -1
	}
	weight := 0
	if r.valid {
		weight += 2
	}
	calling := len(callingCode(r.phone.Digits))
	for _, at := range []int{prefix, prefix + calling} {
		if rest := afterDigits(text, at); rest != "" && (rest[0] < '0' || rest[0] > '9') {
			weight++
		}
	}
	return weight
}

func callingCode(digits string) string {
	number, err := phonenumbers.Parse("+"+digits, "")
	if err != nil {
		return ""
	}
	return strings.TrimSuffix(digits, phonenumbers.GetNationalSignificantNumber(number))
}

// zeroTooMany is true for 4407700900123, which keeps the zero of 07700 900123.
func zeroTooMany(digits string, r reading) bool {
	calling := callingCode(r.phone.Digits)
	return digits == calling+"0"+r.phone.Digits[len(calling):]
}

// afterDigits is what follows the first n digits of a text.
func afterDigits(text string, n int) string {
	for i := 0; i < len(text); i++ {
		if n == 0 {
			return text[i:]
		}
		if text[i] >= '0' && text[i] <= '9' {
			n--
		}
	}
	return ""
}

// afterForeignPrefix is what follows another country's prefix for calls abroad:
// 011 is how North America writes the plus, 0011 Australia. Only a complete
// number counts: 0114 496 0123 is in Sheffield.
func afterForeignPrefix(digits string) (reading, string) {
	const complete = 11
	for _, prefix := range []string{"0011", "011", "001", "010"} {
		rest, ok := strings.CutPrefix(digits, prefix)
		if !ok || rest == "" || rest[0] == '0' {
			continue
		}
		if r := readFully(rest); r.possible && (r.valid || len(rest) >= complete && r.phone.Digits == rest) {
			return r, rest
		}
	}
	return reading{}, ""
}
