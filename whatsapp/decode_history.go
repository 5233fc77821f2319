package whatsapp

// decodeHistory reads old messages, imported when a number joins: in threads,
// and once more, with their media, as plain messages.
//
// Source: webhooks/reference/history.
func decodeHistory(d *decoder, s *scope, value *jsonValue) {
	v := voice{kind: KindHistory, source: "history", at: frame{place: placeList}}
	for chunk := range d.each(value.list("history")) {
		here := frame{place: placeList, list: "history"}
		if chunk.kind() != jsonObject {
			d.refuse(s.event(KindHistory, chunk, here), chunk, "the part of the history is not an object")
			continue
		}
		d.level(chunk)
		before := len(d.events)
		for thread := range d.each(chunk.list("threads")) {
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
	d.level(thread)
	context := thread.object("context")
	with := Party{
		WaID:         phoneDigits(context.str("wa_id")),
		UserID:       context.name("user_id", maxUserID),
		ParentUserID: context.name("parent_user_id", maxUserID),
		Username:     context.name("username", maxName),
		GroupID:      context.name("group_id", maxName),
	}
	if id := thread.name("id", maxName); with.Key() == "" && with.GroupID == "" {
		switch digits := phoneDigits(id); {
		case digits != "":
			with.WaID = digits
		case IsUserID(id):
			with.UserID = id
		case !isTooLong(id):
			with.GroupID = id
		}
	}
	v.thread = &with
	v.at = frame{place: placeThread, around: threadHead(thread, with)}
	for item := range d.each(thread.list("messages")) {
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
