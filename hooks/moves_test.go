package hooks_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// snapshot is every column of every row that a move may touch.
func (b *bench) snapshot() string {
	b.t.Helper()
	all := []string{}
	for _, table := range []string{"customers", "contacts", "comms_log", "conversations"} {
		rows := []dbx.NullStringMap{}
		if err := b.app.DB().NewQuery("SELECT * FROM " + table + " ORDER BY id").All(&rows); err != nil {
			b.t.Fatal(err)
		}
		for _, row := range rows {
			columns := []string{}
			for name, v := range row {
				columns = append(columns, fmt.Sprintf("%s=%v:%q", name, v.Valid, v.String))
			}
			slices.Sort(columns)
			all = append(all, table+" "+strings.Join(columns, " "))
		}
	}
	slices.Sort(all)
	return strings.Join(all, "\n")
}

func differences(a, b string) string {
	before, after := strings.Split(a, "\n"), strings.Split(b, "\n")
	out := []string{}
	for _, line := range before {
		if !slices.Contains(after, line) {
			out = append(out, "- "+line)
		}
	}
	for _, line := range after {
		if !slices.Contains(before, line) {
			out = append(out, "+ "+line)
		}
	}
	return strings.Join(out, "\n")
}

func (b *bench) contactOf(customer string) *core.Record {
	b.t.Helper()
	contact, err := b.app.FindFirstRecordByFilter("contacts", "customer = {:id} && type != 'email'", dbx.Params{"id": customer})
	if err != nil {
		b.t.Fatal(err)
	}
	return contact
}

// lastMove is the newest row of the journal, as staff see it.
func (b *bench) lastMove() map[string]any {
	b.t.Helper()
	a := b.call("GET", "/api/collections/identity_moves/records?sort=-created,-id&perPage=1", b.staffToken, nil)
	items, _ := a.json(b.t)["items"].([]any)
	if len(items) == 0 {
		b.t.Fatalf("the journal is empty: %s", a.body)
	}
	return items[0].(map[string]any)
}

func (b *bench) undo(move any) answer {
	b.t.Helper()
	return b.call("POST", fmt.Sprintf("/api/crm/moves/%v/undo", move), b.staffToken, nil)
}

// family is a bench with two customers, an unknown sender and what they said:
// Ada by number with a BSUID, Kim by another number and with a note.
func family(t *testing.T) (b *bench, ada, kim string) {
	t.Helper()
	b = newBench(t, testConfig())
	ada, kim = b.customer("Ada", "whatsapp", "+44 7700 900123"), b.customer("Kim", "whatsapp", "+55 31 99999-0123")
	b.create("contacts", map[string]any{"customer": ada, "type": "email", "value": "ada@example.com"})
	b.says([2]string{"447700900123+GB.77@ada", "one"}, [2]string{"553199990123+BR.88", "two"}, [2]string{"447700900123+GB.77@ada", "three"},
		[2]string{"GB.77@ada", "hidden"}, [2]string{"553199990123+BR.88", "four"}, [2]string{"15550100311", "who am I"})
	want(t, "note", b.call("POST", "/api/collections/comms_log/records", b.staffToken, map[string]any{"customer": kim, "type": "note", "body": "likes tea"}).status, 200)
	want(t, "read", b.call("POST", "/api/crm/conversations/"+kim+"/read", b.staffToken, nil).status, 204)
	b.says([2]string{"553199990123+BR.88", "five"})
	return b, ada, kim
}

