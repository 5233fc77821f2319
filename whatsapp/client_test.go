package whatsapp_test

import (
	"context"
	"errors"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pocketcrm/whatsapp"
	"pocketcrm/whatsapp/simulator"
)

// maxAnswer is what the client reads of an answer to a message.
const maxAnswer = 1 << 20

func TestSendWritesWhatMetaDocuments(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		out  whatsapp.Outgoing
		want string
		sent whatsapp.Sent
	}{
		{"to a number", whatsapp.Outgoing{To: ada, Content: saying("Hi", false)},
			`{"messaging_product":"whatsapp","recipient_type":"individual","to":"+447700900123","type":"text","text":{"body":"Hi"}}`,
			whatsapp.Sent{WaID: ada}},
		{"everything", whatsapp.Outgoing{To: "+44 7700 900123", UserID: "GB.1", Content: saying("see https://example.org/?a=1&b=<2> 😀\n", true), ReplyTo: "wamid.0", CallbackData: "row1"},
			`{"messaging_product":"whatsapp","recipient_type":"individual","to":"+447700900123","type":"text","context":{"message_id":"wamid.0"},` +
				`"text":{"preview_url":true,"body":"see https://example.org/?a=1&b=<2> 😀\n"},"biz_opaque_callback_data":"row1"}`,
			whatsapp.Sent{WaID: ada}},
		{"to a BSUID", whatsapp.Outgoing{UserID: "SG.90100000000000000005", Content: saying("Hi", false)},
			`{"messaging_product":"whatsapp","recipient_type":"individual","recipient":"SG.90100000000000000005","type":"text","text":{"body":"Hi"}}`,
			whatsapp.Sent{UserID: "SG.90100000000000000005"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			m := newMeta(t)
			sent, err := m.client.Send(t.Context(), c.out)
			taken := m.Messages()
			if err != nil || len(taken) != 1 || taken[0].CallbackData != c.out.CallbackData {
				t.Fatalf("%+v, %v", taken, err)
			}
			c.sent.MessageID = taken[0].ID
			if sent != c.sent {
				t.Errorf("%+v", sent)
			}
			got := m.last(t)
			if got.method != http.MethodPost || got.url != "/v25.0/"+testNumber+"/messages" {
				t.Errorf("%s %s", got.method, got.url)
			}
			for name, want := range map[string]string{"Authorization": "Bearer " + testToken, "Content-Type": "application/json"} {
				if got.header.Get(name) != want {
					t.Errorf("%s is %q", name, got.header.Get(name))
				}
			}
			if got.length != int64(len(got.body)) || got.header.Get("User-Agent") == "" {
				t.Errorf("length %d, agent %q", got.length, got.header.Get("User-Agent"))
			}
			if got.body != c.want {
				t.Errorf("got  %s\nwant %s", got.body, c.want)
			}
		})
	}
}

func TestSendReadsAnswers(t *testing.T) {
	t.Parallel()
	m := newMeta(t)
	sent, err := m.client.Send(t.Context(), whatsapp.Outgoing{To: "5531999990123", Content: saying("Hi", false)})
	if err != nil || sent.WaID != "553199990123" {
		t.Errorf("another wa_id: %+v, %v", sent, err)
	}

	id := m.add(t, "visit_reminder", "en_US", "", `[{"type":"BODY","text":"We come tomorrow."}]`)
	list, err := m.client.Templates(t.Context(), testAccount)
	at := slices.IndexFunc(list, func(one whatsapp.Template) bool { return one.ID == id })
	if err != nil || at < 0 {
		t.Fatalf("%+v, %v", list, err)
	}
	content, problems := list[at].Fill(whatsapp.TemplateValues{})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	for _, pacing := range []bool{false, true} {
		if err := m.ReviewTemplate(id, simulator.Review{Pacing: &pacing}); err != nil {
			t.Fatal(err)
		}
		sent, err := m.client.Send(t.Context(), whatsapp.Outgoing{To: ada, Content: content})
		if want := map[bool]string{false: "accepted", true: "held_for_quality_assessment"}[pacing]; err != nil || sent.Status != want || sent.MessageID == "" {
			t.Errorf("%+v, %v, want %s", sent, err, want)
		}
	}
}

