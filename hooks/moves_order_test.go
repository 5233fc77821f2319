package hooks_test

import (
	"sync"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// Two people press at once: one of them is told that it is too late.
func TestOneOfTwoAtOnceIsTooLate(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name string
		do   func(b *bench, ada, kim string, first bool) answer
		want func(b *bench, ada, kim string)
	}{
		{"merged both ways", func(b *bench, ada, kim string, first bool) answer {
			if first {
				ada, kim = kim, ada
			}
			return b.call("POST", "/api/crm/customers/"+ada+"/merge", b.staffToken, map[string]any{"from": kim})
		}, func(b *bench, _, _ string) { want(b.t, "customers", b.count("customers", nil), 1) }},
		{"linked twice", func(b *bench, _, _ string, _ bool) answer {
			return b.call("POST", "/api/crm/conversations/unknown:15550100311/link", b.staffToken, map[string]any{"new": map[string]any{"name": "Wren"}})
		}, func(b *bench, _, _ string) { want(b.t, "customers", b.count("customers", nil), 3) }},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			b, ada, kim := family(t)
			var group sync.WaitGroup
			statuses := make([]int, 2)
			for i := range statuses {
				group.Go(func() { statuses[i] = tc.do(b, ada, kim, i == 0).status })
			}
			group.Wait()
			ok := 0
			for _, s := range statuses {
				if s == 200 {
					ok++
				} else if s >= 500 {
					t.Errorf("answer %d", s)
				}
			}
			want(t, "done", ok, 1)
			tc.want(b, ada, kim)
			b.consistent()
		})
	}
}

// A contact is given to two customers at once: its messages go where it ends.
func TestMessagesFollowAContactThatMovesTwice(t *testing.T) {
	t.Parallel()
	b, ada, kim := family(t)
	wren := b.create("customers", map[string]any{"name": "Wren"}).Id
	contact := b.contactOf(ada).Id
	var group sync.WaitGroup
	for _, to := range []string{kim, wren} {
		group.Go(func() {
			b.call("PATCH", "/api/collections/contacts/records/"+contact, b.staffToken, map[string]any{"customer": to})
		})
	}
	group.Wait()
	record, _ := b.app.FindRecordById("contacts", contact)
	want(t, "messages", b.count("comms_log WHERE address IN ('447700900123', 'GB.77') AND customer_id = '"+record.GetString("customer")+"'", nil), 3)
	b.consistent()
}

func TestUndoOfADeletionBringsBackWhatCameMeanwhile(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, query, party, from string }{
		{"no message before", "", "447700900123", "447700900123"},
		{"messages kept", "?messages=keep", "447700900123+GB.77", "447700900123"},
		{"another spelling", "", "553199990123", "5531999990123"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, testConfig())
			ada := b.customer("Ada", "whatsapp", "+"+tc.from)
			if tc.query != "" {
				b.says([2]string{tc.party, "before"})
			}
			want(t, "delete", b.call("DELETE", "/api/collections/contacts/records/"+b.contactOf(ada).Id+tc.query, b.staffToken, nil).status, 204)
			b.says([2]string{tc.party, "meanwhile"}, [2]string{tc.party, "again"})
			want(t, "unknown meanwhile", b.count("comms_log WHERE customer = ''", nil), 2)
			a := b.undo(b.lastMove()["id"])
			want(t, "undo "+a.body, a.status, 200)
			want(t, "unknown", b.count("comms_log WHERE customer_id != '"+ada+"'", nil), 0)
			b.consistent()
			want(t, "unread", b.conversation(ada).GetInt("unread"), b.count("comms_log", nil))
		})
	}
}

// What was learned of a contact since a merger is the contact's.
func TestUndoOfAMergerTakesAlongWhatWasLearned(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	ada, kim := b.customer("Ada", "whatsapp", "+44 7700 900123"), b.customer("Kim", "whatsapp", "+44 7700 900124")
	move := b.call("POST", "/api/crm/customers/"+kim+"/merge", b.staffToken, map[string]any{"from": ada}).json(t)["move"]
	b.says([2]string{"447700900123+GB.77", "with both"}, [2]string{"GB.77", "hidden"}, [2]string{"447700900124", "Kim's"})
	a := b.undo(move)
	want(t, "undo "+a.body, a.status, 200)
	want(t, "whose", b.whose(), ada+" "+ada+" "+kim)
	b.consistent()
}

