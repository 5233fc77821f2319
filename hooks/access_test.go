package hooks_test

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
)

// The rules say nothing of whether an account is on. A token of one that is
// off, which deactivation itself leaves to nobody, opens nothing all the same.
func TestATokenOfAnInactiveAccountOpensNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	ada := b.customer("Ada", "whatsapp", "+44 7700 900123")
	row, file := b.entryWithFile(ada)
	gone := b.user("gone@example.com", "admin", true)
	gone.Set("active", false)
	if err := b.app.Save(gone); err != nil {
		t.Fatal(err)
	}
	token := b.token(gone) // of the account as it is now

	for _, c := range []string{"users", "customers", "contacts", "comms_log", "conversations", "identity_moves", "imports",
		"whatsapp_templates", "quick_replies", "crm_settings", "whatsapp_notices", "whatsapp_events"} {
		records := "/api/collections/" + c + "/records"
		want(t, "list "+c, b.call("GET", records, token, nil).status, 403)
		want(t, "view "+c, b.call("GET", records+"/aaaaaaaaaaaaaaa", token, nil).status, 403)
		want(t, "create "+c, b.call("POST", records, token, map[string]any{}).status, 403)
		want(t, "change "+c, b.call("PATCH", records+"/aaaaaaaaaaaaaaa", token, map[string]any{}).status, 403)
		want(t, "delete "+c, b.call("DELETE", records+"/aaaaaaaaaaaaaaa", token, nil).status, 403)
	}
	self := "/api/collections/users/records/" + gone.Id
	want(t, "view themselves", b.call("GET", self, token, nil).status, 403)
	want(t, "let themselves in again", b.call("PATCH", self, token, map[string]any{"active": true}).status, 403)

	subscriber := b.follow(nil)
	for _, topic := range []string{"crm/inbox", "comms_log/*", "whatsapp_notices/" + row.Id} {
		a := b.call("POST", "/api/realtime", token, map[string]any{"clientId": subscriber.Id(), "subscriptions": []string{topic}})
		want(t, "follow "+topic, a.status, 403)
		want(t, "following "+topic, subscriber.HasSubscription(topic), false)
	}

	want(t, "a file token", b.call("POST", "/api/files/token", token, nil).status, 403)
	want(t, "the file", b.call("GET", file+"?token="+b.fileToken(gone), "", nil).status, 403)
	want(t, "the file, by itself", b.call("GET", file, token, nil).status, 403)
	staff, _ := b.app.FindRecordById("users", b.staffID)
	want(t, "the file for others", b.call("GET", file+"?token="+b.fileToken(staff), "", nil).status, 200)

	for _, route := range []string{
		"GET /health", "GET /settings/usual", "GET /customers/find", "POST /customers/x/merge", "GET /contacts/x/effects", "POST /contacts/x/consent",
		"POST /conversations/x/read", "POST /conversations/x/unread", "GET /conversations/x/window", "POST /conversations/x/typing",
		"GET /conversations/x/matches", "POST /conversations/x/link", "GET /conversations/x/owners", "POST /conversations/x/choose", "POST /moves/x/undo",
		"POST /imports", "POST /imports/x/check", "POST /imports/x/start", "POST /imports/x/cancel",
		"POST /whatsapp/send", "GET /whatsapp/messages", "GET /whatsapp/messages/x/payload", "POST /whatsapp/messages/x/media",
		"POST /whatsapp/messages/x/resend", "POST /whatsapp/messages/x/cancel", "POST /whatsapp/templates/sync",
		"GET /whatsapp/notices/x/body", "POST /whatsapp/notices/x/dismiss", "POST /whatsapp/notices/x/restore",
		"POST /whatsapp/events/replay", "POST /whatsapp/events/x/replay", "GET /nothing",
	} {
		method, path, _ := strings.Cut(route, " ")
		a := b.call(method, "/api/crm"+path, token, nil)
		want(t, route, a.status, 403)
		if !strings.Contains(a.body, "Ask an admin to activate yours") {
			t.Errorf("%s says %s", route, a.body)
		}
	}
	for _, other := range []string{"/api/health", "/api/batch", "/api/collections", "/api/settings"} {
		want(t, other, b.call("GET", other, token, nil).status, 403)
	}
}