// What is in the answer counts, not how somebody on the way has put it.
func TestSendReadsAnswersOfProxies(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		proxy brokenProxy
		want  whatsapp.Sent
	}{
		"another success":    {replaces(201, `{"messages":[{"id":"wamid.1","message_status":"held_for_quality_assessment"}]}`), whatsapp.Sent{MessageID: "wamid.1", Status: "held_for_quality_assessment"}},
		"numbers":            {replaces(200, `{"contacts":[{"input":"+5531999990123","wa_id":553199990123}],"messages":[{"id":"wamid.1"}]}`), whatsapp.Sent{MessageID: "wamid.1", WaID: "553199990123"}},
		"not in lists":       {replaces(200, `{"contacts":{"wa_id":"1"},"messages":{"id":"wamid.1"},"error":null}`), whatsapp.Sent{MessageID: "wamid.1", WaID: "1"}},
		"with other content": {replaces(200, `{"x":[{"y":1}],"messages":[{"id":"wamid.1"},{"id":"wamid.2"}]}`), whatsapp.Sent{MessageID: "wamid.1"}},
	} {
		t.Run(name, func(t *testing.T) {
			if sent, err := newMeta(t).behind(t, c.proxy).Send(t.Context(), hello); err != nil || sent != c.want {
				t.Errorf("%+v, %v", sent, err)
			}
		})
	}
}

// checkRefused wants an error of a message that nobody took.
func checkRefused(t *testing.T, m *meta, sent whatsapp.Sent, err error, want whatsapp.APIError) {
	t.Helper()
	var got *whatsapp.APIError
	if !errors.As(err, &got) || sent != (whatsapp.Sent{}) || errors.Is(err, whatsapp.ErrNoAnswer) || errors.Is(err, whatsapp.ErrNotSent) {
		t.Fatalf("%+v, %v", sent, err)
	}
	if *got != want {
		t.Errorf("got  %+v\nwant %+v", *got, want)
	}
	if got.Explain().Sentence() == "" || got.Explain().Code != got.Code {
		t.Errorf("explained as %+v", got.Explain())
	}
	if len(m.Messages()) > 0 {
		t.Error("the message was taken")
	}
	checkSecret(t, err)
}

