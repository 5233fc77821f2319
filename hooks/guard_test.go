package hooks_test

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/internal/race"
)

const records = "/api/collections/%s/records/%s"

// bent is a bench with one record in each collection of ours, made as Go code
// makes them, which nothing of this hinders.
func bent(t *testing.T) (b *bench, one map[string]string) {
	t.Helper()
	b = newBench(t, testConfig())
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.webhook(value(`"messages":[` + text("447700900123", "wamid.1", "1793700001", "hello") + `]`))
	const at = "2026-11-03 10:00:00.123Z"
	one = map[string]string{
		"customers": ada, "comms_log": b.only().Id, "conversations": b.conversation(ada).Id, "contacts": b.contactOf(ada).Id, "users": b.staffID,
	}
	for collection, fields := range map[string]map[string]any{
		"whatsapp_events":    {"reason": "error", "state": "parked", "body": map[string]any{"a": 1}, "received_at": at},
		"whatsapp_notices":   {"severity": "info", "title": "News", "dedup_key": "k"},
		"whatsapp_templates": {"name": "sale", "language": "en"},
		"imports":            {"name": "a.csv", "state": "done"},
		"quick_replies":      {"shortcut": "hi", "body": "Hello", "author": b.staffID},
		"crm_settings":       {"key": "typing_indicator", "value": true},
		"identity_moves":     {"kind": "merge", "from": "a", "to": ada},
		"whatsapp_outbox":    {"row": one["comms_log"], "address": "447700900123", "message_type": "text", "state": "sending", "due_at": at, "since": at},
		"whatsapp_media":     {"row": one["comms_log"], "state": "stored"},
		"whatsapp_names":     {"identity": "447700900123", "name": "Ada at work"},
		"whatsapp_statuses":  {"wamid": "wamid.OTHER", "statuses": []any{}, "received_at": at},
		"whatsapp_cancelled": {"client_key": "k", "cancelled_at": at},
	} {
		one[collection] = b.create(collection, fields).Id
	}
	one["identity_undo"] = b.create("identity_undo", map[string]any{"move": one["identity_moves"], "data": map[string]any{"a": 1}}).Id
	return b, one
}

// everything is all rows of all collections as text.
func (b *bench) everything(one map[string]string) string {
	b.t.Helper()
	var all strings.Builder
	for _, name := range slices.Sorted(maps.Keys(one)) {
		rows, err := b.app.FindAllRecords(name)
		if err != nil {
			b.t.Fatal(err)
		}
		for _, row := range rows {
			fmt.Fprintln(&all, name, row.FieldsData())
		}
	}
	return all.String()
}

// somethingElse is a value that a field doesn't have.
func somethingElse(field core.Field, record *core.Record) any {
	switch f := field.(type) {
	case *core.SelectField:
		return f.Values[(slices.Index(f.Values, record.GetString(f.Name))+1)%len(f.Values)]
	case *core.DateField:
		return "2030-01-01 00:00:00.000Z"
	case *core.NumberField:
		return 42
	case *core.BoolField:
		return !record.GetBool(f.Name)
	case *core.JSONField:
		return map[string]any{"bent": true}
	case *core.FileField:
		return []string{"bent.txt"}
	case *core.RelationField:
		return "aaaaaaaaaaaaaaa"
	}
	return "nonsense"
}

