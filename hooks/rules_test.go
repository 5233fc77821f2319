package hooks_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// The security boundary, through the real API: what each role may do with each
// collection. 403 is "never", 404 "not for you", 400 "not like this".
func TestRulesRoleByCollection(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.webhook(value(`"messages":[` + text("447700900123", "wamid.1", "1793700001", "hello") + `]`))
	row := b.only()
	contact, _ := b.app.FindFirstRecordByData("contacts", "customer", ada)
	conversation := b.conversation(ada)
	colleague := b.user("kim@example.com", "admin", true)
	note := b.create("comms_log", map[string]any{
		"customer": ada, "type": "note", "direction": "internal", "body": "by a colleague", "author": colleague.Id,
		"occurred_at": time.Now().UTC(),
	})
	b.webhook(`{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"brand_new","value":{"a":1}}]}]}`)
	event, err := b.app.FindFirstRecordByData("whatsapp_events", "state", "parked")
	if err != nil {
		t.Fatal(err)
	}
	notice := b.notice()
	other := b.create("customers", map[string]any{"name": "Nobody yet"})

	setting := b.create("crm_settings", map[string]any{"key": "read_receipts", "value": true})
	template := b.create("whatsapp_templates", map[string]any{"name": "a", "language": "en", "status": "APPROVED"})
	reply := b.create("quick_replies", map[string]any{"shortcut": "hi", "body": "Hello"})

	spare := b.create("contacts", map[string]any{"customer": other.Id, "type": "phone", "value": "+1 555 010 0333"})
	b.call("DELETE", "/api/collections/contacts/records/"+spare.Id, b.staffToken, nil)
	move, err := b.app.FindFirstRecordByData("identity_moves", "contact", spare.Id)
	if err != nil {
		t.Fatal(err)
	}

	tokens := map[string]string{
		"guest": "",
		// somebody of the application that this is a part of
		"other":    b.token(b.otherAccount()),
		"inactive": b.token(b.user("gone@example.com", "admin", false)),
		"staff":    b.staffToken,
		"admin":    b.token(colleague),
		"super":    b.superToken,
	}
	note2 := func(kind string) map[string]any {
		return map[string]any{"customer": ada, "type": kind, "direction": "outbound", "body": "x"}
	}

	for _, tc := range []struct {
		name, method, path string
		body               any
		guest, other       int
		staff, admin       int
		super              int
	}{
		{"list users", "GET", "users/records", nil, 200, 200, 200, 200, 200},
		{"sign up", "POST", "users/records", map[string]any{"email": "new@example.com", "password": "correct horse", "passwordConfirm": "correct horse"}, 403, 403, 403, 403, 200},
		{"change a colleague", "PATCH", "users/records/" + colleague.Id, map[string]any{"name": "K"}, 404, 404, 404, 200, 200},
		{"delete a colleague", "DELETE", "users/records/aaaaaaaaaaaaaaa", nil, 403, 403, 403, 403, 404},

		{"view a customer", "GET", "customers/records/" + ada, nil, 404, 404, 200, 200, 200},
		{"create a customer", "POST", "customers/records", map[string]any{"name": "New"}, 400, 400, 200, 200, 200},
		{"change a customer", "PATCH", "customers/records/" + ada, map[string]any{"company": "Merrow"}, 404, 404, 200, 200, 200},
		{"delete a customer with a log", "DELETE", "customers/records/" + ada, nil, 403, 403, 403, 403, 400},

		{"view a contact", "GET", "contacts/records/" + contact.Id, nil, 404, 404, 200, 200, 200},
		{"create a contact", "POST", "contacts/records", map[string]any{"customer": other.Id, "type": "phone", "value": "+1 555 010 0322"}, 400, 400, 200, 200, 200},
		{"write a contact's digits", "PATCH", "contacts/records/" + contact.Id, map[string]any{"digits": "1"}, 404, 404, 400, 400, 400},
		{"write a contact's BSUID", "PATCH", "contacts/records/" + contact.Id, map[string]any{"wa_user_id": "US.1"}, 404, 404, 400, 400, 400},
		{"clear an opt-out", "PATCH", "contacts/records/" + contact.Id, map[string]any{"opted_out_at": "2026-01-01 00:00:00.000Z"}, 404, 404, 400, 400, 400},

		{"view a message", "GET", "comms_log/records/" + row.Id, nil, 404, 404, 200, 200, 200},
		{"create a WhatsApp row", "POST", "comms_log/records", note2("whatsapp"), 400, 400, 400, 400, 400},
		{"create a note", "POST", "comms_log/records", note2("note"), 400, 400, 200, 200, 200},
		{"create a call", "POST", "comms_log/records", note2("call"), 400, 400, 200, 200, 200},
		{"create an entry with a status", "POST", "comms_log/records", map[string]any{"customer": ada, "type": "call", "direction": "outbound", "body": "x", "status": "read"}, 400, 400, 400, 400, 400},
		{"create an entry for nobody", "POST", "comms_log/records", map[string]any{"type": "call", "direction": "outbound", "body": "x"}, 400, 400, 400, 400, 400},
		{"change a message", "PATCH", "comms_log/records/" + row.Id, map[string]any{"body": "forged"}, 404, 404, 404, 404, 200},
		{"change a status", "PATCH", "comms_log/records/" + row.Id, map[string]any{"status": "read"}, 404, 404, 404, 404, 400},
		{"change somebody's note", "PATCH", "comms_log/records/" + note.Id, map[string]any{"body": "mine now"}, 404, 404, 404, 200, 200},
		{"make a note a message", "PATCH", "comms_log/records/" + note.Id, map[string]any{"type": "whatsapp"}, 404, 404, 404, 404, 400},
		{"delete a message", "DELETE", "comms_log/records/" + row.Id, nil, 404, 404, 404, 404, 204},

		{"view a conversation", "GET", "conversations/records/" + conversation.Id, nil, 404, 404, 200, 200, 200},
		{"create a conversation", "POST", "conversations/records", map[string]any{"customer_id": "unknown:1"}, 403, 403, 403, 403, 400},
		{"assign a conversation", "PATCH", "conversations/records/" + conversation.Id, map[string]any{"state": "done", "assignee": b.staffID}, 404, 404, 200, 200, 200},
		{"write unread", "PATCH", "conversations/records/" + conversation.Id, map[string]any{"unread": 7}, 404, 404, 400, 400, 400},
		{"hold a window open", "PATCH", "conversations/records/" + conversation.Id, map[string]any{"window_expires_at": "2099-01-01 00:00:00.000Z"}, 404, 404, 400, 400, 400},
		{"delete a conversation", "DELETE", "conversations/records/aaaaaaaaaaaaaaa", nil, 403, 403, 403, 403, 404},

		{"list moves", "GET", "identity_moves/records", nil, 200, 200, 200, 200, 200},
		{"view a move", "GET", "identity_moves/records/" + move.Id, nil, 404, 404, 200, 200, 200},
		{"forge a move", "POST", "identity_moves/records", map[string]any{"kind": "merge", "from": ada, "to": ada}, 403, 403, 403, 403, 400},
		{"change a move", "PATCH", "identity_moves/records/" + move.Id, map[string]any{"messages": 7}, 403, 403, 403, 403, 400},
		{"see what undo needs", "GET", "identity_undo/records", nil, 403, 403, 403, 403, 200},

		{"list settings", "GET", "crm_settings/records", nil, 200, 200, 200, 200, 200},
		{"view a setting", "GET", "crm_settings/records/" + setting.Id, nil, 404, 404, 200, 200, 200},
		{"change a setting", "PATCH", "crm_settings/records/" + setting.Id, map[string]any{"value": false}, 404, 404, 404, 200, 200},
		{"make a setting", "POST", "crm_settings/records", map[string]any{"key": "typing_indicator", "value": true}, 400, 400, 400, 200, 400},
		{"delete a setting", "DELETE", "crm_settings/records/" + setting.Id, nil, 404, 404, 404, 204, 404},

		{"view a template", "GET", "whatsapp_templates/records/" + template.Id, nil, 404, 404, 200, 200, 200},
		{"change a template", "PATCH", "whatsapp_templates/records/" + template.Id, map[string]any{"reason": "x"}, 403, 403, 403, 403, 400},
		{"view a quick reply", "GET", "quick_replies/records/" + reply.Id, nil, 404, 404, 200, 200, 200},
		{"change a quick reply", "PATCH", "quick_replies/records/" + reply.Id, map[string]any{"body": "Bye"}, 404, 404, 200, 200, 200},
		{"list imports", "GET", "imports/records", nil, 200, 200, 200, 200, 200},
		{"make up an import", "POST", "imports/records", map[string]any{"state": "done"}, 403, 403, 403, 403, 400},
		{"read the outbox", "GET", "whatsapp_outbox/records", nil, 403, 403, 403, 403, 200},
		{"read what is fetched", "GET", "whatsapp_media/records", nil, 403, 403, 403, 403, 200},
		{"view a colleague", "GET", "users/records/" + colleague.Id, nil, 404, 404, 200, 200, 200},

		{"list events", "GET", "whatsapp_events/records", nil, 403, 403, 403, 403, 200},
		{"view an event", "GET", "whatsapp_events/records/" + event.Id, nil, 403, 403, 403, 403, 200},
		{"list notices", "GET", "whatsapp_notices/records", nil, 200, 200, 200, 200, 200},
		{"view a notice", "GET", "whatsapp_notices/records/" + notice.Id, nil, 404, 404, 404, 200, 200},
		{"change a notice", "PATCH", "whatsapp_notices/records/" + notice.Id, map[string]any{"title": "It was nothing."}, 403, 403, 403, 403, 400},
		{"read the phone's address book", "GET", "whatsapp_names/records", nil, 403, 403, 403, 403, 200},
		{"read what was cancelled", "GET", "whatsapp_cancelled/records", nil, 403, 403, 403, 403, 200},
		{"log a call as WhatsApp's", "POST", "comms_log/records", map[string]any{"customer": ada, "type": "call", "direction": "inbound", "body": "x", "call_outcome": "missed"}, 400, 400, 400, 400, 400},
		{"create an event", "POST", "whatsapp_events/records", map[string]any{"reason": "error", "state": "parked"}, 403, 403, 403, 403, 400},
		{"make a colleague an admin", "PATCH", "users/records/" + b.staffID, map[string]any{"role": "admin", "name": "S"}, 404, 404, 404, 404, 200},
	} {
		// note: superusers last, because they succeed in deleting
		for _, role := range []struct {
			name string
			want int
		}{{"guest", tc.guest}, {"other", tc.other}, {"inactive", 403}, {"staff", tc.staff}, {"admin", tc.admin}, {"super", tc.super}} {
			a := b.call(tc.method, "/api/collections/"+tc.path, tokens[role.name], tc.body)
			if a.status != role.want {
				t.Errorf("%s as %s: got %d, want %d: %s", tc.name, role.name, a.status, role.want, a.body)
			}
		}
	}
}

