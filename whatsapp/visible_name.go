package whatsapp

import "unicode"

// VisibleName is a name as it came, or "" when there is nothing in it that
// people can see. Many have such a name on WhatsApp: fillers that count as
// letters, a blank Braille cell, marks of direction, spaces. pb_public's
// lib/names.js does the same; testdata/names.json has the cases of both.
func VisibleName(name string) string {
	for _, r := range name {
		if !IsBlank(r) && !unicode.IsMark(r) { // note: a mark alone belongs to no letter
			return name
		}
	}
	return ""
}

// IsBlank tells whether a character shows nothing by itself. What Unicode has
// given no meaning yet may be the emoji of next year, and counts as visible.
func IsBlank(r rune) bool {
	switch r {
	case 0x2800, // a Braille cell without dots
		0xFFFC,  // stands for what isn't there
		0x1D159: // a musical symbol without a head
		return true
	}
	return unicode.IsSpace(r) || unicode.In(r, unicode.Z, unicode.C, unicode.Other_Default_Ignorable_Code_Point,
		unicode.Variation_Selector, unicode.Noncharacter_Code_Point)
}