// Whatever collection and field a superuser writes: it is the server's, or it
// is in this list.
func TestASuperuserWritesNoFieldOfTheServers(t *testing.T) {
	t.Parallel()
	b, one := bent(t)
	writable := map[string]string{
		"customers": "name company email language country tags notes owner", "contacts": "customer type value label",
		"comms_log": "body", "conversations": "assignee state", "whatsapp_events": "state", "quick_replies": "shortcut body", "crm_settings": "key value",
	}
	collections, err := b.app.FindAllCollections(core.CollectionTypeBase)
	if err != nil {
		t.Fatal(err)
	}
	tried := 0
	for _, collection := range collections {
		if collection.System {
			continue
		}
		record, err := b.app.FindRecordById(collection, one[collection.Name])
		if err != nil {
			t.Errorf("%s has no record here, or is no collection that this knows: %v", collection.Name, err)
			continue
		}
		before := b.everything(one)
		for _, field := range collection.Fields {
			name := field.GetName()
			if name == core.FieldNameId || field.Type() == core.FieldTypeAutodate || slices.Contains(strings.Fields(writable[collection.Name]), name) {
				continue
			}
			a := b.call("PATCH", fmt.Sprintf(records, collection.Name, record.Id), b.superToken, map[string]any{name: somethingElse(field, record)})
			said, _ := a.json(t)["data"].(map[string]any)[name].(map[string]any)
			if a.status != 400 || said["message"] == "" || said["message"] == nil || !strings.HasPrefix(a.json(t)["message"].(string), "Not saved") {
				t.Errorf("%s.%s: %d %s", collection.Name, name, a.status, a.body)
			}
			tried++
		}
		if after := b.everything(one); after != before {
			t.Errorf("%s: something was written all the same:\n%s", collection.Name, differences(before, after))
		}
	}
	if tried < 150 {
		t.Errorf("only %d fields were tried", tried)
	}
}

// What can't be done says what can.
func TestWhatASuperuserIsToldToDoInstead(t *testing.T) {
	t.Parallel()
	b, one := bent(t)
	ada, kim := one["customers"], b.create("customers", map[string]any{"name": "Kim"}).Id
	sent := b.create("comms_log", map[string]any{"customer": ada, "type": "whatsapp", "direction": "outbound", "body": "Hi", "status": "sent", "message_type": "text"}).Id
	queued := b.create("comms_log", map[string]any{"customer": ada, "type": "whatsapp", "direction": "outbound", "body": "Soon", "status": "queued", "message_type": "text"}).Id
	call := b.create("comms_log", map[string]any{"customer": ada, "type": "call", "direction": "inbound", "body": "Missed call", "call_outcome": "missed"}).Id
	running := b.create("imports", map[string]any{"name": "b.csv", "state": "running"}).Id
	before := b.everything(one)

	for _, tc := range []struct {
		collection, id string
		body           map[string]any // of a change, or of a new record where there is no id; nil deletes
		field, words   string
	}{
		{"comms_log", one["comms_log"], map[string]any{"customer_id": "nonsense"}, "customer_id", "give the contact to another customer"},
		{"comms_log", one["comms_log"], map[string]any{"customer": kim}, "customer", "merge two customers"},
		{"comms_log", one["comms_log"], map[string]any{"customer": kim, "customer_id": kim}, "customer_id", "merge two customers"},
		{"comms_log", one["comms_log"], map[string]any{"customer": ""}, "customer", "contacts"},
		{"comms_log", sent, map[string]any{"status": "queued"}, "status", "Send it again"},
		{"comms_log", one["comms_log"], map[string]any{"body": " "}, "body", "delete it"},
		{"comms_log", queued, map[string]any{"body": "Later"}, "body", "Cancel it in the inbox"},
		{"comms_log", call, map[string]any{"body": "They called"}, "body", "Add a note"},
		{"comms_log", one["comms_log"], map[string]any{"versions": nil, "edited_at": "2026-01-01 00:00:00Z"}, "edited_at", "Change body"},
		{"comms_log", "", map[string]any{"customer": ada, "type": "whatsapp", "direction": "inbound", "body": "I owe you money"}, "type", "Choose note"},
		{"comms_log", "", map[string]any{"customer_id": "nonsense", "type": "note", "direction": "internal", "body": "x"}, "customer", "Choose the customer"},
		{"comms_log", "", map[string]any{"customer_id": "unknown:1", "type": "call", "body": "x"}, "customer", "no conversation"},
		{"comms_log", "", map[string]any{"customer": ada, "customer_id": kim, "type": "note", "body": "x"}, "customer", "Give customer alone"},
		{"comms_log", "", map[string]any{"customer": ada, "type": "note", "body": "x", "status": "read"}, "status", ""},
		{"conversations", one["conversations"], nil, "", "delete its entries in comms_log"},
		{"conversations", "", map[string]any{"customer_id": "unknown:1"}, "", "add an entry to comms_log"},
		{"conversations", one["conversations"], map[string]any{"unread": 7}, "unread", "in the inbox"},
		{"contacts", one["contacts"], map[string]any{"opted_out_at": "2026-01-01 00:00:00Z"}, "opted_out_at", "under Marketing"},
		{"contacts", one["contacts"], map[string]any{"wa_user_id": "US.1"}, "wa_user_id", "Change value"},
		{"contacts", one["contacts"], map[string]any{"digits": "1"}, "digits", "Read from value"},
		{"contacts", "", map[string]any{"customer": kim, "type": "phone", "value": "1", "wa_user_id": "US.1"}, "wa_user_id", "Change value"},
		{"customers", one["customers"], map[string]any{"search": "x"}, "search", "set by the server"},
		{"customers", one["customers"], nil, "", "can't be deleted"},
		{"whatsapp_events", one["whatsapp_events"], nil, "", "Replay it"},
		{"whatsapp_events", "", map[string]any{"reason": "error", "state": "parked"}, "", "WhatsApp"},
		{"whatsapp_events", one["whatsapp_events"], map[string]any{"state": "applied"}, "state", "parked"},
		{"whatsapp_notices", one["whatsapp_notices"], nil, "", "Dismiss"},
		{"whatsapp_templates", one["whatsapp_templates"], nil, "", "WhatsApp Manager"},
		{"whatsapp_templates", "", map[string]any{"name": "x", "language": "en"}, "", "WhatsApp Manager"},
		{"imports", running, nil, "", "Stop the import"},
		{"imports", "", map[string]any{"name": "c.csv", "state": "running"}, "", "Customers"},
		{"identity_moves", one["identity_moves"], nil, "", "Undo a move"},
		{"identity_undo", one["identity_undo"], nil, "", "Undo a move"},
		{"whatsapp_outbox", one["whatsapp_outbox"], nil, "", "inbox"},
		{"whatsapp_outbox", "", map[string]any{"row": sent}, "", "inbox"},
		{"whatsapp_media", one["whatsapp_media"], nil, "", "with its message"},
		{"whatsapp_cancelled", one["whatsapp_cancelled"], nil, "", "goes by itself"},
	} {
		method := "PATCH"
		switch {
		case tc.body == nil:
			method = "DELETE"
		case tc.id == "":
			method = "POST"
		}
		a := b.call(method, strings.TrimSuffix(fmt.Sprintf(records, tc.collection, tc.id), "/"), b.superToken, anyOf(tc.body))
		what := fmt.Sprint(method, " ", tc.collection, " ", tc.body)
		want(t, what+a.body, a.status, 400)
		said := a.json(t)["message"].(string)
		if tc.field != "" {
			field, ok := a.json(t)["data"].(map[string]any)[tc.field].(map[string]any)
			if !ok {
				t.Errorf("%s says nothing of %s: %s", what, tc.field, a.body)
				continue
			}
			said = field["message"].(string)
		}
		if !strings.Contains(said, tc.words) {
			t.Errorf("%s is told %q, not %q", what, said, tc.words)
		}
	}
	if after := b.everything(one); after != before {
		t.Errorf("something was changed all the same:\n%s", differences(before, after))
	}
}

