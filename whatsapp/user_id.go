package whatsapp

import "strings"

// IsUserID reports whether s looks like a business-scoped user id (BSUID): a
// country code, a dot and up to 128 letters and digits, or the parent form
// with ENT between them. It decides which key of a send an address goes into;
// it isn't there to refuse ids, as Meta may change their shape.
//
// Source: business-scoped-user-ids.
func IsUserID(s string) bool {
	if len(s) < 4 || s[2] != '.' || !isUpper(s[0]) || !isUpper(s[1]) {
		return false
	}
	id := strings.TrimPrefix(s[3:], "ENT.")
	if id == "" || len(id) > 128 {
		return false
	}
	for i := 0; i < len(id); i++ {
		if c := id[i] | 0x20; (id[i] < '0' || id[i] > '9') && (c < 'a' || c > 'z') {
			return false
		}
	}
	return true
}

// IsWaID reports whether s is made of digits alone, as WhatsApp writes a phone
// number. It doesn't ask whether there is such a number.
func IsWaID(s string) bool { return s != "" && isDigits(s) }

func isUpper(c byte) bool { return c >= 'A' && c <= 'Z' }
