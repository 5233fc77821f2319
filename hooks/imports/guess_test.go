package imports

import (
	"strings"
	"testing"
)

func guesses(columns []Column) string {
	all := []string{}
	for _, c := range columns {
		all = append(all, string(c.Guess))
	}
	return strings.Join(all, " ")
}

func TestGuessByHeader(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, header, want string }{
		{"English", "Full name,Company,E-mail,Mobile,Country,Language,Tags,Notes", "name company email phone country language tags notes"},
		{"English halves", "First Name,Last Name,Email Address,Phone Number", "first_name last_name email phone"},
		{"our own fields", "name,first_name,last_name,other_email,whatsapp", "name first_name last_name other_email whatsapp"},
		{"German", "Vorname,Nachname,Firma,E-Mail-Adresse,Handynummer,Land,Sprache,Bemerkungen", "first_name last_name company email phone country language notes"},
		{"German name beside first name", "Name,Vorname,Telefon", "last_name first_name phone"},
		{"French", "Prénom,Nom,Société,Courriel,Téléphone portable,Pays,Langue,Commentaires", "first_name last_name company email phone country language notes"},
		{"French whole", "Nom,Numéro de téléphone,Étiquettes", "name phone tags"},
		{"Spanish", "Nombre,Apellidos,Empresa,Correo electrónico,Teléfono móvil,País,Idioma,Notas", "first_name last_name company email phone country language notes"},
		{"Spanish whole", "Nombre,Celular", "name phone"},
		{"Portuguese", "Nome,Sobrenome,Empresa,E-mail,Telemóvel,País,Observações", "first_name last_name company email phone country notes"},
		{"Italian", "Nome,Cognome,Azienda,Posta elettronica,Cellulare,Paese,Lingua,Note", "first_name last_name company email phone country language notes"},
		{"Greek", "Όνομα,Επώνυμο,Εταιρεία,Ηλεκτρονικό ταχυδρομείο,Κινητό,Χώρα,Σημειώσεις", "first_name last_name company email phone country notes"},
		{"Greek whole", "ΟΝΟΜΑΤΕΠΩΝΥΜΟ,ΤΗΛΕΦΩΝΟ", "name phone"},
		{"Google Contacts", "Name,Given Name,Additional Name,Family Name,Birthday,Notes,Group Membership,E-mail 1 - Type,E-mail 1 - Value,E-mail 2 - Value,Phone 1 - Type,Phone 1 - Value,Phone 2 - Value,Address 1 - Formatted,Organization 1 - Name,Website 1 - Value",
			"name first_name  last_name  notes tags  email other_email  phone phone  company "},
		{"Google Contacts of today", "First Name,Middle Name,Last Name,Phonetic First Name,File As,Organization Name,Organization Title,Labels,E-mail 1 - Label,E-mail 1 - Value,Phone 1 - Label,Phone 1 - Value,Address 1 - Country",
			"first_name  last_name  name company  tags  email  phone country"},
		{"Outlook", "Title,First Name,Middle Name,Last Name,Suffix,Company,Business Street,Business Country/Region,Business Fax,Business Phone,Home Phone,Mobile Phone,Categories,E-mail Address,E-mail Type,E-mail Display Name,E-mail 2 Address,Notes",
			" first_name  last_name  company  country  phone phone phone tags email   other_email notes"},
		{"HubSpot", "Record ID,First Name,Last Name,Email,Phone Number,WhatsApp Phone Number,Contact owner,Lead Status,Create Date,Associated Company,Country/Region,Preferred language",
			" first_name last_name email phone whatsapp    company country language"},
		{"telephone", "Display Name,Nickname,Mobile,Home,Work Phone", "name  phone  phone"},
		{"numbers of all names", "Name,WhatsApp ID,wa_id,waid,whatsapp_id,WhatsApp number,WhatsApp-Nummer,Whats App,BSUID,Mobile,Handy,Handy-Nr.,Handynr,Celular,Cel.,Telefono,Teléfono 1,Tlf.,Contact No.,Ph. no,Mob.,Telefoonnummer,No HP,Телефон,电话",
			"name whatsapp whatsapp whatsapp whatsapp whatsapp whatsapp whatsapp whatsapp phone phone phone phone phone phone phone phone phone phone phone phone phone phone phone phone"},
		{"of WhatsApp, but no number", "Name,WhatsApp name,WhatsApp status,WhatsApp opt-in,Phone type,Phone ID", "name     "},
		{"the file of refused rows", "Name,Phone,line,reason", "name phone  "},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			columns, err := inspected(tc.header + "\n")
			if err != nil {
				t.Fatal(err)
			}
			if got := guesses(columns); got != tc.want {
				t.Errorf("got  %q\nwant %q", got, tc.want)
			}
		})
	}
}

