package whatsapp

import (
	"encoding/json"
	"time"
)

// Kind says what an [Event] is about and which of its parts is set.
type Kind string

const (
	// KindMessage is something a customer sent: text, media, a reply to
	// buttons, a kind we don't know. Message is set.
	KindMessage Kind = "message"
	// KindEcho is something the business sent by other means than this
	// program: the WhatsApp Business app, Meta's own agent, another app that
	// controls the chat. Message is set.
	KindEcho Kind = "echo"
	// KindHistory is an old message of either direction, imported when a
	// number joins. It opens no window and counts as read. Message is set.
	KindHistory Kind = "history"
	// KindSystem is a note of WhatsApp itself in a chat (a number changed, a
	// security code changed, control of the chat passed). Message is set, and
	// Identity where an identity changed.
	KindSystem Kind = "system"
	// KindStatus is the progress of a message we sent. Status is set.
	KindStatus Kind = "status"
	// KindReaction puts an emoji on, or takes it off, an earlier message.
	// Target is set.
	KindReaction Kind = "reaction"
	// KindEdit replaces the text of an earlier message. Target and Message are set.
	KindEdit Kind = "edit"
	// KindRevoke withdraws an earlier message. Target is set.
	KindRevoke Kind = "revoke"
	// KindIdentity is a changed business-scoped user id with nothing to show.
	// Identity is set.
	KindIdentity Kind = "identity"
	// KindPreference is a customer's choice about marketing. Preference is set.
	KindPreference Kind = "preference"
	// KindCall is the beginning, the end or the state of a call. Call is set.
	KindCall Kind = "call"
	// KindBook is an entry of the address book in the WhatsApp Business app.
	// Book is set.
	KindBook Kind = "address_book"
	// KindNotice is about the account, a number or a template, not about a
	// customer. [DescribeNotice] puts it into words.
	KindNotice Kind = "notice"
	// KindUnknownField is a webhook field that is not in this program's list.
	KindUnknownField Kind = "unknown_field"
	// KindUnparsable is an element that has not even the little it needs (an
	// object, a sender, a target). Problem says what is missing.
	KindUnparsable Kind = "unparsable"
	// KindEmpty carries nothing to store on anybody: an entry without
	// changes, the dashboard's test button, another Meta product. Problem
	// says which.
	KindEmpty Kind = "empty"
)

// Direction is who spoke, seen from the business.
type Direction string

// The directions of a communication.
const (
	Inbound  Direction = "inbound"
	Outbound Direction = "outbound"
)

// Event is one element of a webhook body, on its own: applying it needs
// nothing of its neighbours. Absent, null and "" are all the zero value.
type Event struct {
	Kind  Kind
	Field string // the webhook field it came in: messages, history, …

	// Key is never empty and is the same whenever Meta delivers the element
	// again: the kind with the wamid (m:wamid.…), the wamid and the status
	// (s:wamid.…:read:), or a hash of the element.
	Key string
	// ID is Meta's own id of the element (a wamid, a call id); may be empty.
	ID string

	BusinessAccountID  string // WABA id
	PhoneNumberID      string // which of the business's numbers
	DisplayPhoneNumber string // its digits

	// At is Meta's time of the element, UTC; zero when none was given.
	At time.Time
	// Party is the other side: who wrote, or whom the business wrote to.
	Party Party

	Message    *Message
	Status     *Status
	Target     *Target
	Identity   *IdentityChange
	Preference *Preference
	Call       *Call
	Book       *BookEntry

	// Unverified is true of what came without a checked signature: anybody may
	// have sent it. [DecodeWebhook] doesn't know; whoever has the header sets it.
	Unverified bool

	// Problem says in words why an element is unparsable, unknown or empty.
	Problem string
	// Raw is the element as Meta sent it.
	Raw json.RawMessage
	// Contact is the raw entry of value.contacts that belongs to the element;
	// of a very long one only what is read of it.
	Contact json.RawMessage

	frame frame // where in a body the element belongs, for Body
}

