package hooks_test

import (
	"fmt"
	"strings"
	"testing"
)

// An account that anything refers to stays, so that its name does.
func TestAnAccountThatWasUsedIsNotDeleted(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	ada := b.create("customers", map[string]any{"name": "Ada"}).Id
	for field, use := range map[string]func(id string){
		"author in comms_log": func(id string) {
			b.create("comms_log", map[string]any{"customer": ada, "type": "note", "direction": "internal", "body": "x", "author": id})
		},
		"owner in customers": func(id string) { b.create("customers", map[string]any{"name": "Kim", "owner": id}) },
		"assignee in conversations": func(id string) {
			b.create("conversations", map[string]any{"customer_id": "unknown:1", "assignee": id})
		},
		"author in imports":       func(id string) { b.create("imports", map[string]any{"name": "a.csv", "state": "done", "author": id}) },
		"author in quick_replies": func(id string) { b.create("quick_replies", map[string]any{"shortcut": "a", "body": "x", "author": id}) },
		"dismissed_by in whatsapp_notices": func(id string) {
			b.create("whatsapp_notices", map[string]any{"severity": "info", "dedup_key": "k", "dismissed_by": id})
		},
	} {
		used := b.user(strings.Fields(field)[2]+"@example.com", "agent", true).Id
		use(used)
		a := b.call("DELETE", fmt.Sprintf(records, "users", used), b.superToken, nil)
		name, collection, _ := strings.Cut(field, " in ")
		if a.status != 400 || !strings.Contains(a.body, name+" of records in "+collection) || !strings.Contains(a.body, "Switch active off") {
			t.Errorf("%s: %d %s", field, a.status, a.body)
		}
	}
	unused := b.user("typo@example.com", "agent", true).Id
	want(t, "never used", b.call("DELETE", fmt.Sprintf(records, "users", unused), b.superToken, nil).status, 204)
}

func TestActiveStaffKeepAnAdmin(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	first := b.user("ann@example.com", "admin", true).Id
	change := func(id string, fields map[string]any) answer {
		return b.call("PATCH", fmt.Sprintf(records, "users", id), b.superToken, fields)
	}
	for field, value := range map[string]any{"role": "agent", "active": false} {
		a := change(first, map[string]any{field: value})
		want(t, field+" of the last admin", a.status, 400)
		if _, said := a.json(t)["data"].(map[string]any)[field]; !said || !strings.Contains(a.body, "somebody else an admin first") {
			t.Errorf("%s: %s", field, a.body)
		}
	}
	want(t, "delete the last admin", b.call("DELETE", fmt.Sprintf(records, "users", first), b.superToken, nil).status, 400)
	want(t, "name of the last admin", change(first, map[string]any{"name": "Ann", "email": "ann2@example.com"}).status, 200)
	second := b.user("bo@example.com", "admin", true).Id
	want(t, "with another one", change(first, map[string]any{"role": "agent"}).status, 200)
	want(t, "now the last one", change(second, map[string]any{"active": false}).status, 400)
	want(t, "others leave", change(first, map[string]any{"active": false}).status, 200)
	want(t, "others leave", change(b.staffID, map[string]any{"active": false}).status, 200)
	want(t, "the only one may leave", change(second, map[string]any{"active": false}).status, 200)
}
