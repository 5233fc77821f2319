package ingest

import (
	"time"

	"pocketcrm/whatsapp"
)

// Consent is what somebody wants of marketing messages.
type Consent int

// The wishes of [Options.Consent].
const (
	NoWish Consent = iota
	OptOut
	OptIn
)

const (
	sqlInsertConsent = `INSERT INTO comms_log
		(id, customer, customer_id, type, direction, message_type, body, occurred_at, ext_message_id, address, business_phone_id, created, updated)
		VALUES (?, ?, ?, 'whatsapp', 'internal', 'consent', ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`
	// note: of everybody's contacts with the number: the wish is the person's
	sqlContactConsent = `UPDATE contacts SET opted_out_at = ?, opt_out_source = ?, consent_at = ?, updated = ?
		WHERE consent_at <= ? AND (wa_user_id = ? AND wa_user_id != '' OR digits != '' AND given_up_at = '' AND digits IN (?, ?, ?, ?)) RETURNING id`
	sqlUnknownConsent = `UPDATE conversations SET opted_out_at = ?, opt_out_source = ?, consent_at = ? WHERE customer_id = ? AND consent_at <= ?`
)

// wishOf is what a message of nothing else asks for (STOP, START), and the word
// for it. Also a button that was tapped may say so, or a row of a list.
func (b *batch) wishOf(e *whatsapp.Event) (Consent, string) {
	if e.Kind != whatsapp.KindMessage || e.Message.Direction != whatsapp.Inbound || e.Party.GroupID != "" || e.Unverified || b.w.opts.Consent == nil {
		return NoWish, ""
	}
	said := e.Message.Body
	switch e.Message.Type {
	case "text", "button":
	case "interactive":
		said = whatsapp.TappedTitle(e.Raw) // note: the body of a row has its description, too
	default:
		return NoWish, ""
	}
	return b.w.opts.Consent(said), said
}

// applyPreference keeps what somebody chose in WhatsApp itself
// (webhooks/reference/user_preferences).
func (b *batch) applyPreference(e *whatsapp.Event) error {
	if e.Unverified {
		return b.unverifiedWish(e)
	}
	wish := OptIn
	switch e.Preference.Value {
	case "stop":
		wish = OptOut
	case "resume", "signup":
	default:
		return b.park(e, reasonUnknownField, stateParked, "The wish \""+e.Preference.Value+"\" is not known to this version.")
	}
	who, err := b.match(e.Party, date(b.timeOf(e)))
	if err != nil {
		return err
	}
	return b.consent(who, e.Party, wish, "WhatsApp setting", b.timeOf(e), e.Key, e.PhoneNumberID)
}

// consent stores a wish, and writes it into the log once.
func (b *batch) consent(who match, p whatsapp.Party, wish Consent, source string, at time.Time, key, phoneID string) error {
	id, now := NewID(), b.stamp
	said := "Wants no more marketing messages (" + source + ")"
	if wish == OptIn {
		said = "Takes marketing messages again (" + source + ")"
	}
	n, err := b.exec(sqlInsertConsent, id, who.customer, who.customerID, said, date(at), clip("consent:"+key, 1000), p.Key(), clip(phoneID, 64), now, now)
	if err != nil || n == 0 {
		return err
	}
	b.staged.created = append(b.staged.created, id)
	b.staged.touched = append(b.staged.touched, who.customerID)
	b.staged.conversations = append(b.staged.conversations, conversation{
		customerID: who.customerID, customer: who.customer, lastAt: date(at), preview: said, direction: "internal", kind: "whatsapp",
		wish: wish, wishSource: source, wishAt: date(at), // note: an unknown sender's is written with the conversation
	})
	rows, err := b.Rows(sqlContactConsent, append([]any{optedOutAt(wish, date(at)), source, date(at), now, date(at), p.UserID}, keysOf(p.WaID)...)...)
	for _, row := range rows {
		b.staged.contacts.updated = append(b.staged.contacts.updated, row[0])
	}
	return err
}

func optedOutAt(wish Consent, at string) string {
	if wish == OptOut {
		return at
	}
	return ""
}

// keysOf are the spellings of a number as arguments, always maxKeys of them.
func keysOf(waID string) []any {
	keys := make([]any, maxKeys) // note: empty ones match nothing
	for i := range keys {
		keys[i] = ""
	}
	for i, key := range whatsapp.PhoneKeys(waID) {
		if i < len(keys) {
			keys[i] = key
		}
	}
	return keys
}

func (b *batch) hasOptedOut(who match, p whatsapp.Party) (bool, error) {
	rows, err := b.Rows(`SELECT 1 FROM contacts WHERE opted_out_at != '' AND (wa_user_id = ? AND wa_user_id != '' OR digits != '' AND given_up_at = '' AND digits IN (?, ?, ?, ?))
		UNION ALL SELECT 1 FROM conversations WHERE customer_id = ? AND customer = '' AND opted_out_at != '' LIMIT 1`,
		append(append([]any{p.UserID}, keysOf(p.WaID)...), who.customerID)...)
	return len(rows) > 0, err
}
