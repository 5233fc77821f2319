package hooks

import (
	"slices"
	"strings"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/imports"
	"pocketcrm/whatsapp"
)

// contactDigits fills the look-up key of a phone or WhatsApp contact from what
// was typed, whoever saves it. What was typed stays as it is, also when no
// number can be read from it; then it is marked. What was read once stays so
// until something else is typed: 06 39 98 01 23 is a French number also after
// its owner was merged with somebody in Belgium.
func (c *crm) contactDigits(e *core.RecordEvent) error {
	return c.contactsChange(e, func() error {
		before := e.Record.Original()
		again, _ := e.Record.GetRaw(rereadField).(bool)
		if !e.Record.IsNew() && !again && e.Record.GetString("value") == before.GetString("value") && isNumber(e.Record) == isNumber(before) {
			e.Record.Set("digits", before.GetString("digits"))
			e.Record.Set("invalid", before.GetBool("invalid"))
			return e.Next()
		}
		phone := c.phoneOf(e.Record, c.countryOf(e.App, e.Record))
		if unread, _ := e.Record.GetRaw(imports.UnreadField).(bool); unread {
			phone = whatsapp.Phone{}
		}
		if anotherNumber(before.GetString("digits"), phone, isNumber(e.Record)) {
			forgetUser(e.Record)
		}
		if e.Record.GetString("given_up_at") == before.GetString("given_up_at") && !e.Record.IsNew() {
			e.Record.Set("given_up_at", "") // note: whoever types a number says whose it is
		}
		e.Record.Set("digits", phone.Digits)
		if err := typedUser(e.App, e.Record); err != nil {
			return err
		}
		if err := inheritWish(e.App, e.Record); err != nil {
			return err
		}
		e.Record.Set("invalid", isNumber(e.Record) && !phone.Valid && e.Record.GetString("wa_user_id") == "")
		return e.Next()
	})
}

// anotherNumber tells whether a contact stands for another number than it did:
// a valid one that isn't a spelling of the old one, or none at all any more.
func anotherNumber(old string, now whatsapp.Phone, number bool) bool {
	if old == "" {
		return false
	}
	return !number || now.Valid && !slices.Contains(whatsapp.PhoneKeys(old), now.Digits)
}

// forgetUser lets go of the WhatsApp user that was learned with a number: with
// another number it is another person. What is being set anew stays.
func forgetUser(contact *core.Record) {
	for _, field := range []string{"wa_user_id", "wa_username"} {
		if contact.GetString(field) == contact.Original().GetString(field) {
			contact.Set(field, "")
		}
	}
	if contact.GetBool("preferred") == contact.Original().GetBool("preferred") {
		contact.Set("preferred", false)
	}
}

// typedUser makes a contact whose value is a BSUID that user's. It has one
// contact, so that what they say has one owner.
func typedUser(app core.App, contact *core.Record) error {
	userID := userOf(contact)
	if userID == "" {
		if !isNumber(contact) && userOf(contact.Original()) != "" {
			forgetUser(contact)
		}
		return nil
	}
	if contact.GetString("wa_user_id") == userID {
		return nil
	}
	taken, err := app.CountRecords("contacts", dbx.HashExp{"wa_user_id": userID}, dbx.Not(dbx.HashExp{"id": contact.Id}))
	if err != nil {
		return err
	}
	if taken > 0 {
		return validation.Errors{"value": validation.NewError("crm_user_taken", "This WhatsApp id is a contact already. Search for it in the customers.")}
	}
	forgetUser(contact)
	contact.Set("wa_user_id", userID)
	return nil
}

// userOf is the BSUID that a contact of WhatsApp was typed as, "" for none.
func userOf(contact *core.Record) string {
	typed := strings.TrimSpace(contact.GetString("value"))
	if contact.GetString("type") != "whatsapp" || !whatsapp.IsUserID(typed) {
		return ""
	}
	return typed
}

// contactsChange changes a contact in a transaction in which the ingest writer
// forgets whom it knew.
func (c *crm) contactsChange(e *core.RecordEvent, change func() error) error {
	return inTransaction(e, func() error {
		c.writer.ContactsChanged()
		return change()
	})
}

// isNumber is true for a contact whose value is a phone number.
func isNumber(contact *core.Record) bool {
	t := contact.GetString("type")
	return t == "phone" || t == "whatsapp"
}

// rereadField marks a contact whose number has to be read by another country.
const rereadField = "@crmReread"

func (c *crm) countryOf(app core.App, contact *core.Record) string {
	customer, err := app.FindRecordById("customers", contact.GetString("customer"))
	if err != nil {
		return ""
	}
	return customer.GetString("country")
}

func (c *crm) phoneOf(contact *core.Record, country string) whatsapp.Phone {
	if !isNumber(contact) || whatsapp.IsUserID(strings.TrimSpace(contact.GetString("value"))) || strings.HasPrefix(contact.GetString("value"), "@") {
		return whatsapp.Phone{}
	}
	phone := c.readPhone(contact.GetString("value"), country)
	if len(phone.Digits) > 40 {
		return whatsapp.Phone{}
	}
	return phone
}

// readPhone reads a number as a person types it, local forms by the country
// given, then by the configured one.
func (c *crm) readPhone(typed, country string) whatsapp.Phone {
	countries := make([]string, 0, 2)
	for _, code := range []string{country, c.cfg.DefaultCountry} {
		if code != "" {
			countries = append(countries, strings.ToUpper(code))
		}
	}
	return whatsapp.ParsePhone(typed, countries...)
}

// customerCountryChanged reads local numbers again when the country they were
// read by has changed.
func (c *crm) customerCountryChanged(e *core.RecordEvent) error {
	before, now := e.Record.Original().GetString("country"), e.Record.GetString("country")
	if before == now {
		return e.Next()
	}
	return inTransaction(e, func() error {
		// note: a record that was created a moment ago doesn't know how it was
		stored, err := e.App.FindRecordById("customers", e.Record.Id)
		if err != nil {
			return err
		}
		before = stored.GetString("country")
		if err := e.Next(); err != nil {
			return err
		}
		contacts, err := e.App.FindRecordsByFilter("contacts", "customer = {:id}", "", 0, 0, dbx.Params{"id": e.Record.Id})
		if err != nil {
			return err
		}
		for _, contact := range contacts {
			digits := contact.GetString("digits")
			if contact.GetString("wa_user_id") != "" {
				continue // note: WhatsApp has shown whose number it is
			}
			if digits == c.phoneOf(contact, before).Digits && digits != c.phoneOf(contact, now).Digits {
				contact.SetRaw(rereadField, true)
				if err := e.App.Save(contact); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// inTransaction runs a record hook in a transaction, its own if there is none
// yet. The event's app is the transaction's meanwhile.
func inTransaction(e *core.RecordEvent, run func() error) error {
	outer := e.App
	defer func() { e.App = outer }()
	return outer.RunInTransaction(func(tx core.App) error {
		e.App = tx
		return run()
	})
}
