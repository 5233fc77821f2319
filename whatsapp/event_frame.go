package whatsapp

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"time"
)

// place is the level of a webhook body at which an element was found.
type place uint8

const (
	placeBody    place = iota // Raw is the whole body
	placeEntry                // entry[]
	placeChange               // entry[].changes[]
	placeValue                // entry[].changes[].value
	placeList                 // value.<list>[]
	placeStandby              // value.standby.<list>[]
	placeThreads              // value.history[].threads[]
	placeThread               // value.history[].threads[].messages[]
)

// frame is what [Event.Body] needs beside the element to build a body around it.
type frame struct {
	place place
	list  string
	// around is what stands beside the element and belongs to it: the errors
	// of the value, or the keys of the thread.
	around json.RawMessage
	// entryID is the id of the entry, set when otherEntry is: then
	// BusinessAccountID is another one.
	entryID    string
	otherEntry bool
	// entryTime is true when At isn't the element's own.
	entryTime bool
}

// Body is a complete webhook body that holds only this element, with all that
// it inherits: decoding it gives an equal event. It is what to store of an
// event that is to be replayed.
func (e Event) Body() json.RawMessage {
	if e.frame.place == placeBody {
		return e.Raw
	}
	b := make([]byte, 0, len(e.Raw)+len(e.Contact)+len(e.frame.around)+320)
	b = append(b, `{"object":"`+accountObject+`","entry":[`...)
	if e.frame.place == placeEntry {
		b = append(b, e.Raw...)
		return append(b, "]}"...)
	}
	id := e.BusinessAccountID
	if e.frame.otherEntry {
		id = e.frame.entryID
	}
	b = appendText(append(b, `{"id":`...), id)
	if e.frame.entryTime && !e.At.IsZero() {
		b = append(b, `,"time":`...)
		b = appendTime(b, e.At)
	}
	b = append(b, `,"changes":[`...)
	if e.frame.place == placeChange {
		b = append(b, e.Raw...)
	} else {
		b = appendText(append(b, `{"field":`...), e.Field)
		b = append(b, `,"value":`...)
		b = e.appendValue(b)
		b = append(b, '}')
	}
	return append(b, "]}]}"...)
}

func (e Event) appendValue(b []byte) []byte {
	if e.frame.place == placeValue {
		return append(b, e.Raw...)
	}
	b = append(b, `{"messaging_product":"whatsapp","metadata":{"display_phone_number":`...)
	b = appendText(b, e.DisplayPhoneNumber)
	b = appendText(append(b, `,"phone_number_id":`...), e.PhoneNumberID)
	b = append(b, '}')
	switch e.frame.place {
	case placeThreads:
		b = e.appendContact(b)
		b = append(b, `,"history":[{"threads":[`...)
		b = append(append(b, e.Raw...), "]}]"...)
	case placeThread:
		b = e.appendContact(b)
		b = append(b, `,"history":[{"threads":[{`...)
		b = append(b, e.frame.around...)
		b = append(b, `"messages":[`...)
		b = append(append(b, e.Raw...), "]}]}]"...)
	case placeStandby:
		b = append(b, `,"standby":{"messaging_product":"whatsapp"`...)
		b = append(e.appendList(e.appendContact(b)), '}')
	default:
		b = e.appendList(e.appendContact(b))
	}
	return append(b, '}')
}

func (e Event) appendContact(b []byte) []byte {
	if e.Contact == nil {
		return b
	}
	b = append(b, `,"contacts":[`...)
	return append(append(b, e.Contact...), ']')
}

func (e Event) appendList(b []byte) []byte {
	b = appendText(append(b, ','), e.frame.list)
	// What Meta sends as an object or list must come back as one.
	if e.Kind == KindUnknownField {
		b = append(append(b, ':'), e.Raw...)
	} else {
		b = append(append(append(b, ":["...), e.Raw...), ']')
	}
	if e.frame.around != nil {
		b = append(b, `,"errors":`...)
		b = append(b, e.frame.around...)
	}
	return b
}

func appendText(b []byte, s string) []byte {
	quoted, _ := json.Marshal(s) // a string can always be written
	return append(b, quoted...)
}

func appendTime(b []byte, at time.Time) []byte {
	if at.Nanosecond() == 0 {
		return strconv.AppendInt(b, at.Unix(), 10)
	}
	return strconv.AppendInt(b, at.UnixNano(), 10)
}

// threadHead are the keys of a thread that its messages need, with a comma.
func threadHead(thread *jsonValue, with Party) json.RawMessage {
	var head []byte
	for _, key := range []string{"id", "context"} {
		if v := thread.get(key); !v.absent() {
			head = append(append(append(head, '"'), key...), `":`...)
			head = append(append(head, v.written...), ',')
		}
	}
	if len(head) > maxBeside {
		head = appendText([]byte(`"context":{"group_id":`), with.GroupID)
		head = appendText(append(head, `,"username":`...), with.Username)
		head = append(appendIDs(append(head, ','), with), "},"...)
	}
	return head
}

// keyPrefixes begin the keys of each kind, so that a message, its statuses and
// what is done to it never get in each other's way.
var keyPrefixes = map[Kind]string{
	KindMessage: "m:", KindEcho: "o:", KindHistory: "h:", KindSystem: "y:", KindStatus: "s:",
	KindReaction: "r:", KindEdit: "e:", KindRevoke: "v:", KindIdentity: "i:", KindPreference: "p:",
	KindCall: "c:", KindBook: "b:", KindNotice: "n:", KindUnknownField: "f:", KindUnparsable: "u:", KindEmpty: "z:",
}

// messageKey is the key of what has a wamid; "" when it has none. The file of
// an imported message follows its placeholder under the same wamid and must
// not be taken for a repetition.
func messageKey(kind Kind, wamid, messageType string) string {
	switch {
	case wamid == "":
		return ""
	case messageType == "media_placeholder":
		return keyPrefixes[kind] + wamid + ":placeholder"
	}
	return keyPrefixes[kind] + wamid
}

// hashKey is the key of an element without an id of its own: a hash of what it
// says, whatever the order of its keys, and of whom and where it is about. The
// time of the entry counts where it is the only time there is: the same news
// may come twice (webhooks/overview).
func hashKey(e *Event, element *jsonValue) string {
	b := make([]byte, 0, 512)
	for _, part := range []string{e.Field, e.BusinessAccountID, e.PhoneNumberID, e.Party.Key(), e.Party.GroupID, e.frame.list} {
		b = append(append(b, part...), 0)
	}
	if e.frame.entryTime && !e.At.IsZero() {
		b = appendTime(b, e.At)
	}
	c := canonical{text: append(b, 0)}
	c.value(element.written, canonicalDepth)
	sum := sha256.Sum256(c.text)
	return keyPrefixes[e.Kind] + hex.EncodeToString(sum[:16])
}
