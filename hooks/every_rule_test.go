package hooks_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/subscriptions"
)

// Who may do something, beside superusers; and what somebody is at most.
const (
	byNobody = iota
	byAdmins
	byStaff
)

// may is who does what with a record of a collection that isn't their own.
type may struct{ read, create, update, remove int }

// everyCollection has a line for each collection, PocketBase's own included: a
// new one is decided here, not forgotten.
var everyCollection = map[string]may{
	"_mfas": {}, "_otps": {}, "_externalAuths": {}, "_authOrigins": {}, "_superusers": {},
	"users":              {read: byStaff},
	"customers":          {read: byStaff, create: byStaff, update: byStaff},
	"contacts":           {read: byStaff, create: byStaff, update: byStaff, remove: byStaff},
	"comms_log":          {read: byStaff, create: byStaff},
	"conversations":      {read: byStaff, update: byStaff},
	"crm_settings":       {read: byStaff, create: byAdmins, update: byAdmins, remove: byAdmins},
	"identity_moves":     {read: byStaff},
	"identity_undo":      {},
	"imports":            {read: byStaff},
	"quick_replies":      {read: byStaff, create: byStaff, update: byStaff, remove: byStaff},
	"whatsapp_cancelled": {},
	"whatsapp_events":    {},
	"whatsapp_media":     {},
	"whatsapp_names":     {},
	"whatsapp_notices":   {read: byAdmins},
	"whatsapp_outbox":    {},
	"whatsapp_statuses":  {},
	"whatsapp_templates": {read: byStaff},
}

const inactiveAdmin = "an inactive admin"

// roles are all kinds of accounts but superusers, with their tokens.
func (b *bench) roles() map[string]struct {
	token  string
	record *core.Record
	is     int
} {
	b.t.Helper()
	agent, err := b.app.FindRecordById("users", b.staffID)
	if err != nil {
		b.t.Fatal(err)
	}
	admin, gone, other := b.user("admin@example.com", "admin", true), b.user("gone@example.com", "admin", false), b.otherAccount()
	type role = struct {
		token  string
		record *core.Record
		is     int
	}
	return map[string]role{
		"a guest":                          {"", nil, byStrangers},
		"an account of another collection": {b.token(other), other, byStrangers},
		inactiveAdmin:                      {b.token(gone), gone, byStrangers},
		"an agent":                         {b.token(agent), agent, byStaff},
		"an admin":                         {b.token(admin), admin, byAdmins},
	}
}

// lets tells whether somebody may what least may.
func lets(least, is int) bool { return is <= least }

// Whoever may not do something sees nothing and changes nothing by trying.
func TestEveryCollectionByEveryRole(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	roles := b.roles()
	const id = "zzzzzzzzzzzzzzz"
	collections, err := b.app.FindAllCollections()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range collections {
		if _, ok := everyCollection[c.Name]; !ok && c.Name != "members" {
			t.Errorf("%s is in no line of everyCollection: who may do what with it?", c.Name)
		}
		if _, err := b.app.NonconcurrentDB().NewQuery("INSERT INTO {{" + c.Name + "}} (id) VALUES ({:id})").Bind(dbx.Params{"id": id}).Execute(); err != nil {
			t.Fatal(err)
		}
	}
	before := b.everyRow(collections)
	for name, rule := range everyCollection {
		records := "/api/collections/" + name + "/records"
		for who, role := range roles {
			a := b.call("GET", records+"?filter=(id='"+id+"')", role.token, nil)
			want(t, fmt.Sprintf("%s lists %s", who, name), strings.Contains(a.body, `"id":"`+id), lets(rule.read, role.is))
			a = b.call("GET", records+"/"+id, role.token, nil)
			want(t, fmt.Sprintf("%s views %s", who, name), a.status == 200, lets(rule.read, role.is))
			for _, try := range []struct {
				what, method, path string
				least              int
			}{{"creates", "POST", records, rule.create}, {"changes", "PATCH", records + "/" + id, rule.update}, {"deletes", "DELETE", records + "/" + id, rule.remove}} {
				if lets(try.least, role.is) {
					continue // note: TestRulesRoleByCollection does what is allowed
				}
				a := b.call(try.method, try.path, role.token, map[string]any{
					"id": "aaaaaaaaaaaaaaa", "name": "X", "body": "X", "key": "stop_words", "value": []string{"x"}, "shortcut": "x", "type": "whatsapp",
					"direction": "outbound", "email": "x@example.com", "password": "tern-lantern-quay-41", "passwordConfirm": "tern-lantern-quay-41"})
				if !slices.Contains([]int{400, 401, 403, 404}, a.status) {
					t.Errorf("%s %s %s: %d %s", who, try.what, name, a.status, a.body)
				}
			}
		}
	}
	after := b.everyRow(collections)
	for name, rows := range before {
		if after[name] != rows {
			t.Errorf("%s has changed by what was refused:\n%s\n%s", name, rows, after[name])
		}
	}
}

