package hooks_test

import (
	"fmt"
	"testing"
)

// Somebody who hides the number is added by the id that WhatsApp shows, as
// others are by their number: through the API, and in the dashboard.
func TestAnIDOfWhatsAppIsAContactLikeANumber(t *testing.T) {
	t.Parallel()
	const contacts = "/api/collections/contacts/records"
	for _, by := range []string{"staff", "superuser"} {
		t.Run(by, func(t *testing.T) {
			t.Parallel()
			b := newBench(t, testConfig())
			token := map[string]string{"staff": b.staffToken, "superuser": b.superToken}[by]
			b.says([2]string{"US.77@noor", "one"}, [2]string{"US.77@noor", "two"}, [2]string{"US.78", "other"})
			noor := b.create("customers", map[string]any{"name": "Noor"}).Id
			before := b.snapshot()

			a := b.call("POST", contacts, token, map[string]any{"customer": noor, "type": "whatsapp", "value": " US.77"})
			want(t, "add "+a.body, a.status, 200)
			contact := b.contactOf(noor)
			want(t, "contact", fmt.Sprintf("%q %s %q %t", contact.GetString("value"), contact.GetString("wa_user_id"), contact.GetString("digits"), contact.GetBool("invalid")), `" US.77" US.77 "" false`)
			want(t, "whose", b.whose(), noor+" "+noor+" unknown:US.78")
			want(t, "conversations", b.count("conversations", nil), 2)

			want(t, "undo", b.undo(b.lastMove()["id"]).status, 200)
			if after := b.snapshot(); after != before {
				t.Errorf("not as it was:\n%s", differences(before, after))
			}

			b.call("POST", contacts, token, map[string]any{"customer": noor, "type": "whatsapp", "value": "US.77"})
			b.says([2]string{"US.77@noor", "three"})
			want(t, "later", b.whose(), noor+" "+noor+" unknown:US.78 "+noor)
			before = b.snapshot()
			id := "/" + b.contactOf(noor).Id

			want(t, "change", b.call("PATCH", contacts+id, token, map[string]any{"value": "US.78"}).status, 200)
			want(t, "id", b.contactOf(noor).GetString("wa_user_id"), "US.78")
			want(t, "username", b.contactOf(noor).GetString("wa_username"), "")
			want(t, "whose", b.whose(), noor+" "+noor+" "+noor+" "+noor)
			want(t, "undo", b.undo(b.lastMove()["id"]).status, 200)
			if after := b.snapshot(); after != before {
				t.Errorf("not as it was:\n%s", differences(before, after))
			}

			want(t, "delete", b.call("DELETE", contacts+id, token, nil).status, 204)
			want(t, "whose", b.whose(), "unknown:US.77 unknown:US.77 unknown:US.78 unknown:US.77")
			want(t, "undo", b.undo(b.lastMove()["id"]).status, 200)
			if after := b.snapshot(); after != before {
				t.Errorf("not as it was:\n%s", differences(before, after))
			}

			kim := b.create("customers", map[string]any{"name": "Kim"}).Id
			want(t, "to another", b.call("PATCH", contacts+id, token, map[string]any{"customer": kim}).status, 200)
			want(t, "whose", b.whose(), kim+" "+kim+" unknown:US.78 "+kim)
		})
	}
}

func TestAnIDOfWhatsAppHasOneContact(t *testing.T) {
	t.Parallel()
	const contacts = "/api/collections/contacts/records"
	b := newBench(t, testConfig())
	ada, kim := b.customer("Ada", "whatsapp", "US.77"), b.create("customers", map[string]any{"name": "Kim"}).Id
	a := b.call("POST", contacts, b.staffToken, map[string]any{"customer": kim, "type": "whatsapp", "value": "US.77"})
	want(t, "twice", a.status, 400)
	want(t, "field", a.json(t)["data"].(map[string]any)["value"] != nil, true)
	want(t, "the server's field", b.call("POST", contacts, b.staffToken, map[string]any{"customer": kim, "type": "whatsapp", "value": "x", "wa_user_id": "US.99"}).status, 400)

	id := "/" + b.contactOf(ada).Id
	want(t, "a number for it", b.call("PATCH", contacts+id, b.staffToken, map[string]any{"value": "+44 7700 900123"}).status, 200)
	want(t, "still theirs", b.contactOf(ada).GetString("wa_user_id"), "US.77")
	want(t, "another id", b.call("PATCH", contacts+id, b.staffToken, map[string]any{"value": "US.88"}).status, 200)
	want(t, "digits", b.contactOf(ada).GetString("digits"), "")
	want(t, "id", b.contactOf(ada).GetString("wa_user_id"), "US.88")
	want(t, "no number of WhatsApp", b.call("PATCH", contacts+id, b.staffToken, map[string]any{"type": "other"}).status, 200)
	contact, _ := b.app.FindFirstRecordByData("contacts", "customer", ada)
	want(t, "nobody's", contact.GetString("wa_user_id"), "")
}

func TestAnAddedIDIsUndoneAfterWhatCameLater(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	b.says([2]string{"US.77", "one"})
	ada := b.customer("Ada", "whatsapp", "US.77")
	move := b.lastMove()["id"]
	contact := b.contactOf(ada)
	b.call("PATCH", "/api/collections/contacts/records/"+contact.Id, b.staffToken, map[string]any{"value": "US.88"})
	if status := b.undo(move).status; status < 400 {
		t.Errorf("undone with %d, though it is another id by now", status)
	}
	want(t, "later move", b.undo(b.lastMove()["id"]).status, 200)
	want(t, "undo", b.undo(move).status, 200)
	want(t, "whose", b.whose(), "unknown:US.77")
}
