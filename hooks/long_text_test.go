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

// Edited without end, a message keeps its first and its last texts; those
// between say that they are gone.
func TestAMessageThatIsEditedWithoutEndStaysReadable(t *testing.T) {
	t.Parallel()
	b := newBareBench(t, testConfig())
	long := strings.Repeat("😀", 65_536)
	b.webhook(value(`"messages":[` + text("447700900123", "wamid.M", "1793700000", "first") + `]`))
	const edits = 27 // of 256 KB each
	for i := range edits {
		b.webhook(value(fmt.Sprintf(`"messages":[{"from":"447700900123","id":"wamid.E%d","timestamp":"%d","type":"edit","edit":{"original_message_id":"wamid.M","message":{"type":"text","text":{"body":"%d %s"}}}}]`, i, 1793700010+i, i, long)))
	}
	row := b.only()
	var versions []struct{ Body string }
	if err := row.UnmarshalJSONField("versions", &versions); err != nil {
		t.Fatal(err)
	}
	want(t, "versions", len(versions), edits+1)
	want(t, "first", versions[0].Body, "first")
	want(t, "last", strings.HasPrefix(versions[edits].Body, fmt.Sprint(edits-1, " 😀")), true)
	want(t, "one between", versions[2].Body, "[This version is not kept: the message was edited too often.]")
	if err := b.app.Validate(row); err != nil {
		t.Error(err)
	}
}
