package hooks

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/whatsapp"
)

// card is an address card in Meta's words, made of a customer.
type card struct {
	Name   cardName    `json:"name"`
	Org    *cardOrg    `json:"org,omitempty"`
	Phones []cardPhone `json:"phones,omitempty"`
	Emails []cardEmail `json:"emails,omitempty"`
}

type cardName struct {
	FormattedName string `json:"formatted_name"`
}

type cardOrg struct {
	Company string `json:"company"`
}

type cardPhone struct {
	Phone string `json:"phone"`
	WaID  string `json:"wa_id,omitempty"`
}

type cardEmail struct {
	Email string `json:"email"`
}

// contactsContent makes a message of address cards: Meta's array, in which
// {"customer": id} stands for the card of a customer of ours.
func (c *crm) contactsContent(app core.App, raw json.RawMessage) (whatsapp.Content, whatsapp.Problems) {
	var list []json.RawMessage
	if json.Unmarshal(raw, &list) != nil {
		return whatsapp.Contacts(raw) // which says what is wrong
	}
	const most = 257 // what Contacts takes
	for i, item := range list {
		var of struct {
			Customer string `json:"customer"`
		}
		within, mistyped := fmt.Sprintf("contacts.%d", i), &json.UnmarshalTypeError{}
		if errors.As(json.Unmarshal(item, &of), &mistyped) && mistyped.Field == "customer" {
			return whatsapp.Content{}, whatsapp.Problems{{Field: within + ".customer", Code: whatsapp.CodeInvalid, Sentence: "Give the id of a customer, as text."}}
		}
		if of.Customer == "" || len(list) > most {
			continue
		}
		if surplus := whatsapp.Unknown(within, item, of); len(surplus) > 0 {
			return whatsapp.Content{}, surplus
		}
		made, err := cardOf(app, of.Customer)
		if err != nil {
			return whatsapp.Content{}, whatsapp.Problems{{Field: within + ".customer", Code: "crm_no_customer",
				Sentence: "There is no such customer. Reload the page."}}
		}
		list[i] = made
	}
	whole, err := json.Marshal(list)
	if err != nil {
		return whatsapp.Contacts(raw)
	}
	return whatsapp.Contacts(whole)
}

// cardOf is a customer's card. A number can be pressed to write to it when it
// is one on WhatsApp.
func cardOf(app core.App, customerID string) (json.RawMessage, error) {
	customer, err := app.FindRecordById("customers", customerID)
	if err != nil {
		return nil, err
	}
	// note: those on WhatsApp first, because a number can be there as both
	contacts, err := app.FindRecordsByFilter("contacts", "customer = {:id}", "-type,created,id", 50, 0, map[string]any{"id": customerID})
	if err != nil {
		return nil, err
	}
	made := card{Name: cardName{customer.GetString("name")}}
	if company := customer.GetString("company"); company != "" {
		made.Org = &cardOrg{company}
	}
	phones, mails := map[string]bool{}, map[string]bool{}
	mail := func(address string) {
		if key := strings.ToLower(address); strings.Contains(address, "@") && !mails[key] {
			mails[key] = true
			made.Emails = append(made.Emails, cardEmail{address})
		}
	}
	mail(customer.GetString("email"))
	for _, contact := range contacts {
		digits := contact.GetString("digits")
		switch kind := contact.GetString("type"); {
		case kind == "email":
			mail(contact.GetString("value"))
		case kind != "phone" && kind != "whatsapp" || digits == "" || phones[digits] || !contact.GetDateTime("given_up_at").IsZero():
		case kind == "whatsapp":
			phones[digits] = true
			made.Phones = append(made.Phones, cardPhone{"+" + digits, digits})
		default:
			phones[digits] = true
			made.Phones = append(made.Phones, cardPhone{Phone: "+" + digits})
		}
	}
	return json.Marshal(made)
}