// anyOf keeps a missing body from being the JSON null.
func anyOf(body map[string]any) any {
	if body == nil {
		return nil
	}
	return body
}

// The dashboard sends the whole record, with numbers and times as a browser
// writes them.
func TestAWholeRecordSentBackChangesOneFieldOnly(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	row := b.create("comms_log", map[string]any{
		"customer": ada, "type": "whatsapp", "direction": "inbound", "body": "hello\r\nyou", "occurred_at": "2026-11-03 10:00:00.123Z", "message_type": "text",
		"payload": []byte(`{"id": 12345678901234567890, "n": 1.50, "text": {"body": "hello\u00e9"}}`),
	})
	path := fmt.Sprintf(records, "comms_log", row.Id)
	whole := b.call("GET", path, b.superToken, nil).json(t) // note: numbers become 64-bit floating point here as well
	whole["body"] = "hello there"
	whole["occurred_at"] = "2026-11-03T10:00:00Z"
	a := b.call("PATCH", path, b.superToken, whole)
	want(t, "answer "+a.body, a.status, 200)
	after, _ := b.app.FindRecordById("comms_log", row.Id)
	want(t, "text", after.GetString("body"), "hello there")
	want(t, "time", after.GetString("occurred_at"), "2026-11-03 10:00:00.123Z")
	want(t, "payload", after.GetString("payload"), row.GetString("payload"))
}

