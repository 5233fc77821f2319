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
	st := &Status{
		Value:         element.str("status"),
		MessageID:     element.str("id"),
		CallbackData:  element.str("biz_opaque_callback_data"),
		ParticipantID: element.str("recipient_participant_id"),
		Errors:        readErrors(element),
	}
	fill(&st.ParticipantID, element.str("participant_recipient_id"))
	fill(&st.ParticipantID, element.str("recipient_participant_user_id"))
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
	p := Party{UserID: element.str("recipient_user_id"), ParentUserID: element.str("recipient_parent_user_id")}
	fill(&p.ParentUserID, element.str("parent_recipient_user_id")) // until May 2026
	to := element.str("recipient_id")
	switch digits := phoneDigits(to); {
	case element.str("recipient_type") == "group", to != "" && digits == "" && !IsUserID(to):
		p.GroupID = to
		participant := element.str("recipient_participant_id")
		fill(&participant, element.str("participant_recipient_id"))
		p.WaID = phoneDigits(participant)
		fill(&p.UserID, element.str("recipient_participant_user_id"))
		fill(&p.ParentUserID, element.str("recipient_participant_parent_user_id"))
	case digits == "":
		fill(&p.UserID, to)
	default:
		p.WaID = digits
	}
	return p
}
