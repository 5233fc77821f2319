package whatsapp

import (
	"strings"
	"testing"
)

// one event for each body; want is what its transcript must have in it, "!"
// in front of what it must not.
func TestKinds(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("x", 400)
	for _, c := range []struct {
		name, field, inside string
		kind                Kind
		want                []string
	}{
		// Statuses.
		{"a status in capitals", "messages", `"statuses":[{"id":"wamid.1","status":"READ","timestamp":"1793700000"}]`, KindStatus,
			[]string{" read of wamid.1", "key s:wamid.1:read:"}},
		{"a status we don't know", "messages", `"statuses":[{"id":"wamid.1","status":"Shimmered"}]`, KindStatus, []string{" Shimmered of wamid.1"}},
		{"a status by callback data alone", "messages", `"statuses":[{"status":"sent","biz_opaque_callback_data":"row1"}]`, KindStatus,
			[]string{"sent of  row1", "key s:#"}},
		{"a status alone, not in a list", "messages", `"statuses":{"id":"wamid.1","status":"sent"}`, KindStatus, []string{"sent of wamid.1"}},
		{"a failure with its code as text", "messages", `"statuses":[{"id":"wamid.1","status":"failed","errors":[{"code":"131047","error_data":"late"}]}]`, KindStatus,
			[]string{`error 131047 "late"`}},
		{"a failure with one error, not in a list", "messages", `"statuses":[{"id":"wamid.1","status":"failed","errors":{"code":131047.0,"details":"late"}}]`, KindStatus,
			[]string{`error 131047 "late"`}},
		{"a failure with text for errors", "messages", `"statuses":[{"id":"wamid.1","status":"failed","errors":["late"]}]`, KindStatus, []string{`error 0 ""`}},
		{"the older parent key", "messages", `"statuses":[{"id":"wamid.1","status":"sent","recipient_user_id":"GB.1","parent_recipient_user_id":"GB.ENT.1"}]`, KindStatus,
			[]string{"with GB.1+GB.ENT.1"}},
		{"a group's participant, older key", "messages", `"statuses":[{"id":"wamid.1","status":"read","recipient_id":"Z3JvdXA6","participant_recipient_id":"447700900123"}]`, KindStatus,
			[]string{"with 447700900123", "in a group", "key s:wamid.1:read:447700900123"}},
		{"a group's hidden participant", "messages", `"statuses":[{"id":"wamid.1","status":"read","recipient_id":"Z3J","recipient_type":"group","recipient_participant_user_id":"GB.1"}]`, KindStatus,
			[]string{"with GB.1", "key s:wamid.1:read:GB.1"}},
		{"a BSUID for recipient", "messages", `"statuses":[{"id":"wamid.1","status":"read","recipient_id":"GB.1"}]`, KindStatus, []string{"with GB.1", "!group"}},

		// Reactions, edits, withdrawals.
		{"a reaction by nobody", "messages", `"messages":[{"id":"wamid.2","type":"reaction","reaction":{"message_id":"wamid.1","emoji":"x"}}]`, KindReaction,
			[]string{`inbound on wamid.1 emoji "x"`, "key r:wamid.2"}},
		{"a reaction without emoji", "messages", `"messages":[{"id":"wamid.2",` + fromAda + `,"type":"reaction","reaction":{"message_id":"wamid.1","emoji":null}}]`, KindReaction,
			[]string{`emoji ""`}},
		{"an echoed reaction", "smb_message_echoes", `"message_echoes":[{"id":"wamid.2","to":"447700900123","type":"reaction","reaction":{"message_id":"wamid.1","emoji":"x"}}]`, KindReaction,
			[]string{"outbound on wamid.1", "with 447700900123"}},
		{"an edit without type", "messages", `"messages":[{"id":"wamid.2",` + fromAda + `,"type":"edit","edit":{"original_message_id":"wamid.1","message":{"text":{"body":"b"},"context":{"id":"wamid.0"}}}}]`, KindEdit,
			[]string{`inbound text "b"`, "on wamid.1", "reply to wamid.0", "!opens"}},
		{"an edit to something unknown", "messages", `"messages":[{"id":"wamid.2",` + fromAda + `,"type":"edit","edit":{"original_message_id":"wamid.1","message":{"type":"hologram"}}}]`, KindEdit,
			[]string{`"[unknown message: hologram]"`}},
		{"a withdrawal of type only", "messages", `"messages":[{"id":"wamid.2",` + fromAda + `,"revoke":{"original_message_id":"wamid.1"}}]`, KindRevoke, []string{"on wamid.1"}},

		// Notes of WhatsApp.
		{"a number changed, hidden", "messages", `"messages":[{"id":"wamid.1","from_user_id":"GB.1","type":"system","system":{"type":"user_changed_number","user_id":"GB.2","previous_user_id":"GB.1"}}]`, KindSystem,
			[]string{"with GB.1 ", `"The phone number changed"`, "was GB.1 now GB.2", "!opens"}},
		{"a number changed, sender already new", "messages", `"messages":[{"id":"wamid.1","from_user_id":"GB.2","type":"system","system":{"type":"user_changed_number","wa_id":"447700900987","user_id":"GB.2","previous_user_id":"GB.1"}}]`, KindSystem,
			[]string{"with GB.1 ", "was GB.1 now 447700900987+GB.2"}},
		{"a number changed, only the new one known", "messages", `"messages":[{"id":"wamid.1","type":"system","system":{"type":"user_changed_number","wa_id":"447700900987"}}]`, KindSystem,
			[]string{"with 447700900987 ", "The phone number changed to 447700900987"}},
		{"a BSUID changed, number the same", "messages", `"messages":[{"id":"wamid.1","from":"447700900123","type":"system","system":{"type":"user_changed_user_id","wa_id":"447700900123","user_id":"GB.2","previous_user_id":"GB.1"}}]`, KindIdentity,
			[]string{"with 447700900123+GB.1", "was GB.1 now GB.2", "key i:wamid.1"}},
		{"a note of a new kind", "messages", `"messages":[{"id":"wamid.1",` + fromAda + `,"type":"system","system":{"type":"user_slept"}}]`, KindSystem, []string{`"[system message: user_slept]"`, "!now"}},
		{"a note without content", "messages", `"messages":[{"id":"wamid.1",` + fromAda + `,"type":"system"}]`, KindSystem, []string{`"[system message]"`}},
		{"chat opened", "messages", `"messages":[{"id":"wamid.1",` + fromAda + `,"type":"request_welcome"}]`, KindSystem, []string{`"[chat opened]"`, "!opens"}},
		{"the withdrawn field", "user_id_update", `"user_id_update":{"wa_id":"447700900123","user_id":{"previous":"GB.1","current":"GB.2"}}`, KindIdentity, []string{"with 447700900123+GB.1", "now GB.2"}},

		// Context.
		{"a reply", "messages", `"messages":[{"id":"wamid.2",` + fromAda + `,"type":"text","text":{"body":"a"},"context":{"id":"wamid.1"}}]`, KindMessage, []string{"reply to wamid.1"}},
		{"an ad without words", "messages", `"messages":[{"id":"wamid.2",` + fromAda + `,"type":"text","text":{"body":"a"},"referral":{"source_type":"post"}}]`, KindMessage, []string{"about From a post", `text "a"`}},
		{"an ad with a photo", "messages", `"messages":[{"id":"wamid.2",` + fromAda + `,"type":"image","image":{"id":"1"},"referral":{"source_type":"ad","headline":"H"}}]`, KindMessage, []string{"about From an ad: H", "opens"}},
		{"forwarded, in text", "messages", `"messages":[{"id":"wamid.2",` + fromAda + `,"type":"text","text":{"body":"a"},"context":{"forwarded":"true"}}]`, KindMessage, []string{"forwarded 1"}},
		{"in a group", "messages", `"messages":[{"id":"wamid.2",` + fromAda + `,"type":"text","text":{"body":"a"},"group_id":"Z3J"}]`, KindMessage, []string{"in a group", "!opens"}},
		{"calls allowed by WhatsApp itself", "messages", `"messages":[{"id":"wamid.2",` + fromAda + `,"type":"interactive","interactive":{"type":"call_permission_reply","call_permission_reply":{"response":"accept","response_source":"automatic"}}}]`, KindMessage,
			[]string{"Calls allowed", "!opens"}},
		{"own number without wa_id", "messages", `"messages":[{"id":"wamid.2","from_user_id":"SG.5","type":"contacts","contacts":[{"origin":"contact_request","phones":[{"phone":"+65 5550 0188"}]}]}]`, KindMessage,
			[]string{"own phone 6555500188"}},
		{"somebody else's number", "messages", `"messages":[{"id":"wamid.2","from_user_id":"SG.5","type":"contacts","contacts":[{"origin":"other","phones":[{"phone":"+65 5550 0188"}]}]}]`, KindMessage,
			[]string{"!own phone"}},
		{"no wamid", "messages", `"messages":[{` + fromAda + `,"type":"text","text":{"body":"a"}}]`, KindMessage, []string{"key m:#"}},
		{"a long wamid", "messages", `"messages":[{"id":"wamid.` + long + `",` + fromAda + `,"type":"text","text":{"body":"a"}}]`, KindMessage, []string{"key m:wamid." + long}},

		// What the business said elsewhere.
		{"an echo with a plus", "smb_message_echoes", `"message_echoes":[{"id":"wamid.1","to":"+44 7700 900123","type":"image","image":{"id":"1"}}]`, KindEcho,
			[]string{"with 447700900123 ", `outbound image "Media message sent: image"`, "source app", "!opens"}},
		{"an echo alone, not in a list", "smb_message_echoes", `"message_echoes":{"id":"wamid.1","to":"447700900123","text":{"body":"a"}}`, KindEcho, []string{`outbound text "a"`}},
		{"an echo by the only contact", "smb_message_echoes", `"contacts":[` + ada + `],"message_echoes":[{"id":"wamid.1","from":"15550100200","type":"text","text":{"body":"a"}}]`, KindEcho, []string{"with 447700900123+GB.1"}},
		{"an echo of buttons", "message_echoes", `"message_echoes":[{"id":"wamid.1","to":"447700900123","type":"interactive","interactive":{"type":"button","header":{"type":"text","text":"H"},"body":{"text":"When?"},"action":{"buttons":[{"reply":{"title":"Now"}},{"reply":{"title":"Later"}}]}}}]`, KindEcho,
			[]string{`"H\nWhen?\n[Now]\n[Later]"`, "source meta_agent"}},
		{"an echo of a list", "message_echoes", `"message_echoes":[{"id":"wamid.1","to":"447700900123","type":"interactive","interactive":{"type":"list","body":{"text":"Which?"},"action":{"button":"Open","sections":[{"rows":[{"title":"A"}]}]}}}]`, KindEcho, []string{`"Which?\n[A]"`}},
		{"an echo of a link button", "message_echoes", `"message_echoes":[{"id":"wamid.1","to":"447700900123","type":"interactive","interactive":{"type":"cta_url","action":{"name":"cta_url","parameters":{"display_text":"Go","url":"https://example.org"}}}}]`, KindEcho, []string{`"[Go: https://example.org]"`}},
		{"another app's template", "standby", `"standby":{"message_echoes":[{"id":"wamid.1","message":{"recipient":"SG.5","type":"template","template":{"name":"visit","language":{"code":"en"},"components":[{"type":"body","parameters":[{"type":"text","text":"Ada"},{"type":"date_time","date_time":{"fallback_value":"Monday"}}]}]}}}]}`, KindEcho,
			[]string{"with SG.5 ", `outbound template "Template visit: Ada, Monday"`, "source other_app"}},
		{"another app's text without type", "standby", `"standby":{"message_echoes":[{"id":"wamid.1","message":{"to":"+447700900123","text":{"body":"a"},"context":{"message_id":"wamid.0"}}}]}`, KindEcho, []string{`text "a"`, "reply to wamid.0"}},
		{"another app's reaction", "standby", `"standby":{"message_echoes":[{"id":"wamid.2","message":{"to":"+447700900123","type":"reaction","reaction":{"message_id":"wamid.1","emoji":"x"}}}]}`, KindReaction, []string{"outbound on wamid.1"}},
		{"another app read something", "standby", `"standby":{"message_echoes":[{"id":"wamid.2","message":{"status":"read","message_id":"wamid.1"}}]}`, KindNotice, nil},
		{"another app's status", "standby", `"standby":{"contacts":[` + ada + `],"statuses":[{"id":"wamid.2","status":"sent","recipient_id":"447700900123"}]}`, KindStatus, []string{"(Ada)"}},
		{"standby without its object", "standby", `"messages":[{"id":"wamid.2",` + fromAda + `,"type":"text","text":{"body":"a"}}]`, KindMessage, []string{"source standby", "opens the window"}},
		{"control taken", "messaging_handovers", `"type":"control_taken","timestamp":1793700000,"sender":{"phone_number":"447700900123"}`, KindSystem, []string{"taken over", "at 1793700000", "with 447700900123"}},
		{"control of nobody", "messaging_handovers", `"type":"control_taken"`, KindNotice, nil},
		{"a link followed by nobody", "messages", `"user_actions":[{"action_type":"marketing_messages_link_click"}]`, KindNotice, nil},
		{"a link followed", "messages", `"contacts":[` + ada + `],"user_actions":[{"action_type":"marketing_messages_link_click"}]`, KindSystem, []string{"with 447700900123+GB.1 (Ada)", `"Link opened in a marketing message"`}},
		{"something else done", "messages", `"contacts":[` + ada + `],"user_actions":{"action_type":"sang_along"}`, KindSystem, []string{`"[user action: sang along]"`}},
		{"a summary of nobody", "messages", `"conversation_context":{"type":"summary","summary":{"text":"a"}}`, KindNotice, nil},

		// History.
		{"history, business first", "history", `"history":[{"threads":[{"id":"447700900123","messages":[{"from":"15550100200","id":"wamid.1","type":"text","text":{"body":"a"},"history_context":{"status":"PLAYED"}}]}]}]`, KindHistory,
			[]string{"with 447700900123 ", "outbound text", "was played", "source history", "!opens"}},
		{"history, hidden customer", "history", `"history":[{"threads":[{"id":"SG.5","messages":[{"id":"wamid.1","type":"text","text":{"body":"a"}}]}]}]`, KindHistory, []string{"with SG.5 ", "inbound"}},
		{"history, to a hidden customer", "history", `"history":[{"threads":[{"context":{"user_id":"SG.5"},"messages":[{"id":"wamid.1","from":"15550100200","to_user_id":"SG.5","type":"text","text":{"body":"a"}}]}]}]`, KindHistory, []string{"with SG.5 ", "outbound"}},
		{"history, number written otherwise", "history", `"history":[{"threads":[{"id":"5531999990123","messages":[{"from":"553199990123","id":"wamid.1","type":"text","text":{"body":"a"}}]}]}]`, KindHistory, []string{"with 553199990123 ", "inbound"}},
		{"history, one chunk and thread, not in lists", "history", `"history":{"threads":{"id":"447700900123","messages":{"id":"wamid.1","type":"text","text":{"body":"a"}}}}`, KindHistory, []string{"with 447700900123"}},
		{"history, reaction", "history", `"history":[{"threads":[{"id":"447700900123","messages":[{"from":"15550100200","id":"wamid.2","type":"reaction","reaction":{"message_id":"wamid.1","emoji":"x"}}]}]}]`, KindReaction, []string{"outbound on wamid.1", "with 447700900123"}},
		{"history, media sent", "history", `"messages":[{"from":"15550100200","to":"447700900123","id":"wamid.1","type":"image","image":{"id":"1"}}]`, KindHistory, []string{"with 447700900123 ", "outbound image", "key h:wamid.1"}},
		{"history, media as echo", "history", `"message_echoes":[{"from":"15550100200","to":"447700900123","id":"wamid.1","type":"image","image":{"id":"1"}}]`, KindHistory, []string{"outbound image", "source history"}},
		{"history, placeholder", "history", `"history":[{"threads":[{"id":"447700900123","messages":[{"from":"447700900123","id":"wamid.1","type":"media_placeholder"}]}]}]`, KindHistory, []string{"key h:wamid.1:placeholder"}},
		{"history, a group", "history", `"history":[{"threads":[{"id":"Z3JvdXA6","messages":[{"from":"447700900123","id":"wamid.1","type":"text","text":{"body":"a"}}]}]}]`, KindHistory, []string{"in a group", "with 447700900123"}},
		{"history, progress only", "history", `"history":[{"metadata":{"phase":1,"progress":100},"threads":[]}]`, KindNotice, nil},

		// Calls.
		{"a call, direction missing", "calls", `"calls":[{"id":"wacid.1","event":"connect","from":"447700900123"}]`, KindCall, []string{"inbound wacid.1 connect", "key c:wacid.1:connect"}},
		{"a call from us, direction missing", "calls", `"calls":[{"id":"wacid.1","event":"CONNECT","from":"15550100200","to":"447700900123"}]`, KindCall, []string{"with 447700900123", "outbound wacid.1 connect"}},
		{"a call from us", "calls", `"calls":[{"id":"wacid.1","event":"terminate","direction":"business_initiated","to_user_id":"SG.5","status":"COMPLETED","duration":"61.0"}]`, KindCall, []string{"with SG.5", "outbound", "completed 1m1s"}},
		{"a call's state", "calls", `"statuses":[{"id":"wacid.1","type":"call","status":"REJECTED","recipient_user_id":"SG.5"}]`, KindCall, []string{"outbound wacid.1 rejected", "key c:wacid.1:rejected"}},
		{"a call of absurd length", "calls", `"calls":[{"id":"wacid.1","event":"terminate","from":"447700900123","duration":1e99}]`, KindCall, []string{"terminate  0s"}},
		{"an error about calls", "calls", `"errors":[{"code":138000}]`, KindNotice, nil},

		// Preferences and the account.
		{"a preference in capitals", "user_preferences", `"user_preferences":{"user_id":"SG.5","category":"marketing_messages","value":"STOP","timestamp":"1793700000"}`, KindPreference, []string{"with SG.5", "marketing_messages stop", "at 1793700000"}},
		{"an error about nobody", "messages", `"errors":{"code":131042}`, KindNotice, nil},
		{"a group's news", "group_lifecycle_update", `"groups":[{"group_id":"Z3J"}]`, KindNotice, []string{"200300400500600"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := one(t, delivery(c.field, c.inside))
			if e.Kind != c.kind {
				t.Fatalf("got %s", transcript(e))
			}
			for _, want := range c.want {
				unwanted, not := strings.CutPrefix(want, "!")
				if strings.Contains(transcript(e), unwanted) == not {
					t.Errorf("%q in %s", want, transcript(e))
				}
			}
		})
	}
}

