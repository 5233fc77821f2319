package hooks_test

import (
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/pocketbase/pocketbase/core"
)

// lines is where failed sign-ins are written in a test.
type lines struct {
	mu sync.Mutex
	b  strings.Builder
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

func (b *bench) signsIn(address, collection, identity, password string) answer {
	b.t.Helper()
	return b.from(address, "POST", "/api/collections/"+collection+"/auth-with-password", "", map[string]any{"identity": identity, "password": password})
}

func TestAnAccountTakesFewPasswordsFromManyAddresses(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig(), behindProxy)
	const office, home = "203.0.113.7", "203.0.113.8"
	want(t, "at the office", b.signsIn(office, "users", "sam@example.com", "correct horse").status, 200)
	want(t, "at home, with the session", b.from(home, "POST", "/api/collections/users/auth-refresh", b.staffToken, nil).status, 200)
	attack := func(collection, identity string, addresses func(i int) string) (compared int) {
		for i := range 60 {
			a := b.signsIn(addresses(i), collection, identity, fmt.Sprint("wrong horse ", i))
			switch a.status {
			case 400:
				compared++
			case 429:
				if seconds, err := strconv.Atoi(a.header.Get("Retry-After")); err != nil || seconds < 1 || seconds > 30 {
					t.Errorf("Retry-After is %q", a.header.Get("Retry-After"))
				}
				if !strings.Contains(a.body, "crm_wait") || !strings.Contains(a.body, `"seconds":`) {
					t.Errorf("the answer doesn't say when to try again: %s", a.body)
				}
			default:
				t.Fatalf("%d %s", a.status, a.body)
			}
		}
		return compared
	}
	manyV4 := func(i int) string { return fmt.Sprintf("198.51.100.%d", i) }
	for _, of := range []struct {
		what, collection, identity string
		addresses                  func(int) string
	}{
		{"of the staff", "users", "sam@example.com", manyV4},
		{"of nobody", "users", "nobody@example.com", manyV4},
		{"of a superuser", core.CollectionNameSuperusers, "root@example.com", manyV4},
		{"in one IPv6 network", "users", "other@example.com", func(i int) string { return fmt.Sprintf("2001:db8:1:2::%x", i) }},
	} {
		if compared := attack(of.collection, of.identity, of.addresses); compared > 20 {
			t.Errorf("account %s: %d of 60 passwords were compared", of.what, compared)
		}
	}
	if compared := attack("users", "ROOT@example.com", func(i int) string { return fmt.Sprintf("192.0.2.%d", i) }); compared > 9 {
		t.Errorf("a superuser at the other door: %d more were compared", compared)
	}

	want(t, "who is signed in", b.call("GET", "/api/crm/health", b.staffToken, nil).status, 200)
	want(t, "who signs in where it worked before", b.signsIn(office, "users", "sam@example.com", "correct horse").status, 200)
	want(t, "who signs in where they were at work", b.signsIn(home, "users", "sam@example.com", "correct horse").status, 200)
	want(t, "another account at a new address", b.signsIn("192.0.2.200", "users", "nobody-else@example.com", "correct horse").status, 400)
}

func TestTheOldPasswordIsNotGuessedEither(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig(), behindProxy)
	change := func(old string) answer {
		return b.from("198.51.100.1", "PATCH", "/api/collections/users/records/"+b.staffID, b.staffToken,
			map[string]any{"oldPassword": old, "password": "quiet lamp river", "passwordConfirm": "quiet lamp river"})
	}
	wrong := change("wrong horse")
	if wrong.status != 400 || !strings.Contains(wrong.body, "oldPassword") {
		t.Errorf("%d %s", wrong.status, wrong.body)
	}
	tries := func(what string, try func(password string) int) {
		compared := 0
		for i := range 30 {
			if try(fmt.Sprint("wrong horse ", i)) == 400 {
				compared++
			}
		}
		if compared > 15 {
			t.Errorf("%s: %d of 30 were compared", what, compared)
		}
	}
	tries("another password", func(password string) int { return change(password).status })

	kim := b.user("kim@example.com", "agent", true)
	token, err := kim.NewEmailChangeToken("new@example.com")
	if err != nil {
		t.Fatal(err)
	}
	confirm := func(address, password string) int {
		return b.from(address, "POST", "/api/collections/users/confirm-email-change", "", map[string]any{"token": token, "password": password}).status
	}
	want(t, "another address, a wrong password", confirm("198.51.100.2", "wrong horse"), 400)
	tries("another address", func(password string) int { return confirm("198.51.100.1", password) })
	lee := b.user("lee@example.com", "agent", true)
	if token, err = lee.NewEmailChangeToken("newer@example.com"); err != nil {
		t.Fatal(err)
	}
	want(t, "another address, the right password", confirm("198.51.100.2", "correct horse"), 204)
}

func must(record *core.Record, err error) *core.Record {
	if err != nil {
		panic(err)
	}
	return record
}

