package whatsapp

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"
)

const metadata = `"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550100200","phone_number_id":"200300400500600"}`

// delivery wraps the inside of a value.
func delivery(field, inside string) string {
	return `{"object":"whatsapp_business_account","entry":[{"id":"100200300400500","changes":[{"field":"` + field +
		`","value":{` + metadata + `,` + inside + `}}]}]}`
}

const (
	ada     = `{"profile":{"name":"Ada"},"wa_id":"447700900123","user_id":"GB.1"}`
	wren    = `{"profile":{"name":"Wren","username":"wren"},"wa_id":"15550100311","user_id":"US.6"}`
	fromAda = `"from":"447700900123","from_user_id":"GB.1","timestamp":"1793700000"`
)

// one decodes a body that must give one event, and checks what holds for all.
func one(t *testing.T, body string) Event {
	t.Helper()
	events := decode(t, body)
	holds(t, []byte(body), events)
	if len(events) != 1 {
		t.Fatalf("got %d events, want 1: %v", len(events), lines(events))
	}
	return events[0]
}

func lines(events []Event) string {
	var b strings.Builder
	for _, e := range events {
		b.WriteString("\n" + transcript(e))
	}
	return b.String()
}

func TestRefusedBodies(t *testing.T) {
	t.Parallel()
	deep := strings.Repeat(`{"a":`, 20_000) + "1" + strings.Repeat("}", 20_000)
	for body, want := range map[string]error{
		"": ErrNotJSON, " ": ErrNotJSON, "hello": ErrNotJSON, "{": ErrNotJSON, `{"a":1}x`: ErrNotJSON, `{"a":1,}`: ErrNotJSON,
		`{'a':1}`: ErrNotJSON, "{\"a\":\"\x00\"}": ErrNotJSON, `{"a":01}`: ErrNotJSON, `{"a":"\x"}`: ErrNotJSON, "\xff\xfe{": ErrNotJSON,
		deep: ErrNotJSON, `<html>`: ErrNotJSON, `{"a":NaN}`: ErrNotJSON, "null{}": ErrNotJSON,
		"null": ErrNotObject, "[]": ErrNotObject, `"text"`: ErrNotObject, "12": ErrNotObject, " true\n": ErrNotObject, `[{"object":"x"}]`: ErrNotObject,
	} {
		events, err := DecodeWebhook([]byte(body))
		if !errors.Is(err, want) || events != nil {
			t.Errorf("%.40q: got %v and %v, want %v", body, events, err, want)
		}
	}
}

func TestEmptyDeliveries(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"an empty object":     `{}`,
		"no entry":            `{"object":"whatsapp_business_account"}`,
		"entry null":          `{"object":"whatsapp_business_account","entry":null}`,
		"an empty entry list": `{"object":"whatsapp_business_account","entry":[]}`,
		"an empty entry":      `{"object":"whatsapp_business_account","entry":[{}]}`,
		"changes empty":       `{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[]}]}`,
		"no value":            `{"entry":[{"id":"1","changes":[{"field":"messages"}]}]}`,
		"value null":          `{"entry":[{"id":"1","changes":[{"field":"messages","value":null}]}]}`,
		"value empty":         `{"entry":[{"id":"1","changes":[{"field":"messages","value":{}}]}]}`,
		"all lists empty":     delivery("messages", `"contacts":[],"messages":[],"statuses":[],"errors":[]`),
		"all lists null":      delivery("messages", `"contacts":null,"messages":null,"statuses":"","errors":null`),
		"contacts only":       delivery("messages", `"contacts":[`+ada+`]`),
		"another product":     `{"object":"page","entry":[]}`,
		"object of a number":  `{"object":5,"entry":[]}`,
		"a byte order mark":   "\ufeff{}",
		"dashboard, entry 0":  `{"object":"whatsapp_business_account","entry":[{"id":"0","changes":[{"field":"messages","value":{"messages":[{"from":"1"}]}}]}]}`,
		"dashboard, number 0": `{"object":"whatsapp_business_account","entry":[{"id":0,"changes":[{"field":"messages","value":{"messages":[{"from":"1"}]}}]}]}`,
		"dashboard, constants": `{"entry":[{"id":"1","changes":[{"field":"messages","value":{"metadata":{"display_phone_number":"16505551111",` +
			`"phone_number_id":"123456123"},"messages":[{"from":"16315551181","id":"ABGGFlA5Fpa","type":"text","text":{"body":"x"}}]}}]}]}`,
	} {
		t.Run(name, func(t *testing.T) {
			if e := one(t, body); e.Kind != KindEmpty {
				t.Errorf("got %s", transcript(e))
			}
		})
	}
}

