package hooks_test

import "testing"

// Whoever adds the contact, what was said before belongs to the customer, and
// so does what is said afterwards.
func TestAContactAdoptsWhatItsOwnerSaidBefore(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	b.webhook(value(`"messages":[` + text("553199990123", "wamid.1", "1793700001", "one") + `,` + text("553199990123", "wamid.2", "1793700002", "two") + `]`))
	want(t, "unread of the stranger", b.conversation("unknown:553199990123").GetInt("unread"), 2)

	iara := b.create("customers", map[string]any{"name": "Iara"}).Id
	b.call("POST", "/api/collections/comms_log/records", b.staffToken, map[string]any{"customer": iara, "type": "note", "body": "called", "occurred_at": "2026-01-01 10:00:00.000Z"})
	a := b.call("POST", "/api/collections/contacts/records", b.staffToken, map[string]any{"customer": iara, "type": "whatsapp", "value": "+55 31 99999-0123"})
	want(t, "status", a.status, 200)

	want(t, "rows of the customer", b.count("comms_log WHERE customer_id = '"+iara+"' AND customer = customer_id", nil), 3)
	want(t, "conversations", b.count("conversations", nil), 1)
	c := b.conversation(iara)
	want(t, "unread", c.GetInt("unread"), 2)
	want(t, "preview", c.GetString("last_preview"), "two")
	want(t, "window", c.GetString("window_expires_at") != "", true)

	b.webhook(value(`"messages":[` + text("553199990123", "wamid.3", "1793700003", "three") + `]`))
	want(t, "rows of the customer", b.count("comms_log WHERE customer_id = '"+iara+"'", nil), 4)
	want(t, "strangers", b.count("comms_log WHERE customer = ''", nil), 0)
}

func TestACorrectedNumberAdoptsToo(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	b.webhook(value(`"messages":[` + text("447700900123", "wamid.1", "1793700001", "one") + `]`))
	ada := b.customer("Ada", "whatsapp", "+44 7700 900999")
	contact, _ := b.app.FindFirstRecordByData("contacts", "customer", ada)
	contact.Set("value", "+44 7700 900123")
	if err := b.app.Save(contact); err != nil {
		t.Fatal(err)
	}
	want(t, "customer", b.only().GetString("customer"), ada)
}
