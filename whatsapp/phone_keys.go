package whatsapp

import (
	"slices"
	"strings"
)

// PhoneKeys are the spellings under which a number may be known: the digits
// themselves first, then the variants that WhatsApp and its users mix up in
// Brazil, Mexico and Argentina, and those from before and after a country made
// its numbers longer. They are for look-up only: a number is stored
// and answered as it came. It is symmetric: if b is among the keys of a, then
// a is among the keys of b. nil for "".
//
// Sources: messages/send-messages (phone number formats),
// business-phone-numbers/phone-numbers.
func PhoneKeys(digits string) []string {
	switch {
	case digits == "":
		return nil
	case !isDigits(digits):
	case strings.HasPrefix(digits, "55"):
		return brazilKeys(digits)
	case strings.HasPrefix(digits, "52"):
		return mexicoKeys(digits)
	case strings.HasPrefix(digits, "54"):
		return argentinaKeys(digits)
	case isRenumbered(digits):
		return renumberedKeys(digits)
	}
	return []string{digits}
}

func isRenumbered(digits string) bool {
	return strings.HasPrefix(digits, "225") || strings.HasPrefix(digits, "229") || strings.HasPrefix(digits, "241")
}

// SameNumber tells whether two numbers are spellings of one; an empty one is
// nobody's.
func SameNumber(a, b string) bool {
	return a != "" && (a == b || b != "" && len(a) > 3 && len(b) > 3 && a[:2] == b[:2] && slices.Contains(PhoneKeys(a), b))
}

// numberKey is the same for all spellings of a number, and for no other number.
func numberKey(digits string) string {
	if digits == "" {
		return ""
	}
	return slices.Min(PhoneKeys(digits))
}

func isDigits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// brazilKeys: mobiles got a 9 in front between 2012 and 2016, and accounts
// from before keep an id without it. Only numbers that began with 6 to 9 were
// mobiles: a landline with a 9 in front is another line.
func brazilKeys(digits string) []string {
	const areaEnd = 4 // 55 and two digits
	if len(digits) < areaEnd || digits[2] == '0' || digits[3] == '0' {
		return []string{digits}
	}
	area, local := digits[:areaEnd], digits[areaEnd:]
	switch {
	case len(local) == 8 && local[0] >= '6':
		return []string{digits, area + "9" + local}
	case len(local) == 9 && local[0] == '9' && local[1] >= '6':
		return []string{digits, area + local[1:]}
	}
	return []string{digits}
}

// mexicoKeys: a 1 after the country code marked mobiles until 2019.
func mexicoKeys(digits string) []string {
	rest := digits[2:]
	switch {
	case len(rest) == 10 && rest[0] >= '2':
		return []string{digits, "521" + rest}
	case len(rest) == 11 && rest[0] == '1' && rest[1] >= '2':
		return []string{digits, "52" + rest[1:]}
	}
	return []string{digits}
}

// argentinaKeys: a mobile is 54 9 and ten digits from abroad; at home it is
// written with a 15 between area code and number, and many leave out either.
func argentinaKeys(digits string) []string {
	rest := digits[2:]
	var national string
	switch {
	case len(rest) == 10:
		national = rest
	case len(rest) == 11 && rest[0] == '9':
		national = rest[1:]
	case len(rest) == 12:
		if area := argentinaArea(rest); area > 0 && rest[area:area+2] == "15" {
			national = rest[:area] + rest[area+2:]
		}
	}
	area := argentinaArea(national)
	if area == 0 {
		return []string{digits}
	}
	keys := make([]string, 1, 3)
	keys[0] = digits
	for _, key := range []string{"549" + national, "54" + national, "54" + national[:area] + "15" + national[area:]} {
		if key != digits {
			keys = append(keys, key)
		}
	}
	return keys
}

// argentinaArea is how long the area code of a national number is: two digits
// in Buenos Aires, three in the big towns, four elsewhere; 0 when it has none.
func argentinaArea(national string) int {
	switch {
	case len(national) < 10 || national[0] != '1' && national[0] != '2' && national[0] != '3':
		return 0
	case national[:2] == "11":
		return 2
	case national[0] == '1':
		return 0
	}
	if strings.Contains(argentinaTowns, " "+national[:3]+" ") {
		return 3
	}
	return 4
}

// argentinaTowns are the area codes of three digits (ENACOM's numbering plan).
const argentinaTowns = " 220 221 223 230 236 237 249 260 261 263 264 266 280 291 294 297 298 299" +
	" 336 341 342 343 345 348 351 353 358 362 364 370 376 379 380 381 383 385 387 388 "
