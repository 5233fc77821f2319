package hooks_test

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"

	"pocketcrm/hooks"
	"pocketcrm/internal/fresh"
	_ "pocketcrm/pb_migrations"
	"pocketcrm/whatsapp"
)

const (
	testSecret  = "kestrel-app-secret-0001"
	testVerify  = "a word of our own"
	testPhoneID = "200300400500600"
	testToken   = "test-access-token-1"
)

// bench is a fresh application behind a real HTTP server.
type bench struct {
	t   testing.TB
	app *tests.TestApp
	url string

	staffID, staffToken, superToken string

	said int // messages so far
}

// testConfig is a complete configuration whose Graph address leads nowhere.
func testConfig() hooks.Config {
	return hooks.Config{
		PhoneNumberID: testPhoneID, AccessToken: testToken, VerifyToken: testVerify,
		AppSecrets: []string{testSecret}, GraphURL: "http://127.0.0.1:1", Stderr: io.Discard,
	}
}

// newBench comes with a member of staff and a superuser.
func newBench(t testing.TB, cfg hooks.Config, before ...func(core.App)) *bench {
	t.Helper()
	return newBenchOn(t, fresh.Dir(t, accounts), cfg, before...)
}

// newBenchOn works on a copy of a data directory. What is to be set before
// anything runs beside is in before.
func newBenchOn(t testing.TB, dir string, cfg hooks.Config, before ...func(core.App)) *bench {
	t.Helper()
	b := newBareBenchOn(t, dir, cfg, before...)
	staff, err := b.app.FindAuthRecordByEmail("users", "sam@example.com")
	if err != nil {
		t.Fatal(err)
	}
	super, err := b.app.FindAuthRecordByEmail(core.CollectionNameSuperusers, "root@example.com")
	if err != nil {
		t.Fatal(err)
	}
	b.staffID, b.staffToken, b.superToken = staff.Id, b.token(staff), b.token(super)
	return b
}

func TestMain(m *testing.M) { fresh.Main(m) }

// accounts are a member of staff and a superuser.
func accounts(app core.App) error {
	for collection, fields := range map[string]map[string]any{
		"users":                       {"email": "sam@example.com", "name": "sam@example.com", "role": "agent", "active": true, "verified": true},
		core.CollectionNameSuperusers: {"email": "root@example.com"},
	} {
		c, err := app.FindCollectionByNameOrId(collection)
		if err != nil {
			return err
		}
		account := core.NewRecord(c)
		account.Load(fields)
		account.SetPassword("correct horse")
		if err := app.Save(account); err != nil {
			return err
		}
	}
	return nil
}

// newBareBench has no tokens at hand.
func newBareBench(t testing.TB, cfg hooks.Config) *bench {
	t.Helper()
	return newBareBenchOn(t, fresh.Dir(t, accounts), cfg)
}