// What a customer typed, by the message's JSON.
func TestMessageBodies(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, message, kind, body string }{
		{"text", `"type":"text","text":{"body":"Hi"}`, "text", "Hi"},
		{"text of a number", `"type":"text","text":{"body":12345678901234567890}`, "text", "12345678901234567890"},
		{"spaces are kept", `"type":"text","text":{"body":"  a\n\u0000b "}`, "text", "  a\n\x00b "},
		{"a lone surrogate", `"type":"text","text":{"body":"a\ud83db"}`, "text", "a\ufffdb"},
		{"surrogates the wrong way round", `"type":"text","text":{"body":"\ude00\ud83d"}`, "text", "\ufffd\ufffd"},
		{"a surrogate pair", `"type":"text","text":{"body":"\ud83d\ude00\/"}`, "text", "😀/"},
		{"a surrogate and an escape", `"type":"text","text":{"body":"\ud83d\u0041"}`, "text", "\ufffdA"},
		{"no text", `"type":"text"`, "text", "[empty message]"},
		{"null text", `"type":"text","text":null`, "text", "[empty message]"},
		{"empty text", `"type":"text","text":{"body":""}`, "text", "[empty message]"},
		{"text in a list", `"type":"text","text":[{"body":"Hi"}]`, "text", "Hi"},
		{"repeated key", `"type":"text","text":{"body":"a"},"text":{"body":"b"}`, "text", "b"},
		{"no type", `"image":{"id":"1","mime_type":"image/png"}`, "image", "Media message received: image"},
		{"empty type", `"type":"","text":{"body":"Hi"}`, "text", "Hi"},
		{"nothing at all", `"x":1`, "unknown", "[unknown message]"},
		{"unknown type", `"type":"hologram","hologram":"x"`, "hologram", "[unknown message: hologram]"},
		{"poll, of another vendor", `"type":"poll","poll":{"name":"?"}`, "poll", "[unknown message: poll]"},
		{"image", `"type":"image","image":{"id":"1"}`, "image", "Media message received: image"},
		{"image with caption", `"type":"image","image":{"id":"1","caption":" Look "}`, "image", " Look "},
		{"image with empty caption", `"type":"image","image":{"id":"1","caption":""}`, "image", "Media message received: image"},
		{"image without object", `"type":"image"`, "image", "Media message received: image"},
		{"image with a number for id", `"type":"image","image":{"id":1700000016666727}`, "image", "Media message received: image"},
		{"video", `"type":"video","video":{"id":"1"}`, "video", "Media message received: video"},
		{"voice note", `"type":"audio","audio":{"id":"1","voice":true}`, "audio", "Media message received: voice note"},
		{"voice note in text", `"type":"audio","audio":{"id":"1","voice":"true"}`, "audio", "Media message received: voice note"},
		{"voice, on premises", `"type":"voice","voice":{"id":"1"}`, "voice", "Media message received: voice note"},
		{"audio file", `"type":"audio","audio":{"id":"1","voice":false}`, "audio", "Media message received: audio file"},
		{"document", `"type":"document","document":{"id":"1","filename":"..\/..\\a b.pdf"}`, "document", "Media message received: document (a b.pdf)"},
		{"document with a misleading name", `"type":"document","document":{"id":"1","filename":"x\u202Efdp.exe\n"}`, "document", "Media message received: document (xfdp.exe)"},
		{"document named ..", `"type":"document","document":{"id":"1","filename":".."}`, "document", "Media message received: document"},
		{"sticker", `"type":"sticker","sticker":{"id":"1","animated":true}`, "sticker", "Media message received: sticker"},
		{"too big", `"type":"document","errors":[{"code":"131052"}]`, "document", "[document could not be received]"},
		{"too big, with what was said of it", `"type":"video","video":{"caption":"look"},"errors":[{"code":131052}]`, "video", "look"},
		{"too big, with an empty object", `"type":"video","video":{},"errors":[{"code":131052}]`, "video", "[video could not be received]"},
		{"too big, unsupported", `"type":"unsupported","unsupported":{"type":"video"},"errors":[{"code":131052}]`, "unsupported", "[video could not be received]"},
		{"too big, nameless", `"type":"unsupported","errors":[{"code":131052}]`, "unsupported", "[file could not be received]"},
		{"location", `"type":"location","location":{"latitude":"1.50","longitude":-2}`, "location", "Location: 1.50, -2\nhttps://maps.google.com/?q=1.50,-2"},
		{"location at zero", `"type":"location","location":{"latitude":0,"longitude":0.0}`, "location", "Location: 0, 0\nhttps://maps.google.com/?q=0,0"},
		{"location by name", `"type":"location","location":{"name":"Pier","latitude":null}`, "location", "Location: Pier"},
		{"location of nonsense", `"type":"location","location":{"latitude":"<b>","longitude":"2"}`, "location", "Location: <b>, 2"},
		{"location without anything", `"type":"location","location":{}`, "location", "[location without coordinates]"},
		{"contact cards", `"type":"contacts","contacts":[{"name":{"first_name":"Al","last_name":"B"},"phones":[{"wa_id":"49301"}]},{"org":{"company":"C"}},{}]`,
			"contacts", "Contact card: Al B: 49301\nContact card: C\nContact card: no name or number"},
		{"one contact card", `"type":"contacts","contacts":{"name":{"formatted_name":"Al"},"emails":[{"email":"a@example.org"}]}`, "contacts", "Contact card: Al: a@example.org"},
		{"no contact card", `"type":"contacts","contacts":[]`, "contacts", "[contact card without content]"},
		{"button", `"type":"button","button":{"payload":"p","text":"Yes"}`, "button", "Yes"},
		{"button without text", `"type":"button","button":{"payload":"p"}`, "button", "p"},
		{"button reply", `"type":"interactive","interactive":{"type":"button_reply","button_reply":{"id":"1","title":"A"}}`, "interactive", "A"},
		{"button reply without type", `"type":"interactive","interactive":{"button_reply":{"id":"1","title":"A"}}`, "interactive", "A"},
		{"list reply without title", `"type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":7}}`, "interactive", "7"},
		{"reply without content", `"type":"interactive","interactive":{"type":"button_reply"}`, "interactive", "[answer without text]"},
		{"interactive, empty", `"type":"interactive","interactive":{}`, "interactive", "[interactive message without content]"},
		{"interactive, absent", `"type":"interactive"`, "interactive", "[interactive message without content]"},
		{"unknown interactive", `"type":"interactive","interactive":{"type":"dial"}`, "interactive", "[unknown interactive message: dial]"},
		{"form", `"type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"body":"Sent","response_json":"{\"flow_token\":\"t\",\"a\":{\"b\":[1,\"x\"]},\"c\":true,\"n\":null}"}}`,
			"interactive", "Form answered: Sent\na.b: 1, x\nc: true"},
		{"form as an object", `"type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"response_json":{"a":"1"}}}`, "interactive", "Form answered\na: 1"},
		{"form of a list", `"type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"response_json":"[1]"}}`, "interactive", "Form answered\n[1]"},
		{"form of nothing", `"type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":null}`, "interactive", "Form answered"},
		{"calls refused", `"type":"interactive","interactive":{"type":"call_permission_reply","call_permission_reply":{"response":"reject"}}`, "interactive", "Calls not allowed"},
		{"calls for ever", `"type":"interactive","interactive":{"type":"call_permission_reply","call_permission_reply":{"response":"accept","is_permanent":true}}`, "interactive", "Calls allowed"},
		{"order", `"type":"order","order":{"product_items":[{"product_retailer_id":"A","quantity":"3","item_price":"0.1","currency":"EUR"},{"product_retailer_id":"B","quantity":1,"item_price":1e3,"currency":"JPY"}]}`,
			"order", "Order:\n3 × A at 0.10 EUR\n1 × B at 1000 JPY\nTotal: 0.30 EUR\nTotal: 1000 JPY"},
		{"order with nonsense", `"type":"order","order":{"text":"hi","product_items":[{"product_retailer_id":"A","quantity":"many","item_price":"?","currency":"EUR"},5]}`,
			"order", "Order:\nmany × A at ? EUR\n[item without a name]\nhi"},
		{"order of a huge number", `"type":"order","order":{"product_items":[{"quantity":1,"item_price":1e999999999}]}`, "order", "Order:\n1 at 1e999999999"},
		{"order without items", `"type":"order","order":{}`, "order", "Order without items"},
		{"unsupported", `"type":"unsupported","errors":[{"code":131051}]`, "unsupported", "[unsupported message]"},
		{"unsupported kind", `"type":"unsupported","unsupported":{"type":"group_invite"}`, "unsupported", "[unsupported message: group invite]"},
		{"unsupported in text", `"type":"unsupported","unsupported":"gif"`, "unsupported", "[unsupported message: gif]"},
		{"unsupported vote", `"type":"unsupported","unsupported":{"type":"poll_update"}`, "unsupported", "[unsupported message: vote in a poll]"},
		{"unavailable", `"type":"unsupported","errors":{"code":131060}`, "unsupported", "[message not available; see the phone]"},
		{"unknown, with error 501", `"type":"unknown","errors":[{"code":501}]`, "unknown", "[unsupported message]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := one(t, delivery("messages", `"contacts":[`+ada+`],"messages":[{"id":"wamid.1",`+fromAda+`,`+c.message+`}]`))
			if e.Kind != KindMessage || e.Key != "m:wamid.1" || e.Party.Key() != "447700900123" || !e.Message.OpensWindow {
				t.Fatalf("got %s", transcript(e))
			}
			if e.Message.Type != c.kind || e.Message.Body != c.body {
				t.Errorf("got %s %q, want %s %q", e.Message.Type, e.Message.Body, c.kind, c.body)
			}
		})
	}
}

