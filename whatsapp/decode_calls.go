package whatsapp

import (
	"strconv"
	"strings"
	"time"
)

// decodeCalls reads the field calls. Its statuses are states of a call and
// never those of a message, however alike they look.
//
// Source: calling/user-initiated-calls, calling/business-initiated-calls.
func decodeCalls(d *decoder, s *scope, value *jsonValue) {
	here := frame{place: placeList}
	around, reasons := errorsBeside(value)
	taken := false
	here.list = "calls"
	for item := range d.each(value.list("calls")) {
		at, errors := here, readErrors(item)
		if around != nil && strings.EqualFold(item.str("status"), "failed") && !item.has("errors") {
			at.around, errors, taken = around, reasons, true
		}
		d.call(s, item, errors, at)
	}
	here.list = "statuses"
	for item := range d.each(value.list("statuses")) {
		d.call(s, item, readErrors(item), here)
	}
	if taken {
		return
	}
	here.list = "errors"
	for item := range d.each(value.list("errors")) {
		d.add(s.event(KindNotice, item, here), item, "")
	}
}

func (d *decoder) call(s *scope, element *jsonValue, errors []ErrorInfo, at frame) {
	e := s.event(KindCall, element, at)
	if element.kind() != jsonObject {
		d.refuse(e, element, "the call is not an object")
		return
	}
	c := &Call{
		Event:  strings.ToLower(element.name("event", maxName)),
		Start:  element.get("start_time").time(),
		End:    element.get("end_time").time(),
		Status: strings.ToLower(element.name("status", maxName)),
		Errors: errors,
	}
	if seconds, err := strconv.ParseFloat(element.str("duration"), 64); err == nil && seconds > 0 && seconds < 1e8 {
		c.Duration = time.Duration(seconds * float64(time.Second)).Round(time.Second)
	}
	from, to := identity(element, "from"), identity(element, "to")
	to = merge(to, statusParty(element))
	switch {
	case strings.EqualFold(element.str("direction"), "USER_INITIATED"):
		c.Direction = Inbound
	case strings.EqualFold(element.str("direction"), "BUSINESS_INITIATED"):
		c.Direction = Outbound
	case at.list == "statuses", SameNumber(from.WaID, s.display):
		// Only outgoing calls have a state (calling/business-initiated-calls).
		c.Direction = Outbound
	default:
		c.Direction = Inbound
	}
	if at.list == "statuses" {
		c.Event, c.Status = c.Status, ""
	}
	e.ID, e.Call = element.name("id", maxMessageID), c
	e.Party = from
	if c.Direction == Outbound {
		e.Party = to
	}
	e.Contact = s.complete(&e.Party)
	switch {
	case c.Event == "":
		d.refuse(e, element, "the call doesn't say what happened")
	case e.Party.Key() == "":
		d.refuse(e, element, "the call names nobody")
	default:
		if e.ID != "" {
			e.Key = "c:" + e.ID + ":" + c.Event
		}
		d.add(e, element, "")
	}
}
