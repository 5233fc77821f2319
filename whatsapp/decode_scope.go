package whatsapp

import (
	"encoding/json"
	"strings"
)

// scope is what an element inherits from the levels above it.
type scope struct {
	entry    *entryScope
	field    string
	phoneID  string
	display  string // digits
	contacts []contact
	byUser   map[string]int
	byPhone  map[string]int
	byParent map[string]int
	sole     *contact // the only person the value speaks of, see findSole
}

// contact is an element of value.contacts.
type contact struct {
	party Party
	raw   json.RawMessage
}

// read takes over what a value says about the elements in it.
func (s *scope) read(value *jsonValue) {
	metadata := value.object("metadata")
	s.phoneID = metadata.name("phone_number_id", maxName)
	s.display = displayed(metadata)
	fill(&s.display, displayed(value))
	s.readContacts(value)
	s.findSole(value)
}

func displayed(parent *jsonValue) string {
	return atMost(maxName, onlyDigits(parent.str("display_phone_number")))
}

func (s *scope) readContacts(value *jsonValue) {
	for item := range value.list("contacts") {
		if item = item.asObject(); item.kind() != jsonObject {
			continue
		}
		if item.doc.contacts++; item.doc.contacts > maxEvents {
			item.doc.junk = true
			return
		}
		s.contacts = append(s.contacts, readContact(item))
	}
	const few = 8 // looked through faster than a map is made
	if len(s.contacts) <= few {
		return
	}
	s.byUser, s.byPhone, s.byParent = map[string]int{}, map[string]int{}, map[string]int{}
	for i := len(s.contacts) - 1; i >= 0; i-- {
		s.byUser[s.contacts[i].party.UserID] = i
		s.byPhone[numberKey(s.contacts[i].party.WaID)] = i
		s.byParent[s.contacts[i].party.ParentUserID] = i
	}
}

func readContact(item *jsonValue) contact {
	const longestName = 300
	profile := item.object("profile")
	p := Party{
		WaID:         phoneDigits(item.str("wa_id")),
		UserID:       item.name("user_id", maxUserID),
		ParentUserID: item.name("parent_user_id", maxUserID),
		Username:     VisibleName(profile.name("username", maxName)),
		Name:         VisibleName(clip(profile.str("name"), longestName)),
	}
	fill(&p.Username, VisibleName(item.name("username", maxName)))
	if len(item.written) <= maxBeside {
		return contact{party: p, raw: item.raw()}
	}
	raw := briefContact(p)
	if len(raw) > maxBeside { // written with many escapes
		p.Username, p.Name = "", ""
		raw = briefContact(p)
	}
	return contact{party: p, raw: raw}
}

// briefContact is a contact with nothing but what is read of it.
func briefContact(p Party) json.RawMessage {
	b := append(appendText([]byte(`{"profile":{"name":`), p.Name), `,"username":`...)
	return append(appendIDs(append(appendText(b, p.Username), "},"...), p), '}')
}

func appendIDs(b []byte, p Party) []byte {
	b = appendText(append(b, `"wa_id":`...), p.WaID)
	b = appendText(append(b, `,"user_id":`...), p.UserID)
	return appendText(append(b, `,"parent_user_id":`...), p.ParentUserID)
}

// findSole decides whether the value speaks of one person only, who is then
// the sender of a message that names none. Meta defines contacts as the people
// the value is about (webhooks/reference/messages/contacts), so a single
// contact beside elements that name nobody else is no guess. It is one as soon
// as somebody else is named, or there are statuses, whose recipients are
// contacts too: then a message without a sender stays without.
func (s *scope) findSole(value *jsonValue) {
	s.sole = nil
	if len(s.contacts) != 1 || s.contacts[0].party.Key() == "" {
		return
	}
	only := &s.contacts[0]
	for key, part := range value.members() {
		from := "from"
		switch {
		case part.absent():
			continue
		case key == "statuses", (key == "calls" || key == "user_preferences") && part.count() > 1:
			return
		case key == "messages":
		case key == "message_echoes":
			from = "to"
		default:
			continue
		}
		for item := range elements(part) {
			named := identity(item, from)
			if named.WaID != "" && !SameNumber(named.WaID, only.party.WaID) && named.UserID != only.party.UserID ||
				named.UserID != "" && named.UserID != only.party.UserID && only.party.UserID != "" {
				return
			}
		}
	}
	s.sole = only
}

