package hooks_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

// WhatsApp lets people write 65,536 characters, in any script.
func TestLongTextsAreKeptWhole(t *testing.T) {
	t.Parallel()
	const most = 65_536
	for i, character := range []string{"字", "ж", "😀", "a", "é", "क"} {
		t.Run(character, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, testConfig())
			long := strings.Repeat(character, most)
			from := fmt.Sprintf("44770090012%d", i)
			b.webhook(value(`"messages":[` + text(from, "wamid.M", "1793700000", long) + `]`))
			b.webhook(value(fmt.Sprintf(`"messages":[{"from":%q,"id":"wamid.E","timestamp":"1793700010","type":"edit","edit":{"original_message_id":"wamid.M","message":{"type":"text","text":{"body":%q}}}}]`, from, long+"!")))
			b.webhook(value(fmt.Sprintf(`"messages":[{"from":%q,"id":"wamid.I","timestamp":"1793700020","type":"image","image":{"id":"1","mime_type":"image/jpeg","caption":%q}}]`, from, long)))
			b.webhook(inField("smb_message_echoes", fmt.Sprintf(`"message_echoes":[{"from":"15550100200","to":%q,"id":"wamid.O","timestamp":"1793700030","type":"text","text":{"body":%q}}]`, from, long)))
			b.webhook(inField("history", fmt.Sprintf(`"history":[{"threads":[{"id":%q,"messages":[{"from":%q,"id":"wamid.H","timestamp":"1793600000","type":"text","text":{"body":%q},"history_context":{"status":"READ"}}]}]}]`, from, from, long)))
			texts := map[string]string{}
			for _, row := range b.log() {
				texts[row.GetString("ext_message_id")] = row.GetString("body")
			}
			for id, wanted := range map[string]string{"wamid.M": long + "!", "wamid.I": long, "wamid.O": long, "wamid.H": long} {
				if texts[id] != wanted {
					t.Errorf("%s has %d characters", id, utf8.RuneCountInString(texts[id]))
				}
			}
			row, err := b.app.FindFirstRecordByData("comms_log", "ext_message_id", "wamid.M")
			if err != nil {
				t.Fatal(err)
			}
			var versions []struct{ Body string }
			if err := row.UnmarshalJSONField("versions", &versions); err != nil || len(versions) != 2 || versions[0].Body != long || versions[1].Body != long+"!" {
				t.Errorf("the versions are not whole: %d, %v", len(versions), err)
			}
			if err := b.app.Validate(row); err != nil {
				t.Errorf("a row that the server wrote is not valid: %v", err)
			}
			if preview := b.conversation("unknown:" + from).GetString("last_preview"); utf8.RuneCountInString(preview) > 120 {
				t.Errorf("the preview has %d characters", utf8.RuneCountInString(preview))
			}
		})
	}
}

// What nobody can write by hand is cut, and says so.
func TestATextThatIsCutSaysSo(t *testing.T) {
	t.Parallel()
	b := newBareBench(t, testConfig())
	b.webhook(value(`"messages":[` + text("447700900123", "wamid.M", "1793700000", strings.Repeat("ж", 200_000)) + `]`))
	row := b.only()
	body := row.GetString("body")
	if utf8.RuneCountInString(body) != 100_000 || !strings.Contains(body, "The text goes on") || !utf8.ValidString(body) {
		t.Errorf("%d characters: … %s", utf8.RuneCountInString(body), body[len(body)-100:])
	}
	if err := b.app.Validate(row); err != nil {
		t.Error(err)
	}
}

