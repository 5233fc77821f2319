package imports

import (
	"bytes"
	"math"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/wlynxg/chardet"
)

// weights are the logarithms of how likely a letter is among those beyond
// ASCII, by encoding.
var weights = sync.OnceValue(func() map[string][]map[rune]float64 {
	all := map[string][]map[rune]float64{}
	for _, a := range alphabets {
		letters := []rune(a.letters)
		table, sum := map[rune]float64{}, 0.0
		weight := func(rank int) float64 {
			if a.many {
				return 1
			}
			return 1 / float64(rank+2)
		}
		for i := range letters {
			sum += weight(i)
		}
		for i, r := range letters {
			if table[r] == 0 {
				table[r] = math.Log(weight(i) / sum)
			}
		}
		for name := range strings.FieldsSeq(a.encodings) {
			all[name] = append(all[name], table)
		}
	}
	return all
})

// How unlikely other things are, as logarithms.
const (
	strangeLetter  = -7.0  // of another language
	rareHan        = -8.5  // of some six thousand
	narrowKana     = -4.0  // of banks and old tills
	symbolAlone    = -4.0  // a dash, a euro
	symbolBeside   = -6.0  // £ukasz
	symbolInWord   = -12.0 // M‡ller
	wrongBytes     = -25.0
	mixedWord      = -5.0 // Latin and other letters in one
	capitalInside  = -5.0
	besideDigit    = -4.0 // Ł5
	smallAtStart   = -1.0 // of names, which begin with capitals
	headerKnown    = 6.0
	libraryIsSure  = 5.0
	guessBytesMost = 16 << 10
)

// seldom is by how much an encoding has to be likelier than the others.
var seldom = map[string]float64{
	Windows1252: 0, "macintosh": 2.5, "windows-1257": 2.5, "windows-874": 3, "euc-jp": 3, "iso-8859-2": 3, "iso-8859-7": 3, "koi8-r": 5, "ibm866": 5,
}

// seldomOf is 1 for the usual ones.
func seldomOf(name string) float64 {
	if much, ok := seldom[name]; ok {
		return much
	}
	return 1
}

// guessEncoding finds out how a text that is not UTF-8 is written. The library
// knows whole texts; of a short list of names it may know nothing, and it takes
// Central European letters for Western ones. So each encoding is also judged by
// what it makes of the text: letters that a language has, in words that hold
// together, below names of columns that we know.
func guessEncoding(text []byte) string {
	library := libraryGuess(text)
	best, most := Windows1252, math.Inf(-1)
	for _, name := range Encodings {
		if weights()[name] == nil {
			continue
		}
		decoded, err := charset(name).NewDecoder().Bytes(text)
		if err != nil {
			continue
		}
		score := plausible(string(decoded), weights()[name]) + library[name]*libraryIsSure
		score += headerKnown*float64(knownNames(string(decoded))) - seldomOf(name)
		if score > most {
			best, most = name, score
		}
	}
	return best
}

func libraryGuess(text []byte) map[string]float64 {
	found := map[string]float64{}
	for _, r := range chardet.DetectAll(text) {
		if name := EncodingOf(r.Charset); name != "" {
			found[name] = max(found[name], r.Confidence)
		}
	}
	// note: of Latin letters it knows the Western ones alone, and is sure of them
	for name := range found {
		if name == Windows1252 || name == "windows-1254" || name == "macintosh" {
			delete(found, name)
		}
	}
	// note: they differ in a letter or two, which it doesn't look at
	found["windows-1253"] = max(found["windows-1253"], found["iso-8859-7"])
	found["iso-8859-7"] = found["windows-1253"]
	return found
}

