package whatsapp

import "strings"

// status reads the progress of a message the business sent. Only the id it is
// about, or the callback data of the send, is needed: a failed one names often
// nobody.
//
// Source: webhooks/reference/messages/status.
func (d *decoder) status(s *scope, element *jsonValue, at frame) {
	e := s.event(KindStatus, element, at)
	if element.kind() != jsonObject {
		d.refuse(e, element, "the status is not an object")
		return
	}
	switch element.str("type") {
	case "payment":
		d.payment(s, e, element)
		return
	case "call":
		d.call(s, element, readErrors(element), at)
		return
	}
	st := &Status{
		Value:         element.name("status", maxName),
		MessageID:     element.name("id", maxMessageID),
		CallbackData:  element.name("biz_opaque_callback_data", maxMessageID),
		ParticipantID: element.name("recipient_participant_id", maxName),
		Errors:        readErrors(element),
	}
	fill(&st.ParticipantID, element.name("participant_recipient_id", maxName))
	fill(&st.ParticipantID, element.name("recipient_participant_user_id", maxUserID))
	if lower := strings.ToLower(st.Value); StatusRank(lower) > 0 {
		st.Value = lower
	}
	pricing := element.object("pricing")
	st.PricingCategory, st.PricingType = pricing.str("category"), pricing.str("type")
	e.ID, e.Status = st.MessageID, st
	e.Party = statusParty(element)
	e.Contact = s.complete(&e.Party)
	switch {
	case st.Value == "":
		d.refuse(e, element, "the status has no value")
	case st.MessageID == "" && st.CallbackData == "":
		d.refuse(e, element, "the status names no message")
	default:
		if st.MessageID != "" {
			e.Key = "s:" + st.MessageID + ":" + st.Value + ":" + st.ParticipantID
		}
		d.add(e, element, "")
	}
}

func statusParty(element *jsonValue) Party {
	p := Party{UserID: element.name("recipient_user_id", maxUserID), ParentUserID: element.name("recipient_parent_user_id", maxUserID)}
	fill(&p.ParentUserID, element.name("parent_recipient_user_id", maxUserID)) // until May 2026
	to := element.name("recipient_id", maxName)
	switch digits := phoneDigits(to); {
	case element.str("recipient_type") == "group", to != "" && digits == "" && !IsUserID(to) && !isTooLong(to):
		p.GroupID = to
		participant := element.str("recipient_participant_id")
		fill(&participant, element.str("participant_recipient_id"))
		p.WaID = phoneDigits(participant)
		fill(&p.UserID, element.name("recipient_participant_user_id", maxUserID))
		fill(&p.ParentUserID, element.name("recipient_participant_parent_user_id", maxUserID))
	case digits == "" && !isTooLong(to):
		fill(&p.UserID, to)
	default:
		p.WaID = digits
	}
	return p
}