// Elements that make no sense are kept, and cost the others nothing.
func TestOneBadElement(t *testing.T) {
	t.Parallel()
	good := `{"id":"wamid.good",` + fromAda + `,"type":"text","text":{"body":"fine"}}`
	for name, bad := range map[string]string{
		"null":                `null`,
		"a string":            `"message"`,
		"an empty string":     `""`,
		"a number":            `5`,
		"a list":              `[]`,
		"a list of messages":  `[` + good + `,` + good + `]`,
		"an empty object":     `{}`,
		"no sender":           `{"id":"wamid.x","from":"","type":"text","text":{"body":"a"},"from_user_id":null}`,
		"a sender of letters": `{"id":"wamid.x","from":"somebody","type":"text","text":{"body":"a"}}`,
		"text of a string":    `{"id":"wamid.x",` + fromAda + `,"type":"text","text":"a"}`,
		"text of a number":    `{"id":"wamid.x",` + fromAda + `,"type":"text","text":1}`,
		"image of a list":     `{"id":"wamid.x",` + fromAda + `,"type":"image","image":["a"]}`,
		"reaction to nothing": `{"id":"wamid.x",` + fromAda + `,"type":"reaction","reaction":{"emoji":"x"}}`,
		"edit of nothing":     `{"id":"wamid.x",` + fromAda + `,"type":"edit","edit":{"message":{"type":"text","text":{"body":"a"}}}}`,
		"edit to nothing":     `{"id":"wamid.x",` + fromAda + `,"type":"edit","edit":{"original_message_id":"wamid.y"}}`,
		"revoke of nothing":   `{"id":"wamid.x",` + fromAda + `,"type":"revoke"}`,
		"system about nobody": `{"id":"wamid.x","type":"system","system":{"type":"user_changed_user_id"}}`,
	} {
		t.Run(name, func(t *testing.T) {
			// Two people are named, so that nobody can be the only one.
			body := delivery("messages", `"contacts":[`+ada+`,`+wren+`],"messages":[`+good+`,`+bad+`,`+strings.Replace(good, "good", "too", 1)+`]`)
			events := decode(t, body)
			holds(t, []byte(body), events)
			if len(events) != 3 || events[0].Key != "m:wamid.good" || events[2].Key != "m:wamid.too" {
				t.Fatalf("got %s", lines(events))
			}
			if e := events[1]; e.Kind != KindUnparsable || string(e.Raw) != bad || e.Problem == "" || !strings.HasPrefix(e.Key, "u:") {
				t.Errorf("got %s with %s", transcript(e), e.Raw)
			}
		})
	}
}

