package simulator

import (
	"strings"

	"pocketcrm/whatsapp"
)

// countryOf is the country that a BSUID of this number begins with; "ZZ",
// which ISO leaves to users, where it can't be told.
func countryOf(waID string) string {
	if country := whatsapp.ParsePhone("+" + waID).Country; len(country) == 2 {
		return country
	}
	return "ZZ"
}

// readPhone takes a number as somebody types it. It wants the country code,
// because a phone has no country to guess from.
func readPhone(typed string) (digits string, ok bool) {
	typed = strings.TrimSpace(typed)
	digits = digitsOf(typed)
	if strings.Trim(typed, "0123456789+-(). \u00a0") != "" || strings.HasPrefix(digits, "0") || len(digits) < 7 || len(digits) > 15 {
		return "", false
	}
	phone := whatsapp.ParsePhone("+" + digits)
	return digits, phone.Valid
}

// readRecipient takes what Meta takes in "to": digits with + - ( ) and spaces.
func readRecipient(to string) (digits string, ok bool) {
	digits = digitsOf(to)
	if strings.Trim(to, "0123456789+-(). ") != "" || strings.Contains(strings.TrimPrefix(strings.TrimSpace(to), "+"), "+") {
		return "", false
	}
	return digits, len(digits) >= 7 && len(digits) <= 15
}

// readPerson takes a number as somebody types it, or a BSUID; also nobody.
func readPerson(typed string) (person string, ok bool) {
	typed = strings.TrimSpace(typed)
	if typed == "" || isUserID(typed) {
		return typed, true
	}
	if digits, ok := readRecipient(typed); ok && !strings.HasPrefix(digits, "0") {
		return digits, true
	}
	phone := whatsapp.ParsePhone(typed)
	return phone.Digits, phone.Valid
}

// phoneVariants are other ways to write a number that is the same phone.
func phoneVariants(digits string) []string { return whatsapp.PhoneKeys(digits) }

// displayNumber is a number as Graph writes it. Webhooks have only its digits.
func displayNumber(digits string) string { return whatsapp.FormatPhone(digits) }

func sign(body []byte, secret string) string { return whatsapp.Sign(body, secret) }

func isUserID(s string) bool { return whatsapp.IsUserID(s) }
