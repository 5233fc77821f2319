package whatsapp

import (
	"strings"
	"time"
)

// decodeHandover notes that the control of a chat has passed.
//
// Source: webhooks/reference/messaging-handovers.
func decodeHandover(d *decoder, s *scope, value *jsonValue) {
	e := s.event(KindSystem, value, frame{place: placeValue})
	recipient := value.object("recipient")
	fill(&e.PhoneNumberID, recipient.name("phone_number_id", maxName))
	fill(&e.DisplayPhoneNumber, displayed(recipient))
	sender := value.object("sender")
	e.Party = Party{
		WaID:         phoneDigits(sender.str("phone_number")),
		UserID:       sender.name("user_id", maxUserID),
		ParentUserID: sender.name("parent_user_id", maxUserID),
	}
	fill(&e.Party.WaID, phoneDigits(sender.str("wa_id")))
	e.Contact = s.complete(&e.Party)
	if e.Party.Key() == "" {
		e.Kind = KindNotice
		d.add(e, value, "")
		return
	}
	kind := value.str("type")
	passed := value.object(kind)
	body := "The control of this chat changed"
	switch kind {
	case "control_passed":
		body = "The control of this chat was passed on"
	case "control_taken":
		body = "The control of this chat was taken over"
	}
	if from := passed.str("previous_owner_role"); from != "" {
		body += " from " + words(from)
	}
	if to := passed.str("new_owner_role"); to != "" {
		body += " to " + words(to)
	}
	if note := passed.str("metadata"); note != "" {
		body += ": " + note
	}
	e.Message = &Message{Direction: Inbound, Type: kind, Body: body}
	fill(&e.Message.Type, "messaging_handovers")
	d.add(e, value, "")
}

// userAction notes what somebody did with a message without writing. The
// element names nobody; the value does, when it speaks of one person only.
//
// Source: marketing-messages/track-click-events.
func (d *decoder) userAction(s *scope, element *jsonValue, at frame) {
	e := s.event(KindSystem, element, at)
	e.Contact = s.complete(&e.Party)
	if element.kind() != jsonObject {
		d.refuse(e, element, "the action is not an object")
		return
	}
	if e.Party.Key() == "" {
		e.Kind = KindNotice
		d.add(e, element, "")
		return
	}
	kind := element.str("action_type")
	body := "[user action: " + words(kind) + "]"
	if kind == "marketing_messages_link_click" {
		click := element.object(kind + "_data")
		body = "Link opened in a marketing message"
		if product := click.str("product_id"); product != "" {
			body += ": " + product
		}
	}
	e.Message = &Message{Direction: Inbound, Type: kind, Body: body}
	fill(&e.Message.Type, "user_action")
	d.add(e, element, "")
}

// summary notes what Meta's agent says of a chat that it hands over. These are
// not the customer's words.
func (d *decoder) summary(s *scope, element *jsonValue, at frame, said time.Time) {
	e := s.event(KindSystem, element, at)
	if e.frame.entryTime && e.At.IsZero() {
		e.At = said // it has no time of its own
	}
	e.Contact = s.complete(&e.Party)
	if element.kind() != jsonObject {
		d.refuse(e, element, "the summary is not an object")
		return
	}
	if e.Party.Key() == "" {
		e.Kind = KindNotice
		d.add(e, element, "")
		return
	}
	text := strings.TrimSpace(element.object("summary").str("text"))
	fill(&text, "[no text]")
	e.Message = &Message{Direction: Inbound, Type: "conversation_context", Source: "meta_agent", Body: "Summary by Meta's agent: " + text}
	d.add(e, element, "")
}
