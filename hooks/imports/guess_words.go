package imports

import (
	"strings"
	"sync"
)

// phrasesOf are headers of spreadsheets and address books (Google Contacts,
// Outlook, HubSpot, phones), folded and without fillers.
var phrasesOf = map[Field][]string{
	Name: {"name", "full name", "fullname", "display name", "contact", "contact name", "customer", "customer name", "client", "client name",
		"whatsapp name", "file as", "person", "lead", "lead name",
		"vollstandiger name", "voller name", "anzeigename", "kunde", "kundenname", "ansprechpartner", "vor und nachname", "vor und zuname",
		"nom", "nom complet", "nom et prenom", "nom prenom", "nom affiche", "nom du client", "contact principal",
		"nombre", "nombre completo", "nombre y apellidos", "nombre y apellido", "cliente", "nombre del cliente", "nombre para mostrar", "contacto",
		"nome", "nome completo", "nome do cliente", "nome e cognome", "nome cliente", "nominativo", "nome visualizzato", "contato", "nome de exibicao",
		"ονομα", "ονοματεπωνυμο", "πληρεσ ονομα", "πελατησ", "ονομα πελατη", "εμφανιζομενο ονομα", "επαφη"},
	FirstName: {"first name", "firstname", "given name", "givenname", "forename", "first", "vorname", "rufname", "prenom", "primer nombre", "nombre de pila",
		"primeiro nome", "nome proprio", "prenome", "nome di battesimo", "μικρο ονομα", "ονομα βαπτισησ"},
	LastName: {"last name", "lastname", "family name", "familyname", "surname", "last", "nachname", "familienname", "zuname", "nom de famille", "nom famille",
		"apellido", "apellidos", "primer apellido", "sobrenome", "apelido", "apelidos", "ultimo nome", "cognome", "επωνυμο", "επιθετο"},
	Company: {"person organization", "company", "company name", "organization", "organisation", "organization name", "organisation name",
		"business", "business name", "employer", "account", "account name", "associated company", "firm",
		"firma", "firmenname", "unternehmen", "organisation", "betrieb", "arbeitgeber", "gesellschaft",
		"entreprise", "societe", "nom de l entreprise", "raison sociale", "nom societe",
		"empresa", "compania", "organizacion", "razon social", "nombre de la empresa", "negocio",
		"organizacao", "companhia", "razao social", "nome da empresa", "azienda", "societa", "ditta", "organizzazione", "ragione sociale", "nome azienda",
		"εταιρεια", "εταιρια", "επιχειρηση", "επωνυμια", "οργανισμοσ"},
	Email: {"billing email", "email", "emails", "mail", "email address", "mail address", "primary email", "work email", "business email", "electronic mail",
		"emailadresse", "email adresse", "mailadresse", "mail adresse", "elektronische post",
		"courriel", "adresse email", "adresse mail", "adresse electronique", "adresse courriel", "mel",
		"correo", "correo electronico", "direccion de correo", "direccion de correo electronico", "email principal",
		"correio eletronico", "correio electronico", "endereco de email", "posta elettronica", "indirizzo email",
		"indirizzo di posta elettronica", "indirizzo mail",
		"ηλεκτρονικο ταχυδρομειο", "ηλ ταχυδρομειο", "ηλεκτρονικη διευθυνση", "ημαιλ"},
	OtherEmail: {"other email", "secondary email", "additional email", "private email", "personal email", "home email", "alternative email",
		"weitere email", "autre email", "otro correo", "outro email", "altra email", "αλλο email"},
	Language: {"language", "preferred language", "lang", "locale", "sprache", "bevorzugte sprache", "langue", "langue preferee", "idioma",
		"lengua", "idioma preferido", "lingua", "lingua preferita", "γλωσσα"},
	Country: {"country", "country region", "home country region", "business country region", "other country region", "country code",
		"iso code", "home country", "business country", "nation", "land", "land region", "staat", "landercode", "pays", "pays region", "pais",
		"pais region", "paese", "nazione", "stato", "χωρα",
		"land region geschaftlich", "land region privat", "pays region bureau", "pays region domicile", "pais o region del trabajo",
		"paese area geografica uff", "land regio werk", "land regio thuis", "address country", "home address country",
		"business address country"},
	Tags: {"tags", "tag", "labels", "label", "categories", "category", "group", "groups", "group membership", "segment", "kategorie",
		"kategorien", "gruppe", "gruppen", "schlagworte", "stichworte", "etiquette", "etiquettes", "categorie", "groupe", "groupes",
		"etiqueta", "etiquetas", "categoria", "categorias", "grupo", "grupos", "marcadores", "etichetta", "etichette", "gruppi", "gruppo",
		"ετικετα", "ετικετεσ", "κατηγορια", "κατηγοριεσ", "ομαδα"},
	Notes: {"notes", "note", "comment", "comments", "remark", "remarks", "description", "memo", "notizen", "notiz", "bemerkung", "bemerkungen",
		"kommentar", "anmerkung", "anmerkungen", "commentaire", "commentaires", "remarque", "remarques",
		"notas", "nota", "comentario", "comentarios", "observaciones", "observacoes", "annotazioni", "osservazioni", "commenti", "σημειωσεισ",
		"σημειωση", "σχολια", "παρατηρησεισ"},
	WhatsApp: {"whatsapp", "whatsapp number", "whatsapp phone", "whatsapp phone number", "wa", "wa id", "waid", "whatsapp id",
		"whatsapp user id", "wa user id", "whatsapp bsuid", "bsuid", "whats app", "whats app number", "whats", "zap", "wsp",
		"whatsapp nummer", "numero whatsapp", "numero de whatsapp", "αριθμοσ whatsapp"},
	Phone: {"phone", "phones", "telephone", "tel", "mobile", "mobile phone", "cell", "cell phone", "cellphone", "phone number",
		"mobile number", "mobile phone number", "contact number", "number", "home phone", "work phone", "billing phone", "billing phone number",
		"business phone", "primary phone", "other phone", "car phone", "landline", "msisdn",
		"contact no", "contact nr", "contact phone", "ph", "ph number", "mob", "mob number", "handphone", "hp", "no hp", "natel", "telefoon",
		"telefoonnummer", "mobiel",
		"telefon", "telefonnummer", "handy", "handynummer", "mobil", "mobiltelefon", "mobilnummer", "mobilfunk", "festnetz", "rufnummer",
		"telefon privat", "telefon geschaftlich", "nummer",
		"telephone portable", "portable", "mobile portable", "numero", "numero de telephone", "telephone mobile", "telephone fixe", "fixe", "gsm",
		"numero de portable",
		"telefono", "movil", "celular", "telefono movil", "numero de telefono", "telefono celular", "telefono fijo", "fijo", "cel", "tlf", "tfno", "tlfno",
		"telefone", "telemovel", "telefone celular", "numero de telefone", "telefone fixo", "fone",
		"cellulare", "telefono cellulare", "numero di telefono", "recapito telefonico", "telefono fisso", "fisso",
		"τηλεφωνο", "κινητο", "αριθμοσ τηλεφωνου", "κινητο τηλεφωνο", "σταθερο", "σταθερο τηλεφωνο", "τηλ", "κιν",
		"телефон", "мобильныи телефон", "电话", "手机", "手机号", "手机号码", "電話", "電話番号", "携帯電話", "هاتف", "جوال"},
}

