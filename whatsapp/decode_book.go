package whatsapp

import "strings"

// decodeBook reads changes of the address book in the WhatsApp Business app.
//
// Source: webhooks/reference/smb_app_state_sync.
func decodeBook(d *decoder, s *scope, value *jsonValue) {
	for item := range d.each(value.list("state_sync")) {
		e := s.event(KindBook, item, frame{place: placeList, list: "state_sync"})
		if item.kind() != jsonObject {
			d.refuse(e, item, "the entry of the address book is not an object")
			continue
		}
		if at := item.object("metadata").get("timestamp").time(); !at.IsZero() {
			e.At, e.frame.entryTime = at, false
		}
		if kind := item.str("type"); kind != "" && kind != "contact" {
			e.Kind = KindNotice // another part of the app's state
			d.add(e, item, "")
			continue
		}
		contact := item.object("contact")
		e.Party = Party{
			WaID:         phoneDigits(contact.str("phone_number")),
			UserID:       contact.name("user_id", maxUserID),
			ParentUserID: contact.name("parent_user_id", maxUserID),
			Username:     VisibleName(contact.name("username", maxName)),
		}
		fill(&e.Party.UserID, e.Party.ParentUserID)
		e.Book = &BookEntry{
			Name:    bookName(contact.str("full_name")),
			Removed: strings.EqualFold(item.str("action"), "remove"),
		}
		fill(&e.Book.Name, bookName(contact.str("first_name")))
		switch {
		case e.Party.Key() == "":
			d.refuse(e, item, "the entry of the address book names nobody")
		case e.Book.Name == "" && !e.Book.Removed:
			d.refuse(e, item, "the entry of the address book has no name")
		default:
			d.add(e, item, "")
		}
	}
}

func bookName(s string) string { return VisibleName(strings.TrimSpace(clip(s, maxBookName))) }

const maxBookName = 300 // bytes; longer than any name is shown