// otherAccount is of a collection that an application has beside ours.
func (b *bench) otherAccount() *core.Record {
	members := core.NewAuthCollection("members")
	if err := b.app.Save(members); err != nil {
		b.t.Fatal(err)
	}
	return b.create("members", map[string]any{"email": "member@example.com", "password": "correct horse", "active": true, "role": "admin"})
}

func TestGuestsAndStrangersSeeNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.webhook(value(`"messages":[` + text("447700900123", "wamid.1", "1793700001", "hello") + `]`))
	b.call("DELETE", "/api/collections/contacts/records/"+b.create("contacts", map[string]any{"customer": b.only().GetString("customer"), "type": "phone", "value": "1"}).Id, b.staffToken, nil)
	other := b.token(b.otherAccount())
	for _, collection := range []string{"users", "customers", "contacts", "comms_log", "conversations", "identity_moves"} {
		for _, token := range []string{"", other} {
			a := b.call("GET", "/api/collections/"+collection+"/records", token, nil)
			want(t, collection, fmt.Sprint(a.json(t)["totalItems"]), "0")
		}
		a := b.call("GET", "/api/collections/"+collection+"/records", b.staffToken, nil)
		if fmt.Sprint(a.json(t)["totalItems"]) == "0" {
			t.Errorf("staff see no %s either, so this test shows nothing", collection)
		}
	}
	for _, path := range []string{"/api/crm/health", "/api/crm/nothing"} {
		if a := b.call("GET", path, "", nil); a.status < 400 {
			t.Errorf("%s answers a guest with %d", path, a.status)
		}
	}
}