func inspected(text string) ([]Column, error) {
	header := true
	_, columns, err := inspect(file(text), UTF8, 0, &header)
	return columns, err
}

func TestGuessByContent(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, text, want string }{
		{"no header", "Anna Berg,anna@example.com,+44 7700 900123\nBen Cole,ben@example.com,+44 7700 900124\n", "name email phone"},
		{"unknown header", "Foo,Bar,Baz\nAnna Berg,07700 900123,anna@example.com\n", "name phone email"},
		{"two of each", "A,B,C,D\na@example.com,b@example.com,+447700900123,+447700900124\n", "email other_email phone phone"},
		{"numbers of records", "Ref,Foo\n10001,Anna\n10002,Ben\n", " name"},
		{"dates", "Since,Name\n2024-01-05,Anna\n2024-01-06,Ben\n", " name"},
		{"numbers a spreadsheet shortened", "Foo,Name\n4.477E+11,Anna\n", "phone name"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			_, columns, err := Inspect(file(tc.text), "")
			if err != nil {
				t.Fatal(err)
			}
			if got := guesses(columns); got != tc.want {
				t.Errorf("got  %q\nwant %q", got, tc.want)
			}
		})
	}
}

func TestMappingSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	columns := []Column{{Name: "A"}, {Name: "B"}, {Name: "C"}}
	for _, tc := range []struct {
		mapping Mapping
		says    string
	}{
		{Mapping{0: Name, 1: Phone, 2: Phone}, ""},
		{Mapping{0: Phone}, ""},
		{Mapping{0: Name, 1: Name}, `"A" and "B"`},
		{Mapping{0: "nickname"}, "nickname"},
		{Mapping{7: Name}, "no column 8"},
		{Mapping{-1: Name}, "no column"},
		{Mapping{0: Notes}, "name, the number or the e-mail"},
		{Mapping{}, "name, the number or the e-mail"},
	} {
		got := tc.mapping.Check(columns)
		if (got == "") != (tc.says == "") || !strings.Contains(got, tc.says) {
			t.Errorf("%v: %q, want %q", tc.mapping, got, tc.says)
		}
	}
}

func TestParseMapping(t *testing.T) {
	t.Parallel()
	columns := []Column{{Name: "A", Guess: Name}, {Name: "B=b", Guess: Phone}}
	m, err := ParseMapping("a=company, B=b=ignore", columns)
	if err != nil || m[0] != Company || m[1] != Ignore {
		t.Errorf("%v, %v", m, err)
	}
	for _, wrong := range []string{"A", "X=name"} {
		if _, err := ParseMapping(wrong, columns); err == nil {
			t.Errorf("%q is accepted", wrong)
		}
	}
}

func TestCountriesAndLanguages(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"GB": "GB", "gb": "GB", "GBR": "GB", "UK": "GB", "U.K.": "GB", "United Kingdom": "GB", "Vereinigtes Königreich": "GB", "Royaume-Uni": "GB", "Reino Unido": "GB", "Ηνωμένο Βασίλειο": "GB",
		"Deutschland": "DE", "Germany": "DE", "Allemagne": "DE", "Alemania": "DE", "Alemanha": "DE", "Germania": "DE", "Γερμανία": "DE",
		"Brasil": "BR", "México": "MX", "mexico": "MX", "USA": "US", "Österreich": "AT", "Ελλάδα": "GR", "Côte d’Ivoire": "CI", "Schweiz": "CH", "Atlantis": "", "XX": "", "ZZ": "", "Europe": "",
	} {
		if got := countryOf(text); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	for text, want := range map[string]string{
		"de": "de", "DE": "DE", "de-DE": "de-DE", "pt_BR": "pt-BR", "German": "de", "Deutsch": "de", "español": "es", "Spanish": "es", "inglés": "en", "Ελληνικά": "el", "Klingonisch?": "", "no answer": "",
	} {
		if got := languageOf(text); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