func TestSendIsRefused(t *testing.T) {
	t.Parallel()
	server := simulator.Presets()["server_error"]
	for name, c := range map[string]struct {
		failure simulator.Outcome
		want    whatsapp.APIError
	}{
		"Meta's envelope": {simulator.Outcome{Code: 131047, Subcode: 2494055, Details: "late"},
			whatsapp.APIError{HTTPStatus: 400, Code: 131047, Subcode: 2494055, Title: "(#131047) Re-engagement message", Details: "late"}},
		"without details":   {simulator.Outcome{Code: 131026}, whatsapp.APIError{HTTPStatus: 400, Code: 131026, Title: "(#131026) Message undeliverable"}},
		"code 0":            {simulator.Presets()["auth"], whatsapp.APIError{HTTPStatus: 401, Code: 0, Title: "AuthException"}},
		"an error of a 5xx": {server, whatsapp.APIError{HTTPStatus: 500, Code: 131000, Title: "(#131000) Something went wrong", Details: server.Details, Transient: true}},
		"the token in the answer": {simulator.Outcome{Status: 400, Code: 190, Message: "Malformed access token " + testToken, Details: "EAAB" + strings.Repeat("x", 60)},
			whatsapp.APIError{HTTPStatus: 400, Code: 190, Title: "Malformed access token [token]", Details: "[token]"}},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMeta(t, simulator.Failure{Outcome: c.failure})
			sent, err := m.client.Send(t.Context(), hello)
			var got *whatsapp.APIError
			if errors.As(err, &got) {
				if got.TraceID == "" {
					t.Error("no trace id")
				}
				c.want.TraceID = got.TraceID
			}
			c.want.Type = "OAuthException"
			checkRefused(t, m, sent, err, c.want)
		})
	}
	for name, c := range map[string]struct {
		token string
		out   whatsapp.Outgoing
		code  int
	}{
		"a token of nobody": {"EAAanothertokenanothertoken", hello, 190},
		"no such template":  {testToken, whatsapp.Outgoing{To: ada, Content: whatsapp.Content{Type: "template", Object: []byte(`{"name":"none","language":{"code":"de"}}`)}}, 132001},
	} {
		m := newMeta(t)
		client := whatsapp.NewClient(whatsapp.ClientOptions{GraphURL: m.server.URL, PhoneNumberID: testNumber, Token: c.token})
		_, err := client.Send(t.Context(), c.out)
		var got *whatsapp.APIError
		if !errors.As(err, &got) || got.Code != c.code || len(m.Messages()) > 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestSendIsRefusedByProxies(t *testing.T) {
	t.Parallel()
	none := func(status int) whatsapp.APIError {
		return whatsapp.APIError{HTTPStatus: status, Code: whatsapp.CodeNone}
	}
	for name, c := range map[string]struct {
		proxy brokenProxy
		want  whatsapp.APIError
	}{
		"code as text": {blocks(400, `{"error":{"message":"m","code":"131056","error_data":"late","is_transient":"true"}}`),
			whatsapp.APIError{HTTPStatus: 400, Code: 131056, Title: "m", Details: "late", Transient: true}},
		"user's words":  {blocks(400, `{"error":{"error_user_title":"t","error_user_msg":"u","code":100}}`), whatsapp.APIError{HTTPStatus: 400, Code: 100, Title: "t", Details: "u"}},
		"error as text": {blocks(400, `{"error":"bad"}`), whatsapp.APIError{HTTPStatus: 400, Code: whatsapp.CodeNone, Title: "bad"}},
		"HTML":          {blocks(403, `<html>blocked</html>`), none(403)},
		"nothing":       {blocks(404, ``), none(404)},
		"another JSON":  {blocks(413, `[1]`), none(413)},
	} {
		t.Run(name, func(t *testing.T) {
			m := newMeta(t)
			sent, err := m.behind(t, c.proxy).Send(t.Context(), hello)
			checkRefused(t, m, sent, err, c.want)
		})
	}
	t.Run("an error with 200", func(t *testing.T) {
		m := newMeta(t, simulator.Failure{Outcome: simulator.Outcome{Code: 131026}})
		client := m.behind(t, rewrites(nil, func(_ *http.Request, _ int, body string) (int, string) { return 200, body }))
		sent, err := client.Send(t.Context(), hello)
		want := whatsapp.APIError{HTTPStatus: 200, Code: 131026, Type: "OAuthException", Title: "(#131026) Message undeliverable"}
		var got *whatsapp.APIError
		if errors.As(err, &got) {
			want.TraceID = got.TraceID
		}
		checkRefused(t, m, sent, err, want)
	})
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	m := newMeta(t, simulator.Failure{Preset: "account_rate", Outcome: simulator.Outcome{Status: 429, RetryAfter: 60}})
	_, err := m.client.Send(t.Context(), hello)
	var got *whatsapp.APIError
	if !errors.As(err, &got) || got.HTTPStatus != 429 || got.Code != 80007 || got.RetryAfter != time.Minute {
		t.Errorf("%v", err)
	}
}

// Whoever took the request may have sent the message.
func TestNoAnswer(t *testing.T) {
	t.Parallel()
	checked := func(t *testing.T, m *meta, sent whatsapp.Sent, err error, taken int) {
		t.Helper()
		if !errors.Is(err, whatsapp.ErrNoAnswer) || errors.Is(err, whatsapp.ErrNotSent) || sent != (whatsapp.Sent{}) {
			t.Errorf("%+v, %v", sent, err)
		}
		for end := time.Now().Add(patience); len(m.Messages()) < taken && time.Now().Before(end); { // note: nobody waited for the answer
			time.Sleep(time.Millisecond)
		}
		if n := len(m.Messages()); n != taken {
			t.Errorf("%d messages were taken, want %d", n, taken)
		}
		checkSecret(t, err)
	}
	check := func(t *testing.T, m *meta, client *whatsapp.Client, taken int) {
		t.Helper()
		sent, err := client.Send(t.Context(), hello)
		checked(t, m, sent, err, taken)
	}
	for preset, taken := range map[string]int{"cut": 0, "cut_taken": 1, "timeout": 0, "timeout_taken": 1, "html": 0} {
		t.Run(preset, func(t *testing.T) {
			t.Parallel()
			m := newMeta(t, simulator.Failure{Preset: preset})
			if !strings.HasPrefix(preset, "timeout") {
				check(t, m, m.client, taken)
				return
			}
			var sent whatsapp.Sent
			err := impatient(t, m.server.URL, func(client *whatsapp.Client) (err error) {
				sent, err = client.Send(t.Context(), hello)
				return err
			})
			checked(t, m, sent, err, taken)
		})
	}
	for name, proxy := range map[string]brokenProxy{
		"not HTTP":               breaksOff("SMTP ready\r\n"),
		"half an answer":         breaksOff("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"messages\""),
		"200 and HTML":           replaces(200, `<html>Welcome</html>`),
		"200 and nothing":        replaces(200, ``),
		"200 without a message":  replaces(200, `{"messages":[]}`),
		"200 without an id":      replaces(200, `{"messages":[{"message_status":"accepted"}]}`),
		"200 and a list":         replaces(200, `[]`),
		"200 and far too much":   replaces(200, `{"messages":[{"id":"wamid.1"}],"x":"`+strings.Repeat("x", maxAnswer)+`"}`),
		"502 and HTML":           replaces(502, `<html>Bad gateway</html>`),
		"503 and nothing":        replaces(503, ``),
		"504 and far too much":   replaces(504, strings.Repeat("x", 2*maxAnswer)),
		"500 and JSON, no error": replaces(500, `{"message":"x"}`),
		"an answer without end": func(w http.ResponseWriter, r *http.Request, meta http.Handler) {
			meta.ServeHTTP(httptest.NewRecorder(), r)
			for err := error(nil); err == nil; {
				_, err = io.WriteString(w, strings.Repeat(" ", 1<<16))
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := newMeta(t)
			check(t, m, m.behind(t, proxy), 1)
		})
	}
}

func TestNotSent(t *testing.T) {
	t.Parallel()
	// not Meta: whoever it is, nobody vouches for its certificate
	untrusted := httptest.NewUnstartedServer(http.NotFoundHandler())
	untrusted.Config.ErrorLog = log.New(io.Discard, "", 0)
	untrusted.StartTLS()
	defer untrusted.Close()
	full := whatsapp.ClientOptions{GraphURL: "http://127.0.0.1:1", PhoneNumberID: "1", Token: testToken, Timeout: patience} // nobody listens on port 1
	with := func(change func(*whatsapp.ClientOptions)) whatsapp.ClientOptions { o := full; change(&o); return o }
	for name, c := range map[string]struct {
		options whatsapp.ClientOptions
		out     whatsapp.Outgoing
	}{
		"refused":             {full, hello},
		"no such name":        {with(func(o *whatsapp.ClientOptions) { o.GraphURL = "http://graph.invalid" }), hello},
		"an untrusted server": {with(func(o *whatsapp.ClientOptions) { o.GraphURL = untrusted.URL }), hello},
		"a broken address":    {with(func(o *whatsapp.ClientOptions) { o.GraphURL = "http://a b\x7f" }), hello},
		"no scheme":           {with(func(o *whatsapp.ClientOptions) { o.GraphURL = "graph.example" }), hello},
		"a token of lines":    {with(func(o *whatsapp.ClientOptions) { o.Token = testToken + "\nX: y" }), hello},
		"no token":            {with(func(o *whatsapp.ClientOptions) { o.Token = " " }), hello},
		"no number":           {with(func(o *whatsapp.ClientOptions) { o.PhoneNumberID = "" }), hello},
		"no recipient":        {full, whatsapp.Outgoing{Content: saying("x", false)}},
		"no digits":           {full, whatsapp.Outgoing{To: "GB.x", UserID: "GB.1", Content: saying("x", false)}},
		"no text":             {full, whatsapp.Outgoing{To: "1", Content: saying(" \n", false)}},
		"long callback data":  {full, whatsapp.Outgoing{To: "1", Content: saying("x", false), CallbackData: strings.Repeat("é", 513)}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := whatsapp.NewClient(c.options).Send(t.Context(), c.out)
			if !errors.Is(err, whatsapp.ErrNotSent) || errors.Is(err, whatsapp.ErrNoAnswer) {
				t.Errorf("%v", err)
			}
			checkSecret(t, err)
		})
	}
	t.Run("cancelled before", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		m := newMeta(t)
		if _, err := m.client.Send(ctx, hello); !errors.Is(err, whatsapp.ErrNotSent) || !errors.Is(err, context.Canceled) || m.count() > 0 {
			t.Errorf("%v", err)
		}
	})
	t.Run("cancelled meanwhile", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		m := newMeta(t, simulator.Failure{Preset: "timeout"})
		m.called = cancel
		if _, err := m.client.Send(ctx, hello); !errors.Is(err, whatsapp.ErrNoAnswer) || !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
	})
}

