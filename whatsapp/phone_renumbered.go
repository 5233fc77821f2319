package whatsapp

import (
	"slices"
	"strings"
)

// renumbering is how a country made its numbers longer: new digits before the
// old ones. Accounts of WhatsApp from before may keep the old number as their
// id, and address books keep it for decades.
//
// Only what is published is here. An old number that could have become two new
// ones has no row, and matches nothing but itself.
type renumbering struct {
	calling string   // the country's code
	put     string   // what came before the old number
	length  int      // of the old national number
	old     []string // how old numbers began to which it applies
	trunk   bool     // whether the old number was also written with a 0 before it
}

// Sources:
//   - Ivory Coast, 2021-01-31: ARTCI's communication to the ITU (E.129), ranges of each operator
//   - Benin, 2024-11-30: ARCEP Bénin, "01" before every number, fixed and mobile
//   - Gabon, 2019-11-15 (the old numbers ended on 2024-04-06): ARCEP Gabon and ANINF
var renumberings = []renumbering{
	// Moov: 01 for mobiles, 21 for fixed lines
	{"225", "01", 8, []string{"01", "02", "03", "40", "41", "42", "43", "50", "51", "52", "53", "70", "71", "72", "73"}, false},
	{"225", "21", 8, []string{"208", "218", "228", "238"}, false},
	// MTN: 05 and 25
	{"225", "05", 8, []string{"04", "05", "06", "44", "45", "46", "54", "55", "56", "64", "65", "66", "74", "75", "76", "84", "85", "86", "94", "95", "96"}, false},
	{"225", "25", 8, []string{"200", "210", "220", "230", "240", "300", "310", "320", "330", "340", "350", "360"}, false},
	// Orange: 07 and 27
	{"225", "07", 8, []string{"07", "08", "09", "47", "48", "49", "57", "58", "59", "67", "68", "69", "77", "78", "79", "87", "88", "89", "97", "98"}, false},
	{"225", "27", 8, []string{"202", "203", "212", "213", "215", "217", "224", "225", "234", "235", "243", "244", "245",
		"306", "316", "319", "327", "337", "347", "359", "368"}, false},
	// Benin: the same for all
	{"229", "01", 8, []string{"2", "4", "5", "6", "9"}, false},
	// Gabon: fixed 01 became 011; Libertis 02, Moov 05 and Libertis 06 became 062, 065 and 066;
	// Airtel 04 and 07 became 074 and 077. The 0 is left out from abroad since then.
	{"241", "1", 7, []string{"1"}, true},
	{"241", "6", 7, []string{"2", "5", "6"}, true},
	{"241", "7", 7, []string{"4", "7"}, true},
}

// renumberedKeys are the old and the new spelling of a number, the one given
// first.
func renumberedKeys(digits string) []string {
	keys := []string{digits}
	for i := range renumberings {
		r := &renumberings[i]
		rest, ok := strings.CutPrefix(digits, r.calling)
		if !ok {
			continue
		}
		old := r.oldOf(rest)
		if old == "" {
			continue
		}
		spellings := []string{r.calling + r.put + old, r.calling + old}
		if r.trunk {
			spellings = append(spellings, r.calling+"0"+old)
		}
		for _, spelling := range spellings {
			if spelling != digits {
				keys = append(keys, spelling)
			}
		}
	}
	return keys
}

// oldOf is the old national number behind any spelling of it; "" for a number
// that this renumbering is not about.
func (r *renumbering) oldOf(national string) string {
	old := national
	switch {
	case len(national) == r.length:
	case r.trunk && len(national) == r.length+1 && national[0] == '0':
		old = national[1:]
	case len(national) == r.length+len(r.put) && strings.HasPrefix(national, r.put):
		old = national[len(r.put):]
	default:
		return ""
	}
	if slices.ContainsFunc(r.old, func(begin string) bool { return strings.HasPrefix(old, begin) }) {
		return old
	}
	return ""
}