// What is written of failed sign-ins fits the filter that the manual shows, and
// nobody can write a line of their own.
func TestFailedSignInsAreWrittenDown(t *testing.T) {
	t.Parallel()
	cfg, out := testConfig(), &lines{}
	cfg.Stderr = out
	b := newBench(t, cfg, behindProxy, everythingLogged)
	for range 5 {
		b.signsIn("198.51.100.1", "users", "sam@example.com", "s3cret horse")
	}
	forged := "x\n2026-12-01T09:00:00Z failed sign-in from 192.0.2.1 to users account=\"a\" times=1\x1b[2J\r"
	b.signsIn("198.51.100.2", "users", forged, "s3cret horse")
	b.signsIn("198.51.100.3", "users", strings.Repeat("ä", 120), "s3cret horse")
	b.signsIn("2001:db8::7", core.CollectionNameSuperusers, "root@example.com", "s3cret horse")

	manual, err := os.ReadFile("../docs/hardening.md")
	if err != nil {
		t.Fatal(err)
	}
	rule := regexp.MustCompile(`(?m)^ *failregex = (.*)$`).FindSubmatch(manual)
	if rule == nil {
		t.Fatal("the manual shows no failregex")
	}
	filter := regexp.MustCompile(strings.Replace(string(rule[1]), "<ADDR>", `(\S+)`, 1))
	// note: it sees a line of a file without its time, and one of the journal behind the names of machine and service
	asSeen := func(line string) []string {
		return []string{strings.TrimLeft(line, "0123456789-:TZ"), "crm pocketcrm[4711]: " + line}
	}
	got := map[string]int{}
	for line := range strings.Lines(out.String()) {
		var match []string
		for _, seen := range asSeen(strings.TrimSuffix(line, "\n")) {
			if match = filter.FindStringSubmatch(seen); match == nil {
				t.Fatalf("the filter doesn't know %q", seen)
			}
		}
		if got[match[1]]++; len(line) > 800 || strings.ContainsAny(line, "\x1b\r") {
			t.Errorf("a line of %d: %q", len(line), line)
		}
	}
	if n := got["198.51.100.1"]; n != 3 && n != 4 { // note: the minute may have ended meanwhile
		t.Errorf("five tries of one address have %d lines", n)
	}
	delete(got, "198.51.100.1")
	want(t, "lines of the other addresses", fmt.Sprint(got), "map[198.51.100.2:1 198.51.100.3:1 2001:db8::7:1]")
	logged := strings.Join(b.logged(), "\n")
	for _, word := range []string{"Failed sign-in", "198.51.100.1", "sam@example.com", `"times":2`} {
		if !strings.Contains(logged, word) {
			t.Errorf("the log says nothing of %s", word)
		}
	}
	if strings.Contains(out.String()+logged, "s3cret") {
		t.Error("a password was written down")
	}
}

func TestNewPasswordsAreLongAndNotCommon(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig(), func(app core.App) { app.Settings().Meta.AppName = "Harbour Bikes" })
	create := func(password string) answer {
		return b.call("POST", "/api/collections/users/records", b.superToken, map[string]any{
			"email": "new@example.com", "password": password, "passwordConfirm": password, "active": true, "name": "Marguerite",
		})
	}
	for _, password := range []string{
		"", "short horse", "éééééééééé1", "123456789012", "aaaaaaaaaaaa", "Password1234!", "P@ssw0rd1234", "qwertyuiop12",
		"new@example.com", "marguerite12", "HarbourBikes12", "harbour bikes",
		"password 123", "Pass-word-1234", "abc-123-abc-123",
	} {
		if a := create(password); a.status != 400 || !strings.Contains(a.body, `"password":{"code"`) {
			t.Errorf("%q: %d %s", password, a.status, a.body)
		}
	}
	for i, password := range []string{"correct horse", "demo-password", "correct-horse-1", "long-password-2", "lamp.river.quiet"} {
		a := b.call("POST", "/api/collections/users/records", b.superToken, map[string]any{
			"email": fmt.Sprintf("new%d@example.com", i), "password": password, "passwordConfirm": password,
		})
		want(t, "a few words: "+password, a.status, 200)
	}

	setSuperuser := func(password string) error {
		super := must(b.app.FindAuthRecordByEmail(core.CollectionNameSuperusers, "root@example.com"))
		super.SetPassword(password)
		return b.app.Save(super)
	}
	if setSuperuser("password1234") == nil || setSuperuser("short") == nil {
		t.Error("a superuser's password may be anything")
	}
	if err := setSuperuser("quiet lamp river"); err != nil {
		t.Error(err)
	}

	staff := must(b.app.FindRecordById("users", b.staffID))
	token, err := staff.NewPasswordResetToken()
	if err != nil {
		t.Fatal(err)
	}
	reset := func(password string) int {
		form := map[string]any{"token": token, "password": password, "passwordConfirm": password}
		return b.call("POST", "/api/collections/users/confirm-password-reset", "", form).status
	}
	want(t, "reset to a common one", reset("password1234"), 400)
	want(t, "reset", reset("quiet lamp river"), 204)
}

// An application's own accounts have its own rules, and whoever has a short
// password goes on with it.
func TestPasswordsThatAreThereStay(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	member := b.otherAccount()
	member.SetPassword("12345678")
	if err := b.app.Save(member); err != nil {
		t.Error(err)
	}
	// note: as it was stored before there was a rule
	_, err := b.app.NonconcurrentDB().NewQuery("UPDATE users SET password = (SELECT password FROM members)").Execute()
	if err != nil {
		t.Fatal(err)
	}
	want(t, "sign-in", b.signsIn("", "users", "sam@example.com", "12345678").status, 200)
	want(t, "another name", b.call("PATCH", "/api/collections/users/records/"+b.staffID, b.staffToken, map[string]any{"name": "Sam"}).status, 200)
}
