package main

import (
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"testing"

	"pocketcrm/whatsapp"
)

// The pages check a file before they upload it, by a table of their own: it
// says what the server says.
func TestThePagesKnowWhatMetaTakes(t *testing.T) {
	const name = "pb_public/app/lib/media-kinds.js"
	content, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	table := func(constant string, to any) {
		t.Helper()
		found := regexp.MustCompile(`(?s)export const ` + constant + ` = (\{.*?\n\}|\d+);`).FindSubmatch(content)
		if found == nil {
			t.Fatalf("%s has no %s", name, constant)
		}
		if err := json.Unmarshal(found[1], to); err != nil {
			t.Fatalf("%s is not JSON: %v", constant, err)
		}
	}
	var kinds map[string]struct {
		Types []string
		Most  int64
	}
	table("KINDS", &kinds)
	limits := whatsapp.FileLimits()
	if len(kinds) != len(limits) {
		t.Errorf("the pages know %d kinds, the server %d", len(kinds), len(limits))
	}
	for kind, limit := range limits {
		if got := kinds[kind]; !slices.Equal(got.Types, limit.Types) || got.Most != limit.Most {
			t.Errorf("%s: the pages say %v, the server %v", kind, got, limit)
		}
	}
	var static, caption int64
	table("STATIC_STICKER", &static)
	if static != whatsapp.MaxStaticSticker {
		t.Errorf("a sticker that doesn't move: the pages say %d bytes, the server %d", static, whatsapp.MaxStaticSticker)
	}
	table("MAX_CAPTION", &caption)
	if caption != whatsapp.MaxCaption {
		t.Errorf("a caption: the pages say %d characters, the server %d", caption, whatsapp.MaxCaption)
	}
	var aliases map[string]string
	table("ALIASES", &aliases)
	if len(aliases) == 0 {
		t.Error("there are no other names of types")
	}
	for alias, base := range aliases {
		if got := whatsapp.BaseType(alias); got != base {
			t.Errorf("%s is %s for the pages and %s for the server", alias, base, got)
		}
	}
	// and no type that the server knows by another name is missing
	source, err := os.ReadFile("whatsapp/media_kinds.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range regexp.MustCompile(`"((?:video|audio|image|application)/[\w-]+)"`).FindAllStringSubmatch(string(source), -1) {
		if base := whatsapp.BaseType(m[1]); base != m[1] && aliases[m[1]] != base {
			t.Errorf("the pages don't know %s, which is %s", m[1], base)
		}
	}
}
