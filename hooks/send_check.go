package hooks

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/ingest"
	"pocketcrm/whatsapp"
)

// maxMessage is the length of a text message in characters (messages/send-messages).
const maxMessage = 4096

// recipient is who a message goes to and where it is logged.
type recipient struct {
	customer   string // record id, empty for an unknown sender
	customerID string
	digits     string // E.164 without plus; empty when only the BSUID is known
	userID     string // BSUID
}

func (r recipient) address() string {
	if r.digits != "" {
		return r.digits
	}
	return r.userID
}

// checkSend reads a send request; every field that can't be right is named.
func (c *crm) checkSend(app core.App, form sendForm) (recipient, validation.Errors) {
	to, country, wrong := recipient{}, "", validation.Errors{}

	switch unknown, isUnknown := ingest.UnknownIdentity(form.CustomerID); {
	case form.CustomerID == "":
		wrong["customer_id"] = validation.NewError("validation_required", "Say which customer this is for.")
	case isUnknown:
		to.customerID = form.CustomerID
		if !isIdentity(unknown) {
			wrong["customer_id"] = validation.NewError("crm_unknown_sender", "After unknown: the phone number (digits only) or the user id of the sender is needed.")
		} else if form.ToPhone == "" {
			form.ToPhone = unknown
		}
	default:
		customer, err := app.FindRecordById("customers", form.CustomerID)
		if err != nil {
			wrong["customer_id"] = validation.NewError("crm_no_customer", "There is no such customer. Reload the page.")
			break
		}
		to.customer, to.customerID, country = customer.Id, customer.Id, customer.GetString("country")
	}

	if problem := c.readRecipient(app, &to, form.ToPhone, country); problem != nil && (wrong["customer_id"] == nil || form.CustomerID == "") {
		wrong["to_phone"] = problem
	}

	switch length := utf8.RuneCountInString(form.Message); {
	case !hasText(form.Message):
		wrong["message"] = validation.NewError("validation_required", "Write a message.")
	case !utf8.ValidString(form.Message):
		wrong["message"] = validation.NewError("crm_text", "The message is not valid text (UTF-8).")
	case length > maxMessage:
		wrong["message"] = validation.NewError("validation_length_out_of_range",
			fmt.Sprintf("The message has %d characters; WhatsApp takes %d at most. Send it in parts.", length, maxMessage))
	}
	return to, wrong
}

// readRecipient reads to_phone: a BSUID, a number that is known to be
// international because it is this customer's, or one that a person typed.
func (c *crm) readRecipient(app core.App, to *recipient, typed, country string) error {
	unknown, isUnknown := ingest.UnknownIdentity(to.customerID)
	switch {
	case typed == "":
		return validation.NewError("validation_required", "Say which number to write to.")
	case whatsapp.IsUserID(typed):
		to.userID = typed
	case whatsapp.IsWaID(typed) && (typed == unknown || to.knows(app, typed)):
		// note: never read as a local number: 34612345678 is in Spain, also
		// when the customer lives in Italy
		to.digits = typed
	default:
		phone := c.readPhone(typed, country)
		if !phone.Valid {
			return validation.NewError("crm_phone", "This can't be a phone number. Write it with its country code, for example +44 7700 900123.")
		}
		to.digits = phone.Digits
	}
	if isUnknown && to.address() != unknown && !slices.Contains(whatsapp.PhoneKeys(unknown), to.digits) && !to.knows(app, to.address()) {
		return validation.NewError("crm_other_number", "This is not the number of that sender. Leave to_phone out, or choose the customer whose number it is.")
	}
	return nil
}

// knows tells whether digits or a BSUID are the customer's own.
func (r recipient) knows(app core.App, identity string) bool {
	var one int
	err := app.DB().NewQuery(`SELECT 1 FROM contacts WHERE customer = {:customer} AND customer != '' AND digits = {:identity}
		UNION ALL SELECT 1 FROM comms_log WHERE customer_id = {:id} AND address = {:identity} LIMIT 1`).
		Bind(dbx.Params{"customer": r.customer, "id": r.customerID, "identity": identity}).Row(&one)
	return err == nil
}

// hasText is false for a message in which nothing can be seen.
func hasText(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) })
}

// isIdentity is true for the part of customer_id behind "unknown:": digits, or
// a BSUID.
func isIdentity(s string) bool {
	if whatsapp.IsUserID(s) {
		return true
	}
	return whatsapp.IsWaID(s) && len(s) >= 5 && len(s) <= 20
}