// Edited without end, a message keeps its first and its last texts, in a row
// that doesn't grow, and tells how many it has left out.
func TestAMessageThatIsEditedWithoutEndStaysReadable(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, long   string
		edits, apart int // seconds from one to the next
		kept         int
	}{
		{"the longest there are", strings.Repeat("😀", 65_536), 27, 1, 3},
		{"what takes six characters in JSON", strings.Repeat("<", 65_536), 6, 1, 3},
		{"short", "x", 250, 1, 100},
		{"in one second", "x", 250, 0, 100},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBareBench(t, testConfig())
			edit := func(i int) string {
				const form = `{"from":"447700900123","id":"wamid.E%d","timestamp":"%d","type":"edit","edit":{"original_message_id":"wamid.M","message":{"type":"text","text":{"body":"%d %s"}}}}`
				return fmt.Sprintf(form, i, 1793700010+i*c.apart, i, c.long)
			}
			b.webhook(value(`"messages":[` + text("447700900123", "wamid.M", "1793700000", "first") + `]`))
			for i := range c.edits {
				b.webhook(value(`"messages":[` + edit(i) + `]`))
			}
			row := b.only()
			list := versions(t, row)
			want(t, "first", list[0].Body, "first")
			want(t, "last", list[len(list)-1].Body, fmt.Sprint(c.edits-1, " ", c.long))
			want(t, "text", row.GetString("body"), list[len(list)-1].Body)
			want(t, "kept", len(list) <= c.kept && len(list) > 1, true)
			want(t, "left out", list[1].LeftOut, c.edits+1-len(list))
			if size := len(row.GetString("versions")); size > 1<<20 {
				t.Errorf("the versions take %d KB", size>>10)
			}
			if err := b.app.Validate(row); err != nil {
				t.Error(err)
			}

			before := row.GetString("versions")
			for i := range c.edits { // note: WhatsApp delivers each again, in another body
				b.webhook(value(`"messages":[` + edit(i) + `],"again":true`))
			}
			want(t, "repeated", b.only().GetString("versions") == before && b.only().GetString("body") == row.GetString("body"), true)
			b.webhook(value(`"messages":[` + edit(1000) + `]`))
			want(t, "the next one", b.only().GetString("body"), "1000 "+c.long)
		})
	}
}

// A superuser's corrections are kept as many as a customer's.
func TestATextThatIsCorrectedWithoutEndStaysReadable(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	ada := b.create("customers", map[string]any{"name": "Ada"}).Id
	note := b.call("POST", "/api/collections/comms_log/records", b.staffToken, map[string]any{"customer": ada, "type": "note", "body": "first"}).json(t)
	for i := range 120 {
		path := fmt.Sprintf(records, "comms_log", note["id"])
		want(t, "correct", b.call("PATCH", path, b.staffToken, map[string]any{"body": fmt.Sprint("version ", i)}).status, 200)
	}
	list := versions(t, b.only())
	want(t, "kept", fmt.Sprint(len(list), " ", list[0].Body, " ", list[1].LeftOut, " ", list[99].Body), "100 first 21 version 119")
}

// Everybody in a group may react, and some leave and others come: what a row
// has of that doesn't grow without end.
func TestReactionsOfAGroupAreBounded(t *testing.T) {
	t.Parallel()
	b := newBareBench(t, testConfig())
	b.webhook(value(`"messages":[` + text("447700900123", "wamid.M", "1793700000", "hello") + `]`))
	const people = 900
	for from := 0; from < people; from += 100 {
		var all []string
		for i := from; i < from+100; i++ {
			all = append(all, fmt.Sprintf(`{"from":"4477009%05d","group_id":"g1","id":"wamid.R%d","timestamp":"%d","type":"reaction","reaction":{"message_id":"wamid.M","emoji":"👍"}}`, i, i, 1793700010+i))
		}
		b.webhook(value(`"messages":[` + strings.Join(all, ",") + `]`))
	}
	row, err := b.app.FindFirstRecordByData("comms_log", "ext_message_id", "wamid.M")
	if err != nil {
		t.Fatal(err)
	}
	said := row.GetString("reactions")
	if len(said) > 64<<10 || !strings.Contains(said, fmt.Sprintf("4477009%05d", people-1)) || strings.Contains(said, "447700900000") {
		t.Errorf("%d bytes, %d people", len(said), strings.Count(said, "👍"))
	}
	if err := b.app.Validate(row); err != nil {
		t.Error(err)
	}
	b.webhook(value(`"messages":[{"from":"447700900000","group_id":"g1","id":"wamid.R0","timestamp":"1793700010","type":"reaction","reaction":{"message_id":"wamid.M","emoji":"👍"}}],"again":true`))
	row, _ = b.app.FindRecordById("comms_log", row.Id)
	want(t, "the oldest again", row.GetString("reactions") == said, true)
}