// Errors beside messages explain those that came without content, and only those.
func TestErrorsBesideMessages(t *testing.T) {
	t.Parallel()
	lacking := `{"id":"wamid.1",` + fromAda + `,"type":"interactive"}`
	whole := `{"id":"wamid.2",` + fromAda + `,"type":"text","text":{"body":"a"}}`
	about := `"errors":[{"code":131000,"error_data":{"details":"D"}}]`
	for _, c := range []struct {
		name, inside string
		want         []string
	}{
		{"one lacks its content", about + `,"messages":[` + lacking + `,` + whole + `]`, []string{`error 131000 "D"`, `text "a" opens the window [`}},
		{"none does", about + `,"messages":[` + whole + `]`, []string{`text "a" opens the window [`, "notice"}},
		{"a failed call", `"calls":[{"id":"c","from":"447700900123","event":"terminate","status":"Failed"}],` + about, []string{`failed 0s error 131000 "D"`}},
		{"a call that went well", `"calls":[{"id":"c","from":"447700900123","event":"terminate","status":"completed"}],` + about, []string{"completed 0s [", "notice"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			field := "messages"
			if strings.Contains(c.inside, "calls") {
				field = "calls"
			}
			body := delivery(field, c.inside)
			events := decode(t, body)
			holds(t, []byte(body), events)
			if len(events) != len(c.want) {
				t.Fatalf("got %s", lines(events))
			}
			for i, e := range events {
				if !strings.Contains(transcript(e), c.want[i]) {
					t.Errorf("got %s, want %s", transcript(e), c.want[i])
				}
			}
		})
	}
}