// Who asks to be erased can be: when the log and the customer are gone, so can
// the journal go that still has the number and how it was written.
func TestNothingOfAnErasedCustomerHasToStay(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.webhook(value(`"messages":[` + text("447700900123", "wamid.1", "1793700001", "hello") + `]`))
	row := b.only().Id
	remove := func(collection, id string) int {
		return b.call("DELETE", fmt.Sprintf(records, collection, id), b.superToken, nil).status
	}
	want(t, "the number", remove("contacts", b.contactOf(ada).Id), 204)
	move, err := b.app.FindFirstRecordByData("identity_moves", "from", ada)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "while she is a customer", remove("identity_moves", move.Id), 400)
	want(t, "the customer", remove("customers", ada), 204)
	want(t, "while her messages are here", remove("identity_moves", move.Id), 400)
	want(t, "the message", remove("comms_log", row), 204)
	want(t, "the journal", remove("identity_moves", move.Id), 204)
	want(t, "what would bring her back", b.count("identity_undo", nil), 0)
}

// keepsItsShape changes each option of a collection that would rewrite, delete or
// uncover records, each index, and what may be changed.
func (b *bench) keepsItsShape(name string) {
	b.t.Helper()
	path := "/api/collections/" + name
	change := func(what string, status int, words string, with func(c *core.Collection)) {
		b.t.Helper()
		collection, err := b.app.FindCollectionByNameOrId(name)
		if err != nil {
			b.t.Fatal(err)
		}
		with(collection)
		a := b.call("PATCH", path, b.superToken, map[string]any{"fields": collection.Fields, "indexes": collection.Indexes})
		if a.status != status || !strings.Contains(a.body, words) {
			b.t.Errorf("%s of %s: %d %s", what, name, a.status, a.body)
		}
	}
	collection, err := b.app.FindCollectionByNameOrId(name)
	if err != nil {
		b.t.Fatal(err)
	}
	const stored = "None of it can be changed here"
	for i, field := range collection.Fields {
		at := func(set func(field core.Field)) func(c *core.Collection) {
			return func(c *core.Collection) { set(c.Fields[i]) }
		}
		switch field.(type) {
		case *core.RelationField:
			change(field.GetName()+", what is deleted with it,", 400, stored, at(func(f core.Field) { r := f.(*core.RelationField); r.CascadeDelete = !r.CascadeDelete }))
			change(field.GetName()+", several,", 400, stored, at(func(f core.Field) { f.(*core.RelationField).MaxSelect = 3 }))
		case *core.SelectField:
			change(field.GetName()+", a choice less,", 400, stored, at(func(f core.Field) { s := f.(*core.SelectField); s.Values = s.Values[1:] }))
			change(field.GetName()+", several,", 400, stored, at(func(f core.Field) { f.(*core.SelectField).MaxSelect = 2 }))
		case *core.FileField:
			if field.(*core.FileField).Protected {
				change(field.GetName()+", for everybody,", 400, stored, at(func(f core.Field) { f.(*core.FileField).Protected = false }))
			}
		case *core.TextField:
			if !field.GetSystem() {
				change(field.GetName()+", its help,", 200, "", at(func(f core.Field) { f.(*core.TextField).Presentable = true }))
			}
		}
	}
	for i, index := range collection.Indexes {
		change("without "+index, 400, "none of these removed", func(c *core.Collection) { c.Indexes = slices.Delete(c.Indexes, i, i+1) })
		if unique := strings.Replace(index, "UNIQUE ", "", 1); unique != index {
			change("twice "+index, 400, "none of these removed", func(c *core.Collection) { c.Indexes[i] = unique })
		}
	}
	change("an index more", 200, "", func(c *core.Collection) { c.AddIndex("idx_own_"+name, false, "`id`", "") })
}

