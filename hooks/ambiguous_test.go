package hooks_test

import (
	"fmt"
	"strings"
	"testing"
)

func TestOneNumberOfSeveralCustomers(t *testing.T) {
	t.Parallel()
	const number, other = "447700900123", "15550100311"
	b := newBench(t, testConfig())
	ada, kim := b.customer("Ada", "phone", "+44 7700 900123"), b.customer("Kim", "phone", "07700 900123")
	kimsContact := b.contactOf(kim)
	kimsContact.Set("value", "+44 7700 900 123")
	if err := b.app.Save(kimsContact); err != nil {
		t.Fatal(err)
	}

	b.says([2]string{number, "the oldest contact"})
	want(t, "nobody has written yet", b.whose(), ada)
	want(t, "marked", b.only().GetBool("ambiguous"), true)

	a := b.call("GET", "/api/crm/conversations/"+ada+"/owners?address="+number, b.staffToken, nil)
	owners := a.json(t)["items"].([]any)
	want(t, "owners", len(owners), 2)
	want(t, "current", owners[0].(map[string]any)["current"], true)

	// An answer is part of the talk, a note isn't.
	b.call("POST", "/api/collections/comms_log/records", b.staffToken, map[string]any{"customer": ada, "type": "note", "body": "Ada's"})
	a = b.call("POST", "/api/crm/conversations/"+ada+"/choose", b.staffToken, map[string]any{"address": number, "customer": kim})
	want(t, "choose "+a.body, a.status, 200)
	move := a.json(t)["move"]
	want(t, "whose", b.whose(), kim+" "+ada)
	want(t, "marked", b.count("comms_log WHERE ambiguous = TRUE", nil), 0)
	b.consistent()

	b.call("POST", "/api/collections/comms_log/records", b.staffToken, map[string]any{"customer": ada, "type": "note", "body": "Ada's conversation is the latest"})
	b.says([2]string{number, "still Kim's"})
	want(t, "still Kim's", b.count("comms_log WHERE customer_id = '"+kim+"' AND ambiguous = FALSE AND type = 'whatsapp'", nil), 2)
	want(t, "Ada's", b.count("comms_log WHERE customer_id = '"+ada+"' AND type = 'whatsapp'", nil), 0)

	// Back to the moment before: the later message goes along.
	want(t, "undo", b.undo(move).status, 200)
	want(t, "Ada's", b.count("comms_log WHERE customer_id = '"+ada+"' AND type = 'whatsapp'", nil), 2)
	want(t, "preferred", b.count("contacts WHERE preferred = TRUE", nil), 0)

	for name, tc := range map[string]struct {
		path string
		body map[string]any
		want int
	}{
		"nobody":               {ada, map[string]any{"address": number, "customer": "aaaaaaaaaaaaaaa"}, 400},
		"another number":       {ada, map[string]any{"address": other, "customer": kim}, 400},
		"no number":            {ada, map[string]any{"address": "x'--", "customer": kim}, 400},
		"in an unknown thread": {"unknown:" + number, map[string]any{"address": number, "customer": kim}, 400},
	} {
		want(t, name, b.call("POST", "/api/crm/conversations/"+tc.path+"/choose", b.staffToken, tc.body).status, tc.want)
	}
}

func TestChoosingIsUndoneExactly(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		to   func(ada, kim, wren string) string
	}{
		{"the other one", func(_, kim, _ string) string { return kim }},
		{"the same one", func(ada, _, _ string) string { return ada }},
		{"somebody else", func(_, _, wren string) string { return wren }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, testConfig())
			ada, kim := b.customer("Ada", "phone", "+44 7700 900123"), b.customer("Kim", "phone", "+44 7700 900123")
			wren := b.create("customers", map[string]any{"name": "Wren"}).Id
			b.says([2]string{"447700900123+GB.77", "whose?"})
			before := b.snapshot()
			chosen := tc.to(ada, kim, wren)
			a := b.call("POST", "/api/crm/conversations/"+ada+"/choose", b.staffToken, map[string]any{"address": "447700900123", "customer": chosen})
			want(t, "choose "+a.body, a.status, 200)
			want(t, "whose", b.whose(), chosen)
			contact, err := b.app.FindFirstRecordByData("contacts", "wa_user_id", "GB.77")
			if err != nil || contact.GetString("customer") != chosen {
				t.Errorf("the WhatsApp account was not learned: %v", err)
			}
			b.says([2]string{"GB.77", "hidden now"})
			want(t, "whose", b.whose(), chosen+" "+chosen)
			b.app.DB().NewQuery("DELETE FROM comms_log WHERE body = 'hidden now'").Execute()
			b.app.DB().NewQuery("UPDATE conversations SET updated = (SELECT MAX(updated) FROM conversations)").Execute()
			want(t, "undo", b.undo(a.json(t)["move"]).status, 200)
			want(t, "whose", b.whose(), ada)
			want(t, "marked", b.only().GetBool("ambiguous"), true)
			if after := b.snapshot(); strings.Count(after, "contacts ") != strings.Count(before, "contacts ") {
				t.Error(differences(before, after))
			}
		})
	}
}