// The entry of a PARTNER_ update names a portfolio; the account is inside.
func TestAccountOfPartnerUpdates(t *testing.T) {
	t.Parallel()
	for _, id := range []string{"0", "7"} {
		e := one(t, `{"entry":[{"changes":[{"field":"account_update","value":{"waba_info":{"waba_id":`+id+`}}}]}]}`)
		if e.Kind != KindNotice || e.BusinessAccountID != id {
			t.Errorf("got %s", transcript(e))
		}
	}
}

func TestJunkIsKeptInOnePiece(t *testing.T) {
	t.Parallel()
	body := delivery("messages", `"messages":[`+strings.TrimSuffix(strings.Repeat("1,", maxEvents+2), ",")+`]`)
	e := one(t, body)
	if e.Kind != KindUnparsable || string(e.Raw) != body {
		t.Errorf("got %s", transcript(e))
	}
}

// The last event of an entry that has its own time takes that; others use it.
func TestTimeOfTheEntry(t *testing.T) {
	t.Parallel()
	body := func(time, inside string) string {
		return `{"entry":[{"id":"1","time":` + time + `,"changes":[{"field":"security","value":{` + inside + `}}]}]}`
	}
	first, second := one(t, body("1793700000", `"event":"PIN_CHANGED"`)), one(t, body("1793700060", `"event":"PIN_CHANGED"`))
	if first.At.Unix() != 1793700000 || first.Key == second.Key {
		t.Errorf("the same news at another time is other news: %s %s", transcript(first), first.Key)
	}
	if again := one(t, body(`"1793700000"`, `"event": "PIN\u005fCHANGED", "x": null`)); again.Key != first.Key {
		t.Error("the same news again has another key")
	}
	if own := one(t, body("1793700000", `"timestamp":"1793700001"`)); own.At.Unix() != 1793700001 {
		t.Errorf("got %s", transcript(own))
	}
}
