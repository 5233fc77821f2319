package imports

import (
	"regexp"
	"strings"
	"unicode"

	"pocketcrm/whatsapp"
)

var (
	emailLike      = regexp.MustCompile(`^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;]{2,}$`)
	phoneLike      = regexp.MustCompile(`^['=" ]*(tel:)?[+(]?[\d][\d\s()./\-–]{5,24}(\.0)?"?$`)
	dateLike       = regexp.MustCompile(`^(\d{4}[./\- ]\d{1,2}[./\- ]\d{1,2}|\d{1,2}[./\- ]\d{1,2}[./\- ](\d{4}|\d{2}))([T, ]+\d{1,2}[:.h].*)?$`)
	timeLike       = regexp.MustCompile(`\b\d{1,2}:\d{2}\b`)
	yearLike       = regexp.MustCompile(`\b(19|20)\d{2}\b`)
	scientificLike = regexp.MustCompile(`^[+]?\d+([.,]\d+)?[eE]\+?\d+$`)
	plusCode       = regexp.MustCompile(`^(\+|00)\d{1,4}$`)
)

func looksLikeEmail(cell string) bool { return emailLike.MatchString(cell) }

func looksLikePhone(cell string) bool {
	if scientificLike.MatchString(cell) {
		return true
	}
	digits := digitsIn(cell)
	return digits >= 7 && digits <= 16 && phoneLike.MatchString(cell) && !looksLikeDate(cell)
}

