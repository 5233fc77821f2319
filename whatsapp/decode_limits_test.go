package whatsapp

import (
	"fmt"
	"maps"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"pocketcrm/internal/race"
)

const largest = 3 << 20 // what Meta sends at most (webhooks/create-webhook-endpoint)

// filled repeats unit until the body is as large as it can be.
func filled(before, unit, after string) string {
	n := (largest - len(before) - len(after)) / (len(unit) + 1)
	return before + strings.TrimSuffix(strings.Repeat(unit+",", n), ",") + after
}

// numbered is filled with units that differ: each has one %d.
func numbered(before, unit, after string) string {
	var b strings.Builder
	b.WriteString(before)
	for i := 0; b.Len() < largest-len(unit)-len(after)-10; i++ {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, unit, i)
	}
	return b.String() + after
}

// in wraps the inside of a value so that filled can fill it.
func in(field, before, after string) (string, string) {
	head, tail, _ := strings.Cut(delivery(field, "\x00"), "\x00")
	return head + before, after + tail
}

func hostileBodies() map[string]string {
	bodies := map[string]string{
		"entries":            filled(`{"entry":[`, `[]`, `]}`),
		"escaped entries":    filled(`{"entry":[`, `"\u00e9"`, `]}`),
		"changes":            filled(`{"entry":[{"id":"1","changes":[`, `1`, `]}]}`),
		"a body of keys":     filled("{", `"\n":1`, "}"),
		"values of contacts": filled(`{"entry":[{"id":"1","changes":[{"field":"messages","value":[`, `{"contacts":[{}`+strings.Repeat(",{}", 15_000)+`]}`, `]}]}]}`),
	}
	repeat := func(name, field, before, unit, after string) {
		before, after = in(field, before, after)
		bodies[name] = filled(before, unit, after)
	}
	number := func(name, field, before, unit, after string) {
		before, after = in(field, before, after)
		bodies[name] = numbered(before, unit, after)
	}
	repeat("messages", "messages", `"messages":[`, `[]`, `]`)
	repeat("messages of one person", "messages", `"contacts":[`+ada+`],"messages":[`, `{"":1}`, `]`)
	repeat("errors", "messages", `"errors":[`, `""`, `]`)
	repeat("threads", "history", `"history":[{"threads":[`, `{}`, `]}]`)
	repeat("something unknown", "messages", `"x":[`, `{"b":1,"a":1}`, `]`)
	repeat("an order", "messages", `"messages":[{`+fromAda+`,"type":"order","order":{"product_items":[`, `1`, `]}}]`)
	number("a value of many keys", "messages", "", `"%d":1`, "")
	number("a value of many unknown lists", "messages", "", `"%d":[1]`, "")
	number("small messages", "messages", `"messages":[`, `{"from":"1","id":"%d"}`, "]")
	number("small statuses", "messages", `"statuses":[`, `{"id":"%d","status":"sent"}`, "]")
	number("small contacts", "messages", `"messages":[{"from":"1"}],"contacts":[`, `{"wa_id":"%d"}`, "]")
	number("messages and contacts by parent", "messages", `"contacts":[{"parent_user_id":"a"}`+strings.Repeat(`,{"parent_user_id":"a"}`, 19_000)+
		`],"messages":[`, `{"from_parent_user_id":"b","id":"%d","text":{"body":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}}`, "]")
	bodies["values of contacts"] = filled(`{"entry":[{"id":"1","changes":[{"field":"messages","value":[`, `{"contacts":[{}`+strings.Repeat(",{}", 15_000)+`]}`, `]}]}]}`)
	repeat("small orders", "messages", `"messages":[{},`, `{"from":"1","type":"order","order":{"product_items":[{"item_price":1}`+strings.Repeat(`,{"item_price":1}`, 100)+`]}}`, "]")
	repeat("lists of errors", "messages", `"messages":[{},`, `{"from":"1","type":"unsupported","errors":[1`+strings.Repeat(`,1`, 10_000)+`]}`, "]")
	repeat("forms", "messages", `"messages":[{},`, `{"from":"1","interactive":{"nfm_reply":{"response_json":"{\"\":1`+strings.Repeat(`,\"\":1`, 10)+`}"}}}`, "]")
	repeat("real messages", "messages", `"contacts":[`+ada+`],"messages":[`, `{"id":"wamid.HBgMNDQ3NzAwOTAwMTIzFQIAEhgUM0E0QjVDNkQ3RThGOUEwQjFDMkQA",`+fromAda+`,"type":"text","text":{"body":"Fine"}}`, "]")
	repeat("real history", "history", `"history":[{"threads":[{"id":"447700900123","messages":[`,
		`{"id":"wamid.HBgMNDQ3NzAwOTAwMTIzFQIAEhgUM0E0QjVDNkQ3RThGOUEwQjFDMkQA","from":"447700900123","timestamp":"1793700000","type":"text","text":{"body":"ok"},"history_context":{"status":"READ"}}`, "]}]}]")
	// As much as is just not junk.
	number("orders", "messages", `"messages":[`, `{"from":"1%d","type":"order","order":{"product_items":[{"item_price":1}`+strings.Repeat(`,{"item_price":1}`, 1_500)+`]}}`, "]")
	repeat("long forms", "messages", `"messages":[{},`, `{"from":"1","interactive":{"nfm_reply":{"response_json":"{\"\":[1`+strings.Repeat(`,1`, 19_990)+`]`+
		strings.Repeat(`,\"\":[1`+strings.Repeat(`,1`, 19_990)+`]`, 9)+`}"}}}`, "]")
	bodies["deep"] = delivery("messages", `"x":`+strings.Repeat("[", 8900)+strings.Repeat("1,", 1_400_000)+"1"+strings.Repeat("]", 8900))
	return bodies
}