// Whatever moves messages can be taken back exactly: every column of every row
// is as it was.
func TestEveryMoveIsUndoneExactly(t *testing.T) {
	t.Parallel()
	contact := func(b *bench, customer string) string {
		return "/api/collections/contacts/records/" + b.contactOf(customer).Id
	}
	for _, tc := range []struct {
		name string
		do   func(b *bench, ada, kim string) answer
		kind string
		want func(ada, kim string) string // whose each message is meanwhile
	}{
		{"a contact is deleted", func(b *bench, ada, kim string) answer {
			return b.call("DELETE", contact(b, ada), b.staffToken, nil)
		}, "release", func(ada, kim string) string {
			return "unknown:447700900123 " + kim + " unknown:447700900123 unknown:447700900123 " + kim + " unknown:15550100311 " + kim
		}},
		{"a contact in another spelling is deleted in the dashboard", func(b *bench, ada, kim string) answer {
			return b.call("DELETE", contact(b, kim), b.superToken, nil)
		}, "release", func(ada, kim string) string {
			return ada + " unknown:553199990123 " + ada + " " + ada + " unknown:553199990123 unknown:15550100311 unknown:553199990123"
		}},
		{"a contact is deleted, its messages stay", func(b *bench, ada, kim string) answer {
			return b.call("DELETE", contact(b, ada)+"?messages=keep", b.staffToken, nil)
		}, "release", func(ada, kim string) string {
			return strings.Join([]string{ada, kim, ada, ada, kim, "unknown:15550100311", kim}, " ")
		}},
		{"an e-mail address is deleted", func(b *bench, ada, kim string) answer {
			c, _ := b.app.FindFirstRecordByData("contacts", "type", "email")
			return b.call("DELETE", "/api/collections/contacts/records/"+c.Id, b.staffToken, nil)
		}, "release", func(ada, kim string) string {
			return strings.Join([]string{ada, kim, ada, ada, kim, "unknown:15550100311", kim}, " ")
		}},
		{"a contact is given to another customer", func(b *bench, ada, kim string) answer {
			return b.call("PATCH", contact(b, ada), b.staffToken, map[string]any{"customer": kim})
		}, "move", func(ada, kim string) string {
			return strings.Join([]string{kim, kim, kim, kim, kim, "unknown:15550100311", kim}, " ")
		}},
		{"a contact is added", func(b *bench, ada, kim string) answer {
			return b.call("POST", "/api/collections/contacts/records", b.staffToken, map[string]any{"customer": ada, "type": "phone", "value": "+1 555 010 0311"})
		}, "adopt", func(ada, kim string) string {
			return strings.Join([]string{ada, kim, ada, ada, kim, ada, kim}, " ")
		}},
		{"an unknown sender is linked", func(b *bench, ada, kim string) answer {
			return b.call("POST", "/api/crm/conversations/unknown:15550100311/link", b.staffToken, map[string]any{"customer": kim})
		}, "adopt", func(ada, kim string) string {
			return strings.Join([]string{ada, kim, ada, ada, kim, kim, kim}, " ")
		}},
		{"customers are merged", func(b *bench, ada, kim string) answer {
			return b.call("POST", "/api/crm/customers/"+kim+"/merge", b.staffToken, map[string]any{"from": ada})
		}, "merge", func(ada, kim string) string {
			return strings.Join([]string{kim, kim, kim, kim, kim, "unknown:15550100311", kim}, " ")
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			b, ada, kim := family(t)
			before := b.snapshot()
			if a := tc.do(b, ada, kim); a.status >= 300 {
				t.Fatalf("%d: %s", a.status, a.body)
			}
			got := []string{}
			for _, row := range b.log() {
				if row.GetString("type") == "whatsapp" {
					got = append(got, row.GetString("customer_id"))
					if c := row.GetString("customer"); c != "" && c != row.GetString("customer_id") {
						t.Errorf("customer %s, customer_id %s", c, row.GetString("customer_id"))
					}
				}
			}
			want(t, "whose", strings.Join(got, " "), tc.want(ada, kim))
			b.consistent()
			move := b.lastMove()
			want(t, "kind", move["kind"], tc.kind)
			if a := b.undo(move["id"]); a.status != 200 {
				t.Fatalf("undo: %d: %s", a.status, a.body)
			}
			if after := b.snapshot(); after != before {
				t.Errorf("not as it was:\n%s", differences(before, after))
			}
			a := b.undo(move["id"])
			want(t, "undo twice", a.status, 400)
		})
	}
}

// consistent checks that conversations say what the log says.
func (b *bench) consistent() {
	b.t.Helper()
	for _, problem := range []string{
		"conversations WHERE NOT EXISTS (SELECT 1 FROM comms_log l WHERE l.customer_id = conversations.customer_id)",
		"comms_log l WHERE group_id = '' AND NOT EXISTS (SELECT 1 FROM conversations c WHERE c.customer_id = l.customer_id)",
		"conversations c WHERE last_at != (SELECT MAX(occurred_at) FROM comms_log l WHERE l.customer_id = c.customer_id AND group_id = '')",
		"conversations c WHERE last_inbound_at != COALESCE((SELECT MAX(occurred_at) FROM comms_log l WHERE l.customer_id = c.customer_id AND direction = 'inbound' AND source = ''), '')",
		"conversations c WHERE (customer != '') = (customer_id LIKE 'unknown:%')",
	} {
		want(b.t, problem, b.count(problem, nil), 0)
	}
}