func newBareBenchOn(t testing.TB, dir string, cfg hooks.Config, before ...func(core.App)) *bench {
	t.Helper()
	app, err := tests.NewTestApp(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(app.Cleanup)
	for _, set := range before {
		set(app)
	}
	hooks.Register(app, cfg)

	router, err := apis.NewRouter(app)
	if err != nil {
		t.Fatal(err)
	}
	serve := &core.ServeEvent{App: app, Router: router, Server: new(http.Server)}
	err = app.OnServe().Trigger(serve, func(e *core.ServeEvent) (err error) {
		e.Server.Handler, err = e.Router.BuildMux()
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(serve.Server.Handler)
	t.Cleanup(server.Close)
	return &bench{t: t, app: app, url: server.URL}
}

// everythingLogged turns PocketBase's log on, which an app for tests has off.
func everythingLogged(app core.App) {
	app.Settings().Logs.MaxDays, app.Settings().Logs.MinLevel = 5, -4
}

// logged is what is in PocketBase's log so far, which writes every three seconds.
func (b *bench) logged() []string {
	b.t.Helper()
	const last = "the last line"
	b.app.Logger().Warn(last)
	for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(50 * time.Millisecond) {
		var lines []string
		if err := b.app.AuxDB().NewQuery("SELECT message || data FROM _logs").Column(&lines); err != nil {
			b.t.Fatal(err)
		}
		if slices.ContainsFunc(lines, func(line string) bool { return strings.HasPrefix(line, last) }) {
			return lines
		}
	}
	b.t.Fatal("nothing was logged, so this test shows nothing")
	return nil
}

// patience is how long a test waits for what happens at once, so that a busy
// machine fails none.
const patience = time.Minute

// until waits for something that happens soon.
func until(t *testing.T, what string, happened func() bool) {
	t.Helper()
	for end := time.Now().Add(patience); !happened(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("it never came about that %s", what)
		}
	}
}

func (b *bench) user(email, role string, active bool) *core.Record {
	return b.create("users", map[string]any{
		"email": email, "password": "correct horse", "name": email, "role": role, "active": active, "verified": true,
	})
}

func (b *bench) token(auth *core.Record) string {
	b.t.Helper()
	token, err := auth.NewAuthToken()
	if err != nil {
		b.t.Fatal(err)
	}
	return token
}

func (b *bench) create(collection string, fields map[string]any) *core.Record {
	b.t.Helper()
	c, err := b.app.FindCollectionByNameOrId(collection)
	if err != nil {
		b.t.Fatal(err)
	}
	record := core.NewRecord(c)
	for name, value := range fields {
		record.Set(name, value)
	}
	if err := b.app.Save(record); err != nil {
		b.t.Fatalf("save in %s: %v", collection, err)
	}
	return record
}

// customer makes a customer with one contact and returns the id.
func (b *bench) customer(name, contactType, value string) string {
	b.t.Helper()
	customer := b.create("customers", map[string]any{"name": name})
	b.create("contacts", map[string]any{"customer": customer.Id, "type": contactType, "value": value})
	time.Sleep(2 * time.Millisecond) // note: the oldest contact is told by its time
	return customer.Id
}

type answer struct {
	status int
	body   string
	header http.Header
}

func (a answer) json(t testing.TB) map[string]any {
	t.Helper()
	m := map[string]any{}
	if err := json.Unmarshal([]byte(a.body), &m); err != nil {
		t.Fatalf("answer is not JSON: %q", a.body)
	}
	return m
}

// call makes a request; body may be nil, []byte (sent as it is) or anything
// that can be JSON.
func (b *bench) call(method, path, token string, body any) answer {
	b.t.Helper()
	var reader io.Reader
	switch v := body.(type) {
	case nil:
	case []byte:
		reader = bytes.NewReader(v)
	default:
		content, err := json.Marshal(v)
		if err != nil {
			b.t.Fatal(err)
		}
		reader = bytes.NewReader(content)
	}
	req, err := http.NewRequest(method, b.url+path, reader)
	if err != nil {
		b.t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", token)
	}
	if content, ok := body.([]byte); ok {
		req.Header.Set("X-Hub-Signature-256", whatsapp.Sign(content, testSecret))
	}
	return b.do(req)
}

func (b *bench) do(req *http.Request) answer {
	b.t.Helper()
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		b.t.Fatal(err)
	}
	defer resp.Body.Close()
	content, err := io.ReadAll(resp.Body)
	if err != nil {
		b.t.Fatal(err)
	}
	return answer{resp.StatusCode, string(content), resp.Header}
}

// webhook posts a signed body and expects 200.
func (b *bench) webhook(body string) {
	b.t.Helper()
	if a := b.call("POST", "/api/crm/whatsapp/webhook", "", []byte(body)); a.status != http.StatusOK {
		b.t.Fatalf("webhook answered %d: %s", a.status, a.body)
	}
}

func (b *bench) count(query string, params dbx.Params) int {
	b.t.Helper()
	var n int
	if err := b.app.DB().NewQuery("SELECT COUNT(*) FROM " + query).Bind(params).Row(&n); err != nil {
		b.t.Fatal(err)
	}
	return n
}

// log returns the rows of comms_log in the order of the thread.
func (b *bench) log() []*core.Record {
	b.t.Helper()
	rows, err := b.app.FindRecordsByFilter("comms_log", "id != ''", "occurred_at,id", 0, 0)
	if err != nil {
		b.t.Fatal(err)
	}
	return rows
}

func (b *bench) only() *core.Record {
	b.t.Helper()
	rows := b.log()
	if len(rows) != 1 {
		b.t.Fatalf("the log has %d rows, want 1", len(rows))
	}
	return rows[0]
}

func (b *bench) conversation(customerID string) *core.Record {
	b.t.Helper()
	c, err := b.app.FindFirstRecordByData("conversations", "customer_id", customerID)
	if err != nil {
		b.t.Fatalf("conversation %s: %v", customerID, err)
	}
	return c
}

func want(t testing.TB, what string, got, wanted any) {
	t.Helper()
	if got != wanted {
		t.Errorf("%s: got %v, want %v", what, got, wanted)
	}
}

func sample(t testing.TB, name string) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "whatsapp", "testdata", "webhooks", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

func sampleNames(t testing.TB) []string {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "whatsapp", "testdata", "webhooks", "*.json"))
	if err != nil || len(files) < 141 {
		t.Fatalf("%d samples, want at least 141 (%v)", len(files), err)
	}
	names := make([]string, len(files))
	for i, file := range files {
		names[i] = filepath.Base(file)
	}
	return names
}

// value wraps the inside of a messages value into a webhook body.
func value(inside string) string {
	return `{"object":"whatsapp_business_account","entry":[{"id":"100200300400500","changes":[{"field":"messages","value":{` +
		`"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550100200","phone_number_id":"` + testPhoneID + `"},` +
		strings.TrimSpace(inside) + `}}]}]}`
}

// clock is a time that a test sets while the workers look at it.
type clock struct{ at atomic.Int64 }

func newClock(at time.Time) *clock {
	c := &clock{}
	c.set(at)
	return c
}

func (c *clock) now() time.Time       { return time.Unix(0, c.at.Load()) }
func (c *clock) set(at time.Time)     { c.at.Store(at.UnixNano()) }
func (c *clock) pass(d time.Duration) { c.at.Add(int64(d)) }