func TestBadLevels(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"entry of a string":    `{"entry":"x"}`,
		"entry of a number":    `{"entry":[5]}`,
		"change of a string":   `{"entry":[{"id":"1","changes":"x"}]}`,
		"change null":          `{"entry":[{"id":"1","changes":[null]}]}`,
		"value of a string":    `{"entry":[{"id":"1","changes":[{"field":"messages","value":"x"}]}]}`,
		"value of a number":    `{"entry":[{"id":"1","changes":[{"field":"calls","value":7}]}]}`,
		"messages of a string": delivery("messages", `"messages":"x"`),
		"statuses of a number": delivery("messages", `"statuses":5`),
		"calls of a string":    delivery("calls", `"calls":"x"`),
		"history of a string":  delivery("history", `"history":"x"`),
		"threads of a string":  delivery("history", `"history":[{"threads":["x"]}]`),
		"thread messages":      delivery("history", `"history":[{"threads":[{"id":"447700900123","messages":["x"]}]}]`),
		"standby messages":     delivery("standby", `"standby":{"messages":[1]}`),
		"preferences":          delivery("user_preferences", `"user_preferences":["x"]`),
		"preference of nobody": delivery("user_preferences", `"user_preferences":[{"value":"stop"}]`),
		"user ids":             delivery("user_id_update", `"user_id_update":[{"user_id":{"previous":"GB.1"}}]`),
		"a page's entry":       `{"entry":[{"id":"1","messaging":[{"text":"x"}]}]}`,
		"a status of nothing":  delivery("messages", `"statuses":[{"status":"sent"}]`),
		"a status without":     delivery("messages", `"statuses":[{"id":"wamid.1"}]`),
		"a call of nobody":     delivery("calls", `"calls":[{"id":"wacid.1","event":"connect"}]`),
		"a call of nothing":    delivery("calls", `"calls":[{"id":"wacid.1","from":"447700900123"}]`),
		"an echo to nobody":    delivery("smb_message_echoes", `"message_echoes":[{"id":"wamid.1","from":"15550100200","type":"text","text":{"body":"x"}}]`),
		"an echo to a group":   delivery("smb_message_echoes", `"message_echoes":[{"id":"wamid.1","to":"Z3JvdXA6","type":"text","text":{"body":"x"}}]`),
	} {
		t.Run(name, func(t *testing.T) {
			if e := one(t, body); e.Kind != KindUnparsable {
				t.Errorf("got %s", transcript(e))
			}
		})
	}
}

