package hooks_test

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"
)

// opened is a realtime stream as a browser has it.
type opened struct {
	status int
	id     string
	ended  <-chan struct{}
	close  func()
}

func (o *opened) hasEnded() bool {
	select {
	case <-o.ended:
		return true
	default:
		return false
	}
}

// stream opens one from an address; its first word is the client's id.
func (b *bench) stream(address string) *opened {
	b.t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	b.t.Cleanup(cancel)
	req, err := http.NewRequestWithContext(ctx, "GET", b.url+"/api/realtime", nil)
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("X-Real-IP", address)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	ended := make(chan struct{})
	o := &opened{status: resp.StatusCode, ended: ended, close: cancel}
	if o.status != http.StatusOK {
		resp.Body.Close()
		return o
	}
	words := bufio.NewScanner(resp.Body)
	for o.id == "" && words.Scan() {
		if id, ok := strings.CutPrefix(words.Text(), "id:"); ok {
			o.id = id
		}
	}
	go func() {
		defer close(ended)
		defer resp.Body.Close()
		for words.Scan() {
		}
	}()
	return o
}

func (b *bench) subscribes(address string, o *opened, token string, topics ...string) answer {
	b.t.Helper()
	return b.from(address, "POST", "/api/realtime", token, map[string]any{"clientId": o.id, "subscriptions": topics})
}

// follows is a stream with topics. On a busy machine it may have to begin anew,
// if it was looked at before it could say what it wants.
func (b *bench) follows(address, token string, topics ...string) *opened {
	b.t.Helper()
	for {
		o := b.stream(address)
		if status := b.subscribes(address, o, token, topics...).status; status == http.StatusNoContent {
			return o
		} else if status != http.StatusNotFound {
			b.t.Fatalf("%v: got %d", topics, status)
		}
	}
}

// ended waits for the server to close a stream.
func (b *bench) ended(what string, o *opened) {
	b.t.Helper()
	select {
	case <-o.ended:
	case <-time.After(patience):
		b.t.Errorf("%s: the stream stays open", what)
	}
}

// quickLook is how often streams are looked at in a test that waits for it.
const quickLook = 500 * time.Millisecond

func TestStreamsEndWhenNobodyIsSignedIn(t *testing.T) {
	t.Parallel()
	cfg := testConfig()
	cfg.StreamEvery = quickLook
	b := newBench(t, cfg, behindProxy)
	const office = "203.0.113.7"
	gone := b.user("gone@example.com", "agent", true)
	staff := b.follows(office, b.staffToken, "crm/inbox", "customers/*")
	leaves := b.follows(office, b.token(gone), "crm/inbox")

	silent, refused, aimless := b.stream("198.51.100.1"), b.stream("198.51.100.1"), b.stream("198.51.100.1")
	b.subscribes("198.51.100.1", refused, "", "comms_log/*")
	b.subscribes("198.51.100.1", aimless, "", "nothing/at-all")
	b.ended("who says nothing", silent)
	b.ended("who was refused", refused)
	b.ended("who follows what nobody has", aimless)

	gone.Set("active", false)
	if err := b.app.Save(gone); err != nil {
		t.Fatal(err)
	}
	b.ended("whose account was switched off", leaves)

	brief, err := must(b.app.FindRecordById("users", b.staffID)).NewStaticAuthToken(5 * time.Second)
	if err != nil {
		t.Fatal(err)
	}
	b.ended("whose session is over", b.follows(office, brief, "crm/inbox"))
	if staff.hasEnded() {
		t.Error("the stream of somebody at work ended")
	}
}

// An application that imports us has anonymous clients of its own.
func TestStreamsOfAnApplicationsOwnGuestsStay(t *testing.T) {
	t.Parallel()
	cfg := testConfig()
	cfg.StreamEvery = quickLook
	b := newBench(t, cfg, behindProxy)
	b.otherAccount()
	guest := b.follows("198.51.100.1", "", "members/*", "shop/offers")
	mixed, silent := b.stream("198.51.100.1"), b.stream("198.51.100.1")
	b.subscribes("198.51.100.1", mixed, "", "members/*", "customers/*")
	b.ended("who says nothing", silent)
	b.ended("who was refused", mixed)
	if guest.hasEnded() {
		t.Error("the stream of an application's own guest ended")
	}
}