// identity reads who is meant by the keys <role>, <role>_user_id and
// <role>_parent_user_id, where role is from, to or recipient.
func identity(element *jsonValue, role string) Party {
	p := Party{
		UserID:       element.name(role+"_user_id", maxUserID),
		ParentUserID: element.name(role+"_parent_user_id", maxUserID),
	}
	plain := element.str(role)
	if p.WaID = phoneDigits(plain); p.WaID == "" && p.UserID == "" && IsUserID(plain) {
		p.UserID = plain
	}
	return p
}

// complete fills in what the contact of the same person adds, and returns that
// contact as it was sent. Contacts are paired by BSUID, then by number, never
// by their position (webhooks/reference/messages/contacts).
func (s *scope) complete(p *Party) json.RawMessage {
	c := s.find(*p)
	if c == nil && p.WaID == "" && p.UserID == "" && p.ParentUserID == "" && p.GroupID == "" {
		c = s.sole
	}
	if c == nil {
		if p.Key() == "" {
			// Better than nobody: a message can be sent to a parent id too.
			p.UserID = p.ParentUserID
		}
		return nil
	}
	fill(&p.WaID, c.party.WaID)
	fill(&p.UserID, c.party.UserID)
	fill(&p.ParentUserID, c.party.ParentUserID)
	fill(&p.Username, c.party.Username)
	fill(&p.Name, c.party.Name)
	return c.raw
}

func fill(to *string, from string) {
	if *to == "" {
		*to = from
	}
}

func (s *scope) find(p Party) *contact {
	if p.UserID != "" {
		if i, ok := s.search(s.byUser, p.UserID, func(c *contact) bool { return c.party.UserID == p.UserID }); ok {
			return &s.contacts[i]
		}
	}
	if p.WaID != "" {
		key := ""
		if s.byPhone != nil {
			key = numberKey(p.WaID)
		}
		i, ok := s.search(s.byPhone, key, func(c *contact) bool { return SameNumber(c.party.WaID, p.WaID) })
		// The number of somebody else by now: numbers move between people.
		if ok && (p.UserID == "" || s.contacts[i].party.UserID == "" || s.contacts[i].party.UserID == p.UserID) {
			return &s.contacts[i]
		}
	}
	if p.UserID == "" && p.WaID == "" && p.ParentUserID != "" {
		if i, ok := s.search(s.byParent, p.ParentUserID, func(c *contact) bool { return c.party.ParentUserID == p.ParentUserID }); ok {
			return &s.contacts[i]
		}
	}
	return nil
}

func (s *scope) search(index map[string]int, key string, is func(*contact) bool) (int, bool) {
	if index != nil {
		i, ok := index[key]
		return i, ok
	}
	for i := range s.contacts {
		if is(&s.contacts[i]) {
			return i, true
		}
	}
	return 0, false
}

// event begins an event for an element. Its time is the element's own, else
// that of the entry (only management fields have one).
func (s *scope) event(kind Kind, element *jsonValue, at frame) Event {
	e := Event{
		Kind:               kind,
		Field:              s.field,
		BusinessAccountID:  s.entry.id,
		PhoneNumberID:      s.phoneID,
		DisplayPhoneNumber: s.display,
		Raw:                element.raw(),
		At:                 element.get("timestamp").time(),
		frame:              at,
	}
	if e.At.IsZero() {
		e.At = s.entry.time
		e.frame.entryTime = true
	}
	return e
}

// phoneDigits are the digits of a number as a webhook gives it, with or
// without a plus, spaces and brackets; "" for anything else.
func phoneDigits(s string) string { return atMost(maxWaID, anyDigits(s)) }

// isTooLong is true for what is written like a number that no number can be.
// It is not the id of anything else either.
func isTooLong(s string) bool { return len(anyDigits(s)) > maxWaID }

func anyDigits(s string) string {
	clean := true
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
		case strings.IndexByte("+-(). ", c) >= 0:
			clean = false
		default:
			return ""
		}
	}
	if clean {
		return s
	}
	return onlyDigits(s)
}

// onlyDigits drops everything but ASCII digits.
func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
