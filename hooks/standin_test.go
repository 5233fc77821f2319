package hooks_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

const (
	adasReaction = `{"from":"447700900123","id":"wamid.R","timestamp":"1793700009","type":"reaction","reaction":{"message_id":"wamid.M","emoji":"👍"}}`
	adasNoThumb  = `{"from":"447700900123","id":"wamid.R2","timestamp":"1793700012","type":"reaction","reaction":{"message_id":"wamid.M"}}`
	adasEdit     = `{"from":"447700900123","id":"wamid.E","timestamp":"1793700010","type":"edit","edit":{"original_message_id":"wamid.M","message":{"type":"text","text":{"body":"corrected"}}}}`
	adasRevoke   = `{"from":"447700900123","id":"wamid.V","timestamp":"1793700011","type":"revoke","revoke":{"original_message_id":"wamid.M"}}`
)

// What was done to a message that isn't here is shown in its place.
func TestWhatWasDoneToAMissingMessageIsShown(t *testing.T) {
	t.Parallel()
	const ours = `{"from":"15550100200","to":"447700900123","id":"wamid.R","timestamp":"1793700009","type":"reaction","reaction":{"message_id":"wamid.M","emoji":"🎉"}}`
	for _, c := range []struct {
		name      string
		bodies    []string
		direction string
		body      string
		unread    int
	}{
		{"a reaction", []string{value(`"messages":[` + adasReaction + `]`)}, "internal", "The customer reacted with 👍 to a message that isn't here", 0},
		{"taken back", []string{value(`"messages":[` + adasReaction + `]`), value(`"messages":[` + adasNoThumb + `]`)}, "internal", "The customer took back a reaction to a message that isn't here", 0},
		{"our reaction", []string{inField("smb_message_echoes", `"message_echoes":[`+ours+`]`)}, "internal", "The business reacted with 🎉 to a message that isn't here", 0},
		{"an edit", []string{value(`"messages":[` + adasEdit + `]`)}, "inbound", "corrected", 1},
		{"an imported edit", []string{inField("history", `"history":[{"threads":[{"id":"447700900123","messages":[`+adasEdit+`]}]}]`)}, "inbound", "corrected", 0},
		{"a withdrawal", []string{value(`"messages":[` + adasRevoke + `]`)}, "internal", "The customer withdrew a message that isn't here", 0},
		{"a reaction, then an edit", []string{value(`"messages":[` + adasReaction + `]`), value(`"messages":[` + adasEdit + `]`)}, "inbound", "corrected", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			b := newBareBench(t, testConfig())
			for _, body := range c.bodies {
				b.webhook(body)
				b.webhook(body)
			}
			row := b.only()
			want(t, "body", row.GetString("body"), c.body)
			want(t, "direction", row.GetString("direction"), c.direction)
			want(t, "parked", b.count("whatsapp_events", nil), 0)
			conversation := b.conversation("unknown:447700900123")
			want(t, "unread", conversation.GetInt("unread"), c.unread)
			want(t, "the window stays shut", conversation.GetString("window_expires_at"), "")
		})
	}
}

// A message and what was done to it end the same in any order, in one body or
// in several.
func TestAMessageTakesTheRowThatStoodInForIt(t *testing.T) {
	t.Parallel()
	message := text("447700900123", "wamid.M", "1793700001", "first")
	for i, order := range orders([]string{message, adasReaction, adasEdit}) {
		for _, whole := range []bool{true, false} {
			t.Run(fmt.Sprint(i, whole), func(t *testing.T) {
				t.Parallel()
				b := newBareBench(t, testConfig())
				if whole {
					b.webhook(value(`"messages":[` + strings.Join(order, ",") + `]`))
				} else {
					for _, m := range append(order, order...) {
						b.webhook(value(`"messages":[` + m + `]`))
					}
				}
				row := b.only()
				want(t, "type", row.GetString("message_type"), "text")
				want(t, "direction", row.GetString("direction"), "inbound")
				want(t, "status", row.GetString("status"), "received")
				want(t, "body", row.GetString("body"), "corrected")
				want(t, "at", row.GetDateTime("occurred_at").Time().Unix(), int64(1793700001))
				want(t, "reactions", strings.Count(row.GetString("reactions"), "👍"), 1)
				want(t, "versions", strings.Count(row.GetString("versions"), `"body"`), 2)
				conversation := b.conversation("unknown:447700900123")
				want(t, "preview", conversation.GetString("last_preview"), "corrected")
				want(t, "last", conversation.GetDateTime("last_at").Time().Unix(), int64(1793700001))
				want(t, "last inbound", conversation.GetDateTime("last_inbound_at").Time().Unix(), int64(1793700001))
				want(t, "unread", conversation.GetInt("unread"), 1)
				want(t, "window", conversation.GetDateTime("window_expires_at").Time().Unix(), int64(1793700001+24*3600))
			})
		}
	}
}

