package door

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
)

// What a handler leaves of a body must never be read as the next request.
func TestTheRestOfABodyIsNoRequest(t *testing.T) {
	t.Parallel()
	asked := make(chan string, 10)
	server := httptest.NewServer(NewLobby(10, 1<<20).Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked <- r.URL.Path
		w.WriteHeader(http.StatusUnauthorized)
		body := struct{ io.ReadCloser }{r.Body} // note: as PocketBase does, which closes it first
		r.Body = body
		if r.URL.Path == "/part" {
			_, _ = io.ReadFull(body, make([]byte, 10))
		}
		body.Close()
	})))
	t.Cleanup(server.Close)
	for path, want := range map[string]struct {
		size int
		kept bool
	}{"/small": {1000, true}, "/part": {1000, true}, "/large": {2 << 20, false}} {
		conn, err := net.Dial("tcp", server.Listener.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		hidden := "\r\n\r\nGET /hidden HTTP/1.1\r\nHost: x\r\n\r\n"
		body := strings.Repeat(hidden, want.size/len(hidden)+1)[:want.size]
		said := "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + strconv.Itoa(want.size) + "\r\n\r\n" + body
		go func() { _, _ = io.WriteString(conn, said+"GET /next HTTP/1.1\r\nHost: x\r\n\r\n") }()
		answers := bufio.NewReader(conn)
		if _, err := http.ReadResponse(answers, nil); err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		_, err = http.ReadResponse(answers, nil)
		if kept := err == nil; kept != want.kept {
			t.Errorf("%s: the connection is kept: %v, want %v", path, kept, want.kept)
		}
		conn.Close()
		if got := <-asked; got != path {
			t.Errorf("asked for %s, want %s", got, path)
		}
		if want.kept {
			if got := <-asked; got != "/next" {
				t.Errorf("after %s: asked for %s", path, got)
			}
		}
	}
	if len(asked) > 0 {
		t.Errorf("the body was taken for a request to %s", <-asked)
	}
}
