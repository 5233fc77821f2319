package media

import (
	"mime"
	"net/http"
	"strings"
)

// Headers are what a file is served with: shown only when it is one of the
// types that can be, and really is that type; else it is saved, as a type that
// no browser looks into. query is the address's: download=1 saves anything,
// inline=1 shows a PDF, which is saved otherwise.
func Headers(stored, sniffed, name string, query func(string) string) http.Header {
	h := http.Header{}
	// note: a shared cache must not keep a customer's file; the browser may,
	// because a file never changes under its name
	h.Set("Cache-Control", "private, max-age=86400")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("Content-Security-Policy", "default-src 'none'; media-src 'self'; img-src 'self'; style-src 'unsafe-inline'; sandbox")
	h.Set("Referrer-Policy", "no-referrer")

	as, disposition := Opaque, "attachment"
	if _, may := shown[stored]; may && same(stored, sniffed) {
		as, disposition = stored, "inline"
	}
	if isSet(query("download")) || as == "application/pdf" && !isSet(query("inline")) {
		disposition = "attachment"
	}
	h.Set("Content-Type", as)
	parameters := map[string]string{}
	if name != "" {
		parameters["filename"] = name
	}
	if written := mime.FormatMediaType(disposition, parameters); written != "" {
		disposition = written
	}
	h.Set("Content-Disposition", disposition)
	return h
}

// CanThumb tells whether there can be a smaller picture of a file.
func CanThumb(stored string) bool { return strings.HasPrefix(stored, "image/") && shown[stored] != "" }

func same(stored, sniffed string) bool { return TypeOf("", stored, sniffed) == stored }

func isSet(value string) bool { return value != "" && value != "0" && value != "false" }
