package hooks

import (
	"fmt"
	"strings"
	"unicode/utf8"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

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

	switch unknown, isUnknown := strings.CutPrefix(form.CustomerID, "unknown:"); {
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

	switch phone := c.readPhone(form.ToPhone, country); {
	case form.ToPhone == "":
		if wrong["customer_id"] == nil || form.CustomerID == "" {
			wrong["to_phone"] = validation.NewError("validation_required", "Say which number to write to.")
		}
	case whatsapp.IsUserID(form.ToPhone):
		to.userID = form.ToPhone
	case !phone.Valid:
		wrong["to_phone"] = validation.NewError("crm_phone", "This can't be a phone number. Write it with its country code, for example +44 7700 900123.")
	default:
		to.digits = phone.Digits
	}

	switch length := utf8.RuneCountInString(form.Message); {
	case strings.TrimSpace(form.Message) == "":
		wrong["message"] = validation.NewError("validation_required", "Write a message.")
	case !utf8.ValidString(form.Message):
		wrong["message"] = validation.NewError("crm_text", "The message is not valid text (UTF-8).")
	case length > maxMessage:
		wrong["message"] = validation.NewError("validation_length_out_of_range",
			fmt.Sprintf("The message has %d characters; WhatsApp takes %d at most. Send it in parts.", length, maxMessage))
	}
	return to, wrong
}

// isIdentity is true for the part of customer_id behind "unknown:": digits, or
// a BSUID.
func isIdentity(s string) bool {
	if whatsapp.IsUserID(s) {
		return true
	}
	if len(s) < 5 || len(s) > 20 {
		return false
	}
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}