func digitsIn(cell string) int {
	n := 0
	for _, r := range cell {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

func lettersIn(cell string) int {
	n := 0
	for _, r := range cell {
		if unicode.IsLetter(r) {
			n++
		}
	}
	return n
}

func looksLikeDate(cell string) bool {
	return dateLike.MatchString(cell) || timeLike.MatchString(cell) || lettersIn(cell) >= 3 && yearLike.MatchString(cell) && digitsIn(cell) <= 8
}

func looksLikeName(cell string) bool {
	letters := 0
	for _, r := range cell {
		switch {
		case unicode.IsDigit(r) || strings.ContainsRune("@/:_=", r):
			return false
		case unicode.IsLetter(r):
			letters++
		}
	}
	return letters > 1 && len(cell) < 80 && !answers[fold(cell)]
}

// answers are cells of columns that say yes or no: whether somebody wants
// messages, whether a number was confirmed.
var answers = func() map[string]bool {
	all := map[string]bool{}
	for answer := range strings.FieldsSeq(`
		yes no y n true false on off x 0 1 ✓ ✔ ☑ ☐ ja nein oui non vrai faux si sim nao verdadero falso verdadeiro
		vero ναι οχι αληθησ ψευδησ да нет истина ложь tak nie ano ne igen nem da nu evet hayir wahr falsch
		joo ei nej نعم لا כן לא 是 否 はい いいえ 예 아니요 opted-in opted-out opted_in opted_out optin optout opt-in opt-out
		subscribed unsubscribed nonsubscribed not_subscribed never_subscribed pending granted denied confirmed
		verified unverified active inactive
		enabled disabled checked unchecked valid invalid accepted declined allowed blocked unknown`) {
		all[fold(answer)] = true
	}
	for _, answer := range []string{"opted in", "opted out", "not subscribed", "never subscribed"} {
		all[answer] = true
	}
	return all
}()

func isAnswer(cell string) bool { return answers[fold(cell)] }

// holdsNumber is generous: it tells numbers, also wrong ones and several, from
// dates, addresses and answers.
func holdsNumber(cell string) bool {
	const fewest = 5
	cell = mended(cell)
	digits := digitsIn(cell)
	return (digits >= fewest && digits >= lettersIn(cell)/2 || strings.Contains(cell, "wa.me/")) && !looksLikeEmail(cell) && !looksLikeDate(cell) && !uuidLike.MatchString(cell) ||
		scientificLike.MatchString(cell) || whatsapp.IsUserID(cell) || strings.HasPrefix(cell, "@")
}

var uuidLike = regexp.MustCompile(`^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-`)

// fieldOfCells is what the name of a column says, as far as its cells can be
// that: whether somebody accepts e-mails is no e-mail address.
func fieldOfCells(c Column, data [][]string, i int) Field {
	const few, most = 0.2, 0.5
	is := func(looks func(string) bool) float64 { return share(data, i, looks) }
	if !filled(data, i) {
		return c.Guess
	}
	if c.not || c.Guess == Country || c.Guess == Ignore || namesCode(c.Name) && c.Guess != CallingCode {
		if field := calledCode(c.Name, c.Guess == Country, data, i); field != Ignore || c.not {
			return field
		}
	}
	switch c.Guess {
	case Phone, WhatsApp:
		if is(holdsNumber) < few {
			return Ignore
		}
	case Email, OtherEmail:
		if is(func(cell string) bool { return strings.Contains(cell, "@") }) < few {
			return Ignore
		}
	case Name, FirstName, LastName, Company:
		wrong := func(cell string) bool {
			return lettersIn(cell) == 0 || isAnswer(cell) || looksLikeDate(cell) || looksLikeEmail(cell) || strings.HasPrefix(cell, "http")
		}
		if is(wrong) > 1-few {
			return Ignore
		}
	case Language:
		if is(isAnswer) > 0 && is(func(cell string) bool { return languageOf(cell) != "" }) <= most {
			return Ignore
		}
	case Tags, Notes:
		if is(isAnswer) > most {
			return Ignore
		}
	case Country:
		if is(isAnswer) > 0 && is(func(cell string) bool { return countryOf(cell) != "" }) <= most {
			return Ignore
		}
	}
	return c.Guess
}

// calledCode tells the calling codes of numbers from other columns: "Country
// code" is one with 91 in it, and a country with GB in it.
func calledCode(name string, country bool, data [][]string, i int) Field {
	const some, most = 0.3, 0.6
	switch {
	case country || namesCode(name):
		inDigits := func(cell string) bool { code, _ := codeOf(cell); return code != "" && digitsIn(cell) > 0 }
		switch {
		case share(data, i, inDigits) >= some:
			return CallingCode
		case len(wordsOf(name)) > 1 && namesCode(name) && share(data, i, func(cell string) bool { return countryOf(cell) != "" }) == 0:
			return CallingCode // note: which can't be read, and that makes the numbers doubtful
		case !country && share(data, i, func(cell string) bool { return countryOf(cell) != "" }) > most:
			return Country
		}
	case share(data, i, plusCode.MatchString) > most && !ofSomebodyElse(wordsOf(name)):
		return CallingCode
	}
	return Ignore
}

// namesCode tells whether a header may be that of calling codes: "Mobile
// country code", "Phone prefix".
func namesCode(header string) bool {
	words := wordsOf(header)
	if ofSomebodyElse(words) {
		return false
	}
	code, about := false, false
	for _, w := range words {
		code = code || begins(codeWords, w)
		about = about || begins(codeSubjects, w)
	}
	return code && about || len(words) == 1 && begins(codeWords[7:], words[0])
}

var (
	// note: the first seven say nothing alone: customers have codes as well
	codeWords = strings.Fields(`
		code codes codigo codice kod kodu код prefix prefixe prefijo prefixo prefisso praefix vorwahl indicatif
		indicativo kennzahl κωδικοσ קוד رمز`)
	codeSubjects = strings.Fields(`
		country dial dialing dialling calling phone telephone mobile cell tel international intl telefon telefono
		telefone telefoon handy whatsapp land lander pays pais paese landes kraju zeme χωρασ τηλεφωνου страны телефона
		ulke phonenumber number`)
)

// fieldOfContent guesses by the cells alone. cautious is for columns whose name
// says nothing: a bare number there is rather one of an order or a member.
func fieldOfContent(data [][]string, i int, cautious bool) Field {
	const most = 0.6
	switch {
	case share(data, i, looksLikeEmail) > most:
		return Email
	case share(data, i, func(c string) bool { c = mended(c); return looksLikePhone(c) && likelyPhone(c, cautious) }) > most:
		return Phone
	}
	return Ignore
}

// likelyPhone leaves out bare numbers of an order or a record, which look like
// telephone numbers.
func likelyPhone(cell string, cautious bool) bool {
	return len(cell) >= 9 && !cautious || scientificLike.MatchString(cell) || strings.ContainsAny(cell, "+(- ") || strings.HasPrefix(cell, "0")
}

func filled(data [][]string, i int) bool {
	return share(data, i, func(string) bool { return true }) > 0
}

// share is how many of the filled cells of a column look like something.
func share(data [][]string, i int, looks func(string) bool) float64 {
	filled, like := 0, 0
	for _, row := range data {
		if i < len(row) {
			if cell := clean(row[i]); !nothing(cell) || cell == "0" {
				filled++
				if looks(cell) {
					like++
				}
			}
		}
	}
	if filled == 0 {
		return 0
	}
	return float64(like) / float64(filled)
}
