package whatsapp

// Card is a shared address card.
type Card struct {
	Name    string      `json:"name,omitempty"`
	Company string      `json:"company,omitempty"`
	Title   string      `json:"title,omitempty"` // what they do there
	Phones  []CardPhone `json:"phones,omitempty"`
	Emails  []string    `json:"emails,omitempty"`
	// Own is set when the sender shared their own number on request; only then
	// is it proof of whose it is.
	Own bool `json:"own,omitempty"`
}

// CardPhone is a number on a card.
type CardPhone struct {
	Number string `json:"number,omitempty"` // as it was written
	WaID   string `json:"wa_id,omitempty"`  // its digits on WhatsApp; empty when it isn't known to be there
	Label  string `json:"label,omitempty"`  // home, work, …
}

// readCards reads the address cards of a message.
//
// Source: webhooks/reference/messages/contacts, business-scoped-user-ids.
func readCards(content *jsonValue) []Card {
	var cards []Card
	for item := range content.list("contacts") {
		if item.kind() != jsonObject {
			continue
		}
		name := item.object("name")
		c := Card{Name: VisibleName(name.str("formatted_name")), Company: VisibleName(item.object("org").str("company")), Title: item.object("org").str("title"),
			Own: item.str("origin") == "contact_request"}
		fill(&c.Name, VisibleName(joined(" ", name.str("first_name"), name.str("last_name"))))
		if item.get("name").kind() == jsonString {
			c.Name = VisibleName(item.str("name"))
		}
		for phone := range item.list("phones") {
			number := CardPhone{Number: phone.str("phone"), WaID: phoneDigits(phone.str("wa_id")), Label: phone.str("type")}
			fill(&number.Number, phone.str("wa_id"))
			fill(&number.Number, phone.text())
			c.Phones = append(c.Phones, number)
		}
		for mail := range item.list("emails") {
			address := mail.str("email")
			fill(&address, mail.text())
			c.Emails = append(c.Emails, address)
		}
		if !c.Own { // note: what a card proves stands beside the vCard, never in it
			c.fillFrom(readVCard(item.str("vcard")))
		}
		cards = append(cards, c)
	}
	return cards
}

// fillFrom takes what a card lacks from its vCard.
func (c *Card) fillFrom(v Card) {
	fill(&c.Name, VisibleName(v.Name))
	fill(&c.Company, VisibleName(v.Company))
	fill(&c.Title, v.Title)
	if len(c.Phones) == 0 {
		c.Phones = v.Phones
	}
	if len(c.Emails) == 0 {
		c.Emails = v.Emails
	}
}

// describeContacts lists shared address cards. A card that answers a request
// for the sender's number proves that the number is theirs; no other does.
func describeContacts(m *Message, content *jsonValue) {
	var lines []string
	for _, c := range readCards(content) {
		var ways []string
		for _, phone := range c.Phones {
			ways = append(ways, phone.Number)
			if c.Own && m.Direction == Inbound && m.OwnPhone == "" {
				m.OwnPhone = phone.WaID
				if read := ParsePhone(phone.Number); read.Valid {
					fill(&m.OwnPhone, read.Digits)
				}
			}
		}
		who := c.Name
		fill(&who, c.Company)
		text := joined(": ", who, joined(", ", append(ways, c.Emails...)...))
		fill(&text, "no name or number")
		if c.Own {
			lines = append(lines, "Own phone number shared: "+text)
		} else {
			lines = append(lines, "Contact card: "+text)
		}
	}
	m.Body = joined("\n", lines...)
	fill(&m.Body, "[contact card without content]")
}

func (c *Card) trim() {
	cut(maxDetailText, &c.Name, &c.Company, &c.Title)
	c.Phones, c.Emails = upTo(maxDetailItems, c.Phones), upTo(maxDetailItems, c.Emails)
	for i := range c.Phones {
		cut(maxName, &c.Phones[i].Number, &c.Phones[i].Label)
	}
	for i := range c.Emails {
		cut(maxDetailText, &c.Emails[i])
	}
}
