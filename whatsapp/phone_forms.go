package whatsapp

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	linkedForm   = regexp.MustCompile(`(?i)(?:wa\.me/|whatsapp\S*[?&]phone=)(?:\+|%2b|%20)*(\d(?:[\d\s()-]|%20)*)|^\s*(\d+)@(?:s\.whatsapp\.net|c\.us)\s*$`)
	decimalForm  = regexp.MustCompile(`^([^\d]*(?:\d{7,}|\d{1,3}(?:,\d{3}){2,}))[.,]0{1,2}([^\d]*)$`)
	exponentForm = regexp.MustCompile(`^[^\d]*(\d)[.,](\d+)[eE]\+?(\d{1,2})[^\d]*$`)
	carrierForm  = regexp.MustCompile(`0[xX]{2}`)
	contextForm  = regexp.MustCompile(`(?i)^\s*tel:([^+;]+);.*phone-context=(\+\d+)`)
)

// linkedNumber is the number in one of WhatsApp's own links and addresses,
// which is always a full one.
func linkedNumber(typed string) (Phone, bool) {
	m := linkedForm.FindStringSubmatch(typed)
	if m == nil {
		return Phone{}, false
	}
	r := readFully(onlyDigits(strings.ReplaceAll(m[1]+m[2], "%20", "")))
	return r.phone, r.possible
}

// asWritten undoes what programs do to numbers: spreadsheets that add decimals
// or write 4.47700900123E+11, Brazil's 0xx for a carrier of one's choice, links
// whose country stands at the end. False when digits were lost.
func asWritten(typed string) (string, bool) {
	if m := exponentForm.FindStringSubmatch(typed); m != nil {
		exponent, _ := strconv.Atoi(m[3])
		return m[1] + m[2], len(m[2]) == exponent
	}
	if m := decimalForm.FindStringSubmatch(typed); m != nil {
		return m[1] + m[2], true
	}
	if m := contextForm.FindStringSubmatch(typed); m != nil {
		return m[2] + " " + m[1], true
	}
	return carrierForm.ReplaceAllString(typed, "0"), true
}

// dialledAtHome takes out of a full number what is only dialled at home, and
// that people leave in when they put the country code before it: Mexico's 044,
// 045 and 01, Argentina's 0 and 15. "" when there is no such thing.
func dialledAtHome(digits string) string {
	const local = 10
	if rest, ok := strings.CutPrefix(digits, "52"); ok {
		for _, prefix := range []string{"044", "045", "01"} {
			if number, ok := strings.CutPrefix(rest, prefix); ok && len(number) == local {
				return "52" + number
			}
		}
	}
	if rest, ok := strings.CutPrefix(digits, "54"); ok {
		rest, mobile := strings.CutPrefix(rest, "9")
		rest, trunk := strings.CutPrefix(rest, "0")
		area := argentinaArea(rest)
		if area > 0 && len(rest) == local+2 && rest[area:area+2] == "15" {
			return "549" + rest[:area] + rest[area+2:]
		}
		if area > 0 && len(rest) == local && mobile && trunk {
			return "549" + rest
		}
	}
	return ""
}
