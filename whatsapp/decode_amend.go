package whatsapp

// amend reads what changes an earlier message instead of being one: a
// reaction, an edit, a withdrawal. Whose chat it is in follows from that
// message, so that a sender may be missing.
//
// Sources: webhooks/reference/messages/{reaction, edit, revoke}.
func (d *decoder) amend(e Event, element, content *jsonValue, kind string, by Direction, v voice) {
	target := &Target{By: by, MessageID: content.name("original_message_id", maxMessageID)}
	fill(&target.MessageID, content.name("message_id", maxMessageID))
	if target.MessageID == "" {
		d.refuse(e, element, "the "+kind+" names no message")
		return
	}
	e.Target = target
	switch kind {
	case "reaction":
		e.Kind = KindReaction
		target.Emoji = content.str("emoji")
	case "revoke":
		e.Kind = KindRevoke
	case "edit":
		e.Kind = KindEdit
		now := content.object("message")
		kind := now.str("type")
		if kind == "" {
			kind = guessType(now)
		}
		if now == nil || wronglyTyped(kind, now.get(kind)) {
			d.refuse(e, element, "the edit doesn't say what the message is now")
			return
		}
		e.Message = readMessage(now, kind, by, v)
	}
	e.Key = messageKey(e.Kind, e.ID, "")
	d.add(e, element, "")
}
