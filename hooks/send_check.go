package hooks

import (
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/ingest"
	"pocketcrm/hooks/moves"
	"pocketcrm/whatsapp"
)

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

// message is a checked send.
type message struct {
	to       recipient
	content  whatsapp.Content
	category string // of a template
	template string // its name
	replyTo  string
	key      string // client_key
	hash     string // of the request
	at       time.Time
	author   *core.Record
	file     *attachment // to be uploaded before it leaves
}

// maxClientKey is comms_log.client_key.
const maxClientKey = 200

// checkSend reads a send request; every field that can't be right is named.
func (c *crm) checkSend(app core.App, form sendForm, file *attachment) (message, validation.Errors) {
	to, wrong := c.checkRecipient(app, form)
	m := message{to: to, replyTo: form.ReplyTo, key: form.ClientKey, hash: form.hash(), file: file}
	var err error
	if m.at, err = c.sendTime(form.SendAt); err != nil {
		wrong["send_at"] = err
	}
	if form.Template != nil {
		form.Template.Now = c.cfg.Now()
		if err == nil && !m.at.IsZero() {
			form.Template.Now = m.at
		}
	}
	var problems whatsapp.Problems
	if m.content, m.category, problems = c.contentOf(app, form, file, to); len(problems) > 0 {
		maps.Copy(wrong, fieldErrors(problems))
	}
	if form.Template != nil {
		m.template = form.Template.Name
	}
	switch {
	case len(form.ClientKey) > maxClientKey:
		wrong["client_key"] = validation.NewError("validation_length_out_of_range", "Use a key of up to 200 characters.")
	case strings.HasPrefix(form.ClientKey, resendKey):
		wrong["client_key"] = validation.NewError(whatsapp.CodeInvalid, "Keys that begin with resend: are the server's own. Use another one.")
	}
	if len(m.replyTo) > 1000 || strings.ContainsFunc(m.replyTo, unicode.IsSpace) {
		wrong["reply_to"] = validation.NewError("validation_length_out_of_range", "This is no message id.")
	}
	if len(wrong) > 0 {
		return m, wrong
	}
	refused, err := c.mayLeave(moves.StoreOf(app), to.customerID, to.address(), m.content.Type, m.category, c.cfg.Now())
	switch {
	case err != nil:
		wrong["message"] = validation.NewError("crm_unchecked", "It could not be checked whether this may be sent. Try again.")
	case refused != nil && (m.at.IsZero() || refused.code == codeOptedOut || refused.code == codeGivenUp):
		wrong = refused.problem() // note: what is sent later is checked again when it leaves
	}
	return m, wrong
}

// contentOf makes what is to be said of whichever field is given.
func (c *crm) contentOf(app core.App, form sendForm, file *attachment, to recipient) (content whatsapp.Content, category string, problems whatsapp.Problems) {
	if problems = form.fileTwice(); len(problems) > 0 {
		return content, "", problems
	}
	if form.contents() > 1 {
		return content, "", whatsapp.Problems{{Field: "message", Code: "crm_one_content", Sentence: "Send one thing at a time: a message, a template, buttons, a location, contacts, a file or a reaction."}}
	}
	if file != nil && form.Filename != "" {
		file.stored.Name = form.Filename
	}
	switch {
	case form.Template != nil:
		return c.fillTemplate(app, *form.Template, file, to)
	case len(form.Interactive) > 0:
		content, problems = whatsapp.Interactive(form.Interactive)
	case len(form.Location) > 0:
		content, problems = whatsapp.Location(form.Location)
	case len(form.Contacts) > 0:
		content, problems = c.contactsContent(app, form.Contacts)
	case form.hosted():
		content, problems = form.hostedContent()
	case file != nil:
		content, problems = attach(file, form, c.cfg.Now())
	default:
		content, problems = whatsapp.Text(form.Message, form.PreviewURL == nil || *form.PreviewURL)
	}
	return content, "", problems
}

// checkRecipient reads whom a message is for.
func (c *crm) checkRecipient(app core.App, form sendForm) (recipient, validation.Errors) {
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

// isIdentity is true for the part of customer_id behind "unknown:": digits, or
// a BSUID.
func isIdentity(s string) bool {
	if whatsapp.IsUserID(s) {
		return true
	}
	return whatsapp.IsWaID(s) && len(s) >= 5 && len(s) <= 20
}