// Every way to a token ends at an account that is off.
func TestAnInactiveAccountGetsNoToken(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	gone := b.user("gone@example.com", "agent", false)
	const users = "/api/collections/users/"
	signIn := func(identity, token string) int {
		return b.call("POST", users+"auth-with-password", token, map[string]any{"identity": identity, "password": "correct horse"}).status
	}
	want(t, "password", signIn("gone@example.com", ""), 403)
	want(t, "refresh", b.call("POST", users+"auth-refresh", b.token(gone), nil).status, 403)
	want(t, "a superuser in their place", b.call("POST", users+"impersonate/"+gone.Id, b.superToken, map[string]any{"duration": 60}).status, 403)

	users2, err := b.app.FindCollectionByNameOrId("users")
	if err != nil {
		t.Fatal(err)
	}
	users2.OTP.Enabled = true // as an application might
	if err := b.app.Save(users2); err != nil {
		t.Fatal(err)
	}
	otp := core.NewOTP(b.app)
	otp.SetCollectionRef(users2.Id)
	otp.SetRecordRef(gone.Id)
	otp.SetPassword("12345678")
	if err := b.app.Save(otp); err != nil {
		t.Fatal(err)
	}
	want(t, "one-time password", b.call("POST", users+"auth-with-otp", "", map[string]any{"otpId": otp.Id, "password": "12345678"}).status, 403)

	want(t, "a colleague on the same computer", signIn("sam@example.com", b.token(gone)), 200)
}

// Pages that were open hear nothing more once the account is off.
func TestAnOpenPageOfADeactivatedAccountHearsNothing(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	staff, _ := b.app.FindRecordById("users", b.staffID)
	page := b.follow(staff, "crm/inbox", "comms_log/*", "customers/*")
	a := b.call("PATCH", "/api/collections/users/records/"+b.staffID, b.superToken, map[string]any{"active": false})
	want(t, "deactivated", a.status, http.StatusOK)
	want(t, "old session", b.call("GET", "/api/collections/comms_log/records", b.staffToken, nil).json(t)["totalItems"], 0.)

	b.create("customers", map[string]any{"name": "Ada"})
	super, _ := b.app.FindAuthRecordByEmail(core.CollectionNameSuperusers, "root@example.com")
	other := b.follow(super, "customers/*")
	b.create("customers", map[string]any{"name": "Bob"})
	if next(t, other, patience) == nil {
		t.Fatal("nobody hears of a customer, so this test shows nothing")
	}
	if m := next(t, page, 200*time.Millisecond); m != nil {
		t.Errorf("the page of a deactivated account goes on hearing: %s", m.Data)
	}
}

// entryWithFile is a row of the log with a file, and its address.
func (b *bench) entryWithFile(customer string) (row *core.Record, address string) {
	b.t.Helper()
	file, err := filesystem.NewFileFromBytes([]byte("of a customer"), "note.txt")
	if err != nil {
		b.t.Fatal(err)
	}
	row = b.create("comms_log", map[string]any{
		"customer": customer, "customer_id": customer, "type": "note", "direction": "internal", "body": "x",
		"occurred_at": "2026-11-04 09:00:00.000Z", "media": file, "media_mime": "text/plain", "media_state": "stored",
	})
	return row, "/api/files/comms_log/" + row.Id + "/" + row.GetString("media")
}

func (b *bench) fileToken(auth *core.Record) string {
	b.t.Helper()
	token, err := auth.NewFileToken()
	if err != nil {
		b.t.Fatal(err)
	}
	return token
}