// Party is a WhatsApp user as a webhook names them. At least one of WaID and
// UserID is set on every message, echo, imported message, note, preference and
// call. A status, reaction, edit or withdrawal may name nobody: the message it
// is about says whose it is.
type Party struct {
	WaID         string // digits, no plus; empty when the number is hidden
	UserID       string // business-scoped user id (BSUID), such as "GB.9010…"
	ParentUserID string
	Username     string // a label, never a key
	Name         string // the profile's name, for display only
	GroupID      string // set when it was said in a group
}

// Key is the identity to log under: the phone digits, else the BSUID.
func (p Party) Key() string {
	if p.WaID != "" {
		return p.WaID
	}
	return p.UserID
}

// Message is what was said.
type Message struct {
	Direction Direction
	// Type is Meta's type as received: text, image, …, also one we don't
	// know; "unknown" when there is none and none can be inferred.
	Type string
	// Body is what a person reads; never empty.
	Body string
	// ReplyTo is the wamid of the quoted message.
	ReplyTo string
	// OpensWindow is true when it opens the customer service window for 24
	// hours from At.
	OpensWindow bool
	// Forwarded is 0, 1 (forwarded) or 2 (forwarded many times).
	Forwarded int
	Media     *Media
	// Files are what came beside Media: a form may bring several.
	Files []Media
	// About is a line on what led to it, to be shown under the body: the ad
	// that was clicked, the product that was asked about. Usually empty.
	About string
	// OwnPhone is the sender's own number, shared on request: digits. Only
	// then is a number in a contact card proof of whose it is.
	OwnPhone string
	// HistoryStatus is how far an imported message had come: sent, delivered,
	// read, played, pending, error; lower case.
	HistoryStatus string
	// Errors are what Meta attached to it (unsupported, too big, …).
	Errors []ErrorInfo
	// Source says who sent an echo: "app" (WhatsApp Business app), "meta_agent",
	// "other_app"; "history" for imports; "standby" when another app controls
	// the chat.
	Source string
}

// Media is a file that a message carries; it is fetched separately.
type Media struct {
	ID       string
	URL      string // lives five minutes; may be empty
	MimeType string
	SHA256   string
	Filename string // as the sender's device named it: untrusted
	Voice    bool
	Animated bool
}

// Status is the progress of a message the business sent.
type Status struct {
	// Value is sent, delivered, read, played or failed, in lower case, or as
	// received when we don't know it.
	Value string
	// MessageID is the wamid it is about.
	MessageID string
	// CallbackData is the biz_opaque_callback_data of the send.
	CallbackData string
	// ParticipantID names the member of a group it is about.
	ParticipantID string
	// PricingCategory and PricingType are Meta's; may be empty.
	PricingCategory string
	PricingType     string
	Errors          []ErrorInfo
}

// Target is the earlier message that a reaction, an edit or a withdrawal is about.
type Target struct {
	MessageID string
	// Emoji of a reaction; empty when it was taken away.
	Emoji string
	// By is who reacted, edited or withdrew.
	By Direction
}

// IdentityChange says that a person's number or BSUID is now another one.
type IdentityChange struct {
	PreviousWaID, WaID     string
	PreviousUserID, UserID string
	// NumberLeft is true when PreviousWaID is theirs no more: whoever writes
	// from it later is somebody else. The new number may be hidden.
	NumberLeft bool
}

// Now is what a change names them by from now on; it may be nothing.
func (c IdentityChange) Now() Party { return Party{WaID: c.WaID, UserID: c.UserID} }

// Preference is a customer's choice about marketing messages.
type Preference struct {
	Category string // marketing_messages
	Value    string // stop, resume, signup
	Detail   string
}

// Call is an event of a voice call.
type Call struct {
	Event     string // connect, terminate, ringing, accepted, rejected, …
	Direction Direction
	Status    string // completed, failed; lower case
	Start     time.Time
	End       time.Time
	Duration  time.Duration
	// Errors say why a call failed.
	Errors []ErrorInfo
}

// BookEntry is how staff call somebody in the WhatsApp Business app.
type BookEntry struct {
	Name    string // may be empty when it was removed
	Removed bool
}

// ErrorInfo is an error as a webhook carries it.
type ErrorInfo struct {
	Code    int // 0 when none was given
	Title   string
	Message string
	Details string
}
