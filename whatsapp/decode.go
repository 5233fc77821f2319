package whatsapp

import (
	"bytes"
	"errors"
	"slices"
	"time"
)

// DecodeWebhook refuses a body for these two reasons only. Everything else
// that is wrong with a body becomes an event of its own.
var (
	ErrNotJSON   = errors.New("the body is not JSON")
	ErrNotObject = errors.New("the body is JSON, but not an object")
)

const (
	accountObject = "whatsapp_business_account"
	// maxEvents is more than 3 MB of real messages can hold; Meta's own limit
	// is 1,000 (webhooks/create-webhook-endpoint). A body over it is junk and
	// is kept in one piece.
	maxEvents = 60_000
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
	if root.kind() != jsonObject {
		return nil, ErrNotObject
	}
	var d decoder
	d.body(root)
	return d.events, nil
}

type decoder struct {
	events []Event
}

func (d *decoder) body(root *jsonValue) {
	whole := scope{entry: &entryScope{}}
	if object := root.get("object"); !object.absent() && object.text() != accountObject {
		d.add(whole.event(KindEmpty, root, frame{place: placeBody}), root, "a delivery for another Meta product")
		return
	}
	for entry := range root.list("entry") {
		d.entry(entry)
		if len(d.events) > maxEvents {
			d.events = nil
			d.add(whole.event(KindUnparsable, root, frame{place: placeBody}), root, "more elements than a delivery can have")
			return
		}
	}
	if len(d.events) == 0 {
		d.add(whole.event(KindEmpty, root, frame{place: placeBody}), root, "no entry in the delivery")
	}
}

// entryScope is what all changes of an entry have in common.
type entryScope struct {
	id   string
	time time.Time
}

func (d *decoder) entry(entry *jsonValue) {
	inherited := entryScope{id: entry.str("id"), time: entry.get("time").time()}
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
	before := len(d.events)
	for change := range entry.list("changes") {
		d.change(&inherited, change)
		if len(d.events) > maxEvents {
			return
		}
	}
	if len(d.events) > before {
		return
	}
	for key, value := range entry.members() {
		if (value.kind() == jsonObject || value.kind() == jsonArray) && key != "changes" {
			d.add(s.event(KindUnparsable, entry, here), entry, "the entry has no changes but holds "+key)
			return
		}
	}
	d.add(s.event(KindEmpty, entry, here), entry, "no changes in the entry")
}

func (d *decoder) change(entry *entryScope, change *jsonValue) {
	s := scope{entry: entry, field: change.str("field")}
	if change.kind() != jsonObject {
		d.add(s.event(KindUnparsable, change, frame{place: placeChange}), change, "the change is not an object")
		return
	}
	before := len(d.events)
	for value := range change.list("value") {
		d.value(s, value)
	}
	if len(d.events) > before {
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
			d.add(s.event(KindUnknownField, value, here), value, "nothing known in the value; it holds "+key)
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
	if len(d.events) > maxEvents {
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
	e.Kind, e.ID, e.Key = KindUnparsable, element.str("id"), ""
	e.Message, e.Status, e.Target, e.Identity, e.Preference, e.Call = nil, nil, nil, nil, nil, nil
	d.add(e, element, problem)
}