func TestStaffCannotPromoteThemselves(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	me := "/api/collections/users/records/" + b.staffID
	want(t, "own name", b.call("PATCH", me, b.staffToken, map[string]any{"name": "Sam", "language": "de"}).status, 200)
	want(t, "own role", b.call("PATCH", me, b.staffToken, map[string]any{"role": "admin"}).status, 404)
	want(t, "own access", b.call("PATCH", me, b.staffToken, map[string]any{"active": false}).status, 404)
	user, err := b.app.FindRecordById("users", b.staffID)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "role", user.GetString("role"), "agent")
	want(t, "name", user.GetString("name"), "Sam")
}

func TestDeactivatedStaffAreSignedOutAtOnce(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	user, _ := b.app.FindRecordById("users", b.staffID)
	user.Set("active", false)
	if err := b.app.Save(user); err != nil {
		t.Fatal(err)
	}
	want(t, "old session", b.call("GET", "/api/crm/health", b.staffToken, nil).status, 401)
	a := b.call("POST", "/api/collections/users/auth-with-password", "", map[string]any{"identity": "sam@example.com", "password": "correct horse"})
	want(t, "new session", a.status, 403)
}

func TestEntriesByHand(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	ada := b.create("customers", map[string]any{"name": "Ada"}).Id

	a := b.call("POST", "/api/collections/comms_log/records", b.staffToken, map[string]any{"customer": ada, "type": "note", "body": "Likes tea"})
	want(t, "create", a.status, 200)
	entry := a.json(t)
	want(t, "author", entry["author"], b.staffID)
	want(t, "customer_id", entry["customer_id"], ada)
	want(t, "direction", entry["direction"], "internal")
	if entry["occurred_at"] == "" {
		t.Error("the entry has no time")
	}
	want(t, "preview", b.conversation(ada).GetString("last_preview"), "Likes tea")

	path := "/api/collections/comms_log/records/" + entry["id"].(string)
	want(t, "correct it", b.call("PATCH", path, b.staffToken, map[string]any{"body": "Likes coffee"}).status, 200)
	want(t, "preview", b.conversation(ada).GetString("last_preview"), "Likes coffee")
	want(t, "empty it", b.call("PATCH", path, b.staffToken, map[string]any{"body": ""}).status, 400)
	want(t, "move it", b.call("PATCH", path, b.staffToken, map[string]any{"customer_id": "unknown:1"}).status, 400)
	want(t, "delete it", b.call("DELETE", path, b.staffToken, nil).status, 204)
	want(t, "preview", b.conversation(ada).GetString("last_preview"), "This entry was deleted")

	a = b.call("POST", "/api/collections/comms_log/records", b.staffToken, map[string]any{"customer_id": "unknown:447700900123", "type": "call", "body": "x"})
	want(t, "for a stranger who never wrote", a.status, 400)
	b.webhook(value(`"messages":[` + text("447700900123", "wamid.1", "1793700001", "hello") + `]`))
	a = b.call("POST", "/api/collections/comms_log/records", b.staffToken, map[string]any{"customer_id": "unknown:447700900123", "type": "call", "body": "x"})
	want(t, "for an unknown sender", a.status, 200)
}