var phrases = sync.OnceValue(func() map[string]Field {
	all := make(map[string]Field)
	// note: the first list goes before: "ad" is a name where it is no other field
	for _, phrases := range []map[Field][]string{morePhrases, phrasesOf} {
		for field, list := range phrases {
			for _, phrase := range list {
				all[strings.Join(lettersOf(fold(phrase)), " ")] = field
			}
		}
	}
	for _, phrase := range countryCodes {
		all[strings.Join(lettersOf(fold(phrase)), " ")] = Country
	}
	return all
})

// halfNames are whole names, or halves beside another half.
var halfNames = []string{"name", "nom", "nombre", "nome", "ονομα", "naam", "namn", "navn", "nume", "numele", "jmeno", "meno", "ad", "adi",
	"isim", "имя", "имена", "име", "שם", "اسم", "الاسم", "نام", "nev", "ime"}

// fillers say nothing beside another word: "Phone 1 - Value".
var fillers = []string{"value", "values", "wert", "valeur", "valor", "valore", "the", "no", "nr", "τιμη", "billing", "rechnungsadresse",
	"facturacion", "facturation", "fatturazione", "faturamento"}

// noField are words of columns that no field is for.
var noField = []string{
	"not", "angezeigter", "anzeigename", "pantalla", "exibicao", "weergegeven", "affichage", "fax", "telefax", "faks", "φαξ", "факс", "pager",
	"faxnummer", "faxnr", "faxnumber", "telefaxnummer", "telecopie", "telecopieur", "telecopieuse", "faxgerat", "faxove", "faxszam",
	"telex", "isdn", "tty", "ttd", "callback", "radio", "impersonal",
	"type", "typ", "tipo", "kind", "yomi", "phonetic", "birthday", "geburtstag", "geburtsdatum", "anniversary", "photo", "id", "url",
	"website", "web", "webseite", "sitio", "site",
	"street", "strasse", "rue", "calle", "via", "rua", "city", "ort", "stadt", "ville", "ciudad", "citta", "cidade", "πολη", "город", "miasto",
	"zip", "plz", "postal", "postcode", "region", "state", "province", "provincia",
	"owner", "status", "stage", "date", "datum", "fecha", "data", "ημερομηνια", "дата", "created", "modified", "updated", "timestamp", "time",
	"gender", "birth", "dob", "assigned", "booked", "added",
	"label", "display", "ids", "line", "reason", "prefix", "suffix", "count", "amount", "order", "orders", "title", "extension", "ext",
	"opt", "optin", "optout", "opted", "consent", "marketing", "accepts", "accept", "accepted", "subscribed", "subscription", "subscriber",
	"unsubscribed", "newsletter", "verified", "valid", "confirmed", "bounced", "allowed", "enabled", "permission", "preference",
	"einwilligung", "zustimmung", "verifiziert", "bestatigt", "abonniert", "consentement", "accepte", "abonne", "verifie", "consentimiento",
	"consentimento", "acepta", "aceita", "suscrito", "inscrito", "verificado", "consenso", "accetta", "iscritto", "verificato", "συγκαταθεση",
	"согласие",
	"domain", "domains", "domaine", "domane", "dominio", "carrier", "provider", "source", "score", "hash", "lead", "campaign", "adset", "platform",
	"vat", "tax", "ust", "uid", "iban", "bic", "siret", "siren", "nif", "cif", "nie", "dni", "cpf", "cnpj", "nip", "regon", "pesel", "ico",
	"dic", "rfc", "curp", "αφμ", "инн", "бин", "passport", "invoice", "rechnung", "kundennummer", "kundennr", "mitgliedsnummer", "barcode",
	"nhs", "ssn", "medicare", "medicaid", "aadhaar", "aadhar", "pan", "gst", "gstin", "abn", "acn", "ein", "tin", "policy", "licence", "license",
	"imei", "iccid", "meter", "plate", "membership", "steuernummer", "sozialversicherungsnummer", "versichertennummer", "ausweisnummer",
	"ean", "sku", "reference", "ref", "spent", "total",
}

// wordRules find a field by one word of a longer header, in this order.
var wordRules = []struct {
	field Field
	stems []string
}{
	{WhatsApp, []string{"whatsapp", "wa"}},
	{Email, []string{"email", "emailadresse", "courriel", "correo", "mail"}},
	{Phone, []string{"phone", "telephone", "telefon", "mobile", "mobil", "handy", "celular", "cellulare", "telefone", "telefono", "movil",
		"portable", "telemovel", "cell", "cel", "tel", "tlf", "handphone", "telefoon", "телефон", "τηλεφωνο", "κινητο"}},
	{Company, []string{"company", "firma", "empresa", "entreprise", "societe", "azienda", "εταιρεια"}},
	{Country, []string{"country", "pais", "pays", "paese", "χωρα"}},
	{Language, []string{"language", "sprache", "langue", "idioma", "lingua", "γλωσσα"}},
	{Notes, []string{"notes", "notizen", "bemerkung", "kommentar", "comment", "observ", "notas", "σημειωσεισ"}},
}
