package hooks

import (
	"regexp"
	"strings"
)

// pagePaths are the addresses of the staff pages, in the words of the browser's
// own table: pb_public/app/lib/routes.js. A test compares the two.
var pagePaths = []*regexp.Regexp{
	regexp.MustCompile(`^\/login$`),
	regexp.MustCompile(`^\/(?:inbox)?$`),
	regexp.MustCompile(`^\/inbox\/([^/]+)$`),
	regexp.MustCompile(`^\/customers$`),
	regexp.MustCompile(`^\/customers\/import(?:\/([^/]+))?$`),
	regexp.MustCompile(`^\/customers\/([^/]+)$`),
	regexp.MustCompile(`^\/settings(?:\/(quick-replies|templates|whatsapp|notices|setup))?$`),
}

// isPage tells whether an escaped path is one of the pages: then the browser
// gets index.html, and finds the rest itself.
func isPage(escaped string) bool {
	plain := "/" + strings.Trim(escaped, "/")
	for _, page := range pagePaths {
		if page.MatchString(plain) {
			return true
		}
	}
	return false
}