// What was said after a move goes along when the move is taken back.
func TestUndoTakesAlongWhatWasSaidSince(t *testing.T) {
	t.Parallel()
	b, ada, kim := family(t)
	a := b.call("POST", "/api/crm/customers/"+kim+"/merge", b.staffToken, map[string]any{"from": ada})
	want(t, "merge", a.status, 200)
	move := a.json(t)["move"]
	want(t, "Ada's page", b.call("GET", "/api/collections/customers/records/"+ada, b.staffToken, nil).status, 404)
	b.says([2]string{"447700900123+GB.77", "six"}, [2]string{"553199990123+BR.88", "seven"})
	want(t, "note", b.call("POST", "/api/collections/comms_log/records", b.staffToken, map[string]any{"customer": kim, "type": "note", "body": "after"}).status, 200)
	want(t, "change", b.call("PATCH", "/api/collections/customers/records/"+kim, b.staffToken, map[string]any{"company": "Kim Ltd"}).status, 200)

	a = b.undo(move)
	want(t, "undo "+a.body, a.status, 200)
	b.consistent()
	want(t, "Ada's", b.count("comms_log WHERE customer_id = '"+ada+"'", nil), 4)
	want(t, "Ada's last", b.conversation(ada).GetString("last_preview"), "six")
	want(t, "Kim's", b.count("comms_log WHERE customer_id = '"+kim+"'", nil), 6)
	want(t, "unread", fmt.Sprint(b.conversation(ada).GetInt("unread"), b.conversation(kim).GetInt("unread")), "4 2")
	customer, _ := b.app.FindRecordById("customers", kim)
	want(t, "what was changed since stays", customer.GetString("company"), "Kim Ltd")
	want(t, "Ada's address", b.contactOf(ada).GetString("digits"), "447700900123")
}

func TestUndoRefusesWhatWasMovedAgain(t *testing.T) {
	t.Parallel()
	b, ada, kim := family(t)
	wren := b.create("customers", map[string]any{"name": "Wren"}).Id
	first := b.call("POST", "/api/crm/customers/"+kim+"/merge", b.staffToken, map[string]any{"from": ada}).json(t)["move"]
	second := b.call("POST", "/api/crm/customers/"+wren+"/merge", b.staffToken, map[string]any{"from": kim}).json(t)["move"]
	before := b.snapshot()
	a := b.undo(first)
	want(t, "first before second", a.status, 400)
	if !strings.Contains(a.body, "ndo") {
		t.Errorf("no way out is named: %s", a.body)
	}
	want(t, "changed", b.snapshot() == before, true)
	want(t, "second", b.undo(second).status, 200)
	want(t, "first", b.undo(first).status, 200)
	want(t, "nobody", b.undo("aaaaaaaaaaaaaaa").status, 404)
	want(t, "guest", b.call("POST", "/api/crm/moves/x/undo", "", nil).status, 401)
}

func TestUndoEndsAfterThirtyDays(t *testing.T) {
	t.Parallel()
	cfg := testConfig()
	var later atomic.Int64
	cfg.Now = func() time.Time { return time.Now().Add(time.Duration(later.Load())) }
	b := newBench(t, cfg)
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	b.call("DELETE", "/api/collections/contacts/records/"+b.contactOf(ada).Id, b.staffToken, nil)
	later.Store(int64(31 * 24 * time.Hour))
	a := b.undo(b.lastMove()["id"])
	want(t, "undo", a.status, 400)
	if !strings.Contains(a.body, "30 days") {
		t.Errorf("it isn't said why: %s", a.body)
	}
}

func TestMergePreviewWritesNothingAndSaysWhatBecomes(t *testing.T) {
	t.Parallel()
	b, ada, kim := family(t)
	b.call("PATCH", "/api/collections/customers/records/"+ada, b.staffToken, map[string]any{"email": "ada@example.com", "tags": []string{"a", "b"}, "notes": "one", "company": "Merrow"})
	b.call("PATCH", "/api/collections/customers/records/"+kim, b.staffToken, map[string]any{"tags": []string{"b", "c"}, "notes": "two", "company": "Kim Ltd"})
	before := b.snapshot()
	a := b.call("POST", "/api/crm/customers/"+kim+"/merge", b.staffToken, map[string]any{"from": ada, "preview": true})
	want(t, "preview", a.status, 200)
	want(t, "written", b.snapshot() == before, true)
	preview := a.json(t)
	want(t, "counts", fmt.Sprint(preview["contacts"], preview["messages"]), "2 3")
	fields := preview["fields"].(map[string]any)
	results := map[string]string{}
	for name, f := range fields {
		content, _ := json.Marshal(f.(map[string]any)["result"])
		results[name] = string(content)
	}
	want(t, "fields", fmt.Sprint(results), fmt.Sprint(map[string]string{
		"name": `"Kim"`, "email": `"ada@example.com"`, "tags": `["b","c","a"]`, "notes": `"two\n\none"`, "company": `"Kim Ltd"`,
	}))
	for body, field := range map[string]string{kim: "from", "aaaaaaaaaaaaaaa": "from", "": "from"} {
		a := b.call("POST", "/api/crm/customers/"+kim+"/merge", b.staffToken, map[string]any{"from": body})
		want(t, "merge with "+body, a.status, 400)
		if !strings.Contains(a.body, `"`+field+`"`) {
			t.Errorf("no field error: %s", a.body)
		}
	}
	want(t, "merge into nobody", b.call("POST", "/api/crm/customers/aaaaaaaaaaaaaaa/merge", b.staffToken, map[string]any{"from": ada}).status, 404)
}

