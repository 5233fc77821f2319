package whatsapp

// decodeHistory reads old messages, imported when a number joins: in threads,
// and once more, with their media, as plain messages.
//
// Source: webhooks/reference/history.
func decodeHistory(d *decoder, s *scope, value *jsonValue) {
	v := voice{kind: KindHistory, source: "history", at: frame{place: placeList}}
	for chunk := range value.list("history") {
		here := frame{place: placeList, list: "history"}
		if chunk.kind() != jsonObject {
			d.refuse(s.event(KindHistory, chunk, here), chunk, "the part of the history is not an object")
			continue
		}
		before := len(d.events)
		for thread := range chunk.list("threads") {
			d.thread(s, thread, v)
		}
		if chunk.has("errors") || len(d.events) == before {
			// Not shared by the owner of the app, or nothing but progress.
			d.add(s.event(KindNotice, chunk, here), chunk, "")
		}
	}
	d.chat(s, value, v)
}

func (d *decoder) thread(s *scope, thread *jsonValue, v voice) {
	if thread.kind() != jsonObject {
		at := frame{place: placeThreads}
		d.refuse(s.event(KindHistory, thread, at), thread, "the thread is not an object")
		return
	}
	context := thread.object("context")
	with := Party{
		WaID:         phoneDigits(context.str("wa_id")),
		UserID:       context.str("user_id"),
		ParentUserID: context.str("parent_user_id"),
		Username:     context.str("username"),
		GroupID:      context.str("group_id"),
	}
	if id := thread.str("id"); with.Key() == "" && with.GroupID == "" {
		switch digits := phoneDigits(id); {
		case digits != "":
			with.WaID = digits
		case IsUserID(id):
			with.UserID = id
		default:
			with.GroupID = id
		}
	}
	v.thread = &with
	v.at = frame{place: placeThread, around: threadHead(thread)}
	for item := range thread.list("messages") {
		d.message(s, item, v)
	}
}

// historySide tells who wrote an imported message: the business when it comes
// from its own number, else the customer.
func (v voice) historySide(s *scope, from, to Party) Direction {
	switch {
	case v.thread != nil && from.WaID != "" && from.WaID == v.thread.WaID,
		v.thread != nil && from.UserID != "" && from.UserID == v.thread.UserID:
		return Inbound
	case from.WaID != "" && from.WaID == s.display:
		return Outbound
	case from.Key() != "" && (s.display != "" || to.Key() == ""):
		return Inbound
	case to.Key() != "" || to.GroupID != "":
		return Outbound
	}
	return Inbound
}