func TestUnknownIsKept(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"a field":                 delivery("presence", `"presence":[1]`),
		"a field without value":   `{"entry":[{"id":"1","changes":[{"field":"presence"}]}]}`,
		"no field":                `{"entry":[{"id":"1","changes":[{"value":{"x":[1]}}]}]}`,
		"no field and no value":   `{"entry":[{"id":"1","changes":[{}]}]}`,
		"only something new":      delivery("messages", `"polls":[{"id":"1"}]`),
		"only a new word":         delivery("messages", `"poll":"yes"`),
		"an undocumented field":   delivery("tracking_events", `"events":[1]`),
		"preferences of no shape": delivery("user_preferences", `"preferences":{"a":1}`),
	} {
		t.Run(name, func(t *testing.T) {
			if e := one(t, body); e.Kind != KindUnknownField {
				t.Errorf("got %s", transcript(e))
			}
		})
	}
	t.Run("something new beside a message", func(t *testing.T) {
		body := delivery("messages", `"novelty":1,"polls":[{"id":"1"}],"empty":[],"messages":[{"id":"wamid.1",`+fromAda+`,"type":"text","text":{"body":"a"}}]`)
		events := decode(t, body)
		holds(t, []byte(body), events)
		if len(events) != 2 || events[0].Kind != KindMessage || events[1].Kind != KindUnknownField || string(events[1].Raw) != `[{"id":"1"}]` {
			t.Errorf("got %s", lines(events))
		}
	})
}