// plausible is the logarithm of how likely a text is in the likeliest of some
// languages.
func plausible(text string, languages []map[rune]float64) float64 {
	best := math.Inf(-1)
	sums := make([]float64, len(languages))
	shape := 0.0
	before := ' '
	for i, r := range text {
		if r >= utf8.RuneSelf {
			switch next, _ := utf8.DecodeRuneInString(text[i+utf8.RuneLen(r):]); {
			case r == utf8.RuneError || r < 0xA0 || unicode.Is(unicode.Co, r):
				shape += wrongBytes
			case unicode.IsLetter(r) || unicode.Is(unicode.Mn, r):
				for k, table := range languages {
					sums[k] += weightOf(table, r)
				}
				switch {
				case unicode.IsUpper(r) && unicode.IsLower(before):
					shape += capitalInside
				case isLatin(r) && (isDigit(before) || isDigit(next)):
					shape += besideDigit
				case isLatin(r) && unicode.IsLower(r) && !unicode.IsLetter(before) && unicode.IsLower(next):
					shape += smallAtStart
				}
			case r == '’' && isLatin(before) && isLatin(next) && unicode.IsLetter(before) && unicode.IsLetter(next):
				shape += symbolAlone / 2 // note: O’Brien, of any word processor
			case unicode.IsLetter(before) && unicode.IsLetter(next):
				shape += symbolInWord
			case unicode.IsLetter(before) || unicode.IsLetter(next):
				shape += symbolBeside
			default:
				shape += symbolAlone
			}
		} else if unicode.IsUpper(r) && unicode.IsLower(before) && before >= utf8.RuneSelf {
			shape += capitalInside
		}
		if unicode.IsLetter(r) && unicode.IsLetter(before) && isLatin(r) != isLatin(before) {
			shape += mixedWord
		}
		before = r
	}
	for _, sum := range sums {
		best = max(best, sum)
	}
	return best + shape
}

func isDigit(r rune) bool { return r >= '0' && r <= '9' }

func isLatin(r rune) bool { return r < utf8.RuneSelf || unicode.Is(unicode.Latin, r) }

func weightOf(table map[rune]float64, r rune) float64 {
	if weight, ok := table[r]; ok {
		return weight
	}
	if lower := unicode.ToLower(r); lower != r {
		if weight, ok := table[lower]; ok {
			return weight - 1.5 // note: capitals are rarer, at the beginning of names less so
		}
	}
	if r >= 0xFF61 && r <= 0xFF9F {
		return narrowKana
	}
	if r >= 0x2E80 {
		return rareHan
	}
	return strangeLetter
}

// knownNames counts the names of columns in the first lines that are ours as
// they stand, with all their accents.
func knownNames(text string) int {
	const lines = 3
	n := 0
	for line := range strings.SplitSeq(firstLines(text, lines), "\n") {
		for cell := range strings.FieldsFuncSeq(line, func(r rune) bool { return strings.ContainsRune(",;|\t\r\"", r) }) {
			if cell = strings.ToLower(strings.TrimSpace(cell)); len(cell) != utf8.RuneCountInString(cell) && spelled()[cell] {
				n++
			}
		}
	}
	return n
}

func firstLines(text string, n int) string {
	at := 0
	for range n {
		next := strings.IndexByte(text[at:], '\n')
		if next < 0 {
			return text
		}
		at += next + 1
	}
	return text[:at]
}

// spelled are the headers that have letters beyond ASCII.
var spelled = sync.OnceValue(func() map[string]bool {
	all := map[string]bool{}
	for _, phrases := range morePhrases {
		for _, phrase := range phrases {
			all[strings.ToLower(phrase)] = true
		}
	}
	for phrase := range strings.SplitSeq("prénom|téléphone|société|numéro|numéro de téléphone|étiquettes|teléfono|móvil|correo electrónico|país|teléfono móvil|número|größe|straße|für|observações|telemóvel|endereço|título|número de telefone|código postal|"+
		"όνομα|επώνυμο|ονοματεπώνυμο|τηλέφωνο|κινητό|εταιρεία|χώρα|σημειώσεις|επωνυμία|πελάτης|ηλεκτρονικό ταχυδρομείο|διεύθυνση|πόλη", "|") {
		all[phrase] = true
	}
	return all
})

// odd collects the lines of a file that an encoding can be told by: the first
// ones, and those with letters beyond ASCII.
type odd struct {
	text  []byte
	line  []byte
	lines int
}

func (o *odd) add(part []byte) {
	for len(part) > 0 && len(o.text) < guessBytesMost {
		end := bytes.IndexByte(part, '\n')
		if end < 0 {
			o.keep(part)
			return
		}
		o.keep(part[:end+1])
		o.end()
		part = part[end+1:]
	}
}

func (o *odd) keep(part []byte) {
	const longest = 4 << 10
	o.line = append(o.line, part[:min(len(part), max(0, longest-len(o.line)))]...)
}

func (o *odd) end() {
	const always = 3
	if o.lines++; o.lines <= always || bytes.ContainsFunc(o.line, func(r rune) bool { return r >= utf8.RuneSelf }) {
		o.text = append(o.text, o.line...)
	}
	o.line = o.line[:0]
}
