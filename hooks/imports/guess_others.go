package imports

import (
	"slices"
	"strings"
)

// otherPeople are words of columns that hold somebody else's name, number or
// address: whoever answers there is not the customer. They are the beginnings
// of words, folded, or whole words when they are short.
var otherPeople = strings.Fields(`
	assistant assistent assistente asistent asystent asszisztens assistenz asst ayudante yardimci βοηθου βοηθοσ ассистент помощник secretar sekretar sekretar segretar γραμματ секретар
	manager mgr supervisor superior boss jefe baas chefe director directeur direttore vorgesetz superieur responsable responsabil gerente capo chef vedouci kierownik yonetici προισταμεν διευθυντ начальник менеджер руководител leidinggevende
	spouse husband wife ehepartner ehefrau ehemann ehegatt gatte gattin conjoint epoux epouse mari marit conyuge esposo esposa conjuge coniuge marito moglie συζυγ муж жена жены мужа супруг echtgeno malzon manzel hazastars
	partner partenaire pareja parceir compagn συντροφ
	emergency emerg nouzov notfall urgence emergencia emergenza αναγκησ noodgeval noodcontact noodnummer nodkontakt экстренн zagrozeni wypadku acil
	kin angehorig verwandt famille familiar familiare parente συγγεν родственник naaste
	parent parents eltern elternteil mother father mutter vater madre padre pere mere genitor mamma papa tutor tutore guardian vormund tuteur acudiente erziehungsberechtigt γονεα γονεισ μητερ πατερ κηδεμον мать матер отца отец родител ouder ouders matka ojciec rodzic anya apja veli
	child children kinder enfant hijo hija filho filha figlio figlia παιδι
	referrer referred referral refer empfohlen empfehl geworben vermittelt parrain parraine recommande recomendad referid indicad raccomandat consigliat segnalat συστα συστη рекоменд doorverwe aanbevolen polecajacy
	sales salesperson salesrep rep reps representative vertreter verkaufer vertrieb aussendienst betreuer kundenbetreuer sachbearbeiter vendeur conseiller vendedor asesor venditore consulente agente agent agents πωλητ συμβουλ продавец prodejce vertegenwoordiger przedstawiciel handlowiec
	owner assignee proprietaire propietari proprietari responsavel zustandig kontoinhaber ιδιοκτητ υπευθυν ответственн владелец eigenaar opiekun wlasciciel
	accountant steuerberater buchhalter comptable contador contable contabil contabile commercialista λογιστ бухгалтер boekhouder ksiegow ucetni konyvelo
	supplier vendor lieferant fournisseur proveedor fornecedor fornitor προμηθευτ поставщик leverancier dostawc dodavatel szallito
	lawyer solicitor attorney anwalt rechtsanwalt avocat abogad advogad avvocat δικηγορ адвокат broker makler courtier corredor corretor doctor physician hausarzt medecin
	gp physio surgery dentist zahnarzt praxis pharmacy apotheke pharmacie farmacia clinic hospital insurance insurer versicherung assurance assureur aseguradora seguradora assicurazione
	nanny carer caregiver babysitter neighbour neighbor nachbar nachbarin voisin vecino vizinho vicino sibling sister brother schwester bruder teacher lehrer lehrerin klassenlehrer school schule
	mum mom mama papa dad daddy oma opa gran nan grandma grandpa grandmother grandfather grandparent grosseltern grossmutter grossvater abuela abuelo nonna nonno avo pai mae moeder vader matki matky ojca otce anne baba annesi babasi mors fars mammas pappas anhorig parorende huoltaj aidin isan apa tata parinte parinti мам пап бабушк дедушк мамы папы
	父亲 父母 母亲 父親 母親 家长 家長 紧急 緊急 保護者 监护 監護 配偶 비상 보호자 아버지 어머니 부모 אבא אמא האב האם אב אם הורה הורים חירום الاب ولي الزوج طواري الطواري
	ice vet veterinarian advisor adviser consultant stylist therapist trainer instructor introducer executor guarantor guarantors beneficiary payer csm berater burge garant fiador avalista garante prevenir hausverwaltung hausmeister eigentumer 销售 业务 業務 営業 客户经理 销售员 영업
	recruiter headhunter installer technician contractor architect bookkeeper
	landlord vermieter bailleur casero locador employer arbeitgeberin driver courier fahrer kurier
`)

// ofSomebodyElse tells by a header whether its column is about another person.
func ofSomebodyElse(words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return begins(otherPeople, w) })
}

func begins(stems []string, word string) bool {
	const enough = 6 // bytes; shorter ones are whole words
	return slices.ContainsFunc(stems, func(stem string) bool { return word == stem || len(stem) >= enough && strings.HasPrefix(word, stem) })
}

// firmWords and mainWords tell a company's own number from a person's: whoever
// answers there is the switchboard, whoever else is listed with it. Nor is it
// the customer who answers where goods are taken to, when there is another number.
var (
	firmWords = strings.Fields("company companys corporate organization organisation organizacion organizacao organizzazione firma firmen firmentelefon firmennummer unternehmen entreprise societe empresa azienda societa ditta εταιρεια εταιρειασ οργανισμου bedrijf bedrijfs firmy spolecnost spolecnosti ceg cegs foretag telefonzentrale zentrale switchboard centralita centralino sirket компании организации companie account hq headquarters headoffice " +
		"shipping delivery recipient receiver lieferadresse lieferung empfanger livraison destinataire envio entrega destinatario consegna spedizione αποστολησ παραληπτη доставки wysylki doruceni dodaci verzending teslimat leverans levering")
	mainWords = strings.Fields("main switchboard zentrale telefonzentrale hauptrufnummer hauptnummer principal centralita centralino standard centrale κεντρικο hoofdnummer hoofdtelefoon glowny hq headquarters headoffice")
)

// companysOwn leaves out the numbers and addresses of companies where there are
// others; a company's main number is nobody's in any case.
func companysOwn(columns []Column) {
	says := func(c Column, list []string) bool {
		return slices.ContainsFunc(wordsOf(c.Name), func(w string) bool { return slices.Contains(list, w) })
	}
	firm := func(c Column) bool {
		return says(c, firmWords) && (c.Guess == Phone || c.Guess == Email || c.Guess == Ignore)
	}
	others := map[Field]bool{}
	for _, c := range columns {
		if !firm(c) {
			others[kindOf(c.Guess)] = true
		}
	}
	for i, c := range columns {
		if firm(c) && (says(c, mainWords) || others[c.Guess] || c.Guess == Ignore && (others[Phone] || others[Email])) {
			columns[i].Guess, columns[i].not = Ignore, true
		}
	}
}

// kindOf puts both kinds of numbers, and both of addresses, together.
func kindOf(f Field) Field {
	switch f {
	case WhatsApp:
		return Phone
	case OtherEmail:
		return Email
	}
	return f
}
