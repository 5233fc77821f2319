package whatsapp

import (
	"encoding/json"
	"fmt"
	"strings"
	"time"
)

// maxCards is how many cards one message may have (messages/contacts); maxCardText
// is more than any part of one needs.
const (
	maxCards    = 257
	maxCardText = 1000
)

// contactCard is a card in Meta's words, in the order of Meta's page.
type contactCard struct {
	Addresses []cardAddress `json:"addresses,omitempty"`
	Birthday  string        `json:"birthday,omitempty"` // YYYY-MM-DD
	Emails    []cardEmail   `json:"emails,omitempty"`
	Name      cardName      `json:"name"`
	Org       *cardOrg      `json:"org,omitempty"`
	Phones    []cardPhone   `json:"phones,omitempty"`
	URLs      []cardURL     `json:"urls,omitempty"`
}

type cardName struct {
	FormattedName string `json:"formatted_name"`
	FirstName     string `json:"first_name,omitempty"`
	LastName      string `json:"last_name,omitempty"`
	MiddleName    string `json:"middle_name,omitempty"`
	Suffix        string `json:"suffix,omitempty"`
	Prefix        string `json:"prefix,omitempty"`
}

type cardPhone struct {
	Phone string `json:"phone,omitempty"`
	Type  string `json:"type,omitempty"`
	WaID  string `json:"wa_id,omitempty"`
}

type cardEmail struct {
	Email string `json:"email,omitempty"`
	Type  string `json:"type,omitempty"`
}

type cardURL struct {
	URL  string `json:"url,omitempty"`
	Type string `json:"type,omitempty"`
}

type cardOrg struct {
	Company    string `json:"company,omitempty"`
	Department string `json:"department,omitempty"`
	Title      string `json:"title,omitempty"`
}

type cardAddress struct {
	Street      string `json:"street,omitempty"`
	City        string `json:"city,omitempty"`
	State       string `json:"state,omitempty"`
	Zip         string `json:"zip,omitempty"`
	Country     string `json:"country,omitempty"`
	CountryCode string `json:"country_code,omitempty"`
	Type        string `json:"type,omitempty"`
}

// Contacts is one or more address cards: Meta's contacts array.
//
// Source: messages/contacts.
func Contacts(raw json.RawMessage) (Content, Problems) {
	var wrong Problems
	var cards []contactCard
	if !wrong.readForm("contacts", raw, &cards) {
		return Content{}, wrong
	}
	switch n := len(cards); {
	case n == 0:
		wrong.add("contacts", CodeRequired, "Choose at least one contact to send.")
	case n > maxCards:
		wrong.add("contacts", CodeLength, "There are %d contacts; WhatsApp takes %d at most.", n, maxCards)
	default:
		for i := range cards {
			wrong.card(fmt.Sprintf("contacts.%d", i), &cards[i])
		}
	}
	if len(wrong) > 0 {
		return Content{}, wrong
	}
	c := content("contacts", cards, "")
	c.Text = read("contacts", c.Object)
	return c, nil
}

func (p *Problems) card(field string, card *contactCard) {
	name := &card.Name
	if p.text(field+".name.formatted_name", name.FormattedName, "name of the contact", maxCardText) &&
		name.FirstName+name.LastName+name.MiddleName+name.Suffix+name.Prefix == "" {
		// Meta wants one more part of the name, which a person who typed a
		// whole name has no reason to repeat.
		name.FirstName = name.FormattedName
	}
	if card.Birthday != "" {
		if _, err := time.Parse(time.DateOnly, card.Birthday); err != nil {
			p.add(field+".birthday", CodeFormat, "A birthday is written as 1990-12-31.")
		}
	}
	for i, phone := range card.Phones {
		at := fmt.Sprintf("%s.phones.%d", field, i)
		p.text(at+".phone", phone.Phone, "phone number", maxCardText)
		if phone.WaID != "" && !IsWaID(phone.WaID) {
			p.add(at+".wa_id", CodeFormat, "A wa_id has digits only.")
		}
	}
	for i, mail := range card.Emails {
		at := fmt.Sprintf("%s.emails.%d.email", field, i)
		if p.text(at, mail.Email, "e-mail address", maxCardText) && !strings.Contains(mail.Email, "@") {
			p.add(at, CodeFormat, "This is not an e-mail address.")
		}
	}
	for i, page := range card.URLs {
		p.text(fmt.Sprintf("%s.urls.%d.url", field, i), page.URL, "address of the website", maxLink)
	}
	// the rest is free text, of which a card never has much
	const most = 20_000
	if written, err := encode(card); err != nil || len(written) > most {
		p.add(field, CodeLength, "This contact card is too long to be sent.")
	}
}
