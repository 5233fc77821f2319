package e2e

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// newListener takes every webhook, and waits until a text was in one: the page
// shows what it has ordered before the webhook of it is there.
func newListener(t *testing.T) (address string, hears func(t *testing.T, text string)) {
	t.Helper()
	var mu sync.Mutex
	var posted strings.Builder
	receiver := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		posted.Write(body)
	}))
	t.Cleanup(receiver.Close)
	heard := func(text string) bool {
		mu.Lock()
		defer mu.Unlock()
		return strings.Contains(posted.String(), text)
	}
	return receiver.URL, func(t *testing.T, text string) {
		t.Helper()
		for end := time.Now().Add(patience); !heard(text); time.Sleep(30 * time.Millisecond) {
			if time.Now().After(end) {
				t.Errorf("the webhook did not hear %s", text)
				return
			}
		}
	}
}
