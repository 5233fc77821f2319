package e2e

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
)

// newListener takes every webhook, and tells whether a text was in one.
func newListener(t *testing.T) (address string, heard func(text string) bool) {
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
	return receiver.URL, func(text string) bool {
		mu.Lock()
		defer mu.Unlock()
		return strings.Contains(posted.String(), text)
	}
}
