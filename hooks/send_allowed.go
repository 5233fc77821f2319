package hooks

import (
	"time"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/tools/types"

	"pocketcrm/hooks/ingest"
	"pocketcrm/hooks/moves"
	"pocketcrm/whatsapp"
)

// marketingPause is how long Meta asks not to try again after 131049
// (support/error-codes).
const marketingPause = 24 * time.Hour

// Codes of a refusal before anything is sent.
const (
	codeStandby   = "crm_standby"
	codeWindow    = "crm_window"
	codeOptedOut  = "crm_opted_out"
	codeMarketing = "crm_marketing_pause"
	codeGivenUp   = "crm_given_up"
)

// refusal is why something may not be sent now, by the field it concerns.
type refusal struct{ field, code, sentence string }

func (r *refusal) problem() validation.Errors {
	return validation.Errors{r.field: validation.NewError(r.code, r.sentence)}
}

// mayLeave checks what changes with time: whether another app has the chat, the
// customer service window, and whether somebody has opted out of marketing. It is asked when a message is
// accepted and again when it leaves; nil says that it may.
func (c *crm) mayLeave(s ingest.Store, customerID, address, kind, category string, at time.Time) (*refusal, error) {
	gone, err := isGivenUp(s, customerID, address)
	if err != nil {
		return nil, err
	}
	if gone {
		return &refusal{"to_phone", codeGivenUp, "WhatsApp has told that they have given up this number, so it may be somebody else's by now. Write to their present number. If this one is theirs again, say so on its contact first."}, nil
	}
	elsewhere, err := isElsewhere(s, customerID, address, c.cfg.PhoneNumberID, at)
	if err != nil {
		return nil, err
	}
	if elsewhere {
		return &refusal{"message", codeStandby, "Another app is answering this chat at the moment, so nothing can be sent from here. Wait until it hands the chat over, or take it over there."}, nil
	}
	if kind != "template" {
		until, err := windowUntil(s, customerID, address, c.cfg.PhoneNumberID)
		if err != nil || until.After(at) {
			return nil, err
		}
		return &refusal{"message", codeWindow, windowSentence(until)}, nil
	}
	if category != "MARKETING" {
		return nil, nil
	}
	identities, err := samePerson(s, customerID, address)
	if err != nil {
		return nil, err
	}
	out, err := optedOut(s, identities)
	if err != nil {
		return nil, err
	}
	if out {
		return &refusal{"template", codeOptedOut, "This person has asked for no more marketing messages. Answer them in an open conversation, or record their new consent on the customer's page first."}, nil
	}
	paused, err := s.Rows(`SELECT 1 FROM comms_log WHERE customer_id = ? AND direction = 'outbound' AND error_code = '131049' AND failed_at > ?
		AND address IN (SELECT value FROM json_each(?)) LIMIT 1`, customerID, at.Add(-marketingPause).UTC().Format(types.DefaultDateLayout), moves.List(identities))
	if err != nil || len(paused) == 0 {
		return nil, err
	}
	return &refusal{"template", codeMarketing, "WhatsApp has just held back a marketing message to this person, because they got many. Try again after 24 hours, or send a utility template."}, nil
}

// isGivenUp tells whether a person no longer has a number: an answer that is meant
// for them would reach a stranger.
func isGivenUp(s ingest.Store, customerID, address string) (bool, error) {
	if !whatsapp.IsWaID(address) {
		return false, nil
	}
	if _, unknown := ingest.UnknownIdentity(customerID); unknown {
		notes, err := ingest.LeftNotes(s, address)
		for _, note := range notes {
			if note.CustomerID != customerID {
				continue
			}
			since, err := s.Rows(`SELECT 1 FROM comms_log WHERE customer_id = ? AND occurred_at > ? AND direction = 'inbound' AND NOT unverified
				AND address IN (SELECT value FROM json_each(?)) LIMIT 1`, customerID, note.At, moves.List(whatsapp.PhoneKeys(address)))
			if err != nil || len(since) == 0 {
				return err == nil, err
			}
		}
		return false, err
	}
	rows, err := s.Rows(`SELECT COUNT(*), COALESCE(SUM(given_up_at = ''), 0) FROM contacts WHERE customer = ? AND digits != ''
		AND digits IN (SELECT value FROM json_each(?)) AND (type = 'phone' OR type = 'whatsapp')`, customerID, moves.List(whatsapp.PhoneKeys(address)))
	return err == nil && rows[0][0] != "0" && rows[0][1] == "0", err
}

func windowSentence(until time.Time) string {
	if until.IsZero() {
		return "They have not written yet, so WhatsApp takes only a template. Choose a template; once they answer, you can write freely for 24 hours."
	}
	return "More than 24 hours have passed since they last wrote, so WhatsApp takes only a template. Choose a template; once they answer, you can write freely again."
}

