package simulator_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"pocketcrm/whatsapp/simulator"
)

const (
	secret   = "kestrel-app-secret-0001"
	token    = "token-0001"
	business = "15550100200"
	ada      = "447700900123"
	adaID    = "GB.90100000000000000001"
	numberID = "200300400500600"
	sendPath = "/v25.0/" + numberID + "/messages"
)

// receiver is the business's webhook: it keeps what came and answers as told.
type receiver struct {
	*httptest.Server
	mu     sync.Mutex
	bodies []string
	sigs   []string
	answer func(n int) int // status for the n-th request, from 1
}

func newReceiver(t *testing.T) *receiver {
	t.Helper()
	r := &receiver{answer: func(int) int { return http.StatusOK }}
	n := 0
	r.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, q *http.Request) {
		body, err := io.ReadAll(q.Body)
		if err != nil {
			t.Error(err)
		}
		r.mu.Lock()
		n++
		status := r.answer(n)
		if status == http.StatusOK {
			r.bodies = append(r.bodies, string(body))
			r.sigs = append(r.sigs, q.Header.Get("X-Hub-Signature-256"))
		}
		r.mu.Unlock()
		w.WriteHeader(status)
	}))
	t.Cleanup(r.Close)
	return r
}

// got are the accepted bodies, in order of arrival.
func (r *receiver) got() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string(nil), r.bodies...)
}

// change is what the tests look at in a webhook.
type change struct {
	Metadata struct {
		Display string `json:"display_phone_number"`
		ID      string `json:"phone_number_id"`
	}
	Contacts []map[string]any
	Messages []map[string]any
	Statuses []map[string]any
}

func parse(t *testing.T, body string) change {
	t.Helper()
	var b struct {
		Object string
		Entry  []struct {
			ID      string
			Changes []struct {
				Field string
				Value change
			}
		}
	}
	if err := json.Unmarshal([]byte(body), &b); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	if b.Object != "whatsapp_business_account" || len(b.Entry) != 1 || b.Entry[0].ID != simulator.DefaultBusinessAccountID ||
		len(b.Entry[0].Changes) != 1 || b.Entry[0].Changes[0].Field != "messages" {
		t.Fatalf("not Meta's envelope: %s", body)
	}
	v := b.Entry[0].Changes[0].Value
	if v.Metadata.Display != business || v.Metadata.ID != numberID {
		t.Fatalf("wrong metadata: %s", body)
	}
	return v
}

// newSim starts a simulator with Ada, whose window is open, on a server.
func newSim(t *testing.T, o simulator.Options) (*simulator.Simulator, *httptest.Server) {
	t.Helper()
	if o.AccessToken == "" {
		o.AccessToken = token
	}
	o.AppSecret = secret
	if o.StatusDelay == 0 {
		o.StatusDelay = time.Millisecond
	}
	if o.RetryDelay == 0 {
		o.RetryDelay = time.Millisecond
	}
	if o.Customers == nil {
		now := time.Now
		if o.Now != nil {
			now = o.Now
		}
		o.Customers = []simulator.Customer{{WaID: ada, Name: "Ada Merrow", UserID: adaID, LastWroteAt: now().Add(-time.Hour)}}
	}
	s := simulator.New(o)
	server := httptest.NewServer(s)
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		server.Close()
	})
	return s, server
}

// call makes a JSON request and returns the status and the answer.
func call(t *testing.T, method, url, bearer, body string) (int, map[string]any) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	if bearer != "" {
		request.Header.Set("Authorization", "Bearer "+bearer)
	}
	return do(t, request)
}

func do(t *testing.T, request *http.Request) (int, map[string]any) {
	t.Helper()
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	raw, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	var answer map[string]any
	if len(bytes.TrimSpace(raw)) > 0 {
		if err := json.Unmarshal(raw, &answer); err != nil {
			t.Fatalf("%s %s: not JSON: %s", request.Method, request.URL, raw)
		}
	}
	return response.StatusCode, answer
}

// send posts a message and returns its id.
func send(t *testing.T, server *httptest.Server, body string) string {
	t.Helper()
	status, answer := call(t, "POST", server.URL+sendPath, token, body)
	if status != http.StatusOK {
		t.Fatalf("send: %d %v", status, answer)
	}
	return answer["messages"].([]any)[0].(map[string]any)["id"].(string)
}

func settle(t *testing.T, s *simulator.Simulator) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := s.Idle(ctx); err != nil {
		t.Fatalf("still at work: %v", err)
	}
}

func textTo(to, text string) string {
	body, err := json.Marshal(map[string]any{"messaging_product": "whatsapp", "to": to, "type": "text", "text": map[string]any{"body": text}})
	if err != nil {
		panic(err)
	}
	return string(body)
}

// components is a list for a template.
func components(list string) json.RawMessage { return json.RawMessage("[" + list + "]") }
