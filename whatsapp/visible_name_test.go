package whatsapp

import (
	"encoding/json"
	"os"
	"testing"
)

func TestANameNobodyCanSeeIsNone(t *testing.T) {
	t.Parallel()
	content, err := os.ReadFile("testdata/names.json")
	if err != nil {
		t.Fatal(err)
	}
	var names struct{ Invisible, Visible []string }
	if err := json.Unmarshal(content, &names); err != nil || len(names.Invisible) < 40 || len(names.Visible) < 40 {
		t.Fatalf("%d and %d cases: %v", len(names.Invisible), len(names.Visible), err)
	}
	for _, name := range names.Invisible {
		if got := VisibleName(name); got != "" {
			t.Errorf("%+q counts as a name", name)
		}
	}
	for _, name := range names.Visible {
		if got := VisibleName(name); got != name {
			t.Errorf("%+q became %+q", name, got)
		}
	}
}

func TestNamesInAWebhookCanBeSeen(t *testing.T) {
	t.Parallel()
	const blank = `"\u3164\u200e"`
	message := `"messages":[{"id":"wamid.1",` + fromAda + `,"type":"text","text":{"body":"a"}}]`
	e := one(t, delivery("messages", `"contacts":[{"wa_id":"447700900123","user_id":"GB.1","profile":{"name":`+blank+`,"username":`+blank+`}}],`+message))
	if e.Party.Name != "" || e.Party.Username != "" {
		t.Errorf("the sender is called %+q and %+q", e.Party.Name, e.Party.Username)
	}
	e = one(t, delivery("smb_app_state_sync", `"state_sync":[{"type":"contact","action":"add","contact":{"full_name":`+blank+`,"first_name":"Ada","phone_number":"447700900123"}}]`))
	if e.Book == nil || e.Book.Name != "Ada" {
		t.Errorf("in the address book: %s", transcript(e))
	}
	card := `"messages":[{"id":"wamid.1",` + fromAda + `,"type":"contacts","contacts":[{"name":{"formatted_name":` + blank + `,"first_name":` + blank + `},"org":{"company":"Merrow"},"phones":[{"phone":"+44 7700 900124"}]}]}]`
	if e = one(t, delivery("messages", card)); e.Message == nil || e.Message.Body != "Contact card: Merrow: +44 7700 900124" {
		t.Errorf("on a card: %s", transcript(e))
	}
}
