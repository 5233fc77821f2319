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
		if about := aboutImport(chunk, len(d.events) == before); about != nil {
			d.add(s.event(KindNotice, about, here), about, "")
		}
	}
	d.chat(s, value, v)
}

// aboutImport is what a part of the history says of the import itself, without
// the messages in it: how far it has come, or why there is nothing. nil when it
// says nothing.
func aboutImport(chunk *jsonValue, alone bool) *jsonValue {
	if alone {
		return chunk
	}
	said := []byte{'{'}
	for _, key := range []string{"metadata", "errors"} {
		if part := chunk.get(key); !part.absent() {
			if len(said) > 1 {
				said = append(said, ',')
			}
			said = append(append(said, `"`+key+`":`...), part.written...)
		}
	}
	about, ok := parseJSON(append(said, '}'))
	if !ok || len(said) == 1 {
		return nil
	}
	return about
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
		Username:     VisibleName(context.name("username", maxName)),
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
	case v.thread != nil && SameNumber(from.WaID, v.thread.WaID),
		v.thread != nil && from.UserID != "" && from.UserID == v.thread.UserID:
		return Inbound
	case SameNumber(from.WaID, s.display):
		return Outbound
	case from.Key() != "" && (s.display != "" || to.Key() == ""):
		return Inbound
	case to.Key() != "" || to.GroupID != "":
		return Outbound
	}
	return Inbound
}