var sqlWindow = `SELECT ` + ingest.OpenedAt + ` FROM comms_log WHERE customer_id = ? AND ` + ingest.OpensWindow + `
	AND business_phone_id IN ('', ?) AND address IN (SELECT value FROM json_each(?))
	AND COALESCE(` + ingest.InPayload("interactive.call_permission_reply.response_source") + `, '') != 'automatic'
	ORDER BY occurred_at DESC LIMIT 1`

// windowUntil is when the customer service window of an address closes; zero
// when they never wrote to this number of ours. Meta's own times count, not when
// a message arrived; an automatic answer opens nothing.
func windowUntil(s ingest.Store, customerID, address, phoneID string) (time.Time, error) {
	identities, err := samePerson(s, customerID, address)
	if err != nil {
		return time.Time{}, err
	}
	rows, err := s.Rows(sqlWindow, customerID, phoneID, moves.List(identities))
	if err != nil || len(rows) == 0 {
		return time.Time{}, err
	}
	at, err := types.ParseDateTime(rows[0][0])
	return at.Time().Add(ingest.WindowLength), err
}

// note: the plus keeps SQLite from reading what everybody has said that day.
const sqlElsewhere = `SELECT source IN ('standby', 'other_app') OR message_type = 'control_taken' FROM comms_log
	WHERE customer_id = ? AND +type = 'whatsapp' AND group_id = '' AND business_phone_id IN ('', ?)
	AND address IN (SELECT value FROM json_each(?)) AND occurred_at > ?
	AND (direction = 'inbound' AND source IN ('', 'standby') OR source = 'other_app'
		OR direction = 'internal' AND message_type IN ('control_passed', 'control_taken'))
	AND NOT (unverified AND (source IN ('standby', 'other_app') OR message_type = 'control_taken'))
	ORDER BY occurred_at DESC, id DESC LIMIT 1`

// isElsewhere tells whether another app controls the chat with an address: what
// was last said in it came as standby, and no more than a day ago. Words of the
// customer that come to us, or a chat that is handed over, end it
// (webhooks/reference/standby, messaging-handovers). Nobody who sends that unsigned
// keeps staff from answering.
//
// note: nothing tells when a control ends by itself; after the window nobody can
// answer there either.
func isElsewhere(s ingest.Store, customerID, address, phoneID string, at time.Time) (bool, error) {
	identities, err := samePerson(s, customerID, address)
	if err != nil {
		return false, err
	}
	rows, err := s.Rows(sqlElsewhere, customerID, phoneID, moves.List(identities), at.Add(-ingest.WindowLength).UTC().Format(types.DefaultDateLayout))
	return len(rows) > 0 && rows[0][0] == "1", err
}

// samePerson are all identities of the WhatsApp account behind one of them:
// the spellings of the number, and the BSUID that is known with it.
func samePerson(s ingest.Store, customerID, address string) ([]string, error) {
	keys := whatsapp.PhoneKeys(address)
	rows, err := s.Rows(`SELECT digits, wa_user_id FROM contacts WHERE customer = ? AND (wa_user_id = ? AND wa_user_id != ''
			OR digits != '' AND digits IN (SELECT value FROM json_each(?)))
		UNION ALL SELECT wa_phone, wa_user_id FROM conversations WHERE customer_id = ? AND customer = ''`,
		customerID, address, moves.List(keys), customerID)
	if err != nil {
		return nil, err
	}
	for _, row := range rows {
		keys = append(keys, moves.IdentitiesOf(row[0], row[1])...)
	}
	return keys, nil
}

// note: the plus keeps SQLite from reading all unknown senders by the index of customer.
const sqlOptedOut = `SELECT 1 FROM contacts WHERE opted_out_at != '' AND digits != '' AND given_up_at = '' AND digits IN (SELECT value FROM json_each(?))
	UNION ALL SELECT 1 FROM contacts WHERE opted_out_at != '' AND wa_user_id != '' AND wa_user_id IN (SELECT value FROM json_each(?))
	UNION ALL SELECT 1 FROM conversations WHERE opted_out_at != '' AND +customer = '' AND customer_id IN (SELECT 'unknown:' || value FROM json_each(?))
	UNION ALL SELECT 1 FROM conversations WHERE opted_out_at != '' AND +customer = '' AND wa_user_id != '' AND wa_user_id IN (SELECT value FROM json_each(?)) LIMIT 1`

// optedOut tells whether somebody has asked for no marketing. It is the wish of
// the person behind the number, whoever's contact it is.
func optedOut(s ingest.Store, identities []string) (bool, error) {
	list := moves.List(identities)
	rows, err := s.Rows(sqlOptedOut, list, list, list, list)
	return len(rows) > 0, err
}
