package whatsapp

import (
	"strings"
	"time"
)

// voice says on which side of a chat a list of messages is, and what becomes
// of its elements.
type voice struct {
	kind   Kind      // KindMessage, KindEcho, KindHistory
	side   Direction // of everything in the list; "" when each element decides
	source string    // Message.Source
	at     frame
	thread *Party      // whom a thread of the history is with
	errors []ErrorInfo // errors of the value that explain the message; usually none
}

// decodeMessages reads the field "messages".
func decodeMessages(d *decoder, s *scope, value *jsonValue) {
	d.chat(s, value, voice{kind: KindMessage, side: Inbound, at: frame{place: placeList}})
}

// chat reads everything that a value about chats can hold.
func (d *decoder) chat(s *scope, value *jsonValue, v voice) {
	errorsTaken := d.messageList(s, value, v)
	var said time.Time // the first time of a message, for what has none
	if value.has("conversation_context") {
		for message := range value.list("messages") {
			if said = message.get("timestamp").time(); !said.IsZero() {
				break
			}
		}
	}
	for name, part := range value.members() {
		if d.doc.junk {
			return
		}
		if part.absent() {
			continue
		}
		switch name {
		case "messaging_product", "metadata", "contacts", "messages", "history":
		case "message_echoes":
			echo := v
			if v.kind == KindMessage {
				echo.kind, echo.source = KindEcho, "other_app"
			}
			echo.side, echo.at.list = Outbound, name
			for item := range d.each(elements(part)) {
				d.message(s, item, echo)
			}
		case "statuses":
			at := v.at
			at.list = name
			for item := range d.each(elements(part)) {
				d.status(s, item, at)
			}
		case "errors":
			if errorsTaken {
				continue
			}
			at := v.at
			at.list = name
			for item := range d.each(elements(part)) {
				d.add(s.event(KindNotice, item, at), item, "")
			}
		case "user_actions":
			at := v.at
			at.list = name
			for item := range d.each(elements(part)) {
				d.userAction(s, item, at)
			}
		case "conversation_context":
			at := v.at
			at.list = name
			for item := range d.each(elements(part)) {
				d.summary(s, item, at, said)
			}
		default:
			// Meta adds kinds of content beside the messages (user_actions
			// came that way). A plain value is no content.
			if !part.hollow() && (part.kind() == jsonObject || part.kind() == jsonArray) {
				at := v.at
				at.list = name
				d.add(s.event(KindUnknownField, part, at), part, "value."+clip(name, maxName)+" is not known")
			}
		}
	}
}

// elements are those of a list, or the one value that stands in its place.
func elements(part *jsonValue) func(func(*jsonValue) bool) {
	if part.kind() == jsonArray {
		return part.items()
	}
	return func(yield func(*jsonValue) bool) { yield(part) }
}

// messageList reads value.messages. It reports whether the errors of the value
// belong to messages in it: Meta was seen to send a message without its
// content and to say beside it why (webhooks/reference/messages/errors).
func (d *decoder) messageList(s *scope, value *jsonValue, v voice) (errorsTaken bool) {
	v.at.list = "messages"
	around, reasons := errorsBeside(value)
	for item := range d.each(value.list("messages")) {
		explained := v
		if around != nil && lacksContent(item) {
			explained.errors, explained.at.around = reasons, around
			errorsTaken = true
		}
		d.message(s, item, explained)
	}
	return errorsTaken
}

// lacksContent is true for a message whose type promises content that isn't
// there, without errors of its own to say why.
func lacksContent(message *jsonValue) bool {
	kind := message.str("type")
	return !bare[kind] && kind != "" && !message.has(kind) && !message.has("errors")
}

// bare are the types that may come without an object of their name.
var bare = map[string]bool{"unsupported": true, "unknown": true, "request_welcome": true, "media_placeholder": true}

// message decodes one message of any kind, from any list.
func (d *decoder) message(s *scope, element *jsonValue, v voice) {
	e := s.event(v.kind, element, v.at)
	if element.kind() != jsonObject {
		d.refuse(e, element, "the message is not an object")
		return
	}
	content, kind := element, element.str("type")
	if kind == "" {
		kind = guessType(element)
	}
	if request := element.object("message"); v.at.place == placeStandby && v.kind == KindEcho && request != nil {
		// An echo of standby wraps what was sent (webhooks/reference/standby).
		content, kind = request, requestType(request)
	}
	e.ID = element.name("id", maxMessageID)
	side := v.party(s, &e, element, content)
	switch {
	case kind == "read" && content != element:
		// Another app marked something as read: nothing was said.
		e.Kind = KindNotice
		d.add(e, element, "")
	case wronglyTyped(kind, content.get(kind)):
		d.refuse(e, element, "the "+kind+" of the message is not an object")
	case kind == "reaction", kind == "edit", kind == "revoke":
		d.amend(e, element, content.object(kind), kind, side, v)
	case e.Party.Key() == "" && kind != "system":
		d.refuse(e, element, nobody(e.Party, side, content))
	case kind == "system", kind == "request_welcome":
		d.system(s, e, element, kind)
	default:
		e.Message = readMessage(content, kind, side, v)
		e.Message.OpensWindow = v.kind == KindMessage && side == Inbound && e.Party.GroupID == "" && !automatic(content)
		if v.kind == KindHistory {
			e.Message.HistoryStatus = strings.ToLower(element.object("history_context").str("status"))
		}
		e.Key = messageKey(v.kind, e.ID, kind)
		d.add(e, element, "")
	}
}

