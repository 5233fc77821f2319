package whatsapp

import (
	"bytes"
	"errors"
	"iter"
	"slices"
	"time"
)

// DecodeWebhook refuses a body for these two reasons only. Everything else
// that is wrong with a body becomes an event of its own.
var (
	ErrNotJSON   = errors.New("the body is not JSON")
	ErrNotObject = errors.New("the body is JSON, but neither an object nor a list of deliveries")
)

const (
	accountObject = "whatsapp_business_account"
	// maxEvents is more than 3 MB of real messages can hold; Meta's own limit
	// is 1,000 (webhooks/create-webhook-endpoint). maxBad is how many of them
	// may be unparsable or empty. A body over either is junk and is kept in
	// one piece, as is one of too many parts (maxParts).
	maxEvents, maxBad = 20_000, 1_000
	// No name of a person, a number or a message is longer than these, in
	// bytes: one that is names nobody.
	maxWaID, maxUserID, maxName, maxMessageID = 20, 160, 200, 1_000
	// The dashboard's test button sends an entry with the id 0, from this
	// number (webhooks/create-webhook-endpoint).
	testEntry, testPhoneID, testDisplay = "0", "123456123", "16505551111"
)

// DecodeWebhook takes a webhook body apart into events that can be stored one
// by one. It is as tolerant as it can be: an element that makes no sense
// becomes a [KindUnparsable] event and costs nothing else, and every body that
// is a JSON object yields at least one event.
//
// Nothing in the events shares memory with body. Their Raw and Contact are
// copies; the strings may share one copy of the whole body.
//
// Sources: webhooks/overview, webhooks/reference/messages.
func DecodeWebhook(body []byte) ([]Event, error) {
	// A byte order mark is no part of JSON, but dropping a message for it
	// would help nobody.
	body = bytes.TrimPrefix(body, []byte("\xef\xbb\xbf"))
	root, ok := parseJSON(body)
	if !ok {
		return nil, ErrNotJSON
	}
	d := decoder{doc: root.doc}
	switch {
	case root.kind() == jsonObject && (root.has("entry") || root.has("object")):
		d.body(root)
	case !d.unwrapped(root):
		return nil, ErrNotObject
	}
	return d.events, nil
}

type decoder struct {
	doc    *document
	events []Event
	bad    int // of the events, see maxBad
}

func (d *decoder) body(root *jsonValue) {
	d.level(root)
	if object := root.get("object"); !object.absent() && object.text() != accountObject {
		kind := KindUnparsable
		if isBare(root) {
			kind = KindEmpty
		}
		d.whole(root, kind, otherProduct)
		return
	}
	for entry := range d.each(root.list("entry")) {
		d.entry(entry)
	}
	if len(d.events) == 0 {
		d.bare(new(entryScope), root)
	}
	d.end(root)
}

// end keeps a body in one piece that is junk, or that nothing was found in.
func (d *decoder) end(root *jsonValue) {
	switch {
	case d.doc.junk:
		*d = decoder{doc: new(document)}
		d.whole(root, KindUnparsable, "more elements than a delivery can have")
	case len(d.events) > 0:
	case isBare(root):
		d.whole(root, KindEmpty, "no entry in the delivery")
	default:
		d.whole(root, KindUnparsable, noDelivery)
	}
}

// What is wrong with a whole body; see [KeptNotice].
const (
	otherProduct = "a delivery for another Meta product"
	noDelivery   = "the body is not what WhatsApp sends: it has no entry"
)

func (d *decoder) whole(root *jsonValue, kind Kind, problem string) {
	s := scope{entry: &entryScope{}}
	d.add(s.event(kind, root, frame{place: placeBody}), root, problem)
}

// isBare is true for a body that holds nothing but its own kind.
func isBare(root *jsonValue) bool {
	for key, part := range root.members() {
		if key != "object" && !part.hollow() {
			return false
		}
	}
	return root.kind() == jsonObject
}

// each goes through elements until the body turns out to be junk.
func (d *decoder) each(list iter.Seq[*jsonValue]) iter.Seq[*jsonValue] {
	return func(yield func(*jsonValue) bool) {
		n := 0
		for item := range list {
			if n++; n > maxEvents {
				d.doc.junk = true
			}
			if d.doc.junk || !yield(item) {
				return
			}
		}
	}
}

// level notes when a part of the structure has more keys than are read: what
// the others hold must not be lost.
func (d *decoder) level(v *jsonValue) {
	if len(v.parts()) > maxEvents {
		d.doc.junk = true
	}
}

// entryScope is what all changes of an entry have in common.
type entryScope struct {
	id   string
	time time.Time
}

