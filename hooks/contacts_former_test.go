package hooks_test

import (
	"fmt"
	"strings"
	"testing"
)

// contactsOf lists the contacts of a customer: number or id, and whose account.
func (b *bench) contactsOf(customer string) string {
	b.t.Helper()
	contacts, err := b.app.FindRecordsByFilter("contacts", "customer = '"+customer+"'", "value", 0, 0)
	if err != nil {
		b.t.Fatal(err)
	}
	list := []string{}
	for _, c := range contacts {
		list = append(list, fmt.Sprintf("%s=%s", c.GetString("value"), c.GetString("wa_user_id")))
	}
	return strings.Join(list, " ")
}

// Somebody unknown changes the number. Whoever makes them a customer knows them
// by both, as a customer who changes the number is known by both, and that the
// old one is theirs no more.
func TestAnUnknownSenderIsLinkedWithTheFormerNumber(t *testing.T) {
	t.Parallel()
	const change = `"from":"447700900123","id":"wamid.SYS","timestamp":"1793700100","type":"system","system":{"type":"user_changed_number","body":"changed","wa_id":"447700900987","user_id":"GB.88","previous_user_id":"GB.77"}`
	const both = "+447700900123=GB.77 +447700900987=GB.88"
	changed := func(t *testing.T) *bench {
		b := newBench(t, testConfig())
		b.says([2]string{"447700900123+GB.77", "from the old one"})
		b.webhook(value(system(change)))
		return b
	}
	link := func(b *bench, unknown string) string {
		a := b.call("POST", "/api/crm/conversations/"+unknown+"/link", b.staffToken, map[string]any{"new": map[string]any{"name": "Ada"}})
		want(b.t, "link "+a.body, a.status, 200)
		return a.json(b.t)["customer"].(map[string]any)["id"].(string)
	}
	undone := func(b *bench, before string) {
		b.t.Helper()
		want(b.t, "undo", b.undo(b.lastMove()["id"]).status, 200)
		if after := b.snapshot(); after != before {
			b.t.Errorf("not as it was:\n%s", differences(before, after))
		}
	}
	for _, from := range []string{"447700900987+GB.88", "447700900987"} {
		t.Run("after writing as "+from, func(t *testing.T) {
			t.Parallel()
			b := changed(t)
			b.webhook(value(said(from, "wamid.NEW", "1793700200", "from the new one")))
			want(t, "whose", b.whose(), "unknown:447700900987 unknown:447700900987 unknown:447700900987")
			before := b.snapshot()
			ada := link(b, "unknown:447700900987")
			want(t, "contacts", b.contactsOf(ada), both)
			undone(b, before)

			ada = link(b, "unknown:447700900987")
			b.says([2]string{"447700900123", "from the old one, late"}, [2]string{"GB.77", "old id"}, [2]string{"GB.88", "new id"})
			want(t, "whose", b.whose(), strings.TrimSpace(strings.Repeat(ada+" ", 6)))
			b.said = 300
			b.says([2]string{"447700900123", "from the old one, after the change"})
			want(t, "whose", b.whose(), strings.Repeat(ada+" ", 6)+"unknown:447700900123")
			kim := b.customer("Kim", "phone", "+44 7700 900123")
			want(t, "whose", b.whose(), strings.Repeat(ada+" ", 6)+kim)
			want(t, "Kim's", b.contactsOf(kim), "+44 7700 900123=")
		})
	}
	t.Run("before the new one has written", func(t *testing.T) {
		t.Parallel()
		b := changed(t)
		before := b.snapshot()
		ada := link(b, "unknown:447700900987")
		want(t, "contacts", b.contactsOf(ada), both)
		undone(b, before)
		ada = link(b, "unknown:447700900987")
		b.says([2]string{"447700900987+GB.88", "from the new one"})
		want(t, "whose", b.whose(), ada+" "+ada+" "+ada)
	})
	t.Run("by a contact through the API", func(t *testing.T) {
		t.Parallel()
		b := changed(t)
		b.says([2]string{"447700900987+GB.88", "from the new one"})
		ada := b.create("customers", map[string]any{"name": "Ada"}).Id
		before := b.snapshot()
		a := b.call("POST", "/api/collections/contacts/records", b.staffToken, map[string]any{"customer": ada, "type": "phone", "value": "+44 7700 900987"})
		want(t, "add", a.status, 200)
		want(t, "contacts", b.contactsOf(ada), "+44 7700 900987=GB.88 +447700900123=GB.77")
		want(t, "whose", b.whose(), ada+" "+ada+" "+ada)
		undone(b, before)
	})
	t.Run("whose former number is somebody's", func(t *testing.T) {
		t.Parallel()
		b := changed(t)
		b.says([2]string{"447700900987+GB.88", "from the new one"})
		kim := b.customer("Kim", "phone", "+44 7700 900123")
		ada := link(b, "unknown:447700900987")
		want(t, "contacts", b.contactsOf(ada), "+447700900987=GB.88")
		want(t, "Kim's", b.contactsOf(kim), "+44 7700 900123=")
	})
	t.Run("with another id", func(t *testing.T) {
		t.Parallel()
		b := newBench(t, testConfig())
		b.says([2]string{"SG.05", "hello"})
		b.webhook(value(system(`"id":"wamid.SYS","timestamp":"1793700100","type":"system","system":{"type":"user_changed_user_id","user_id":"SG.105","previous_user_id":"SG.05"}`)))
		ada := link(b, "unknown:SG.05")
		want(t, "contacts", b.contactsOf(ada), "SG.05=SG.05 SG.105=SG.105")
		b.says([2]string{"SG.105", "later"})
		want(t, "whose", b.whose(), ada+" "+ada+" "+ada)
	})
}
