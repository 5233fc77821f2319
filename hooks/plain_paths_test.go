package hooks_test

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"pocketcrm/whatsapp"
)

// An address with a slash too many is answered where it is: Meta follows no
// redirect.
func TestAddressesWithASlashTooMany(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	ask := func(method, path, body string) int {
		t.Helper()
		req, err := http.NewRequest(method, b.url+path, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("X-Hub-Signature-256", whatsapp.Sign([]byte(body), testSecret))
		req.Header.Set("Authorization", b.staffToken)
		resp, err := client.Do(req)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		return resp.StatusCode
	}
	const check, text = "?hub.mode=subscribe&hub.challenge=123&hub.verify_token=", "message-text.json"
	right := check + url.QueryEscape(testVerify)
	for _, path := range []string{"/api/crm/whatsapp/webhook", "/api/crm/whatsapp/webhook/", "/api/crm/whatsapp/webhook//", "//api/crm/whatsapp/webhook", "/api/crm/whatsapp//webhook/"} {
		want(t, "verify "+path, ask("GET", path+right, ""), 200)
		want(t, "verify with a wrong token "+path, ask("GET", path+check+"wrong", ""), 403)
		want(t, "post "+path, ask("POST", path, sample(t, text)), 200)
		want(t, "post a body that isn't JSON "+path, ask("POST", path, "{"), 400)
	}
	b.only()
	want(t, "the challenge", b.call("GET", "/api/crm/whatsapp/webhook/"+right, "", nil).body, "123")
	want(t, "an unsigned body", b.call("POST", "/api/crm/whatsapp/webhook/", "", map[string]any{}).status, 401)

	want(t, "another route", ask("GET", "/api/crm/health/", ""), 200)
	want(t, "an id with a slash", ask("POST", "/api/crm/conversations/a%2Fb/read/", ""), ask("POST", "/api/crm/conversations/a%2Fb/read", ""))
	want(t, "no route of ours", ask("GET", "/api/crm/none/", ""), 404)
	want(t, "nothing at all", ask("GET", "/api/crm/", ""), 404)
	want(t, "one of PocketBase's", ask("GET", "/api/health/", ""), 404)
}
