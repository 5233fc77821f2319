package whatsapp_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"pocketcrm/whatsapp"
	"pocketcrm/whatsapp/simulator"
)

const (
	testToken   = "EAAtesttokentesttokentesttoken"
	testNumber  = simulator.DefaultPhoneNumberID
	testAccount = simulator.DefaultBusinessAccountID
	ada         = "447700900123"
	secretText  = "a secret text"
)

// patience is how long a test waits for what happens at once, so that a busy
// machine fails none.
const patience = time.Minute

// impatient calls with a client that gives up soon, but not before the call was
// made: a busy machine may need longer for that.
func impatient(t *testing.T, address string, do func(*whatsapp.Client) error) (err error) {
	t.Helper()
	for timeout := 300 * time.Millisecond; timeout < patience; timeout *= 2 {
		if err = do(clientAt(address, timeout)); !errors.Is(err, whatsapp.ErrNotSent) {
			break
		}
	}
	return err
}

var hello = whatsapp.Outgoing{To: ada, Content: saying(secretText, false)}

func saying(text string, preview bool) whatsapp.Content {
	content, _ := whatsapp.Text(text, preview)
	return content
}

// meta is the simulator with a record of the calls it got.
type meta struct {
	*simulator.Simulator
	server *httptest.Server
	client *whatsapp.Client
	called func() // runs when a call has arrived; usually nil

	mu    sync.Mutex
	calls []call
}

type call struct {
	method, url, body string
	header            http.Header
	length            int64
}

func newMeta(t *testing.T, failures ...simulator.Failure) *meta {
	t.Helper()
	m := &meta{Simulator: simulator.New(simulator.Options{
		PhoneNumberID: testNumber, BusinessAccountID: testAccount, AccessToken: testToken, Rates: simulator.NoLimits, TemplateReview: -1,
		Customers: []simulator.Customer{
			{WaID: ada, Name: "Ada Merrow", LastWroteAt: time.Now()},
			{WaID: "553199990123", Name: "Bruna Sample", LastWroteAt: time.Now()},
			{UserID: "SG.90100000000000000005", Name: "Cai Sample", LastWroteAt: time.Now()},
		},
	})}
	for _, f := range failures {
		m.fail(t, f)
	}
	m.server = httptest.NewServer(m)
	t.Cleanup(func() {
		if err := m.Close(); err != nil {
			t.Error(err)
		}
		m.server.Close()
	})
	m.client = clientAt(m.server.URL, patience)
	return m
}

func clientAt(address string, timeout time.Duration) *whatsapp.Client {
	return whatsapp.NewClient(whatsapp.ClientOptions{GraphURL: address + "/", PhoneNumberID: testNumber, Token: testToken, Timeout: timeout})
}

func (m *meta) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	m.mu.Lock()
	m.calls = append(m.calls, call{r.Method, r.URL.String(), string(body), r.Header.Clone(), r.ContentLength})
	m.mu.Unlock()
	if m.called != nil {
		m.called()
	}
	m.Simulator.ServeHTTP(w, r)
}

func (m *meta) count() int {
	m.mu.Lock()
	defer m.mu.Unlock()
	return len(m.calls)
}

func (m *meta) last(t *testing.T) call {
	t.Helper()
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.calls) == 0 {
		t.Fatal("nobody called")
	}
	return m.calls[len(m.calls)-1]
}

func (m *meta) fail(t *testing.T, f simulator.Failure) {
	t.Helper()
	if _, err := m.AddFailure(f); err != nil {
		t.Fatal(err)
	}
}

// add puts a template into the account and returns its id.
func (m *meta) add(t *testing.T, name, language, format, components string) string {
	t.Helper()
	id, err := m.AddTemplate(simulator.Template{Name: name, Language: language, ParameterFormat: format, Components: json.RawMessage(components)})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// fill adds so many templates that are about nothing.
func (m *meta) fill(t *testing.T, n int) {
	t.Helper()
	for i := range n {
		m.add(t, fmt.Sprintf("other_%03d", i), "en_US", "", `[{"type":"BODY","text":"We come tomorrow."}]`)
	}
}

// brokenProxy stands between the client and Meta and does what Meta never
// does. It plays no part of Meta's: whatever Meta has to say it gets from the
// simulator, if it lets a call through at all.
type brokenProxy func(w http.ResponseWriter, r *http.Request, meta http.Handler)

// behind is a client that reaches Meta through a proxy only.
func (m *meta) behind(t *testing.T, proxy brokenProxy) *whatsapp.Client {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { proxy(w, r, m) }))
	t.Cleanup(server.Close)
	return clientAt(server.URL, patience)
}

// blocks lets nothing through and answers by itself.
func blocks(status int, body string) brokenProxy {
	return func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// replaces lets a call through and loses the answer; it gives one of its own.
func replaces(status int, body string) brokenProxy {
	return func(w http.ResponseWriter, r *http.Request, meta http.Handler) {
		meta.ServeHTTP(httptest.NewRecorder(), r)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// breaksOff lets a call through, answers with bytes that needn't be HTTP, and
// closes the connection.
func breaksOff(answer string) brokenProxy {
	return func(w http.ResponseWriter, r *http.Request, meta http.Handler) {
		meta.ServeHTTP(httptest.NewRecorder(), r)
		conn, _, _ := w.(http.Hijacker).Hijack()
		_, _ = io.WriteString(conn, answer)
		_ = conn.Close()
	}
}

// rewrites changes the call on its way to Meta and the answer on its way back.
func rewrites(there func(*http.Request), back func(r *http.Request, status int, body string) (int, string)) brokenProxy {
	return func(w http.ResponseWriter, r *http.Request, meta http.Handler) {
		if there != nil {
			there(r)
		}
		answer := httptest.NewRecorder()
		meta.ServeHTTP(answer, r)
		status, body := answer.Code, answer.Body.String()
		if back != nil {
			status, body = back(r, status, body)
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// checkSecret: neither the token nor the message may be in an error.
func checkSecret(t *testing.T, err error) {
	t.Helper()
	text := fmt.Sprintf("%v %+v", err, err)
	var api *whatsapp.APIError
	if errors.As(err, &api) {
		text += api.Title + api.Details + api.TraceID + api.Explain().Sentence()
	}
	if strings.Contains(text, testToken) || strings.Contains(text, secretText) {
		t.Errorf("a secret in %q", text)
	}
}
