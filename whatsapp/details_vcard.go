package whatsapp

import (
	"io"
	"mime/quotedprintable"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// How much of a vCard is read. What is larger has a picture in it.
const (
	maxVCard     = 256 << 10
	maxVCardLine = 4 << 10 // of one property, unfolded
)

// readVCard reads a name, a company, numbers and addresses from a vCard of any
// version; what it can't read is left out. A card of Meta's that has nothing
// else comes as one.
//
// Sources: vCard 2.1, RFC 2426, RFC 6350; waid= and the labels by group are
// WhatsApp's own.
func readVCard(text string) (c Card) {
	var byName string
	groups, labels := map[string]int{}, map[string]string{}
	for line := range unfold(clip(text, maxVCard)) {
		p := readProperty(line)
		switch p.name {
		case "FN":
			fill(&c.Name, p.text())
		case "N":
			parts := append(p.parts(), "", "", "", "", "")
			byName = joined(" ", parts[3], parts[1], parts[2], parts[0], parts[4])
		case "ORG":
			for _, part := range p.parts() {
				fill(&c.Company, part)
			}
		case "TITLE":
			fill(&c.Title, p.text())
		case "TEL":
			number, _, _ := strings.Cut(withoutScheme(p.text(), "tel:"), ";")
			if phone := (CardPhone{Number: number, WaID: phoneDigits(p.waID), Label: p.kind}); number != "" && len(c.Phones) < maxDetailItems {
				groups[p.group] = len(c.Phones)
				c.Phones = append(c.Phones, phone)
			}
		case "EMAIL":
			if address := withoutScheme(p.text(), "mailto:"); address != "" && len(c.Emails) < maxDetailItems {
				c.Emails = append(c.Emails, address)
			}
		case "X-ABLABEL":
			labels[p.group] = strings.TrimSuffix(strings.TrimPrefix(p.text(), "_$!<"), ">!$_")
		}
	}
	for group, label := range labels {
		if i, has := groups[group]; has && group != "" {
			c.Phones[i].Label = label
		}
	}
	fill(&c.Name, byName)
	return c
}

// unfold puts the lines of each property together, until the card ends.
func unfold(text string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		var whole string
		old := false // version 2.1, in which a folded line keeps its space
		for line := range strings.SplitSeq(text, "\n") {
			line = strings.TrimSuffix(line, "\r")
			soft := strings.HasSuffix(whole, "=") && isQuotedPrintable(whole)
			switch folded := line != "" && (line[0] == ' ' || line[0] == '\t'); {
			case len(whole) > maxVCardLine && (soft || folded):
				continue
			case soft:
				whole = strings.TrimSuffix(whole, "=") + line
				continue
			case folded && old:
				whole += line
				continue
			case folded:
				whole += line[1:]
				continue
			}
			if whole != "" && !yield(whole) {
				return
			}
			switch whole = line; strings.ToUpper(line) {
			case "END:VCARD":
				return
			case "VERSION:2.1":
				old = true
			}
		}
		if whole != "" {
			yield(whole)
		}
	}
}

func isQuotedPrintable(line string) bool {
	head, _, _ := strings.Cut(line, ":")
	return strings.Contains(strings.ToUpper(head), "QUOTED-PRINTABLE")
}

// property is a line of a vCard: item1.TEL;type=CELL;waid=447700900123:+44 …
type property struct {
	group, name string
	kind        string // the first of its types that says something
	waID        string
	value       string
}

func readProperty(line string) (p property) {
	quoted := false
	colon := strings.IndexFunc(line, func(r rune) bool {
		quoted = quoted != (r == '"')
		return r == ':' && !quoted
	})
	if colon < 0 || len(line) > maxVCardLine {
		return p
	}
	head, value := line[:colon], line[colon+1:]
	name, parameters, _ := strings.Cut(head, ";")
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		p.group, name = name[:i], name[i+1:]
	}
	p.name, p.value = strings.ToUpper(name), value
	for parameter := range strings.SplitSeq(parameters, ";") {
		key, values, has := strings.Cut(parameter, "=")
		switch key = strings.ToUpper(key); {
		case !has: // note: version 2.1 names types alone
			p.addKind(key)
		case key == "TYPE":
			for one := range strings.SplitSeq(strings.Trim(values, `"`), ",") {
				p.addKind(strings.ToUpper(one))
			}
		case key == "WAID":
			p.waID = values
		}
	}
	if isQuotedPrintable(line) {
		if plain, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(value))); err == nil {
			p.value = string(plain)
		}
	}
	if !utf8.ValidString(p.value) {
		p.value, _ = charmap.Windows1252.NewDecoder().String(p.value) // note: each byte is a character
	}
	return p
}

func (p *property) addKind(kind string) {
	switch kind {
	case "HOME", "WORK", "CELL", "MAIN", "FAX", "PAGER", "CAR", "IPHONE", "MOBILE":
		fill(&p.kind, kind)
	}
}

var unescaped = strings.NewReplacer(`\\`, `\`, `\,`, `,`, `\;`, `;`, `\:`, `:`, `\n`, " ", `\N`, " ", "\r", "", "\n", " ")

// text is the value as a person wrote it, on one line.
func (p property) text() string {
	return clip(strings.TrimSpace(unescaped.Replace(p.value)), maxDetailText)
}

// parts are the parts of a value, such as those of a name.
func (p property) parts() (parts []string) {
	rest := p.value
	for i := 0; i < len(rest); i++ {
		switch rest[i] {
		case '\\':
			i++
		case ';':
			parts = append(parts, property{value: rest[:i]}.text())
			rest, i = rest[i+1:], -1
		}
	}
	return append(parts, property{value: rest}.text())
}

func withoutScheme(text, scheme string) string {
	if len(text) >= len(scheme) && strings.EqualFold(text[:len(scheme)], scheme) {
		return text[len(scheme):]
	}
	return text
}
