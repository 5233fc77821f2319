package simulator

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"
)

func TestManyAtOnce(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	received := map[string]int{}
	inbox := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		received[string(body)]++
		mu.Unlock()
	}))
	defer inbox.Close()
	s := New(Options{WebhookURL: inbox.URL, StatusDelay: time.Millisecond, AppSecret: "secret", Rates: NoLimits})
	defer s.Close()

	const customers, each = 20, 10
	var work sync.WaitGroup
	for c := range customers {
		work.Go(func() {
			digits := fmt.Sprintf("1555010%04d", c+300)
			for n := range each {
				if _, err := s.Write(Inbound{From: digits, Text: fmt.Sprint("message ", n)}); err != nil {
					t.Error(err)
				}
				w := httptest.NewRecorder()
				r := httptest.NewRequest("POST", "http://localhost/"+DefaultPhoneNumberID+"/messages",
					strings.NewReader(`{"messaging_product":"whatsapp","to":"`+digits+`","text":{"body":"answer"}}`))
				r.Header.Set("Authorization", "Bearer any")
				if s.ServeHTTP(w, r); w.Code != 200 {
					t.Errorf("send: %d %s", w.Code, w.Body)
				}
				s.Messages()
				s.Deliveries()
			}
		})
	}
	work.Wait()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := s.Idle(ctx); err != nil {
		t.Fatal(err)
	}
	if want := customers * each * 4; len(received) != want {
		t.Errorf("%d different webhooks, want %d", len(received), want)
	}
	for _, m := range s.Messages() {
		if m.Author == authorBusiness && m.Status != statusRead || m.Author == authorCustomer && m.Status != statusSent {
			t.Errorf("a message of the %s ended as %s", m.Author, m.Status)
		}
	}
	if n := len(s.Deliveries()); n != maxDeliveries {
		t.Errorf("%d deliveries kept", n)
	}
}

func TestForgetsTheOldest(t *testing.T) {
	t.Parallel()
	s := New(Options{})
	s.mu.Lock()
	defer s.mu.Unlock()
	for n := range maxMessages + 10 {
		s.keep(&message{Message: Message{ID: fmt.Sprint("wamid.", n), Text: "x"}})
	}
	if len(s.messages) != maxMessages || len(s.byMessageID) != maxMessages || s.messages[0].ID != "wamid.10" {
		t.Errorf("%d messages, the first is %s", len(s.messages), s.messages[0].ID)
	}
	total := 0
	for _, m := range s.messages {
		total += m.size()
	}
	if total != s.messageBytes {
		t.Errorf("counted %d bytes, %d are kept", s.messageBytes, total)
	}
}

func TestFullBacklog(t *testing.T) {
	t.Parallel()
	s := New(Options{WebhookURL: "http://127.0.0.1:1/", RetryDelay: time.Hour})
	defer s.Close()
	s.mu.Lock()
	s.backlog = maxBacklog
	s.mu.Unlock()
	if _, err := s.Write(Inbound{From: "447700900123", Text: "x"}); err == nil {
		t.Error("a message was taken")
	}
	w := httptest.NewRecorder()
	r := httptest.NewRequest("POST", "http://localhost/"+DefaultPhoneNumberID+"/messages",
		strings.NewReader(`{"messaging_product":"whatsapp","to":"447700900123","text":{"body":"answer"}}`))
	r.Header.Set("Authorization", "Bearer any")
	if s.ServeHTTP(w, r); w.Code != http.StatusInternalServerError || !strings.Contains(w.Body.String(), "131016") {
		t.Errorf("send: %d %s", w.Code, w.Body)
	}
}

// Not parallel: it counts goroutines.
func TestCloseStopsEverything(t *testing.T) {
	before := runtime.NumGoroutine()
	hanging := make(chan struct{})
	inbox := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		select {
		case <-hanging:
		case <-r.Context().Done():
		}
	}))
	s := New(Options{WebhookURL: inbox.URL, StatusDelay: time.Hour})
	server := httptest.NewServer(s)
	response, err := http.Get(server.URL + "/simulator/events")
	if err != nil {
		t.Fatal(err)
	}
	for n := range 50 {
		digits := fmt.Sprintf("1555010%04d", n)
		if _, err := s.Write(Inbound{From: digits, Text: "x"}); err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		r := httptest.NewRequest("POST", "http://localhost/"+DefaultPhoneNumberID+"/messages",
			strings.NewReader(`{"messaging_product":"whatsapp","to":"`+digits+`","text":{"body":"answer"}}`))
		r.Header.Set("Authorization", "Bearer any")
		s.ServeHTTP(w, r)
	}
	start := time.Now()
	s.Close()
	s.Close()                                              // twice is no harm
	if took := time.Since(start); took >= webhookTimeout { // note: it would end then in any case
		t.Errorf("Close took %v", took)
	}
	if _, err := s.Write(Inbound{From: "447700900123", Text: "after"}); err == nil {
		t.Error("a message was taken after Close")
	}
	response.Body.Close()
	server.Close()
	close(hanging)
	inbox.Close()
	http.DefaultClient.CloseIdleConnections()
	for end := time.Now().Add(time.Minute); runtime.NumGoroutine() > before; time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			buffer := make([]byte, 1<<20)
			t.Fatalf("%d goroutines before, %d after:\n%s", before, runtime.NumGoroutine(), buffer[:runtime.Stack(buffer, true)])
		}
	}
}