func TestTolerance(t *testing.T) {
	t.Parallel()
	message := `{"id":"wamid.1",` + fromAda + `,"type":"text","text":{"body":"a"}}`
	for name, body := range map[string]string{
		"single objects for lists": `{"object":"whatsapp_business_account","entry":{"id":"100200300400500","changes":{"field":"messages","value":{` + metadata + `,"contacts":` + ada + `,"messages":` + message + `}}}}`,
		"value in a list":          `{"object":"whatsapp_business_account","entry":[{"id":"100200300400500","changes":[{"field":"messages","value":[{` + metadata + `,"contacts":[` + ada + `],"messages":[` + message + `]}]}]}]}`,
		"value before field":       `{"entry":[{"changes":[{"value":{"messages":[` + message + `],"contacts":[` + ada + `],` + metadata + `},"field":"messages"}],"id":"100200300400500"}],"object":"whatsapp_business_account"}`,
		"no field":                 `{"entry":[{"id":"100200300400500","changes":[{"value":{` + metadata + `,"contacts":[` + ada + `],"messages":[` + message + `]}}]}]}`,
		"no object":                `{"entry":[{"id":"100200300400500","changes":[{"field":"messages","value":{` + metadata + `,"contacts":[` + ada + `],"messages":[` + message + `]}}]}]}`,
		"numbers for ids":          `{"entry":[{"id":100200300400500,"changes":[{"field":"messages","value":{"metadata":{"display_phone_number":15550100200,"phone_number_id":2.003004005006e+14},"contacts":[` + ada + `],"messages":[{"id":"wamid.1","from":4477009.00123E5,"from_user_id":"GB.1","timestamp":1793700000,"type":"text","text":{"body":"a"}}]}}]}]}`,
		"plus and spaces":          `{"entry":[{"id":"100200300400500","changes":[{"field":"messages","value":{"metadata":{"display_phone_number":"+1 555-010-0200","phone_number_id":"200300400500600"},"contacts":[` + ada + `],"messages":[{"id":"wamid.1","from":"+44 7700 900123","from_user_id":"GB.1","timestamp":1793700000.0,"type":"text","text":{"body":"a"}}]}}]}]}`,
		"keys repeated":            `{"entry":[],"entry":[{"id":"x","id":"100200300400500","changes":[{"field":"messages","value":{` + metadata + `,"contacts":[],"contacts":[` + ada + `],"messages":[],"messages":[` + message + `]}}]}]}`,
		"a byte order mark":        "\ufeff" + delivery("messages", `"contacts":[`+ada+`],"messages":[`+message+`]`),
	} {
		t.Run(name, func(t *testing.T) {
			got := transcript(one(t, body))
			want := `message with 447700900123+GB.1 (Ada) at 1793700000 inbound text "a" opens the window [messages 100200300400500 200300400500600 15550100200] key m:wamid.1`
			if got != want {
				t.Errorf("got  %s\nwant %s", got, want)
			}
		})
	}
}

func TestTimes(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 3, 10, 0, 0, 0, time.UTC)
	for given, want := range map[string]time.Time{
		`"1793700000"`: at, `1793700000`: at, `1793700000.0`: at, `"1793700000.5"`: at.Add(time.Second / 2), `1.7937e9`: at,
		`1793700000250`: at.Add(time.Second / 4), `"1793700000000"`: at, `1793700000000000`: at, `1793700000000000001`: at.Add(1),
		`" 1793700000 "`: at, `"2026-11-03T10:00:00Z"`: at, `"2026-11-03T11:00:00+0100"`: at,
		`0`: {}, `-1`: {}, `"-1793700000"`: {}, `""`: {}, `null`: {}, `"not-a-number"`: {}, `true`: {}, `{}`: {}, `[]`: {}, `99999999999`: {}, `1e300`: {},
		`"9223372036854775807"`: {}, `1`: {}, `"1793700000.x"`: {}, `"1793700000.-5"`: {}, `"99999999999999999999999"`: {},
	} {
		e := one(t, delivery("messages", `"messages":[{"id":"wamid.1","from":"447700900123","type":"text","text":{"body":"a"},"timestamp":`+given+`}]`))
		if !e.At.Equal(want) {
			t.Errorf("%s is %v, want %v", given, e.At, want)
		}
	}
}

