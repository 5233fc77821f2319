package hooks_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A customer whose name nobody can see could not be told from an empty line,
// whichever way they come in; an unknown sender is called by the number.
func TestACustomersNameCanBeSeen(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile(filepath.Join("..", "whatsapp", "testdata", "names.json"))
	if err != nil {
		t.Fatal(err)
	}
	var names struct{ Invisible, Visible []string }
	if err := json.Unmarshal(content, &names); err != nil {
		t.Fatal(err)
	}
	b := newBench(t, testConfig())
	const path = "/api/collections/customers/records"
	b.says([2]string{"447700900123", "hello"})
	ada := b.customer("Ada", "whatsapp", "+44 7700 900124")
	for _, name := range names.Invisible {
		for what, a := range map[string]answer{
			"create": b.call("POST", path, b.staffToken, map[string]any{"name": name}),
			"change": b.call("PATCH", path+"/"+ada, b.staffToken, map[string]any{"name": name}),
			"link":   b.call("POST", "/api/crm/conversations/unknown:447700900123/link", b.staffToken, map[string]any{"new": map[string]any{"name": name}}),
		} {
			if data, _ := a.json(t)["data"].(map[string]any); a.status != 400 || data["name"] == nil {
				t.Errorf("%s %+q: %d %s", what, name, a.status, a.body)
			}
		}
	}
	want(t, "customers", b.count("customers", nil), 1)
	for _, name := range names.Visible {
		want(t, "create "+name, b.call("POST", path, b.staffToken, map[string]any{"name": name}).status, 200)
	}
	for i, name := range []string{"\u3164", "Noor", "\u2800\u200e", "🌸"} {
		party := said("447700900123", "wamid.NAME"+name, "1793700100", "again")
		encoded, _ := json.Marshal(name)
		b.webhook(value(strings.Replace(party, `"Noor"`, string(encoded), 1)))
		want(t, "profile", b.conversation("unknown:447700900123").GetString("profile_name"), []string{"Noor", "Noor", "Noor", "🌸"}[i])
	}
}

// A message of a wish and nothing else counts, whatever emoji and marks stand
// around it; one with another word doesn't.
func TestMarksAroundAWishDoNotHideIt(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	out := func() bool { return b.conversation("unknown:447700900123").GetString("opted_out_at") != "" }
	says := func(word string) {
		b.said++
		encoded, _ := json.Marshal(word) // note: %q is not JSON for every emoji
		b.webhook(value(strings.Replace(said("447700900123", fmt.Sprint("wamid.", b.said), fmt.Sprint(1793700000+b.said), "WORD"), `"WORD"`, string(encoded), 1)))
	}
	says("hello")
	for _, word := range []string{
		"STOP 🛑", "🛑 stop", "🛑stop🛑", "stop 🙏🏽", "*STOP*", "_Stop_", "~stop~", "```stop```", "“stop”", "«stop»", "¡stop!", "stop ❤️", "✋🏿 STOP ✋🏿", "stop\ufe0f", "STOP 🇬🇧",
		"1️⃣ stop", "stop #️⃣", "™ stop", "ℹ️ stop", "㊙️ stop", "Ⓜ️ stop", "<stop>", "(stop) :)", "stop 🏴󠁧󠁢󠁳󠁣󠁴󠁿", "stop 👨‍👩‍👧‍👦", "\u3164stop\u2800", "stop 🛑 🛑 🛑 🛑 🛑 🛑",
		"ＳＴＯＰ", "REVOKE", "Quit!", "end", "End 🙏", "OPT OUT", "optout", "opt-out", "opt‑out", "OPT_OUT", "opt out 😡", "🛑 СТОП", "停止 🙏", "توقف 🛑",
	} {
		says(word)
		want(t, word, out(), true)
		says("✅ START ✅")
		want(t, "start again after "+word, out(), false)
	}
	for _, word := range []string{"stop please", "🛑 please stop", "🛑", "cancel", "the end", "end of May 🙏", "quit smoking", "stop 2", "stopover", "2 stop", "Stop by tomorrow 🙂", "don't stop 🎵", "start 🛑 stop", "weekend"} {
		says(word)
		want(t, word, out(), false)
	}
}
