package whatsapp

import "strings"

// decodePreferences reads what customers chose about marketing messages.
//
// Source: webhooks/reference/user_preferences.
func decodePreferences(d *decoder, s *scope, value *jsonValue) {
	for item := range d.each(value.list("user_preferences")) {
		e := s.event(KindPreference, item, frame{place: placeList, list: "user_preferences"})
		e.Preference = &Preference{
			Category: item.str("category"),
			Value:    strings.ToLower(item.str("value")),
			Detail:   item.str("detail"),
		}
		e.Party = Party{
			WaID:         phoneDigits(item.str("wa_id")),
			UserID:       item.name("user_id", maxUserID),
			ParentUserID: item.name("parent_user_id", maxUserID),
		}
		e.Contact = s.complete(&e.Party)
		switch {
		case e.Preference.Value == "":
			d.refuse(e, item, "the preference has no value")
		case e.Party.Key() == "":
			d.refuse(e, item, "the preference names nobody")
		default:
			d.add(e, item, "")
		}
	}
}