// What a body costs has a bound, whatever is in it. Not parallel: memory is
// counted for the whole process.
func TestHostileBodiesAreCheap(t *testing.T) {
	race.Skip(t)
	const most = 200 << 20 // up to 130 MB are seen. The time is for reading only: 0.3 s without it
	bodies := hostileBodies()
	for _, name := range slices.Sorted(maps.Keys(bodies)) {
		body := []byte(bodies[name])
		if len(body) > largest+5000 {
			t.Errorf("%s: %d bytes are no body", name, len(body))
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		start := time.Now()
		events, err := DecodeWebhook(body)
		took := time.Since(start)
		runtime.ReadMemStats(&after)
		cost := after.TotalAlloc - before.TotalAlloc
		t.Logf("%4d MB %4d ms %5d events: %s", cost>>20, took.Milliseconds(), len(events), name)
		if err != nil || len(events) == 0 || len(events) > maxEvents || cost > most {
			t.Errorf("%s: %d events (%v) cost %d MB and %v", name, len(events), err, cost>>20, took)
		}
	}
}

// What is kept of a body is not many times the body.
func TestStoredSize(t *testing.T) {
	t.Parallel()
	race.Skip(t)
	long := strings.Repeat("x", 150_000)
	lacking := strings.Repeat(`{"from":"447700900123","type":"text"},`, 4_000) + "1"
	for name, body := range map[string]string{
		"a contact":     delivery("messages", `"contacts":[{"wa_id":"447700900123","x":"`+long+`"}],"messages":[`+lacking+`]`),
		"errors":        delivery("messages", `"errors":[{"code":1,"x":"`+long+`"}],"messages":[`+strings.ReplaceAll(lacking, "text", "image")+`]`),
		"a thread":      delivery("history", `"history":[{"threads":[{"id":"447700900123","context":{"username":"`+long+`"},"messages":[`+lacking+`]}]}]`),
		"the account":   `{"entry":[{"id":"` + long + `","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"` + long + `"},"messages":[` + lacking + `]}}]}]}`,
		"unknown lists": hostileBodies()["a value of many unknown lists"],
		"real messages": hostileBodies()["real messages"],
	} {
		events := decode(t, body)
		stored := 0
		for i, e := range events {
			if stored += len(e.Body()); i == 0 || i == len(events)-1 {
				again := decode(t, string(e.Body()))
				if len(again) != 1 || again[0].Kind != e.Kind || again[0].Party != e.Party || again[0].Key != e.Key {
					t.Errorf("%s: %.300s is not the same after Body()", name, transcript(e))
				}
			}
		}
		if stored > 2*len(body)+len(events)*600 {
			t.Errorf("%s: %d bytes became %d in %d events", name, len(body), stored, len(events))
		}
	}
}

// As many bad elements as may be cost the good ones nothing; one more, and the
// body is junk.
func TestGoodAmongBad(t *testing.T) {
	t.Parallel()
	good := `{"id":"wamid.good",` + fromAda + `,"type":"text","text":{"body":"fine"}}`
	body := func(bad int) string {
		return delivery("messages", `"messages":[`+good+strings.Repeat(",[]", bad/2)+`,`+good+strings.Repeat(`,{"x":1}`, bad-bad/2)+`,`+good+`]`)
	}
	events := decode(t, body(maxBad))
	kinds := map[Kind]int{}
	for _, e := range events {
		kinds[e.Kind]++
	}
	if kinds[KindMessage] != 3 || kinds[KindUnparsable] != maxBad {
		t.Errorf("got %v", kinds)
	}
	if e := one(t, body(maxBad+1)); e.Kind != KindUnparsable || string(e.Raw) != body(maxBad+1) {
		t.Errorf("got %.300s", transcript(e))
	}
	if n := len(decode(t, delivery("messages", `"messages":[`+strings.Repeat(good+",", maxEvents/2)+good+`]`))); n != maxEvents/2+1 {
		t.Errorf("%d good messages", n)
	}
	// One that is dense costs the others nothing either.
	for _, dense := range []string{strings.Repeat(`"":1,`, 300_000), `"type":"order","order":{"product_items":[` + strings.Repeat("1,", 1_000_000) + "1]},"} {
		if events := decode(t, delivery("messages", `"messages":[`+good+`,{`+dense+`"from":"1"},`+good+`]`)); len(events) != 3 || events[2].Kind != KindMessage {
			t.Errorf("%d events of a body with a dense one", len(events))
		}
	}
}

// What is said once beside many elements is kept in brief with each.
func TestKeptBesideElements(t *testing.T) {
	t.Parallel()
	long, controls := strings.Repeat("ä", 150_000), strings.Repeat(`\u0001`, 5_000)
	lacking := `{"id":"wamid.1",` + fromAda + `,"type":"interactive"}`
	text := `{"id":"wamid.1",` + fromAda + `,"type":"text","text":{"body":"a"}}`
	for name, c := range map[string]struct{ field, inside, want string }{
		"errors": {"messages", `"errors":[{"code":131000,"title":"T","x":"` + long + `","error_data":{"details":"` + long + `"}},{"code":7}],"messages":[` + lacking + `]`, `error 131000 "ää`},
		"errors of controls": {"messages", `"errors":[{"code":131000,"title":"` + controls + `","error_data":{"details":"` + controls + `"}},{"code":"5","details":"` + controls + `"},{"code":6}],` +
			`"messages":[` + lacking + `]`, `error 5 "" error 6`},
		"errors without end":   {"messages", `"errors":[{"code":131052}` + strings.Repeat(`,{"code":131060}`, 9_000) + `],"messages":[` + lacking + `]`, `error 131060`},
		"errors that are text": {"messages", `"errors":"` + long + `","messages":[` + lacking + `]`, `error 0 ""`},
		"errors of a call":     {"calls", `"errors":[{"code":138000,"message":"` + long + `"}],"calls":[{"id":"c","from":"447700900123","event":"terminate","status":"failed"}]`, "error 138000"},
		"a contact":            {"messages", `"contacts":[{"x":"` + long + `","profile":{"name":"Ada","username":"lace"},"wa_id":"447700900123","user_id":"GB.1"}],"messages":[` + text + `]`, "447700900123+GB.1 (Ada @lace)"},
		"a contact's name":     {"messages", `"contacts":[{"profile":{"name":"` + long + `"},"wa_id":"447700900123","user_id":"GB.1"}],"messages":[` + text + `]`, "447700900123+GB.1 (ä"},
		"a contact's short name": {"messages", `"contacts":[{"profile":{"name":"` + strings.Repeat("ä", 400) + `"},"wa_id":"447700900123","user_id":"GB.1"}],"messages":[` + text + `]`,
			"(" + strings.Repeat("ä", 150) + ")"},
		"a contact of controls": {"messages", `"contacts":[{"profile":{"name":"` + controls + `","username":"` + controls[:1200] + `"},"wa_id":"447700900123","user_id":"GB.1"}],"messages":[` + text + `]`, "447700900123+GB.1 "},
		"a thread": {"history", `"history":[{"threads":[{"id":"` + long + `","context":{"x":"` + long + `","wa_id":"+44 7700 900123","user_id":"GB.1","username":"ada"},"messages":[` + text + `]}]}]`,
			"447700900123+GB.1 (ada)"},
		"a group's thread": {"history", `"history":[{"threads":[{"id":"Z3J","x":"` + long + `","context":{"x":"` + long + `"},"messages":[` + text + `]}]}]`, "in a group"},
	} {
		t.Run(name, func(t *testing.T) {
			e := one(t, delivery(c.field, c.inside)) // holds that it is equal after Body()
			if got := transcript(e); !strings.Contains(got, c.want) {
				t.Errorf("got %.600s", got)
			}
			if n := len(e.Body()) - len(e.Raw); n > 4<<10 {
				t.Errorf("%d bytes beside the element", n)
			}
		})
	}
}

// An identity that is too long is none, and is never cut into another.
func TestAbsurdIdentities(t *testing.T) {
	t.Parallel()
	digits, name, id := strings.Repeat("4", maxWaID+1), strings.Repeat("x", maxName+1), strings.Repeat("w", maxMessageID+1)
	user := "GB." + strings.Repeat("1", maxUserID)
	text := `"type":"text","text":{"body":"a"}`
	for what, body := range map[string]string{
		"sender":                delivery("messages", `"messages":[{"id":"wamid.1","from":"`+digits+`",`+text+`}]`),
		"sender's id":           delivery("messages", `"messages":[{"id":"wamid.1","from_user_id":"`+user+`",`+text+`}]`),
		"parent's id":           delivery("messages", `"messages":[{"id":"wamid.1","from_parent_user_id":"`+user+`",`+text+`}]`),
		"recipient":             delivery("smb_message_echoes", `"message_echoes":[{"id":"wamid.1","to":"`+digits+`",`+text+`}]`),
		"recipient's id":        delivery("smb_message_echoes", `"message_echoes":[{"id":"wamid.1","recipient":"`+user+`",`+text+`}]`),
		"thread":                delivery("history", `"history":[{"threads":[{"id":"`+digits+`","messages":[{"id":"wamid.1",`+text+`}]}]}]`),
		"group":                 delivery("history", `"history":[{"threads":[{"id":"`+name+`","messages":[{"id":"wamid.1",`+text+`}]}]}]`),
		"caller":                delivery("calls", `"calls":[{"id":"wacid.1","event":"connect","from":"`+digits+`"}]`),
		"event of a call":       delivery("calls", `"calls":[{"id":"wacid.1","event":"`+name+`","from":"447700900123"}]`),
		"who prefers":           delivery("user_preferences", `"user_preferences":[{"value":"stop","wa_id":"`+digits+`","user_id":"`+user+`"}]`),
		"new id":                delivery("user_id_update", `"user_id_update":[{"wa_id":"447700900123","user_id":{"current":"`+user+`"}}]`),
		"message of a status":   delivery("messages", `"statuses":[{"id":"`+id+`","status":"sent"}]`),
		"status":                delivery("messages", `"statuses":[{"id":"wamid.1","status":"`+name+`"}]`),
		"message reacted to":    delivery("messages", `"messages":[{"id":"wamid.1",`+fromAda+`,"type":"reaction","reaction":{"message_id":"`+id+`"}}]`),
		"whom a note is about":  delivery("messages", `"messages":[{"id":"wamid.1","type":"system","system":{"type":"user_changed_number","wa_id":"`+digits+`"}}]`),
		"contact of a sender":   delivery("messages", `"contacts":[{"wa_id":"`+digits+`","user_id":"`+user+`"}],"messages":[{"id":"wamid.1",`+text+`}]`),
		"sender in other signs": delivery("messages", `"messages":[{"id":"wamid.1","from":"+4 (`+digits+`)",`+text+`}]`),
	} {
		if e := one(t, body); e.Kind != KindUnparsable {
			t.Errorf("%s: got %.300s", what, transcript(e))
		}
	}
	e := one(t, `{"entry":[{"id":"`+name+`","changes":[{"field":"`+name+`","value":{"metadata":{"display_phone_number":"`+strings.Repeat("1", maxName+1)+`","phone_number_id":"`+name+`"},`+
		`"contacts":[{"wa_id":"447700900123","profile":{"username":"`+name+`","name":"Ada"}}],"messages":[{"id":"`+id+`","from":"447700900123","group_id":"`+name+`",`+text+`,"context":{"id":"`+id+`"}}]}}]}]}`)
	if e.Kind != KindMessage || len(e.Key) != 34 || e.ID+e.BusinessAccountID+e.PhoneNumberID+e.DisplayPhoneNumber+e.Party.GroupID+e.Party.Username+e.Message.ReplyTo != "" || e.Field != "messages" {
		t.Errorf("got %s", transcript(e))
	}
	if e := one(t, delivery("messages", `"statuses":[{"id":"wamid.1","status":"sent","recipient_id":"`+digits+`"}]`)); e.Kind != KindStatus || e.Party != (Party{}) {
		t.Errorf("got %s", transcript(e))
	}
	// As long as they may be.
	digits, user, id = digits[1:], user[:maxUserID], id[1:]
	e = one(t, delivery("messages", `"messages":[{"id":"`+id+`","from":"`+digits+`","from_user_id":"`+user+`",`+text+`}]`))
	if e.Party.WaID != digits || e.Party.UserID != user || e.Key != "m:"+id {
		t.Errorf("got %s", transcript(e))
	}
}
