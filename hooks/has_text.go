package hooks

import (
	"strings"
	"unicode"
)

// hasText is false for a text in which nothing can be seen.
func hasText(s string) bool {
	return strings.ContainsFunc(s, func(r rune) bool { return unicode.IsGraphic(r) && !unicode.IsSpace(r) })
}
