package main

import "time"

// person is a sample customer. The numbers are from ranges that their
// countries keep for fiction, or are not in use.
type person struct {
	name, company, country, language, notes string
	contacts                                []contact
	talk                                    []said
}

type contact struct{ kind, value, label string }

// said is one entry of a sample log.
type said struct {
	ago       time.Duration
	kind      string // type in comms_log; empty is whatsapp
	direction string // inbound, outbound, internal
	body      string
	status    string // of an outbound WhatsApp message
	failure   string
}

const (
	in    = "inbound"
	out   = "outbound"
	inner = "internal"
)

var demoPeople = []person{
	{"Ada Merrow", "Merrow & Daughters", "GB", "en", "Prefers mornings.",
		[]contact{{"whatsapp", "+44 7700 900123", "mobile"}, {"email", "ada@example.com", ""}},
		[]said{
			{50 * time.Hour, "call", in, "Asked whether we service cargo bikes. Promised a quote.", "", ""},
			{27 * time.Hour, "", out, "Hello Ada, the full service for the cargo bike is £95. Shall I book you in?", "read", ""},
			{26 * time.Hour, "", in, "Yes please! Is *Thursday* possible?", "", ""},
			{25 * time.Hour, "", out, "Thursday at 10 it is. See you then 🚲", "read", ""},
			{40 * time.Minute, "", in, "Could I bring it at 9 instead?", "", ""},
		}},
	{"Tomás Quiroga", "", "AR", "es", "",
		[]contact{{"whatsapp", "+54 9 11 5550-0111", ""}},
		[]said{
			{5 * time.Hour, "", in, "Hola, ¿tienen cascos para niños?", "", ""},
			{290 * time.Minute, "", out, "¡Hola Tomás! Sí, desde la talla 48. ¿Para qué edad?", "read", ""},
			{2 * time.Hour, "", in, "Cinco años. ¿Precio?", "", ""},
		}},
	{"Iara Bastos", "Bastos Entregas", "BR", "pt-BR", "Fleet of 12 delivery bikes.",
		[]contact{{"whatsapp", "+55 31 99999-0123", "office"}, {"phone", "+55 31 3333-0123", "landline"}},
		[]said{
			{9 * 24 * time.Hour, "meeting", inner, "Visited the depot. Wants a maintenance contract for the whole fleet.", "", ""},
			{8 * 24 * time.Hour, "email", out, "Sent the offer for the maintenance contract (PDF).", "", ""},
			{30 * time.Hour, "", in, "Recebemos a proposta, obrigada. Respondo até sexta.", "", ""},
		}},
	{"Lupe Sarmiento", "", "MX", "es-MX", "",
		[]contact{{"whatsapp", "+52 55 5550 0144", ""}},
		[]said{{3 * time.Hour, "", in, "Buenos días, se me rompió la cadena 😩", "", ""},
			{170 * time.Minute, "", out, "Buenos días Lupe, tráela hoy antes de las 6 y la arreglamos.", "read", ""}}},
	{"Wren Okafor", "Okafor Studio", "US", "en", "",
		[]contact{{"phone", "+1 555 010 0311", "mobile"}},
		[]said{
			{4 * 24 * time.Hour, "", out, "Your custom frame has arrived.", "delivered", ""},
			{72 * time.Hour, "", out, "Do you want to try it this week?", "failed",
				"More than 24 hours have passed since the customer last wrote. Send an approved template, or wait until they write again."},
			{71 * time.Hour, "call", out, "Called instead: will come on Saturday.", "", ""},
		}},
	{"Priya Lindqvist", "", "US", "en", "", []contact{{"whatsapp", "+1 555 010 0322", ""}}, nil},
	{"Νίκος Παπαδάκης", "Παπαδάκης ΕΠΕ", "GR", "el", "",
		[]contact{{"whatsapp", "+30 690 000 0123", ""}},
		[]said{{20 * time.Minute, "", in, "Γειά σας! Είναι έτοιμο το ποδήλατό μου;", "", ""}}},
	{"Jonas Wehrle", "Wehrle Radreisen GmbH", "DE", "de", "Rents 30 bikes every summer.",
		[]contact{{"whatsapp", "+49 1512 0000123", ""}, {"email", "jonas@example.com", ""}},
		[]said{
			{12 * 24 * time.Hour, "note", inner, "Payment terms: 30 days. Approved by the boss.", "", ""},
			{6 * time.Hour, "", in, "Moin, können wir die Lieferung auf Montag verschieben?", "", ""},
			{350 * time.Minute, "", out, "Klar, Montag passt. Zwischen 8 und 10 Uhr?", "read", ""},
			{345 * time.Minute, "", in, "Perfekt 👍", "", ""},
		}},
	{"Meera Nair", "", "IN", "en-IN", "", []contact{{"whatsapp", "+91 99999 00123", ""}},
		[]said{{28 * time.Hour, "", in, "Do you ship brake pads to Kochi?", "", ""}}},
	{"نور الهاشمي", "", "AE", "ar", "", []contact{{"whatsapp", "+971 50 000 0123", ""}},
		[]said{{7 * time.Hour, "", in, "مرحبا، هل لديكم دراجات كهربائية للإيجار؟", "", ""},
			{400 * time.Minute, "", out, "Hello! Yes, from 60 AED a day. Which dates?", "sent", ""}}},
	{"Siti Rahma", "Kopi Rahma", "SG", "en-SG", "", []contact{{"whatsapp", "+65 8000 0123", ""}}, nil},
	{"Chloé Marchand", "", "FR", "fr", "", []contact{{"whatsapp", "+33 6 39 98 01 23", ""}, {"phone", "01 99 00 01 23", "home"}},
		[]said{{2 * 24 * time.Hour, "sms", out, "Votre vélo est prêt.", "", ""}}},
}
