package hooks_test

import (
	"fmt"
	"net"
	"net/url"
	"strings"
	"testing"
)

// endless is a filter that SQLite would need hours for.
const endless = `author.comms_log_via_author.author.comms_log_via_author.author.comms_log_via_author.body ?= "nothing"`

// A list that takes too long ends with a sentence, whoever of the staff asks; a
// page that reads beside it has what it asked for.
func TestAListThatTakesTooLongIsStopped(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	fillLog(t, b.app, 3000)
	other := b.token(b.user("ann@example.com", "agent", true))
	path := "/api/collections/comms_log/records?sort=body&filter=" + url.QueryEscape(endless)
	stopped := make(chan answer, 1)
	go func() { stopped <- b.call("GET", path, b.staffToken, nil) }()
	for name, request := range pageRequests(t) {
		want(t, name, b.call("GET", request, other, nil).status, 200)
	}
	a := <-stopped
	want(t, "status "+a.body, a.status, 400)
	want(t, "sentence", strings.Contains(a.body, "took too long"), true)
	want(t, "afterwards", b.call("GET", "/api/collections/comms_log/records", b.staffToken, nil).status, 200)
}

// The log has no index for the relations of others to it.
func TestTheLogComesWithNoOtherRecord(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	for _, path := range []string{"customers/records?expand=comms_log_via_customer", "users/records?expand=comms_log_via_author", "contacts/records?expand=customer.comms_log_via_customer", "users/auth-refresh?expand=comms_log_via_author"} {
		method := "GET"
		if strings.Contains(path, "auth-refresh") {
			method = "POST"
		}
		want(t, path, b.call(method, "/api/collections/"+path, b.staffToken, nil).status, 400)
	}
	want(t, "by a superuser", b.call("GET", "/api/collections/customers/records?expand=comms_log_via_customer", b.superToken, nil).status, 200)
	want(t, "what the pages ask for", b.call("GET", "/api/collections/conversations/records?expand=customer,assignee", b.staffToken, nil).status, 200)
	want(t, "contacts", b.call("GET", "/api/collections/customers/records?expand=contacts_via_customer", b.staffToken, nil).status, 200)
}

// A list that is being sent over a slow network takes nobody's turn.
func TestAListThatIsReceivedSlowlyHoldsNoTurn(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	fillLog(t, b.app, 1000)
	if _, err := b.app.DB().NewQuery(`UPDATE comms_log SET body = printf('%.*c', 20000, 'x')`).Execute(); err != nil {
		t.Fatal(err)
	}
	for range 4 { // note: more than an account reads at once
		c, err := net.Dial("tcp", strings.TrimPrefix(b.url, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		fmt.Fprintf(c, "GET /api/collections/comms_log/records?perPage=1000 HTTP/1.1\r\nHost: localhost\r\nAuthorization: %s\r\n\r\n", b.staffToken)
		if _, err := c.Read(make([]byte, 1)); err != nil { // it is being sent, and nobody takes it
			t.Fatal(err)
		}
	}
	want(t, "another", b.call("GET", "/api/collections/users/records", b.staffToken, nil).status, 200)
}