// The ingest brings together what WhatsApp shows to be one person; that doesn't
// keep anybody from taking back what they did before.
func TestUndoFollowsWhatTheIngestHasMoved(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	b.says([2]string{"SG.05", "hidden"})
	noor := b.call("POST", "/api/crm/conversations/unknown:SG.05/link", b.staffToken, map[string]any{"new": map[string]any{"name": "Noor"}}).json(t)["customer"].(map[string]any)["id"].(string)
	b.call("DELETE", "/api/collections/contacts/records/"+b.contactOf(noor).Id, b.staffToken, nil)
	b.says([2]string{"6555500188+SG.05", "with the number"})
	want(t, "together", b.count("comms_log WHERE customer_id = 'unknown:6555500188'", nil), 2)
	a := b.undo(b.lastMove()["id"])
	want(t, "undo "+a.body, a.status, 200)
	want(t, "whose", b.whose(), noor+" "+noor)
	b.consistent()
}

func TestUndoInTheWrongOrderIsRefused(t *testing.T) {
	t.Parallel()
	t.Run("one contact", func(t *testing.T) {
		t.Parallel()
		b := newBench(t, testConfig())
		b.says([2]string{"447700900123", "x"}, [2]string{"447700900124", "y"})
		ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
		first := b.lastMove()["id"]
		b.call("PATCH", "/api/collections/contacts/records/"+b.contactOf(ada).Id, b.staffToken, map[string]any{"value": "+44 7700 900124"})
		second := b.lastMove()["id"]
		want(t, "first", b.undo(first).status, 400)
		want(t, "second", b.undo(second).status, 200)
		want(t, "first again", b.undo(first).status, 200)
		want(t, "unknown", b.count("comms_log WHERE customer = ''", nil), 2)
	})
	t.Run("two mergers into one", func(t *testing.T) {
		t.Parallel()
		b, ada, kim := family(t)
		wren := b.create("customers", map[string]any{"name": "Wren", "notes": "wren's"}).Id
		before := b.snapshot()
		first := b.call("POST", "/api/crm/customers/"+kim+"/merge", b.staffToken, map[string]any{"from": ada}).json(t)["move"]
		second := b.call("POST", "/api/crm/customers/"+kim+"/merge", b.staffToken, map[string]any{"from": wren}).json(t)["move"]
		want(t, "first", b.undo(first).status, 400)
		want(t, "second", b.undo(second).status, 200)
		want(t, "first again", b.undo(first).status, 200)
		if after := b.snapshot(); after != before {
			t.Errorf("not as it was:\n%s", differences(before, after))
		}
	})
}

func TestUndoCountsTheUnreadOfALivingConversation(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	second := b.create("contacts", map[string]any{"customer": ada, "type": "phone", "value": "+1 555 010 0311"})
	b.says([2]string{"447700900123", "1"}, [2]string{"447700900123", "2"}, [2]string{"15550100311", "3"})
	b.call("DELETE", "/api/collections/contacts/records/"+second.Id, b.staffToken, nil)
	b.says([2]string{"15550100311", "4"})
	want(t, "undo", b.undo(b.lastMove()["id"]).status, 200)
	want(t, "unread", b.conversation(ada).GetInt("unread"), 4)
}