func (d *decoder) entry(entry *jsonValue) {
	inherited := entryScope{id: entry.name("id", maxName), time: entry.get("time").time()}
	s := scope{entry: &inherited}
	here := frame{place: placeEntry}
	switch {
	case entry.kind() != jsonObject:
		d.add(s.event(KindUnparsable, entry, here), entry, "the entry is not an object")
		return
	case inherited.id == testEntry:
		d.add(s.event(KindEmpty, entry, here), entry, "a test from the App Dashboard")
		return
	}
	d.level(entry)
	before := len(d.events)
	for change := range d.each(entry.list("changes")) {
		d.change(&inherited, change)
	}
	if len(d.events) > before || !entry.has("changes") && d.bare(&inherited, entry) {
		return
	}
	for key, value := range entry.members() {
		if (value.kind() == jsonObject || value.kind() == jsonArray) && key != "changes" {
			d.add(s.event(KindUnparsable, entry, here), entry, "the entry has no changes but holds "+clip(key, maxName))
			return
		}
	}
	d.add(s.event(KindEmpty, entry, here), entry, "no changes in the entry")
}

func (d *decoder) change(entry *entryScope, change *jsonValue) {
	s := scope{entry: entry, field: change.name("field", maxName)}
	if change.kind() != jsonObject {
		d.add(s.event(KindUnparsable, change, frame{place: placeChange}), change, "the change is not an object")
		return
	}
	d.level(change)
	before := len(d.events)
	for value := range d.each(change.list("value")) {
		d.value(s, value)
	}
	if len(d.events) > before || !change.has("value") && !change.has("changes") && d.bare(entry, change) {
		return
	}
	if decoderOf(s.field) != nil {
		d.add(s.event(KindEmpty, change, frame{place: placeChange}), change, "no value in the change")
	} else {
		d.add(s.event(KindUnknownField, change, frame{place: placeChange}), change, unknownField(s.field))
	}
}

// value decodes one value of a change by its field. The field decides, not the
// look of what is in it: the statuses of calls look like those of messages.
func (d *decoder) value(s scope, value *jsonValue) {
	here := frame{place: placeValue}
	if s.field == "" {
		s.field = guessField(value)
	}
	if value.kind() != jsonObject {
		d.add(s.event(KindUnparsable, value, here), value, "the value is not an object")
		return
	}
	d.level(value)
	s.read(value)
	decode := decoderOf(s.field)
	if decode == nil {
		d.add(s.event(KindUnknownField, value, here), value, unknownField(s.field))
		return
	}
	if s.phoneID == testPhoneID && s.display == testDisplay {
		d.add(s.event(KindEmpty, value, here), value, "a test from the App Dashboard")
		return
	}
	before := len(d.events)
	decode(d, &s, value)
	if len(d.events) > before {
		return
	}
	for key, part := range value.members() {
		if !part.hollow() && !slices.Contains([]string{"messaging_product", "metadata", "contacts"}, key) {
			d.add(s.event(KindUnknownField, value, here), value, "nothing known in the value; it holds "+clip(key, maxName))
			return
		}
	}
	d.add(s.event(KindEmpty, value, here), value, "nothing to store in the value")
}

func unknownField(field string) string {
	if field == "" {
		return "the change has no field"
	}
	return "the webhook field " + field + " is not known"
}

// guessField names the field of a change that came without one.
func guessField(value *jsonValue) string {
	switch {
	case value.has("calls"):
		return "calls"
	case value.has("messages"):
		return "messages"
	case value.has("statuses"):
		for status := range value.list("statuses") {
			if status.str("type") == "call" {
				return "calls"
			}
		}
		return "messages"
	}
	return ""
}

// add finishes an event: its problem, and its key where it has no better one.
func (d *decoder) add(e Event, element *jsonValue, problem string) {
	if e.Kind == KindUnparsable || e.Kind == KindEmpty {
		d.bad++
	}
	if len(d.events) == maxEvents || d.bad > maxBad {
		d.doc.junk = true
	}
	if d.doc.junk {
		return // body drops them all
	}
	e.Problem = problem
	if e.Key == "" {
		e.Key = hashKey(&e, element)
	}
	d.events = append(d.events, e)
}

// refuse adds an element that can't be understood.
func (d *decoder) refuse(e Event, element *jsonValue, problem string) {
	e.Kind, e.ID, e.Key = KindUnparsable, element.name("id", maxMessageID), ""
	e.Message, e.Status, e.Target, e.Identity, e.Preference, e.Call, e.Book = nil, nil, nil, nil, nil, nil, nil
	d.add(e, element, problem)
}