// What a local number was read as doesn't change with the company it is in.
func TestAMergedLocalNumberStaysWhatItIs(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	tomas := b.create("customers", map[string]any{"name": "Tomás", "country": "AR"}).Id
	contact := b.create("contacts", map[string]any{"customer": tomas, "type": "phone", "value": "011 15 5550-0111"}).Id
	ada := b.create("customers", map[string]any{"name": "Ada", "country": "GB"}).Id
	want(t, "merge", b.call("POST", "/api/crm/customers/"+ada+"/merge", b.staffToken, map[string]any{"from": tomas}).status, 200)
	want(t, "label", b.call("PATCH", "/api/collections/contacts/records/"+contact, b.staffToken, map[string]any{"label": "mobile"}).status, 200)
	want(t, "country", b.call("PATCH", "/api/collections/customers/records/"+ada, b.staffToken, map[string]any{"country": "IE"}).status, 200)
	b.says([2]string{"5491155500111", "still me"})
	want(t, "whose", b.whose(), ada)
}

// An application that imports us may have collections of its own that name a
// customer.
func TestMergeMovesReferencesOfOtherCollections(t *testing.T) {
	t.Parallel()
	b, ada, kim := family(t)
	customers, _ := b.app.FindCollectionByNameOrId("customers")
	orders := core.NewBaseCollection("orders")
	orders.Fields.Add(&core.RelationField{Name: "buyer", CollectionId: customers.Id, MaxSelect: 1, CascadeDelete: true, Required: true},
		&core.RelationField{Name: "guests", CollectionId: customers.Id, MaxSelect: 9})
	if err := b.app.Save(orders); err != nil {
		t.Fatal(err)
	}
	order := b.create("orders", map[string]any{"buyer": ada, "guests": []string{ada, kim}}).Id
	a := b.call("POST", "/api/crm/customers/"+kim+"/merge", b.staffToken, map[string]any{"from": ada})
	want(t, "merge "+a.body, a.status, 200)
	record, err := b.app.FindRecordById("orders", order)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "merged", fmt.Sprint(record.Get("buyer"), record.Get("guests")), fmt.Sprint(kim, []string{kim}))
	want(t, "undo", b.undo(a.json(t)["move"]).status, 200)
	record, _ = b.app.FindRecordById("orders", order)
	want(t, "undone", fmt.Sprint(record.Get("buyer"), record.Get("guests")), fmt.Sprint(ada, []string{ada, kim}))
}

func TestContactEffectsTellBeforehand(t *testing.T) {
	t.Parallel()
	b, ada, kim := family(t)
	contact := b.contactOf(ada)
	path := "/api/crm/contacts/" + contact.Id + "/effects"
	a := b.call("GET", path, b.staffToken, nil)
	want(t, "deletion", a.body, fmt.Sprintf(`{"from":{"customer_id":%q,"name":"Ada"},"messages":3,"to":{"customer_id":"unknown:447700900123","name":"+447700900123"}}`+"\n", ada))
	a = b.call("GET", path+"?customer="+kim, b.staffToken, nil)
	want(t, "moving", fmt.Sprint(a.json(t)["messages"], a.json(t)["to"].(map[string]any)["name"]), "3Kim")
	b.create("contacts", map[string]any{"customer": kim, "type": "phone", "value": "+44 7700 900123"})
	a = b.call("GET", path, b.staffToken, nil)
	want(t, "deletion when another customer has the number", a.json(t)["to"].(map[string]any)["name"], "Kim")
	want(t, "guest", b.call("GET", path, "", nil).status, 401)
	want(t, "nobody's contact", b.call("GET", "/api/crm/contacts/aaaaaaaaaaaaaaa/effects", b.staffToken, nil).status, 404)
}

func TestAContactTwiceGivesNothingAway(t *testing.T) {
	t.Parallel()
	b, ada, _ := family(t)
	b.create("contacts", map[string]any{"customer": ada, "type": "phone", "value": "+447700900123"})
	contact := b.contactOf(ada)
	a := b.call("GET", "/api/crm/contacts/"+contact.Id+"/effects", b.staffToken, nil)
	want(t, "would move", a.json(t)["messages"], 1.0) // note: what was said without the number is known by the BSUID alone
}

func TestMovesAreToldToOpenPages(t *testing.T) {
	t.Parallel()
	b, ada, _ := family(t)
	staff, _ := b.app.FindRecordById("users", b.staffID)
	page, sdk := b.follow(staff, "crm/inbox"), b.follow(staff, "comms_log/*")
	b.create("contacts", map[string]any{"customer": ada, "type": "phone", "value": "+1 555 010 0311"})
	hears(t, page, `"moved":{"unknown:15550100311":"`+ada+`"}`)
	hears(t, sdk, `"action":"update"`)
}
