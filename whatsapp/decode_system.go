package whatsapp

import "strings"

// system reads what WhatsApp itself notes in a chat. A changed number or BSUID
// is logged on the identity it was, which is the one that is known.
//
// Source: webhooks/reference/messages/system.
func (d *decoder) system(s *scope, e Event, element *jsonValue, kind string) {
	e.Kind, e.Key = KindSystem, messageKey(KindSystem, e.ID, "")
	e.Message = &Message{Direction: Inbound, Type: kind, Body: "[chat opened]"}
	if kind == "request_welcome" {
		d.add(e, element, "")
		return
	}
	note := element.object("system")
	was := identity(element, "from")
	change := IdentityChange{
		PreviousWaID:   was.WaID,
		PreviousUserID: note.name("previous_user_id", maxUserID),
		WaID:           phoneDigits(note.str("wa_id")),
		UserID:         note.name("user_id", maxUserID),
	}
	fill(&change.WaID, phoneDigits(note.str("new_wa_id"))) // up to v11
	fill(&change.PreviousWaID, phoneDigits(note.str("customer")))
	fill(&change.PreviousUserID, was.UserID)
	if was.WaID, was.UserID = change.PreviousWaID, change.PreviousUserID; was.Key() == "" {
		was.WaID, was.UserID = change.WaID, change.UserID
	}
	was.GroupID = e.Party.GroupID
	e.Contact = s.complete(&was)
	if e.Party = was; was.Key() == "" {
		d.refuse(e, element, "the note names nobody")
		return
	}
	if SameNumber(change.PreviousWaID, change.WaID) {
		change.PreviousWaID, change.WaID = "", ""
	}
	if change.PreviousUserID == change.UserID {
		change.PreviousUserID, change.UserID = "", ""
	}
	if change.WaID != "" || change.UserID != "" {
		e.Identity = &change
	}
	what := note.str("type")
	if e.Identity != nil && change.WaID == "" && !strings.HasSuffix(what, "changed_number") {
		// Only the id changed. Staff never see ids: nothing to show.
		e.Kind, e.Message = KindIdentity, nil
		e.Key = messageKey(KindIdentity, e.ID, "")
		d.add(e, element, "")
		return
	}
	e.Message.Body = note.str("body")
	fill(&e.Message.Body, systemBody(what, change))
	d.add(e, element, "")
}

func systemBody(what string, change IdentityChange) string {
	switch what {
	case "user_changed_number", "customer_changed_number":
		if change.WaID != "" {
			return "The phone number changed to " + change.WaID
		}
		return "The phone number changed"
	case "customer_identity_changed", "user_identity_changed":
		return "The security code changed"
	case "":
		return "[system message]"
	}
	return "[system message: " + what + "]"
}

// decodeUserIDs reads the field user_id_update, which Meta withdrew in August
// 2026 in favour of system messages (business-scoped-user-ids).
func decodeUserIDs(d *decoder, s *scope, value *jsonValue) {
	for item := range d.each(value.list("user_id_update")) {
		e := s.event(KindIdentity, item, frame{place: placeList, list: "user_id_update"})
		ids := item.object("user_id")
		change := IdentityChange{PreviousUserID: ids.name("previous", maxUserID), UserID: ids.name("current", maxUserID)}
		if change.UserID == "" {
			d.refuse(e, item, "the change of a user id doesn't say what it is now")
			continue
		}
		now := Party{WaID: phoneDigits(item.str("wa_id")), UserID: change.UserID}
		e.Contact = s.complete(&now)
		e.Party, e.Identity = now, &change
		if change.PreviousUserID != "" {
			e.Party.UserID = change.PreviousUserID
		}
		d.add(e, item, "")
	}
}
