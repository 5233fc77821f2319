package hooks_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
)

func aPicture(t *testing.T) *filesystem.File {
	t.Helper()
	file, err := filesystem.NewFileFromBytes([]byte("\x89PNG\r\n\x1a\nx"), "me.png")
	if err != nil {
		t.Fatal(err)
	}
	return file
}

// behindProxy trusts a proxy that says who asks.
func behindProxy(app core.App) { app.Settings().TrustedProxy.Headers = []string{"X-Real-IP"} }

// from makes a request from an address, with a text for its body or what is
// written as JSON.
func (b *bench) from(ip, method, path, token string, body any) answer {
	b.t.Helper()
	text, ok := body.(string)
	if !ok {
		content, err := json.Marshal(body)
		if err != nil {
			b.t.Fatal(err)
		}
		text = string(content)
	}
	req, err := http.NewRequest(method, b.url+path, strings.NewReader(text))
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Real-IP", ip)
	if token != "" {
		req.Header.Set("Authorization", token)
	}
	return b.do(req)
}

func TestGuestsHaveALimitAndStaffHaveNone(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig(), behindProxy, openShop)
	const stranger = "203.0.113.7"
	refused, last := 0, answer{}
	for i := range 1300 { // note: a minute may end meanwhile
		if last = b.from(stranger, "GET", fmt.Sprint("/api/collections/none/records?", i), "", ""); last.status == 429 {
			refused++
			break
		}
	}
	if refused == 0 {
		t.Fatal("1,300 requests of a stranger were answered")
	}
	want(t, "words", last.json(t)["message"], "Too many requests came from your network address. Wait a minute, then try again.")
	if last.header.Get("Retry-After") == "" {
		t.Error("nobody says how long to wait")
	}
	want(t, "staff at the address", b.from(stranger, "GET", "/api/crm/health", b.staffToken, "").status, 200)
	want(t, "another address", b.from("203.0.113.8", "GET", "/api/health", "", "").status, 200)
	want(t, "the application's route", b.from(stranger, "POST", "/api/shop", "", "{}").status, 200)
	const verify = "/api/crm/whatsapp/webhook?hub.mode=subscribe&hub.challenge=7&hub.verify_token=a+word+of+our+own"
	want(t, "a webhook", b.from(stranger, "GET", verify, "", "").status, 200)
}

// The pictures of a thread have their token in the address; the staff of an
// office see more of them than a stranger may ask.
func TestFilesCountWhenTheyAreRefused(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig(), behindProxy)
	const office = "203.0.113.9"
	picture := b.create("users", map[string]any{
		"email": "pic@example.com", "password": "correct horse", "active": true, "role": "agent",
		"avatar": aPicture(t),
	})
	path := "/api/files/users/" + picture.Id + "/" + picture.GetString("avatar")
	for range 700 {
		if a := b.from(office, "GET", path, "", ""); a.status != 200 {
			t.Fatalf("a file: %d %s", a.status, a.body)
		}
	}
	refused := 0
	for range 1300 {
		if b.from(office, "GET", path+"x", "", "").status == 429 {
			refused++
			break
		}
	}
	want(t, "refused", refused, 1)
}

// PocketBase's limiter counts by the address; a network of IPv6 has 2^64 of them.
func TestPocketBasesLimitsCountAnIPv6NetworkAsOneAddress(t *testing.T) {
	t.Parallel()
	seen := make(chan string, 100)
	limits := func(app core.App) {
		behindProxy(app)
		app.Settings().RateLimits.Rules = []core.RateLimitRule{
			{Label: "*:create", MaxRequests: 3, Duration: 600}, {Label: "*:auth", MaxRequests: 3, Duration: 600},
		}
	}
	b := newBench(t, testConfig(), limits)
	b.app.OnRecordCreateRequest("customers").BindFunc(func(e *core.RecordRequestEvent) error {
		seen <- e.RealIP()
		return e.Next()
	})
	create := func(ip string) int {
		return b.from(ip, "POST", "/api/collections/customers/records", b.staffToken, `{"name":"Ada"}`).status
	}
	signIn := func(ip string) answer {
		return b.from(ip, "POST", "/api/collections/users/auth-with-password", "", `{"identity":"sam@example.com","password":"correct horse"}`)
	}
	for i := range 3 {
		want(t, "create", create(fmt.Sprintf("2001:db8:1:2::%d", i+1)), 200)
		want(t, "sign-in", signIn(fmt.Sprintf("2001:db8:1:2::%d", i+1)).status, 200)
	}
	want(t, "a fourth", create("2001:db8:1:2:ffff::1"), 429)
	a := signIn("2001:db8:1:2:ffff::1")
	want(t, "a fourth sign-in", a.status, 429)
	want(t, "words", a.json(t)["message"], "Too many requests came from your network address. Wait a minute, then try again.")
	want(t, "the next network", create("2001:db8:1:3::1"), 200)
	want(t, "the next network's sign-in", signIn("2001:db8:1:3::1").status, 200)
	want(t, "what a hook sees", <-seen, "2001:0db8:0001:0002:0000:0000:0000:0001")
}