// A person whose number several customers have stays together when it is
// hidden, and goes as a whole to the customer that is chosen.
func TestASharedNumberKeepsItsPersonTogether(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	ada := b.customer("Ada", "phone", "+44 7700 900123")
	kim := b.customer("Kim", "phone", "+44 7700 900123")
	b.says([2]string{"447700900123+GB.77", "whose?"}, [2]string{"GB.77", "hidden"}, [2]string{"447700900123+GB.77", "both again"}, [2]string{"447700900123", "number alone"})
	want(t, "whose", b.whose(), strings.TrimSpace(strings.Repeat(ada+" ", 4)))
	marks := ""
	for _, row := range b.log() {
		marks += fmt.Sprintf("%t ", row.GetBool("ambiguous"))
	}
	want(t, "marked", marks, "true false true true ")
	a := b.call("POST", "/api/crm/conversations/"+ada+"/choose", b.staffToken, map[string]any{"address": "447700900123", "customer": kim})
	want(t, "choose "+a.body, a.status, 200)
	want(t, "whose", b.whose(), strings.TrimSpace(strings.Repeat(kim+" ", 4)))
	b.says([2]string{"GB.77", "hidden again"}, [2]string{"447700900123+GB.77", "and both"})
	want(t, "whose later", b.whose(), strings.TrimSpace(strings.Repeat(kim+" ", 6)))
	want(t, "marked later", b.count("comms_log WHERE ambiguous = TRUE", nil), 0)
	want(t, "undo", b.undo(a.json(t)["move"]).status, 200)
	want(t, "whose after undo", b.whose(), strings.TrimSpace(strings.Repeat(ada+" ", 6)))
	contact, err := b.app.FindFirstRecordByData("contacts", "wa_user_id", "GB.77")
	if err != nil || contact.GetString("customer") != ada {
		t.Errorf("whose account: %v", err)
	}
}

// A number that has got another WhatsApp account may have got another owner.
func TestAnotherAccountOnAKnownNumberIsDoubtful(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	ada := b.customer("Ada", "phone", "+44 7700 900123")
	b.says([2]string{"447700900123+GB.77", "Ada"}, [2]string{"447700900123+GB.99", "who?"})
	rows := b.log()
	want(t, "first", rows[0].GetBool("ambiguous"), false)
	want(t, "second", rows[1].GetBool("ambiguous"), true)
	a := b.call("POST", "/api/crm/conversations/"+ada+"/choose", b.staffToken, map[string]any{"address": "447700900123", "customer": ada})
	want(t, "choose", a.status, 200)
	b.says([2]string{"GB.99", "Ada again"})
	want(t, "whose", b.whose(), strings.Join([]string{ada, ada, ada}, " "))
	want(t, "marked", b.count("comms_log WHERE ambiguous = TRUE", nil), 0)
}

// Which of several customers it is never depends on chance.
func TestTheLatestConversationDecides(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	first, second := b.customer("First", "phone", "+44 7700 900123"), b.customer("Second", "phone", "+44 7700 900123")
	b.call("POST", "/api/collections/comms_log/records", b.staffToken, map[string]any{"customer": second, "type": "call", "body": "called", "occurred_at": "2026-01-01 10:00:00.000Z"})
	for i := range 3 {
		b.says([2]string{"447700900123", fmt.Sprint("n", i)})
	}
	want(t, "first's", b.count("comms_log WHERE customer_id = '"+first+"'", nil), 0)
	want(t, "second's", b.count("comms_log WHERE customer_id = '"+second+"'", nil), 4)
	b.says([2]string{"7700900123", "last digits alone"}, [2]string{"17700900123", "another country"})
	want(t, "second's", b.count("comms_log WHERE customer_id = '"+second+"'", nil), 4)
}
