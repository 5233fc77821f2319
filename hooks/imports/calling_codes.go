package imports

import (
	"regexp"
	"slices"
	"strings"

	"pocketcrm/whatsapp"
)

// beside is what stands in a row beside a number in the column for calling
// codes.
type beside struct {
	column  bool   // there is such a column
	country bool   // there is one with the code of a country: GB
	cell    string // what is in it
	code    string // digits; empty when it can't be read
	area    bool   // it is 030: an area code, which belongs before the number as it is
	town    string // what is in the column for area codes: 022 for Mumbai
}

var (
	codeLike    = regexp.MustCompile(`\+?\s*\d[\d\s()-]*`)
	decimalCode = regexp.MustCompile(`^\+?(\d{1,4})[.,]0+$`)
)

// codeOf reads a cell with a calling code: 91, +91, 0091, IN (+91), India, IN.
// area is true for one of a town, such as 030.
func codeOf(cell string) (code string, area bool) {
	cell = mended(cell)
	if m := decimalCode.FindStringSubmatch(cell); m != nil {
		cell = m[1]
	}
	found := codeLike.FindAllString(cell, 2)
	switch {
	case len(found) > 1:
		return "", false
	case len(found) == 1:
		digits := onlyDigits(found[0])
		for _, abroad := range []string{"00", "011"} {
			if rest, ok := strings.CutPrefix(digits, abroad); ok {
				digits = rest
			}
		}
		words := strings.TrimSpace(strings.NewReplacer(found[0], " ", "(", " ", ")", " ").Replace(cell))
		if lettersIn(words) > 0 && countryOf(words) == "" && !strings.Contains(cell, "+") {
			return "", false // note: ANN-1 is somebody's number
		}
		if whatsapp.IsCallingCode(digits) {
			return digits, false
		}
		area = len(digits) > 1 && len(digits) <= 6 && digits[0] == '0' && lettersIn(cell) == 0
		return "", area
	}
	return whatsapp.CallingCode(countryOf(cell)), false
}

func onlyDigits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

// townWords are in the headers of area codes: "STD code", "DDD". Such a code may
// look like a calling code, as 212 does, and is none.
var townWords = strings.Fields("area std ddd lada ortsvorwahl netnummer riktnummer suuntanumero alan города περιοχησ 区号 市外局番 지역번호")

func isTown(header string) bool {
	return slices.ContainsFunc(wordsOf(header), func(w string) bool { return slices.Contains(townWords, w) })
}

// codeColumns finds for each column with numbers the one with their calling
// code, or with their area code: the one whose name has a word of theirs, else
// the next to the left, else the next to the right.
func codeColumns(columns []Column, mapping Mapping, town bool) map[int]int {
	var codes, numbers []int
	for _, i := range mapping.indexes() {
		switch mapping[i] {
		case CallingCode:
			if isTown(columns[i].Name) == town {
				codes = append(codes, i)
			}
		case Phone, WhatsApp:
			numbers = append(numbers, i)
		}
	}
	all := map[int]int{}
	if len(codes) == 0 {
		return all
	}
	for _, number := range numbers {
		code := codes[0]
		for _, c := range codes {
			if c < number {
				code = c
			}
		}
		named := slices.DeleteFunc(slices.Clone(codes), func(c int) bool {
			return !shareWord(columns[c].Name, columns[number].Name) || otherNamed(columns, numbers, number, c)
		})
		if len(named) == 1 {
			code = named[0]
		}
		if town && len(named) != 1 && slices.ContainsFunc(numbers, func(n int) bool { return code < n && n < number }) {
			continue // note: the mobile number behind a number of a town has no area code
		}
		all[number] = code
	}
	return all
}

// shareWord tells whether both headers have a word, or a number, that says
// which of several is meant: "Mobile" in "Mobile country code".
func shareWord(code, number string) bool {
	said := tellingWords(number)
	return slices.ContainsFunc(tellingWords(code), func(w string) bool { return slices.Contains(said, w) })
}

// otherNamed is true when a calling code names other numbers just as well.
func otherNamed(columns []Column, numbers []int, number, code int) bool {
	return slices.ContainsFunc(numbers, func(n int) bool { return n != number && shareWord(columns[code].Name, columns[n].Name) })
}

var digitRun = regexp.MustCompile(`\d+`)

func tellingWords(header string) []string {
	words := slices.DeleteFunc(wordsOf(header), func(w string) bool {
		return begins(codeWords, w) || slices.Contains(strings.Fields("country number phone telephone telefon telefono telefone tel calling dial international"), w)
	})
	return append(words, digitRun.FindAllString(header, -1)...)
}

// codes are all columns with calling codes.
func (j *Job) codes() []Codes {
	all := []Codes{}
	for _, i := range j.Mapping.indexes() {
		if j.Mapping[i] == CallingCode {
			all = append(all, Codes{j.Columns[i].Name, j.CodesBefore(i)})
		}
	}
	return all
}

// CodesBefore names the columns with numbers that the calling codes of a
// column go before.
func (j *Job) CodesBefore(column int) []string {
	names := []string{}
	before := codeColumns(j.Columns, j.Mapping, isTown(j.Columns[column].Name))
	for _, i := range j.Mapping.indexes() {
		if code, ok := before[i]; ok && code == column {
			names = append(names, j.Columns[i].Name)
		}
	}
	return names
}
