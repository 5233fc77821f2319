package ingest

import (
	"cmp"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"slices"
	"unicode/utf8"
)

// Limits of texts in the log. WhatsApp lets people write 65,536 characters.
const (
	maxBody = 100_000 // characters; the field's own limit
	// each edit writes all versions anew, and a customer can edit without end:
	// the first is kept and, as far as there is room for them, the last
	maxVersions     = 100
	maxVersionBytes = 512 << 10 // in JSON, but for the first and the last, which are always kept
	// of how many texts in one second that are left out it is known that they
	// were here. Of those before that second it needn't be.
	maxGone = 2_000
)

// What stands where a text was cut.
const cutHere = "\n[The text goes on. It was longer than can be shown here; an administrator finds all of it in the dashboard, in the payload of this message.]"

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

// withEdit are the versions with another one, in the order of their times. known
// tells that it was there already, or may have been.
//
// note: Meta's times are whole seconds; of two in one second the later to come is the later
func withEdit(versions []Version, edit Version) (with []Version, known bool) {
	for _, v := range versions {
		if v.ID == edit.ID || v.LeftOut > 0 && (edit.At < v.At || edit.At == v.At && v.hasGone(edit.ID)) {
			return versions, true
		}
	}
	versions = append(versions, edit)
	sortVersions(versions)
	return versions, false
}

// WriteVersions writes as many as are kept: the first, and the last that there
// is room for. The oldest of those tells how many are missing before it.
func WriteVersions(versions []Version) (string, error) {
	size := 0
	for _, v := range versions {
		size += v.size()
	}
	from := 1
	for ; from < len(versions)-1 && (len(versions)-from+1 > maxVersions || size > maxVersionBytes); from++ {
		size -= versions[from].size()
		versions[from+1].standFor(versions[from])
	}
	if from > 1 {
		versions = slices.Delete(versions, 1, from)
	}
	list, err := json.Marshal(versions)
	return string(list), err
}

// size is about what it takes in JSON, where some characters take six.
func (v Version) size() int {
	size := len(v.Body) + len(v.ID) + len(v.Gone) + 100
	for i := range len(v.Body) {
		if c := v.Body[i]; c < ' ' || c == '<' || c == '>' || c == '&' {
			size += 5
		}
	}
	return size
}

// standFor notes that the one before it is left out. What was in the same second
// is known by its mark; whatever is older than a kept one is known by its time.
func (v *Version) standFor(other Version) {
	v.LeftOut += other.LeftOut + 1
	if other.At != v.At {
		return
	}
	v.Gone += other.Gone
	if other.ID != "" {
		v.Gone += markOf(other.ID)
	}
	v.Gone = v.Gone[:min(len(v.Gone), maxGone*markSize)]
}

// hasGone tells whether one of the same second may have been left out already.
func (v Version) hasGone(id string) bool {
	if len(v.Gone) >= maxGone*markSize {
		return true
	}
	for rest, mark := v.Gone, markOf(id); len(rest) >= markSize; rest = rest[markSize:] {
		if rest[:markSize] == mark {
			return true
		}
	}
	return false
}

const markSize = 8

// markOf is a short mark of an id, which can have a thousand characters.
func markOf(id string) string {
	sum := sha256.Sum256([]byte(id))
	return base64.RawURLEncoding.EncodeToString(sum[:])[:markSize]
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
	versions = slices.DeleteFunc(versions, func(v Version) bool { return v.ID == "" && v.LeftOut == 0 })
	if len(versions) == 0 {
		return nil, nil
	}
	return append([]Version{original}, versions...), nil
}
