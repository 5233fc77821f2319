package whatsapp

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

const testToken = "EAAtesttokentesttokentesttoken"

// graph is a Graph API that answers with one handler.
func graph(t *testing.T, answer http.HandlerFunc) (*Client, *httptest.Server) {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	return NewClient(ClientOptions{GraphURL: server.URL + "/", PhoneNumberID: "200300400500600", Token: testToken, Timeout: 2 * time.Second}), server
}

func answering(status int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

const secretText = "a secret text"

var hello = Outgoing{To: "447700900123", Content: saying(secretText, false)}

func saying(text string, preview bool) Content { content, _ := Text(text, preview); return content }

const accepted = `{"messaging_product":"whatsapp","contacts":[{"input":"+447700900123","wa_id":"447700900123"}],"messages":[{"id":"wamid.1","message_status":"accepted"}]}`

func TestSendWritesWhatMetaDocuments(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name string
		out  Outgoing
		want string
	}{
		{"to a number", Outgoing{To: "447700900123", Content: saying("Hi", false)},
			`{"messaging_product":"whatsapp","recipient_type":"individual","to":"+447700900123","type":"text","text":{"body":"Hi"}}`},
		{"everything", Outgoing{To: "+44 7700 900123", UserID: "GB.1", Content: saying("see https://example.org/?a=1&b=<2> 😀\n", true), ReplyTo: "wamid.0", CallbackData: "row1"},
			`{"messaging_product":"whatsapp","recipient_type":"individual","to":"+447700900123","type":"text","context":{"message_id":"wamid.0"},` +
				`"text":{"preview_url":true,"body":"see https://example.org/?a=1&b=<2> 😀\n"},"biz_opaque_callback_data":"row1"}`},
		{"to a BSUID", Outgoing{UserID: "SG.90100000000000000005", Content: saying("Hi", false)},
			`{"messaging_product":"whatsapp","recipient_type":"individual","recipient":"SG.90100000000000000005","type":"text","text":{"body":"Hi"}}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			var got string
			client, _ := graph(t, func(w http.ResponseWriter, r *http.Request) {
				body, _ := io.ReadAll(r.Body)
				got = string(body)
				if r.Method != http.MethodPost || r.URL.Path != "/v25.0/200300400500600/messages" || r.URL.RawQuery != "" {
					t.Errorf("%s %s", r.Method, r.URL)
				}
				for name, want := range map[string]string{"Authorization": "Bearer " + testToken, "Content-Type": "application/json"} {
					if r.Header.Get(name) != want {
						t.Errorf("%s is %q", name, r.Header.Get(name))
					}
				}
				if r.ContentLength != int64(len(body)) || r.UserAgent() == "" {
					t.Errorf("length %d, agent %q", r.ContentLength, r.UserAgent())
				}
				_, _ = io.WriteString(w, accepted)
			})
			sent, err := client.Send(t.Context(), c.out)
			if err != nil || sent != (Sent{MessageID: "wamid.1", WaID: "447700900123", Status: "accepted"}) {
				t.Errorf("%+v, %v", sent, err)
			}
			if got != c.want {
				t.Errorf("got  %s\nwant %s", got, c.want)
			}
		})
	}
}

func TestSendReadsAnswers(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		body   string
		want   Sent
	}{
		"to a BSUID":         {200, `{"contacts":[{"input":"SG.5","user_id":"SG.5"}],"messages":[{"id":"wamid.1"}]}`, Sent{MessageID: "wamid.1", UserID: "SG.5"}},
		"another wa_id":      {200, `{"contacts":[{"input":"+5531999990123","wa_id":553199990123}],"messages":[{"id":"wamid.1"}]}`, Sent{MessageID: "wamid.1", WaID: "553199990123"}},
		"held":               {201, `{"messages":[{"id":"wamid.1","message_status":"held_for_quality_assessment"}]}`, Sent{MessageID: "wamid.1", Status: "held_for_quality_assessment"}},
		"not in lists":       {200, `{"contacts":{"wa_id":"1"},"messages":{"id":"wamid.1"},"error":null}`, Sent{MessageID: "wamid.1", WaID: "1"}},
		"with other content": {200, `{"x":[{"y":1}],"messages":[{"id":"wamid.1"},{"id":"wamid.2"}]}`, Sent{MessageID: "wamid.1"}},
	} {
		t.Run(name, func(t *testing.T) {
			client, _ := graph(t, answering(c.status, c.body))
			if sent, err := client.Send(t.Context(), hello); err != nil || sent != c.want {
				t.Errorf("%+v, %v", sent, err)
			}
		})
	}
}

// checkSecret: neither the token nor the message may be in an error.
func checkSecret(t *testing.T, err error) {
	t.Helper()
	text := fmt.Sprintf("%v %+v", err, err)
	var api *APIError
	if errors.As(err, &api) {
		text += api.Title + api.Details + api.TraceID + api.Explain().Sentence()
	}
	if strings.Contains(text, testToken) || strings.Contains(text, secretText) {
		t.Errorf("a secret in %q", text)
	}
}

func TestSendIsRefused(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		body   string
		want   APIError
	}{
		"Meta's envelope": {400, `{"error":{"message":"(#131047) Re-engagement message","type":"OAuthException","code":131047,"error_data":{"messaging_product":"whatsapp","details":"late"},"error_subcode":2494055,"fbtrace_id":"AbC"}}`,
			APIError{Code: 131047, Subcode: 2494055, Title: "(#131047) Re-engagement message", Details: "late", TraceID: "AbC"}},
		"code as text":            {400, `{"error":{"message":"m","code":"131056","error_data":"late","is_transient":"true"}}`, APIError{Code: 131056, Title: "m", Details: "late", Transient: true}},
		"user's words":            {400, `{"error":{"error_user_title":"t","error_user_msg":"u","code":100}}`, APIError{Code: 100, Title: "t", Details: "u"}},
		"code 0":                  {401, `{"error":{"message":"m","code":0}}`, APIError{Code: 0, Title: "m"}},
		"an error with 200":       {200, `{"error":{"message":"m","code":131026}}`, APIError{Code: 131026, Title: "m"}},
		"an error of a 5xx":       {500, `{"error":{"message":"m","code":131000}}`, APIError{Code: 131000, Title: "m"}},
		"error as text":           {400, `{"error":"bad"}`, APIError{Code: CodeNone, Title: "bad"}},
		"HTML":                    {403, `<html>blocked</html>`, APIError{Code: CodeNone}},
		"nothing":                 {404, ``, APIError{Code: CodeNone}},
		"another JSON":            {413, `[1]`, APIError{Code: CodeNone}},
		"the token in the answer": {400, `{"error":{"message":"Malformed access token ` + testToken + `","code":190,"error_data":{"details":"EAAB` + strings.Repeat("x", 60) + `"}}}`, APIError{Code: 190, Title: "Malformed access token [token]", Details: "[token]"}},
	} {
		t.Run(name, func(t *testing.T) {
			client, _ := graph(t, answering(c.status, c.body))
			sent, err := client.Send(t.Context(), hello)
			var got *APIError
			if !errors.As(err, &got) || sent != (Sent{}) || errors.Is(err, ErrNoAnswer) || errors.Is(err, ErrNotSent) {
				t.Fatalf("%+v, %v", sent, err)
			}
			c.want.HTTPStatus = c.status
			if *got != c.want {
				t.Errorf("got  %+v\nwant %+v", *got, c.want)
			}
			if got.Explain().Sentence() == "" || got.Explain().Code != got.Code {
				t.Errorf("explained as %+v", got.Explain())
			}
			checkSecret(t, err)
		})
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 3, 10, 0, 0, 0, time.UTC)
	for value, want := range map[string]time.Duration{
		"": 0, "30": 30 * time.Second, " 1.5 ": 1500 * time.Millisecond, "-5": 0, "soon": 0, "NaN": 0, "Inf": 0, "1e99": 7 * 24 * time.Hour,
		"Tue, 03 Nov 2026 10:01:00 GMT": time.Minute, "Tue, 03 Nov 2026 09:00:00 GMT": 0, "Tue, 03 Nov 2099 09:00:00 GMT": 7 * 24 * time.Hour,
	} {
		if got := retryAfter(value, now); got != want {
			t.Errorf("%q is %v, want %v", value, got, want)
		}
	}
	client, _ := graph(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Retry-After", "60")
		answering(429, `{"error":{"code":80007,"message":"m"}}`)(w, &http.Request{Body: http.NoBody})
	})
	_, err := client.Send(t.Context(), hello)
	var got *APIError
	if !errors.As(err, &got) || got.RetryAfter != time.Minute {
		t.Errorf("%v", err)
	}
}

// Whoever took the request may have sent the message.
func TestNoAnswer(t *testing.T) {
	t.Parallel()
	cut := func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		conn, _, _ := w.(http.Hijacker).Hijack()
		_ = conn.Close()
	}
	for name, answer := range map[string]http.HandlerFunc{
		"a cut connection":       cut,
		"too slow":               func(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body); <-r.Context().Done() },
		"not HTTP":               raw("SMTP ready\r\n"),
		"half an answer":         raw("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"messages\""),
		"200 and HTML":           answering(200, `<html>Welcome</html>`),
		"200 and nothing":        answering(200, ``),
		"200 without a message":  answering(200, `{"messages":[]}`),
		"200 without an id":      answering(200, `{"messages":[{"message_status":"accepted"}]}`),
		"200 and a list":         answering(200, `[]`),
		"200 and far too much":   answering(200, `{"messages":[{"id":"wamid.1"}],"x":"`+strings.Repeat("x", maxAnswer)+`"}`),
		"502 and HTML":           answering(502, `<html>Bad gateway</html>`),
		"503 and nothing":        answering(503, ``),
		"504 and far too much":   answering(504, strings.Repeat("x", 2*maxAnswer)),
		"500 and JSON, no error": answering(500, `{"message":"x"}`),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			client, _ := graph(t, answer)
			client.options.Timeout = 300 * time.Millisecond
			sent, err := client.Send(t.Context(), hello)
			if !errors.Is(err, ErrNoAnswer) || errors.Is(err, ErrNotSent) || sent != (Sent{}) {
				t.Errorf("%+v, %v", sent, err)
			}
			checkSecret(t, err)
		})
	}
}

// raw answers with bytes that needn't be HTTP.
func raw(answer string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		conn, _, _ := w.(http.Hijacker).Hijack()
		_, _ = io.WriteString(conn, answer)
		_ = conn.Close()
	}
}

func TestNotSent(t *testing.T) {
	t.Parallel()
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_ = closed.Close()
	untrusted := httptest.NewUnstartedServer(http.NotFoundHandler())
	untrusted.Config.ErrorLog = log.New(io.Discard, "", 0)
	untrusted.StartTLS()
	defer untrusted.Close()
	full := ClientOptions{GraphURL: "http://" + closed.Addr().String(), PhoneNumberID: "1", Token: testToken, Timeout: 2 * time.Second}
	with := func(change func(*ClientOptions)) ClientOptions { o := full; change(&o); return o }
	for name, c := range map[string]struct {
		options ClientOptions
		out     Outgoing
	}{
		"refused":             {full, hello},
		"no such name":        {with(func(o *ClientOptions) { o.GraphURL = "http://graph.invalid" }), hello},
		"an untrusted server": {with(func(o *ClientOptions) { o.GraphURL = untrusted.URL }), hello},
		"a broken address":    {with(func(o *ClientOptions) { o.GraphURL = "http://a b\x7f" }), hello},
		"no scheme":           {with(func(o *ClientOptions) { o.GraphURL = "graph.example" }), hello},
		"a token of lines":    {with(func(o *ClientOptions) { o.Token = testToken + "\nX: y" }), hello},
		"no token":            {with(func(o *ClientOptions) { o.Token = " " }), hello},
		"no number":           {with(func(o *ClientOptions) { o.PhoneNumberID = "" }), hello},
		"no recipient":        {full, Outgoing{Content: saying("x", false)}},
		"no digits":           {full, Outgoing{To: "GB.x", UserID: "GB.1", Content: saying("x", false)}},
		"no text":             {full, Outgoing{To: "1", Content: saying(" \n", false)}},
		"long callback data":  {full, Outgoing{To: "1", Content: saying("x", false), CallbackData: strings.Repeat("é", 513)}},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := NewClient(c.options).Send(t.Context(), c.out)
			if !errors.Is(err, ErrNotSent) || errors.Is(err, ErrNoAnswer) {
				t.Errorf("%v", err)
			}
			checkSecret(t, err)
		})
	}
	t.Run("cancelled before", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		client, _ := graph(t, answering(200, accepted))
		if _, err := client.Send(ctx, hello); !errors.Is(err, ErrNotSent) || !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
	})
	t.Run("cancelled meanwhile", func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		client, _ := graph(t, func(_ http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body) // else the server doesn't notice that the client is gone
			cancel()
			<-r.Context().Done()
		})
		if _, err := client.Send(ctx, hello); !errors.Is(err, ErrNoAnswer) || !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
	})
}

// A transport of the caller's that tells nothing leaves it open.
func TestStrangersTransport(t *testing.T) {
	t.Parallel()
	client := NewClient(ClientOptions{PhoneNumberID: "1", Token: testToken, HTTP: &http.Client{Transport: roundTripper(
		func(*http.Request) (*http.Response, error) { return nil, errors.New("gone: " + testToken) })}})
	_, err := client.Send(t.Context(), hello)
	if !errors.Is(err, ErrNoAnswer) {
		t.Errorf("%v", err)
	}
	checkSecret(t, err)
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// The token follows no redirect.
func TestNoRedirect(t *testing.T) {
	t.Parallel()
	var stolen atomic.Int32
	thief := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { stolen.Add(1); _, _ = io.WriteString(w, accepted) }))
	defer thief.Close()
	for _, status := range []int{301, 302, 303, 307, 308} {
		client, _ := graph(t, func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, thief.URL, status) })
		_, err := client.Send(t.Context(), hello)
		var refused *APIError
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
	var taken atomic.Int32
	client, _ := graph(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		var message struct{ Text struct{ Body string } }
		_ = json.Unmarshal(body, &message)
		if message.Text.Body == secretText && taken.Add(1)%2 == 0 {
			conn, _, _ := w.(http.Hijacker).Hijack()
			_ = conn.Close()
			return
		}
		_, _ = io.WriteString(w, accepted)
	})
	for i := range 20 {
		before := taken.Load()
		_, err := client.Send(t.Context(), hello)
		if got := taken.Load() - before; got != 1 {
			t.Fatalf("send %d reached the server %d times", i, got)
		}
		if (err == nil) != (taken.Load()%2 == 1) || err != nil && !errors.Is(err, ErrNoAnswer) {
			t.Errorf("send %d: %v", i, err)
		}
	}
}

// A connection that went stale while idle is no reason to trouble anybody:
// nothing was written on it.
func TestStaleConnection(t *testing.T) {
	t.Parallel()
	var taken atomic.Int32
	client, server := graph(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		taken.Add(1)
		_, _ = io.WriteString(w, accepted)
	})
	for i := range 10 {
		if _, err := client.Send(t.Context(), hello); err != nil && !errors.Is(err, ErrNoAnswer) {
			t.Errorf("send %d: %v", i, err)
		}
		server.CloseClientConnections()
	}
	if taken.Load() > 10 {
		t.Errorf("10 sends, %d taken", taken.Load())
	}
}
