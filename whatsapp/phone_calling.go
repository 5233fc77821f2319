package whatsapp

import (
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"
)

// CallingCode is the calling code of a country, ISO 3166, in digits: "44" for
// GB; "" when there is none.
func CallingCode(country string) string {
	code := phonenumbers.GetCountryCodeForRegion(strings.ToUpper(country))
	if code == 0 {
		return ""
	}
	return strconv.Itoa(code)
}

// IsCallingCode tells whether digits are a calling code, or one with the area
// behind it by which a country is told apart, as lists of countries have them:
// 91, 1, 1242, 441481.
func IsCallingCode(digits string) bool {
	calling, _ := splitCallingCode(digits)
	switch area := strings.TrimPrefix(digits, calling); {
	case calling == "":
		return false
	case area == "":
		return true
	default:
		return len(area) <= 4 && (calling == "1" && len(area) == 3 || calling == "44" && len(area) == 4 || calling == "7" && len(area) <= 3 || calling == "39" && area == "06698")
	}
}

// ParsePhoneBeside reads a number that has its calling code in a cell or field
// beside it: without the code, with it, with the zero of at home or as a full
// one. A full number with a plus or 00 is what it says, whatever is beside it.
// What is neither isn't valid: it is never read as of another country.
func ParsePhoneBeside(code, typed string) Phone {
	if saysCountry(typed) {
		if phone := ParsePhone(typed); phone.Valid {
			return phone
		}
	}
	digits := strings.TrimPrefix(onlyDigits(typed), "00")
	if calling, region := splitCallingCode(code); calling != "" && digits != "" {
		if r := beside(code, region, digits); r.possible {
			return r.phone
		}
	}
	return Phone{Digits: digits}
}

// beside reads digits after a calling code; not possible when they are rather a
// full number of another country.
func beside(code, region, digits string) reading {
	var home, whole reading
	if len(region) == 2 {
		home = readLocally(digits, region)
	}
	if !home.possible || !strings.HasPrefix(home.phone.Digits, code) {
		home = readFully(code + digits)
	}
	if digits[0] != '0' {
		whole = readFully(digits)
	}
	const full = 11 // digits; at home few numbers are that long
	long := len(digits) >= full
	switch same := whole.possible && strings.HasPrefix(whole.phone.Digits, code); {
	case same && (whole.valid && long && !home.natural || !home.valid && (whole.valid || long)):
		return whole
	case !home.valid && whole.possible && long:
		return reading{}
	}
	return home
}

// saysCountry is true for a number with a plus or 00 in front, or in a link.
func saysCountry(typed string) bool {
	_, linked := linkedNumber(typed)
	written, _ := asWritten(typed)
	text := strings.TrimLeft(phoneText(written), " (")
	return linked || strings.HasPrefix(text, "+") || strings.HasPrefix(text, "00")
}

// splitCallingCode finds the calling code that digits begin with, and its
// main country.
func splitCallingCode(digits string) (calling, region string) {
	for n := 1; n <= 3 && n <= len(digits); n++ {
		code := 0
		for _, d := range digits[:n] {
			if d < '0' || d > '9' {
				return "", ""
			}
			code = code*10 + int(d-'0')
		}
		if region := phonenumbers.GetRegionCodeForCountryCode(code); code > 0 && digits[0] != '0' && region != "ZZ" {
			return digits[:n], region
		}
	}
	return "", ""
}