// Undo never costs anybody else a record, and leaves nothing that can't be saved.
func TestUndoMindsWhatHappenedSince(t *testing.T) {
	t.Parallel()
	t.Run("a unique field was given away", func(t *testing.T) {
		t.Parallel()
		b, ada, kim := family(t)
		customers, _ := b.app.FindCollectionByNameOrId("customers")
		customers.Fields.Add(&core.TextField{Name: "erp_id"})
		customers.AddIndex("idx_erp", true, "erp_id", "erp_id != ''")
		if err := b.app.Save(customers); err != nil {
			t.Fatal(err)
		}
		b.call("PATCH", "/api/collections/customers/records/"+ada, b.staffToken, map[string]any{"erp_id": "7"})
		a := b.call("POST", "/api/crm/customers/"+kim+"/merge", b.staffToken, map[string]any{"from": ada})
		want(t, "merge "+a.body, a.status, 200)
		b.call("PATCH", "/api/collections/customers/records/"+kim, b.staffToken, map[string]any{"erp_id": ""})
		zoe := b.create("customers", map[string]any{"name": "Zoe", "erp_id": "7"}).Id
		want(t, "undo", b.undo(a.json(t)["move"]).status, 400)
		want(t, "Zoe", b.count("customers WHERE id = '"+zoe+"'", nil), 1)
	})
	t.Run("the owner has left", func(t *testing.T) {
		t.Parallel()
		b, ada, kim := family(t)
		left := b.user("left@example.com", "agent", true)
		b.call("PATCH", "/api/collections/customers/records/"+ada, b.staffToken, map[string]any{"owner": left.Id})
		b.call("PATCH", "/api/collections/conversations/records/"+b.conversation(ada).Id, b.staffToken, map[string]any{"assignee": left.Id})
		move := b.call("POST", "/api/crm/customers/"+kim+"/merge", b.staffToken, map[string]any{"from": ada}).json(t)["move"]
		if err := b.app.Delete(left); err != nil {
			t.Fatal(err)
		}
		want(t, "undo", b.undo(move).status, 200)
		a := b.call("PATCH", "/api/collections/customers/records/"+ada, b.staffToken, map[string]any{"company": "x"})
		want(t, "saved "+a.body, a.status, 200)
		a = b.call("PATCH", "/api/collections/conversations/records/"+b.conversation(ada).Id, b.staffToken, map[string]any{"state": "done"})
		want(t, "saved "+a.body, a.status, 200)
	})
	t.Run("an order names the new customer", func(t *testing.T) {
		t.Parallel()
		b, _, _ := family(t)
		customers, _ := b.app.FindCollectionByNameOrId("customers")
		orders := core.NewBaseCollection("orders")
		orders.Fields.Add(&core.RelationField{Name: "buyer", CollectionId: customers.Id, MaxSelect: 1, CascadeDelete: true, Required: true})
		if err := b.app.Save(orders); err != nil {
			t.Fatal(err)
		}
		a := b.call("POST", "/api/crm/conversations/unknown:15550100311/link", b.staffToken, map[string]any{"new": map[string]any{"name": "Wren"}})
		b.create("orders", map[string]any{"buyer": a.json(t)["customer"].(map[string]any)["id"]})
		want(t, "undo", b.undo(a.json(t)["move"]).status, 200)
		want(t, "orders", b.count("orders", nil), 1)
		want(t, "Wren", b.count("customers WHERE name = 'Wren'", dbx.Params{}), 1)
	})
	t.Run("the search finds what is there", func(t *testing.T) {
		t.Parallel()
		b, ada, kim := family(t)
		move := b.call("POST", "/api/crm/customers/"+kim+"/merge", b.staffToken, map[string]any{"from": ada}).json(t)["move"]
		b.call("PATCH", "/api/collections/customers/records/"+kim, b.staffToken, map[string]any{"company": "Since Ltd"})
		b.undo(move)
		record, _ := b.app.FindRecordById("customers", kim)
		want(t, "search", record.GetString("search"), "kim since ltd")
	})
}

func TestABlockedSenderStaysBlocked(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	b.says([2]string{"SG.05", "spam"})
	b.call("PATCH", "/api/collections/conversations/records/"+b.conversation("unknown:SG.05").Id, b.staffToken, map[string]any{"state": "blocked"})
	b.says([2]string{"6555500188", "spam"}, [2]string{"6555500188+SG.05", "spam with both"})
	want(t, "blocked", b.conversation("unknown:6555500188").GetString("state"), "blocked")
}
