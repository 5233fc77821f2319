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
	note, was := element.object("system"), identity(element, "from")
	change := readChange(element)
	if was.WaID, was.UserID = change.PreviousWaID, change.PreviousUserID; was.Key() == "" {
		was.WaID, was.UserID = change.WaID, change.UserID
	}
	was.GroupID = e.Party.GroupID
	e.Contact = s.complete(&was)
	if e.Party = was; was.Key() == "" {
		d.refuse(e, element, "the note names nobody")
		return
	}
	if change.settle(note); change.WaID != "" || change.UserID != "" || change.NumberLeft {
		e.Identity = &change
	}
	what := note.str("type")
	if e.Identity != nil && change.WaID == "" && !strings.HasSuffix(what, changedNumber) {
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

// changedNumber ends the types of notes about a number that was given up.
const changedNumber = "changed_number"

func readChange(element *jsonValue) IdentityChange {
	note, was := element.object("system"), identity(element, "from")
	change := IdentityChange{
		PreviousWaID:   was.WaID,
		PreviousUserID: note.name("previous_user_id", maxUserID),
		WaID:           phoneDigits(note.str("wa_id")),
		UserID:         note.name("user_id", maxUserID),
	}
	fill(&change.WaID, phoneDigits(note.str("new_wa_id"))) // up to v11
	fill(&change.PreviousWaID, phoneDigits(note.str("customer")))
	fill(&change.PreviousUserID, was.UserID)
	return change
}

// settle leaves of a change what has changed. Another spelling is no other
// number.
func (c *IdentityChange) settle(note *jsonValue) {
	if SameNumber(c.PreviousWaID, c.WaID) {
		c.PreviousWaID, c.WaID = "", ""
	}
	if c.PreviousUserID == c.UserID {
		c.PreviousUserID, c.UserID = "", ""
	}
	c.NumberLeft = c.PreviousWaID != "" && (c.WaID != "" || strings.HasSuffix(note.str("type"), changedNumber))
}

// LoggedChange reads a note as it was logged, on the address it is about: what has
// changed of somebody's number and BSUID.
func LoggedChange(note []byte, address string) (change IdentityChange) {
	element, ok := parseJSON(note)
	if !ok || element.kind() != jsonObject {
		return change
	}
	change = readChange(element)
	fill(&change.PreviousWaID, phoneDigits(address))
	change.settle(element.object("system"))
	return change
}

// FromUser is the BSUID that a message, or an event of a call, came from as it
// was logged; "" for none.
func FromUser(logged []byte) string {
	element, ok := parseJSON(logged)
	if !ok || element.kind() != jsonObject {
		return ""
	}
	user := element.name("from_user_id", maxUserID)
	if events := element.object("events"); events != nil { // note: see CallLog
		for _, event := range events.members() {
			fill(&user, event.name("from_user_id", maxUserID))
		}
	}
	return user
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
