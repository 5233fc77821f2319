package ingest

import (
	"cmp"
	"encoding/json"
	"slices"
	"unicode/utf8"
)

// Limits of texts in the log. WhatsApp lets people write 65,536 characters.
const (
	maxBody     = 100_000 // characters; the field's own limit
	maxVersions = 6 << 20 // bytes of all versions of one message; the field's limit is above
)

// Words that stand where a text was cut.
const (
	cutHere = "\n[The text goes on. It was longer than can be shown here; an administrator finds all of it in the dashboard, in the payload of this message.]"
	notKept = "[This version is not kept: the message was edited too often.]"
)

// bodyText is a text as the log has it: whole, as far as anybody can write one;
// one that is longer says that it goes on.
func bodyText(s string) string { return clipText(s, maxBody, cutHere) }

// clipText shortens a text to a number of characters, and says so at its end.
func clipText(s string, most int, mark string) string {
	if len(s) <= most {
		return s
	}
	if utf8.RuneCountInString(s) <= most {
		return s
	}
	left := most - utf8.RuneCountInString(mark)
	for i := range s {
		if left--; left < 0 {
			return s[:i] + mark
		}
	}
	return s
}

// sortVersions orders the texts of a message by their times. The first, when it
// is as it was sent, stays the first.
func sortVersions(versions []Version) {
	rest := versions
	if len(rest) > 0 && rest[0].ID == "" {
		rest = rest[1:]
	}
	slices.SortStableFunc(rest, func(a, b Version) int { return cmp.Compare(a.At, b.At) })
}

// writeVersions writes them in what room there is. When there is none, the
// first and the last texts are kept: those between say that they aren't.
func writeVersions(versions []Version) (string, error) {
	size := 0
	for i := len(versions) - 1; i >= 0; i-- {
		if size += len(versions[i].Body); size > maxVersions && i > 0 && i < len(versions)-1 {
			versions[i].Body = notKept
		}
	}
	list, err := json.Marshal(versions)
	return string(list), err
}

// withOriginal are the versions of a message whose own text came after its
// edits.
func withOriginal(known string, original Version) ([]Version, error) {
	var versions []Version
	if known != "" {
		if err := json.Unmarshal([]byte(known), &versions); err != nil {
			versions = nil // note: what isn't a list is replaced
		}
	}
	versions = slices.DeleteFunc(versions, func(v Version) bool { return v.ID == "" })
	if len(versions) == 0 {
		return nil, nil
	}
	return append([]Version{original}, versions...), nil
}