func TestStrangersFollowNothingOfOurs(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig(), behindProxy)
	member := b.token(b.otherAccount())
	log, err := b.app.FindCollectionByNameOrId("comms_log")
	if err != nil {
		t.Fatal(err)
	}
	for _, topic := range []string{
		"comms_log/*", "comms_log", "COMMS_LOG/*", log.Id + "/*", log.Id, "comms_log/abc?options=%7B%7D", "customers/*", "users/*",
		"_superusers/*", "_externalAuths/*", "_otps/*", "crm/inbox", "crm/other",
	} {
		for who, token := range map[string]string{"a stranger": "", "an application's member": member} {
			o := b.stream("198.51.100.1")
			want(t, topic+" by "+who, b.subscribes("198.51.100.1", o, token, "members/*", topic).status, 403)
			o.close()
		}
	}
	o := b.stream("198.51.100.1")
	var filters, records []string
	for i := range 60 {
		filters = append(filters, fmt.Sprintf("members/*?options=%%7B%%22query%%22:%%7B%%22filter%%22:%%22id!='%d'%%22%%7D%%7D", i))
		records = append(records, fmt.Sprintf("members/%015d", i))
	}
	for _, topics := range [][]string{{"members/*"}, {"@oauth2"}, {"shop/offers"}, filters, records} {
		want(t, fmt.Sprint(topics), b.subscribes("198.51.100.1", o, "", topics...).status, 204)
	}
}

func TestTopicsOfAStreamAreBounded(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig())
	o := b.stream("")
	many := func(n int, topic string) (topics []string) {
		for i := range n {
			topics = append(topics, fmt.Sprintf(topic, i))
		}
		return topics
	}
	with := func(options string) string { return "comms_log/*?options=" + url.QueryEscape(options) }
	for _, tc := range []struct {
		what   string
		topics []string
		want   int
	}{
		{"what a page follows", []string{"PB_CONNECT", "crm/inbox", "customers/*", "contacts/*", "whatsapp_templates/*", "whatsapp_notices/*", "imports/abc"}, 204},
		{"fifty", many(50, "customers/c%d"), 204},
		{"fifty-one", many(51, "customers/c%d"), 400},
		{"five filters", many(5, with(`{"query":{"filter":"body~'%d'"}}`)), 204},
		{"six filters", many(6, with(`{"query":{"filter":"body~'%d'"}}`)), 400},
		{"six of anything behind the topic", many(6, "comms_log/*?x=%d"), 400},
		{"what a record refers to", []string{with(`{"query":{"filter":"customer.name ~ 'a'","expand":"customer,author"}}`)}, 204},
		{"what refers to it", []string{with(`{"query":{"filter":"customer.comms_log_via_customer.body ?~ 'a'"}}`)}, 400},
		{"the same, expanded", []string{with(`{"query":{"expand":"customer.comms_log_via_customer"}}`)}, 400},
		{"another collection", []string{with(`{"query":{"filter":"@collection.comms_log.body ?~ 'a'"}}`)}, 400},
		{"a long filter", []string{with(`{"query":{"filter":"` + strings.Repeat("body ~ 'a' || ", 60) + `body ~ 'a'"}}`)}, 400},
	} {
		a := b.from("", "POST", "/api/realtime", b.staffToken, map[string]any{"clientId": o.id, "subscriptions": tc.topics})
		want(t, tc.what+": "+a.body, a.status, tc.want)
	}
}

func TestStreamsOfAnAddressAreBounded(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig(), behindProxy)
	const stranger, office = "198.51.100.1", "203.0.113.7"
	var open []*opened
	for {
		o := b.stream(stranger)
		if o.status != http.StatusOK {
			want(t, "one too many", o.status, http.StatusTooManyRequests)
			break
		}
		if open = append(open, o); len(open) > 200 {
			t.Fatal("a stranger opens as many as they like")
		}
	}
	// note: an office, which is signed in, isn't a stranger
	for i := range 200 {
		o := b.stream(office)
		want(t, fmt.Sprint("page ", i+1, " of the office"), o.status, http.StatusOK)
		want(t, "signs in", b.subscribes(office, o, b.staffToken, "crm/inbox").status, 204)
	}
	for _, o := range open {
		o.close()
	}
	until(t, "there is room again", func() bool { return b.stream(stranger).status == http.StatusOK })
}
