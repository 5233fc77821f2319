package whatsapp

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

func TestACardThatIsOnlyAVCard(t *testing.T) {
	card := func(lines ...string) string {
		return "BEGIN:VCARD\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VCARD\r\n"
	}
	long := strings.Repeat("x", 5000)
	for name, c := range map[string]struct{ vcard, details, body string }{
		"as WhatsApp writes it": {
			card("VERSION:3.0", "N:Brandt;Otto;;;", "FN:Otto Brandt", "ORG:Brandt Glas;", "TITLE:Owner", "item1.TEL;waid=493055500166:+49 30 5550 0166", "item1.X-ABLabel:Mobil", "item2.EMAIL;type=INTERNET:otto@example.org", "item2.X-ABLabel:privat"),
			`{"name":"Otto Brandt","company":"Brandt Glas","title":"Owner","phones":[{"number":"+49 30 5550 0166","wa_id":"493055500166","label":"Mobil"}],"emails":["otto@example.org"]}`,
			"Contact card: Otto Brandt: +49 30 5550 0166, otto@example.org"},
		"2.1 with a name in quoted-printable": {
			card("VERSION:2.1", "N;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:M=C3=BCller;J=C3=B6rg;;Dr.;", "TEL;CELL;PREF:+4915155500166", "TEL;WORK;VOICE:030 5550", "EMAIL;INTERNET:joerg@example.org"),
			`{"name":"Dr. Jörg Müller","phones":[{"number":"+4915155500166","label":"CELL"},{"number":"030 5550","label":"WORK"}],"emails":["joerg@example.org"]}`,
			"Contact card: Dr. Jörg Müller: +4915155500166, 030 5550, joerg@example.org"},
		"quoted-printable over two lines": {
			card("VERSION:2.1", "FN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:=D0=90=D0=BD=", "=D0=BD=D0=B0", "TEL:1"),
			`{"name":"Анна","phones":[{"number":"1"}]}`, "Contact card: Анна: 1"},
		"quoted-printable in Latin 1": {
			card("VERSION:2.1", "FN;QUOTED-PRINTABLE;CHARSET=ISO-8859-1:Ren=E9e"), `{"name":"Renée"}`, "Contact card: Renée"},
		"2.1 folded": {
			card("VERSION:2.1", "FN:Ada", " Merrow"), `{"name":"Ada Merrow"}`, "Contact card: Ada Merrow"},
		"3.0 folded": {
			card("VERSION:3.0", "FN:Ada Mer", " row", "TEL;TYPE=\"home,voice\":+44 7700", "\t 900123"),
			`{"name":"Ada Merrow","phones":[{"number":"+44 7700 900123","label":"HOME"}]}`, "Contact card: Ada Merrow: +44 7700 900123"},
		"4.0": {
			card("VERSION:4.0", `fn:Merrow\, Ada`, "TEL;VALUE=uri;PREF=1;TYPE=\"voice,cell\":tel:+44-7700-900123;ext=5", "EMAIL:mailto:ada@example.org"),
			`{"name":"Merrow, Ada","phones":[{"number":"+44-7700-900123","label":"CELL"}],"emails":["ada@example.org"]}`, "Contact card: Merrow, Ada: +44-7700-900123, ada@example.org"},
		"a company": {
			"BEGIN:VCARD\nVERSION:3.0\nORG:Lamp\\; Works;Sales\nTEL:5550177", `{"company":"Lamp; Works","phones":[{"number":"5550177"}]}`, "Contact card: Lamp; Works: 5550177"},
		"a picture before the name": {
			card("PHOTO;ENCODING=b;TYPE=JPEG:"+long, " "+long, " "+long, "FN:Ada"), `{"name":"Ada"}`, "Contact card: Ada"},
		"a second card within": {card("FN:Ada", "END:VCARD", "BEGIN:VCARD", "TEL:1"), `{"name":"Ada"}`, "Contact card: Ada"},
		"nonsense":             {"\r\n:\n;;;:x\nTEL\nFN\n =\nN:\nTEL;waid=:", `{}`, "Contact card: no name or number"},
	} {
		text, err := json.Marshal(c.vcard)
		if err != nil {
			t.Fatal(err)
		}
		message := `{"type":"contacts","contacts":[{"origin":"other","vcard":` + string(text) + `}]}`
		details, err := json.Marshal(DetailsOf("contacts", json.RawMessage(message)).Cards[0])
		if err != nil || string(details) != c.details {
			t.Errorf("%s:\n got %s\nwant %s (%v)", name, details, c.details, err)
		}
		content, _ := parseJSON([]byte(message))
		if m := readMessage(content, "contacts", Inbound, voice{}); m.Body != c.body || m.OwnPhone != "" {
			t.Errorf("%s: %q, want %q", name, m.Body, c.body)
		}
	}
}

// What Meta says of a card counts more than the vCard, and a vCard proves
// nothing of whose a number is.
func TestAVCardOnlyAddsToACard(t *testing.T) {
	const vcard = `"vcard":"BEGIN:VCARD\nFN:Otto\nTEL;waid=491:+491\nORG:Glas\nEND:VCARD"`
	card := DetailsOf("contacts", json.RawMessage(`{"type":"contacts","contacts":[{"name":{"formatted_name":"Ada"},"phones":[{"phone":"+44"}],`+vcard+`}]}`)).Cards[0]
	if card.Name != "Ada" || len(card.Phones) != 1 || card.Phones[0].Number != "+44" || card.Company != "Glas" {
		t.Errorf("%+v", card)
	}
	content, _ := parseJSON([]byte(`{"type":"contacts","contacts":[{"origin":"contact_request",` + vcard + `}]}`))
	if m := readMessage(content, "contacts", Inbound, voice{}); m.OwnPhone != "" {
		t.Errorf("%q is taken for the sender's", m.OwnPhone)
	}
}

// However large a card is, and however it is folded, it is read in no time.
func TestAnEnormousVCard(t *testing.T) {
	for name, text := range map[string]string{
		"folded": "FN:a" + strings.Repeat("\n x", 2<<20),
		"soft":   "FN;QUOTED-PRINTABLE:" + strings.Repeat("a=\n", 2<<20),
		"many":   strings.Repeat("TEL:1\nEMAIL:a@b\n", 1<<20),
		"parts":  "N:" + strings.Repeat(";", 4<<20),
	} {
		began := time.Now()
		c := readVCard(text)
		if took := time.Since(began); took > 5*time.Second {
			t.Errorf("%s took %s", name, took)
		}
		if len(c.Name) > maxDetailText || len(c.Phones) > maxDetailItems || len(c.Emails) > maxDetailItems {
			t.Errorf("%s: %d bytes, %d numbers, %d addresses", name, len(c.Name), len(c.Phones), len(c.Emails))
		}
	}
}