// readMessage reads what was said; content holds the object named by kind.
func readMessage(content *jsonValue, kind string, side Direction, v voice) *Message {
	m := &Message{Direction: side, Type: kind, Source: v.source, Errors: readErrors(content)}
	if m.Errors == nil {
		m.Errors = v.errors
	}
	readContext(m, content)
	describe(m, content)
	return m
}

// readContext reads what a message answers, forwards or was led to by.
//
// Source: webhooks/reference/messages, keys context and referral.
func readContext(m *Message, content *jsonValue) {
	context := content.object("context")
	m.ReplyTo = context.name("id", maxMessageID)
	fill(&m.ReplyTo, context.name("message_id", maxMessageID)) // in a send request
	switch {
	case context.flag("frequently_forwarded"):
		m.Forwarded = 2
	case context.flag("forwarded"):
		m.Forwarded = 1
	}
	if product := context.object("referred_product"); product.has("product_retailer_id") || product.has("catalog_id") {
		m.About = "About " + productName(product)
	}
	if ad := content.object("referral"); ad != nil {
		m.About = joined(" ", "From", article(ad.str("source_type"))+":", joined(", ", ad.str("headline"), ad.str("source_url")))
		if !ad.has("headline") && !ad.has("source_url") {
			m.About = "From " + article(ad.str("source_type"))
		}
	}
}

func article(sourceType string) string {
	switch sourceType {
	case "ad":
		return "an ad"
	case "post":
		return "a post"
	}
	return "an ad or a post"
}

// automatic is true for an answer that WhatsApp gave in the user's place
// (calling/user-call-permissions).
func automatic(content *jsonValue) bool {
	return content.object("interactive").object("call_permission_reply").str("response_source") == "automatic"
}

func nobody(p Party, side Direction, content *jsonValue) string {
	const neither = " of the message is neither a phone number nor a user id"
	switch {
	case p.GroupID != "":
		return "a message of a group names nobody"
	case side == Outbound && content.has("to"):
		return "the recipient" + neither
	case side == Outbound:
		return "the message has no recipient"
	case content.has("from"), content.has("from_user_id"):
		return "the sender" + neither
	}
	return "the message has no sender"
}

// party reads into the event whom a message is with, and returns who spoke.
func (v voice) party(s *scope, e *Event, element, content *jsonValue) Direction {
	from, to := identity(element, "from"), recipient(element)
	if content != element {
		to = merge(to, recipient(content))
	}
	side := v.side
	if side == "" {
		side = v.historySide(s, from, to)
	}
	e.Party = from
	if side == Outbound {
		e.Party = to
	}
	fill(&e.Party.GroupID, element.name("group_id", maxName))
	if v.thread != nil {
		switch {
		case v.thread.GroupID != "":
			e.Party.GroupID = v.thread.GroupID
		case side == Outbound:
			e.Party = merge(*v.thread, e.Party)
		default:
			e.Party = merge(e.Party, *v.thread)
		}
	}
	e.Contact = s.complete(&e.Party)
	return side
}

// merge fills what p lacks from other, unless they are two people.
func merge(p, other Party) Party {
	if p.UserID != "" && other.UserID != "" && p.UserID != other.UserID {
		return p
	}
	fill(&p.WaID, other.WaID)
	fill(&p.UserID, other.UserID)
	fill(&p.ParentUserID, other.ParentUserID)
	fill(&p.Username, other.Username)
	fill(&p.GroupID, other.GroupID)
	return p
}

// recipient reads whom an echo or a send request went to: a number, a group,
// or a BSUID in recipient (messages/send-messages).
func recipient(element *jsonValue) Party {
	p := identity(element, "to")
	to := element.name("to", maxName)
	if element.str("recipient_type") == "group" || to != "" && p.WaID == "" && p.UserID == "" && !isTooLong(to) {
		p.WaID, p.GroupID = "", to
	}
	fill(&p.UserID, element.name("recipient", maxUserID))
	return p
}
