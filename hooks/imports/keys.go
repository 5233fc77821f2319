package imports

import (
	"strings"

	"pocketcrm/whatsapp"
)

// key is what two persons hardly ever share: why says it in a sentence. The
// spellings of one number are of one thing.
type key struct {
	text, why string
	thing     int
}

// keysOf are a person's keys, numbers first, with their national variants.
func keysOf(p *Person) []key {
	keys := make([]key, 0, len(p.Contacts)+1)
	for i, c := range p.Contacts {
		for _, digits := range whatsapp.PhoneKeys(c.digits) {
			keys = append(keys, key{numberKey(digits), "The same number: " + c.Value, i})
		}
		if c.userID() != "" {
			keys = append(keys, key{userKey(c.userID()), "The same WhatsApp id: " + c.Value, i})
		}
	}
	for i, address := range addressesOf(p) {
		keys = append(keys, key{emailKey(address), "The same e-mail address: " + address, len(p.Contacts) + i})
	}
	return keys
}

func addressesOf(p *Person) []string {
	var all []string
	if p.Email != "" {
		all = append(all, p.Email)
	}
	for _, c := range p.Contacts {
		if c.Type == "email" {
			all = append(all, c.Value)
		}
	}
	return all
}

// userID is the BSUID that a contact consists of, "" for a number or address.
func (c Contact) userID() string {
	if c.Type != string(WhatsApp) || !whatsapp.IsUserID(c.Value) {
		return ""
	}
	return c.Value
}

func numberKey(digits string) string { return "n" + digits }
func userKey(id string) string       { return "u" + id }
func emailKey(address string) string { return "e" + strings.ToLower(strings.TrimSpace(address)) }