// A transport of the caller's that tells nothing leaves it open.
func TestStrangersTransport(t *testing.T) {
	t.Parallel()
	client := whatsapp.NewClient(whatsapp.ClientOptions{PhoneNumberID: "1", Token: testToken, HTTP: &http.Client{Transport: roundTripper(
		func(*http.Request) (*http.Response, error) { return nil, errors.New("gone: " + testToken) })}})
	_, err := client.Send(t.Context(), hello)
	if !errors.Is(err, whatsapp.ErrNoAnswer) {
		t.Errorf("%v", err)
	}
	checkSecret(t, err)
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// thief is a host that waits for tokens, and counts them.
func thief(t *testing.T) (address string, stolen *atomic.Int32) {
	t.Helper()
	stolen = &atomic.Int32{}
	server := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { stolen.Add(1) }))
	t.Cleanup(server.Close)
	return server.URL, stolen
}

// The token follows no redirect.
func TestNoRedirect(t *testing.T) {
	t.Parallel()
	address, stolen := thief(t)
	m := newMeta(t)
	for _, status := range []int{301, 302, 303, 307, 308} {
		client := m.behind(t, func(w http.ResponseWriter, r *http.Request, _ http.Handler) { http.Redirect(w, r, address, status) })
		_, err := client.Send(t.Context(), hello)
		var refused *whatsapp.APIError
		if !errors.As(err, &refused) || refused.HTTPStatus != status {
			t.Errorf("%d: %v", status, err)
		}
	}
	if stolen.Load() > 0 {
		t.Error("the redirect was followed")
	}
}