func TestReadAndUnread(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	b.webhook(value(`"messages":[` + text("447700900123", "wamid.1", "1793700001", "hello") + `]`))
	const path = "/api/crm/conversations/unknown:447700900123/"
	want(t, "guest", b.call("POST", path+"read", "", nil).status, 401)
	want(t, "unread", b.conversation("unknown:447700900123").GetInt("unread"), 1)
	want(t, "read", b.call("POST", path+"read", b.staffToken, nil).status, 204)
	want(t, "unread", b.conversation("unknown:447700900123").GetInt("unread"), 0)
	want(t, "nobody", b.call("POST", "/api/crm/conversations/nobody/read", b.staffToken, nil).status, 404)
	want(t, "unread", b.call("POST", path+"unread", b.staffToken, nil).status, 204)
	want(t, "unread", b.conversation("unknown:447700900123").GetInt("unread"), 1)
}

func TestContactDigitsFollowTheCountry(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	customer := b.create("customers", map[string]any{"name": "Chloé", "country": "FR"})
	contact := b.create("contacts", map[string]any{"customer": customer.Id, "type": "phone", "value": "06 39 98 01 23"})
	want(t, "read as French", contact.GetString("digits"), "33639980123")

	customer.Set("country", "BE")
	if err := b.app.Save(customer); err != nil {
		t.Fatal(err)
	}
	contact, _ = b.app.FindRecordById("contacts", contact.Id)
	want(t, "value", contact.GetString("value"), "06 39 98 01 23")
	if contact.GetString("digits") == "33639980123" {
		t.Error("the number is still read as French")
	}

	mail := b.create("contacts", map[string]any{"customer": customer.Id, "type": "email", "value": "a.44@example.com"})
	want(t, "an e-mail address has no digits", mail.GetString("digits"), "")
	odd := b.create("contacts", map[string]any{"customer": customer.Id, "type": "phone", "value": "ask at the desk"})
	want(t, "words are kept", odd.GetString("value"), "ask at the desk")
}
