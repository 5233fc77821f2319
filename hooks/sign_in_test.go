package hooks_test

import (
	"fmt"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Whose password is right is told why they can't sign in; anybody else learns
// nothing.
func TestWhoCannotSignInIsToldWhy(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	b.user("gone@example.com", "agent", false)
	b.user("both@example.com", "agent", true) // has one of each
	super, err := b.app.FindCollectionByNameOrId(core.CollectionNameSuperusers)
	if err != nil {
		t.Fatal(err)
	}
	both := core.NewRecord(super)
	both.SetEmail("both@example.com")
	both.SetPassword("another horse")
	if err := b.app.Save(both); err != nil {
		t.Fatal(err)
	}
	users, err := b.app.FindCollectionByNameOrId("users")
	if err != nil {
		t.Fatal(err)
	}
	signIn := func(email, password string) string {
		a := b.call("POST", "/api/collections/users/auth-with-password", "", map[string]any{"identity": email, "password": password})
		code := ""
		data, _ := a.json(t)["data"].(map[string]any)
		if field, ok := data["identity"].(map[string]any); ok {
			code, _ = field["code"].(string)
		}
		if a.status != 200 && a.json(t)["token"] != nil {
			t.Errorf("%s got a token with %d", email, a.status)
		}
		return fmt.Sprint(a.status, " ", code)
	}
	for _, tc := range []struct{ email, password, want string }{
		{"sam@example.com", "correct horse", "200 "},
		{"sam@example.com", "wrong horse", "400 "},
		{"root@example.com", "correct horse", "403 crm_superuser"},
		{"ROOT@example.com", "correct horse", "400 "}, // note: nor does the dashboard take it so
		{"root@example.com", "wrong horse", "400 "},
		{"nobody@example.com", "correct horse", "400 "},
		{"both@example.com", "correct horse", "200 "},
		{"both@example.com", "another horse", "403 crm_superuser"},
		{"gone@example.com", "correct horse", "403 crm_inactive"},
		{"gone@example.com", "wrong horse", "400 "},
	} {
		want(t, tc.email+", "+tc.password, signIn(tc.email, tc.password), tc.want)
	}
	wrong := b.call("POST", "/api/collections/users/auth-with-password", "", map[string]any{"identity": "root@example.com", "password": "no"})
	nobody := b.call("POST", "/api/collections/users/auth-with-password", "", map[string]any{"identity": "nobody@example.com", "password": "no"})
	want(t, "what a stranger sees", wrong.body, nobody.body)

	users.AuthRule = types.Pointer("active = true && verified = true")
	if err := b.app.Save(users); err != nil {
		t.Fatal(err)
	}
	b.create("users", map[string]any{"email": "new@example.com", "password": "correct horse", "active": true})
	want(t, "not verified", signIn("new@example.com", "correct horse"), "403 crm_unverified")
	want(t, "not verified, wrong", signIn("new@example.com", "wrong horse"), "400 ")
}

// No session, second factor or alert of the superuser comes of it.
func TestASuperuserAtTheWrongDoorLeavesNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	before := b.app.TestMailer.TotalSend()
	b.call("POST", "/api/collections/users/auth-with-password", "", map[string]any{"identity": "root@example.com", "password": "correct horse"})
	want(t, "mails", b.app.TestMailer.TotalSend(), before)
	want(t, "origins", b.count("_authOrigins", nil), 0)
	want(t, "second factors", b.count("_mfas", nil), 0)
}
