package hooks_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"
)

func TestLinkAnUnknownSender(t *testing.T) {
	t.Parallel()
	const path = "/api/crm/conversations/unknown:447700900123/link"
	said := [2]string{"447700900123+GB.77@ada.m", "hello"}

	t.Run("to a new customer", func(t *testing.T) {
		t.Parallel()
		b := newBench(t, testConfig())
		b.says(said, said, [2]string{"GB.77", "hidden"})
		before := b.snapshot()
		a := b.call("POST", path, b.staffToken, map[string]any{"new": map[string]any{"name": "Ada", "company": "Merrow", "search": "x", "owner": b.staffID}})
		want(t, "link "+a.body, a.status, 200)
		answer := a.json(t)
		customer := answer["customer"].(map[string]any)
		contact := answer["contact"].(map[string]any)
		want(t, "messages", answer["messages"], 3.0)
		want(t, "customer", fmt.Sprint(customer["name"], customer["company"], customer["owner"], customer["search"]), "AdaMerrow"+"ada merrow")
		want(t, "contact", fmt.Sprint(contact["value"], contact["wa_user_id"], contact["wa_username"], contact["digits"]), "+447700900123GB.77ada.m447700900123")
		want(t, "whose", b.whose(), strings.TrimSpace(strings.Repeat(customer["id"].(string)+" ", 3)))
		want(t, "unread", b.conversation(customer["id"].(string)).GetInt("unread"), 3)
		want(t, "undo", b.undo(answer["move"]).status, 200)
		if after := b.snapshot(); after != before {
			t.Errorf("not as it was:\n%s", differences(before, after))
		}
	})

	t.Run("to one that is there", func(t *testing.T) {
		t.Parallel()
		b := newBench(t, testConfig())
		ada := b.create("customers", map[string]any{"name": "Ada"}).Id
		b.says(said)
		want(t, "link", b.call("POST", path, b.staffToken, map[string]any{"customer": ada}).status, 200)
		want(t, "whose", b.whose(), ada)
		want(t, "by whom", b.lastMove()["actor"], b.staffID)
		want(t, "again", b.call("POST", path, b.staffToken, map[string]any{"customer": ada}).status, 404)
	})

	t.Run("blocked before", func(t *testing.T) {
		t.Parallel()
		b := newBench(t, testConfig())
		ada := b.create("customers", map[string]any{"name": "Ada"}).Id
		b.says(said)
		a := b.call("PATCH", "/api/collections/conversations/records/"+b.conversation("unknown:447700900123").Id, b.staffToken, map[string]any{"state": "blocked"})
		want(t, "block", a.status, 200)
		b.says(said)
		want(t, "kept in the log", b.count("comms_log", nil), 2)
		want(t, "unread", b.conversation("unknown:447700900123").GetInt("unread"), 1)
		want(t, "still blocked", b.conversation("unknown:447700900123").GetString("state"), "blocked")
		b.call("POST", path, b.staffToken, map[string]any{"customer": ada})
		want(t, "as a customer", b.conversation(ada).GetString("state"), "open")
	})

	t.Run("refusals", func(t *testing.T) {
		t.Parallel()
		b := newBench(t, testConfig())
		ada := b.create("customers", map[string]any{"name": "Ada"}).Id
		b.says(said)
		before := b.snapshot()
		for name, tc := range map[string]struct {
			path, token string
			body        any
			want        int
		}{
			"guest":            {path, "", map[string]any{"customer": ada}, 401},
			"no such customer": {path, b.staffToken, map[string]any{"customer": "aaaaaaaaaaaaaaa"}, 400},
			"nothing chosen":   {path, b.staffToken, map[string]any{}, 400},
			"no name":          {path, b.staffToken, map[string]any{"new": map[string]any{"company": "x"}}, 400},
			"bad e-mail":       {path, b.staffToken, map[string]any{"new": map[string]any{"name": "x", "email": "nope"}}, 400},
			"not JSON":         {path, b.staffToken, []byte("{"), 400},
			"nobody wrote":     {"/api/crm/conversations/unknown:1/link", b.staffToken, map[string]any{"customer": ada}, 404},
			"a customer":       {"/api/crm/conversations/" + ada + "/link", b.staffToken, map[string]any{"customer": ada}, 400},
		} {
			a := b.call("POST", tc.path, tc.token, tc.body)
			want(t, name, a.status, tc.want)
		}
		want(t, "nothing changed", b.snapshot() == before, true)
	})
}

func TestLikelyMatchesAreProposedNeverTaken(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	local := b.customer("Somebody", "phone", "+1 770 090 0123")
	name := b.create("customers", map[string]any{"name": "Noor Khalil"}).Id
	b.create("customers", map[string]any{"name": "Other"})
	b.says([2]string{"447700900123", "hi"})
	want(t, "whose", b.whose(), "unknown:447700900123")
	a := b.call("GET", "/api/crm/conversations/unknown:447700900123/matches", b.staffToken, nil)
	got := []string{}
	for _, item := range a.json(t)["items"].([]any) {
		m := item.(map[string]any)
		got = append(got, m["customer"].(map[string]any)["id"].(string))
		if m["reason"] == "" {
			t.Error("no reason is given")
		}
	}
	want(t, "matches", strings.Join(got, " "), local+" "+name)
	want(t, "guest", b.call("GET", "/api/crm/conversations/unknown:447700900123/matches", "", nil).status, 401)
}

func TestCustomersAreFoundAsPeopleType(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	b.create("customers", map[string]any{"name": "José Ñandú", "company": "Straße & Söhne", "email": "jose@example.com", "tags": []string{"VIP"}})
	greek := b.create("customers", map[string]any{"name": "Ωμέγα Παπαδόπουλος"}).Id
	b.create("contacts", map[string]any{"customer": greek, "type": "phone", "value": "+30 691 234 5678"})
	b.create("customers", map[string]any{"name": "100% _Wool_"})
	for q, want := range map[string]string{
		"jose": "José Ñandú", "nandu JOS": "José Ñandú", "strasse": "José Ñandú", "SÖHNE": "José Ñandú", "vip": "José Ñandú", "jose@ex": "José Ñandú",
		"ωμεγα": "Ωμέγα Παπαδόπουλος", "ΠΑΠΑΔΟΠΟΥΛΟΣ": "Ωμέγα Παπαδόπουλος", "691 234": "Ωμέγα Παπαδόπουλος", "0030 691": "Ωμέγα Παπαδόπουλος",
		"%": "100% _Wool_", "_wool_": "100% _Wool_", "nobody": "", "jose omega": "",
	} {
		a := b.call("GET", "/api/crm/customers/find?q="+url.QueryEscape(q), b.staffToken, nil)
		names := []string{}
		for _, item := range a.json(t)["items"].([]any) {
			names = append(names, item.(map[string]any)["customer"].(map[string]any)["name"].(string))
		}
		if got := strings.Join(names, ", "); got != want {
			t.Errorf("%q finds %q, want %q", q, got, want)
		}
	}
	a := b.call("GET", "/api/crm/customers/find", b.staffToken, nil)
	want(t, "all", len(a.json(t)["items"].([]any)), 3)
	want(t, "guest", b.call("GET", "/api/crm/customers/find?q=a", "", nil).status, 401)
	record, _ := b.app.FindFirstRecordByData("customers", "name", "José Ñandú")
	want(t, "staff can't write it", b.call("PATCH", "/api/collections/customers/records/"+record.Id, b.staffToken, map[string]any{"search": "x"}).status, 400)
}