// Emptying a collection, and changing what our statements name, is nothing that
// happens by accident either; what is an admin's to set can be set.
func TestCollectionsOfOursStayWhole(t *testing.T) {
	t.Parallel()
	race.Skip(t)
	b, one := bent(t)
	own := core.NewBaseCollection("visits")
	own.Fields.Add(&core.TextField{Name: "why"})
	if err := b.app.Save(own); err != nil {
		t.Fatal(err)
	}
	b.create("visits", map[string]any{"why": "x"})
	before := b.everything(one)
	for name := range one {
		collection, err := b.app.FindCollectionByNameOrId(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, called := range []string{name, collection.Id, strings.ToUpper(name)} {
			a := b.call("DELETE", "/api/collections/"+called+"/truncate", b.superToken, nil)
			if a.status != 400 || !strings.Contains(a.body, "one by one") {
				t.Errorf("truncate %s: %d %s", called, a.status, a.body)
			}
		}
		want(t, "staff truncate "+name, b.call("DELETE", "/api/collections/"+name+"/truncate", b.staffToken, nil).status, 403)
		want(t, "delete "+name, b.call("DELETE", "/api/collections/"+name, b.superToken, nil).status, 400)
		want(t, "rename "+name, b.call("PATCH", "/api/collections/"+name, b.superToken, map[string]any{"name": name + "2"}).status, 400)
		want(t, "remove fields of "+name, b.call("PATCH", "/api/collections/"+name, b.superToken, map[string]any{"fields": collection.Fields[:len(collection.Fields)-1]}).status, 400)
		want(t, "import "+name, b.call("PUT", "/api/collections/import", b.superToken, map[string]any{"collections": []any{map[string]any{"id": collection.Id, "name": "other", "type": collection.Type}}}).status, 400)
	}
	for _, name := range slices.Sorted(maps.Keys(one)) {
		b.keepsItsShape(name)
	}
	want(t, "delete what is missing", b.call("PUT", "/api/collections/import", b.superToken, map[string]any{"deleteMissing": true, "collections": []any{own}}).status, 400)
	if after := b.everything(one); after != before {
		t.Error("something went all the same")
	}

	want(t, "an admin's option", b.call("PATCH", "/api/collections/users", b.superToken, map[string]any{"authAlert": map[string]any{"enabled": false}}).status, 200)
	want(t, "their own collection", b.call("DELETE", "/api/collections/visits/truncate", b.superToken, nil).status, 204)
	want(t, "gone", b.call("DELETE", "/api/collections/visits", b.superToken, nil).status, 204)
}

// Many requests in one are refused as each is, and nothing of them stays.
func TestABatchIsNoWayRound(t *testing.T) {
	t.Parallel()
	b, one := bent(t)
	b.app.Settings().Batch.Enabled, b.app.Settings().Batch.MaxRequests, b.app.Settings().Batch.Timeout = true, 10, 10
	for what, request := range map[string]map[string]any{
		"change": {"method": http.MethodPatch, "url": fmt.Sprintf(records, "comms_log", one["comms_log"]), "body": map[string]any{"customer_id": "nonsense"}},
		"delete": {"method": http.MethodDelete, "url": fmt.Sprintf(records, "conversations", one["conversations"])},
		"add":    {"method": http.MethodPost, "url": "/api/collections/whatsapp_events/records", "body": map[string]any{"reason": "error", "state": "parked"}},
		"upsert": {"method": http.MethodPut, "url": "/api/collections/comms_log/records", "body": map[string]any{"id": one["comms_log"], "status": "queued"}},
	} {
		first := map[string]any{"method": http.MethodPost, "url": "/api/collections/customers/records", "body": map[string]any{"name": "Batch"}}
		a := b.call("POST", "/api/batch", b.superToken, map[string]any{"requests": []any{first, request}})
		want(t, what+" "+a.body, a.status, 400)
	}
	want(t, "customers of a batch", b.count("customers WHERE name = 'Batch'", nil), 0)
	fine := map[string]any{"method": http.MethodPatch, "url": fmt.Sprintf(records, "conversations", one["conversations"]), "body": map[string]any{"state": "done"}}
	want(t, "what is allowed", b.call("POST", "/api/batch", b.superToken, map[string]any{"requests": []any{fine}}).status, 200)
}