// An old message that is imported later takes its place as well, and neither
// counts as unread nor opens the window.
func TestAnImportedMessageTakesTheRowThatStoodInForIt(t *testing.T) {
	t.Parallel()
	b := newBareBench(t, testConfig())
	b.webhook(value(`"messages":[` + adasReaction + `]`))
	b.webhook(inField("history", `"history":[{"threads":[{"id":"447700900123","messages":[{"from":"15550100200","to":"447700900123","id":"wamid.M","timestamp":"1793600000","type":"text","text":{"body":"from the phone"},"history_context":{"status":"READ"}}]}]}]`))
	row := b.only()
	want(t, "row", row.GetString("direction")+" "+row.GetString("status")+" "+row.GetString("body")+" "+row.GetString("source"), "outbound read from the phone history")
	want(t, "reaction", strings.Contains(row.GetString("reactions"), "👍"), true)
	want(t, "unread", b.conversation("unknown:447700900123").GetInt("unread"), 0)
}

// A customer may react before the answer to our own send is here.
func TestAReactionThatOvertakesOurSendEndsOnOurMessage(t *testing.T) {
	t.Parallel()
	sim, b, _ := adaOnline(t)
	b.adaWrites(sim)
	sent := b.send(map[string]any{"customer_id": b.conversationOfAda().GetString("customer_id"), "to_phone": "447700900123", "message": "hello"})
	want(t, "status", sent.status, 200)
	row := b.until(fmt.Sprint(sent.json(t)["id"]), "read")
	wamid := row.GetString("ext_message_id")
	// as if the answer, and the statuses, were still on their way
	if _, err := b.app.NonconcurrentDB().NewQuery("UPDATE comms_log SET ext_message_id = '', status = 'queued' WHERE id = '" + row.Id + "'").Execute(); err != nil {
		t.Fatal(err)
	}
	rows := b.count("comms_log", nil)
	b.webhook(value(`"messages":[` + strings.ReplaceAll(adasReaction, "wamid.M", wamid) + `]`))
	want(t, "a line meanwhile", b.count("comms_log", nil), rows+1)
	b.webhook(value(fmt.Sprintf(`"statuses":[{"id":%q,"status":"delivered","timestamp":"%d","recipient_id":"447700900123","biz_opaque_callback_data":%q}]`, wamid, time.Now().Unix(), row.Id)))
	want(t, "rows", b.count("comms_log", nil), rows)
	row, err := b.app.FindRecordById("comms_log", row.Id)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "status", row.GetString("status"), "delivered")
	want(t, "reaction", strings.Contains(row.GetString("reactions"), "👍"), true)
	want(t, "preview", b.conversationOfAda().GetString("last_preview"), "hello")
}

func TestAnUnavailableMessageTakesItsContentWhenItComes(t *testing.T) {
	t.Parallel()
	const unavailable = `{"from":"447700900123","id":"wamid.M","timestamp":"1793700001","type":"unsupported","errors":[{"code":131060}]}`
	for name, content := range map[string]string{
		"a text":    `{"from":"447700900123","id":"wamid.M","timestamp":"1793700001","type":"text","text":{"body":"here it is"}}`,
		"a picture": `{"from":"447700900123","id":"wamid.M","timestamp":"1793700001","type":"image","image":{"id":"1","mime_type":"image/jpeg","caption":"here it is"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBareBench(t, testConfig())
			b.webhook(value(`"messages":[` + unavailable + `]`))
			want(t, "meanwhile", b.only().GetString("body"), "[message not available; see the phone]")
			b.webhook(value(`"messages":[` + adasReaction + `]`))
			for range 2 {
				b.webhook(value(`"messages":[` + content + `]`))
			}
			b.webhook(value(`"messages":[` + unavailable + `]`))
			row := b.only()
			want(t, "body", row.GetString("body"), "here it is")
			want(t, "reaction", strings.Contains(row.GetString("reactions"), "👍"), true)
			want(t, "files", b.count("whatsapp_media", nil), map[string]int{"a text": 0, "a picture": 1}[name])
			conversation := b.conversation("unknown:447700900123")
			want(t, "counted once", conversation.GetInt("unread"), 1)
			want(t, "preview", conversation.GetString("last_preview"), "here it is")
		})
	}
}

// Content that comes after the placeholder was read is news again.
func TestContentThatComesAfterItWasReadCountsAsUnread(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	b.webhook(value(`"messages":[{"from":"447700900123","id":"wamid.M","timestamp":"1793700001","type":"unsupported","errors":[{"code":131060}]}]`))
	want(t, "status", b.call("POST", "/api/crm/conversations/unknown:447700900123/read", b.staffToken, nil).status, 204)
	b.webhook(value(`"messages":[` + text("447700900123", "wamid.M", "1793700001", "here it is") + `]`))
	want(t, "unread", b.conversation("unknown:447700900123").GetInt("unread"), 1)
}