// Who wrote: by BSUID, then by number, never by position and never by a guess.
func TestPairing(t *testing.T) {
	t.Parallel()
	text := `"type":"text","text":{"body":"a"}`
	for _, c := range []struct{ name, contacts, message, want string }{
		{"by user id before number", ada + `,` + wren, `"from":"447700900123","from_user_id":"US.6"`, "447700900123+US.6 Wren"},
		{"by number", wren + `,` + ada, `"from":"447700900123"`, "447700900123+GB.1 Ada"},
		{"the number now has another user", ada, `"from":"447700900123","from_user_id":"GB.2"`, "447700900123+GB.2 "},
		{"never by position", ada, `"from":"15550100311"`, "15550100311 "},
		{"never by position, hidden", ada, `"from_user_id":"US.6"`, "US.6 "},
		{"number from the contact", ada, `"from_user_id":"GB.1"`, "447700900123+GB.1 Ada"},
		{"BSUID in from", wren, `"from":"US.6"`, "15550100311+US.6 Wren"},
		{"parent only", `{"parent_user_id":"US.ENT.9","user_id":"US.6","profile":{"name":"W"}}`, `"from_parent_user_id":"US.ENT.9"`, "US.6 W"},
		{"parent only, unknown", ada, `"from_parent_user_id":"US.ENT.9"`, "US.ENT.9 "},
		{"the only person", wren, `"x":1`, "15550100311+US.6 Wren"},
		{"the only person, hidden", `{"user_id":"US.6"}`, `"from":""`, "US.6 "},
		{"two people", ada + `,` + wren, `"x":1`, "nobody"},
		{"one without identity", `{"profile":{"name":"Ada"}}`, `"x":1`, "nobody"},
		{"contact of junk", `5,"x",null,[],` + ada, `"from":"447700900123"`, "447700900123+GB.1 Ada"},
	} {
		t.Run(c.name, func(t *testing.T) {
			e := one(t, delivery("messages", `"contacts":[`+c.contacts+`],"messages":[{"id":"wamid.1",`+c.message+`,`+text+`}]`))
			got := "nobody"
			if e.Kind == KindMessage {
				got = joined("+", e.Party.WaID, e.Party.UserID) + " " + e.Party.Name
			}
			if got != c.want {
				t.Errorf("got %s, want %s: %s", got, c.want, transcript(e))
			}
		})
	}
	for name, beside := range map[string]string{
		"somebody else wrote too": `"messages":[{"id":"wamid.1",` + text + `},{"id":"wamid.2","from":"15550100311",` + text + `}]`,
		"the contact may be a recipient": `"messages":[{"id":"wamid.1",` + text + `}],
			"statuses":[{"id":"wamid.2","status":"sent","recipient_id":"447700900123"}]`,
	} {
		t.Run(name, func(t *testing.T) {
			body := delivery("messages", `"contacts":[`+ada+`],`+beside)
			events := decode(t, body)
			holds(t, []byte(body), events)
			if events[0].Kind != KindUnparsable {
				t.Errorf("attached to somebody: %s", lines(events))
			}
		})
	}
	t.Run("many contacts", func(t *testing.T) {
		var contacts, messages []string
		for i := range 50 {
			contacts = append(contacts, fmt.Sprintf(`{"wa_id":"4477009%05d","user_id":"GB.%d","profile":{"name":"n%d"}}`, i, i, i))
			messages = append(messages, fmt.Sprintf(`{"id":"wamid.%d","from":"4477009%05d",%s}`, i, 49-i, text))
		}
		body := delivery("messages", `"contacts":[`+strings.Join(contacts, ",")+`],"messages":[`+strings.Join(messages, ",")+`]`)
		events := decode(t, body)
		holds(t, []byte(body), events)
		for i, e := range events {
			if e.Party.Name != fmt.Sprintf("n%d", 49-i) || e.Party.UserID != fmt.Sprintf("GB.%d", 49-i) {
				t.Errorf("message %d is from %+v", i, e.Party)
			}
		}
	})
}