// A connection that the server closes when it is used again: the message must
// not go out twice, whatever the transport makes of it.
func TestClosedConnectionSendsOnce(t *testing.T) {
	t.Parallel()
	m := newMeta(t, simulator.Failure{Preset: "cut", Every: 2})
	for i := range 20 {
		before := m.count()
		_, err := m.client.Send(t.Context(), hello)
		if got := m.count() - before; got != 1 {
			t.Fatalf("send %d reached the server %d times", i, got)
		}
		if (err == nil) != (m.count()%2 == 1) || err != nil && !errors.Is(err, whatsapp.ErrNoAnswer) {
			t.Errorf("send %d: %v", i, err)
		}
	}
	if n := len(m.Messages()); n != 10 {
		t.Errorf("%d messages were taken, want 10", n)
	}
}

// A connection that went stale while idle is no reason to trouble anybody:
// nothing was written on it.
func TestStaleConnection(t *testing.T) {
	t.Parallel()
	m := newMeta(t)
	for i := range 10 {
		if _, err := m.client.Send(t.Context(), hello); err != nil && !errors.Is(err, whatsapp.ErrNoAnswer) {
			t.Errorf("send %d: %v", i, err)
		}
		m.server.CloseClientConnections()
	}
	if n := len(m.Messages()); n > 10 {
		t.Errorf("10 sends, %d taken", n)
	}
}