// everyRow is what is in each collection.
func (b *bench) everyRow(collections []*core.Collection) map[string]string {
	b.t.Helper()
	all := map[string]string{}
	for _, c := range collections {
		rows := []dbx.NullStringMap{}
		if err := b.app.DB().NewQuery("SELECT * FROM {{" + c.Name + "}} ORDER BY id").All(&rows); err != nil {
			b.t.Fatal(err)
		}
		all[c.Name] = fmt.Sprint(rows)
	}
	return all
}

// Nobody hears more than they may read, whatever topics they follow.
func TestNobodyHearsMoreThanTheyMayRead(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	names := []string{"users", "customers", "contacts", "comms_log", "conversations", "crm_settings", "quick_replies", "whatsapp_notices", "whatsapp_events"}
	topics := []string{}
	for _, name := range names {
		topics = append(topics, name+"/*")
	}
	superuser, err := b.app.FindAuthRecordByEmail(core.CollectionNameSuperusers, "root@example.com")
	if err != nil {
		t.Fatal(err)
	}
	all, clients, roles := b.follow(superuser, topics...), map[string]subscriptions.Client{}, b.roles()
	delete(roles, inactiveAdmin) // note: they can't come to a topic, and lose those they had: access_test.go
	for who, role := range roles {
		clients[who] = b.follow(role.record, topics...)
	}

	b.user("new@example.com", "agent", true)
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.webhook(value(`"messages":[` + text("447700900123", "wamid.1", "1793700001", "hello") + `]`))
	b.create("whatsapp_events", map[string]any{"reason": "error", "state": "parked"})
	b.webhook(sample(t, "account-alert.json"))
	want(t, "assign", b.call("PATCH", "/api/collections/conversations/records/"+b.conversation(ada).Id, b.staffToken, map[string]any{"state": "done"}).status, 200)
	b.create("crm_settings", map[string]any{"key": "read_receipts", "value": true})
	b.create("quick_replies", map[string]any{"shortcut": "hi", "body": "Hello"})
	for told := map[string]bool{}; len(told) < len(names); {
		m := next(t, all, patience)
		if m == nil {
			t.Fatalf("a superuser hears only of %v", told)
		}
		told[strings.TrimSuffix(m.Name, "/*")] = true
	}
	for who, client := range clients {
		told := map[string]bool{}
		for m := next(t, client, 200*time.Millisecond); m != nil; m = next(t, client, 50*time.Millisecond) {
			told[strings.TrimSuffix(m.Name, "/*")] = true
		}
		for _, name := range names {
			want(t, who+" hears of "+name, told[name], lets(everyCollection[name].read, roles[who].is))
		}
	}
}

// A file of a customer is for whoever may read its row, by a token for files alone.
func TestFilesByEveryRole(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	_, message := b.entryWithFile(b.customer("Ada", "whatsapp", "+44 7700 900123"))
	uploaded := b.upload(b.staffToken, "list.csv", "Name,Phone\nBen,07700 900124\n").json(t)
	list := fmt.Sprintf("/api/files/imports/%s/%s", uploaded["id"], uploaded["file"])
	for who, role := range b.roles() {
		token := ""
		if role.record != nil {
			token = b.fileToken(role.record)
		}
		for _, file := range []string{message, list} {
			for _, query := range []string{"?token=" + token, "?thumb=480x480f&token=" + token, "?download=1&token=" + token} {
				a := b.call("GET", file+query, "", nil)
				want(t, who+" gets "+file+query[:6], a.status == 200, lets(byStaff, role.is))
			}
			a := b.call("GET", file+"?token="+role.token, role.token, nil)
			want(t, who+" gets "+file+" with the token of a session", a.status == 200, false)
		}
	}
}
