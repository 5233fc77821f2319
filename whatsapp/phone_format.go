package whatsapp

import "github.com/nyaruka/phonenumbers"

// FormatPhone writes a full number as people of its country write it for abroad,
// "+1 555-010-0200", which is also how Graph has a display_phone_number. What
// can't be read as a number gets its plus only.
func FormatPhone(digits string) string {
	digits = onlyDigits(digits)
	if digits == "" {
		return ""
	}
	number, err := phonenumbers.Parse("+"+digits, "")
	if err != nil {
		return "+" + digits
	}
	formatted := phonenumbers.Format(number, phonenumbers.INTERNATIONAL)
	if onlyDigits(formatted) != digits {
		return "+" + digits // note: never another number than the one that was given
	}
	return formatted
}
