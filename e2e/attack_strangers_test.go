package e2e

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// strangers are who attacks, by what they do.
type strangers struct {
	a  *attacked
	mu sync.Mutex
	n  map[string]*strangerCount
}

// strangerCount is what came of it.
type strangerCount struct {
	sent    int
	answers map[int]int // by status; 0 is a connection that was closed
	harmful bool        // it must not succeed; a page, or an answer that says nothing, is for everybody
}

// strangers do all they can until the end, each kind with some at a time.
func (a *attacked) strangers(ctx context.Context, wg *sync.WaitGroup) *strangers {
	s := &strangers{a: a, n: map[string]*strangerCount{}}
	for _, attack := range []struct {
		kind    string
		at      int // a time
		pause   time.Duration
		harmful bool
		do      func(ctx context.Context, from stranger, kind string)
	}{
		{"a large body", 3, 100 * time.Millisecond, true, s.largeBody},
		{"an upload", 3, 100 * time.Millisecond, true, s.upload},
		{"slow headers", 60, time.Second, false, s.slowHeaders},
		{"a slow body", 60, time.Second, true, s.slowBody},
		{"a webhook of one byte", 120, 100 * time.Millisecond, true, s.emptyWebhook},
		{"an unsigned webhook", 3, 50 * time.Millisecond, true, s.forgedWebhook},
		{"thousands of filters", 10, 500 * time.Millisecond, false, s.filters},
		{"a long address", 4, 2 * time.Millisecond, true, s.longAddress},
		{"one account's password", 6, 20 * time.Millisecond, true, s.guessOne},
		{"many accounts' passwords", 6, 20 * time.Millisecond, true, s.guessMany},
		{"mail from us", 2, 20 * time.Millisecond, false, s.mail},
		{"a file", 2, 20 * time.Millisecond, true, s.file},
		{"anything", 6, 5 * time.Millisecond, false, s.anything},
		{"an idle connection", 200, time.Second, false, s.idle},
	} {
		s.n[attack.kind] = &strangerCount{answers: map[int]int{}, harmful: attack.harmful}
		for range attack.at {
			wg.Go(func() {
				pace(ctx, attack.pause, func(int) { attack.do(ctx, someStranger(), attack.kind) })
			})
		}
	}
	return s
}

func (s *strangers) count(kind string, status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := s.n[kind]
	n.sent++
	n.answers[status]++
}

func (s *strangers) counts() map[string]strangerCount {
	s.mu.Lock()
	defer s.mu.Unlock()
	all := map[string]strangerCount{}
	for kind, n := range s.n {
		all[kind] = strangerCount{n.sent, maps.Clone(n.answers), n.harmful}
	}
	return all
}

// check fails the test for what was let in, and for what was never tried.
func (s *strangers) check(t *testing.T) {
	t.Helper()
	for kind, n := range s.counts() {
		if n.sent == 0 {
			t.Errorf("no stranger came to do this: %s", kind)
		}
		for status, times := range n.answers {
			if n.harmful && status >= 200 && status < 300 || status == 500 {
				t.Errorf("%s: %d of %d were answered with %d", kind, times, n.sent, status)
			}
		}
	}
}

func (s *strangers) String() string {
	var b strings.Builder
	all := s.counts()
	for _, kind := range slices.Sorted(maps.Keys(all)) {
		fmt.Fprintf(&b, "\n\t%-26s %7d %v", kind, all[kind].sent, all[kind].answers)
	}
	return b.String()
}

// stranger is where a request comes from: a machine of its own, one of many in an
// IPv6 network, or, with no header of the proxy, this machine by one of its names.
type stranger struct{ claims, source string }

func someStranger() stranger {
	source := fmt.Sprintf("127.0.%d.%d", rand.IntN(200), 2+rand.IntN(250))
	switch rand.IntN(4) {
	case 0:
		return stranger{"198.51.100.7", source} // note: one machine, with much to do
	case 1:
		return stranger{fmt.Sprintf("203.0.113.%d", rand.IntN(200)), source}
	case 2:
		return stranger{fmt.Sprintf("2001:db8:1:2::%x", rand.IntN(1<<16)), source}
	}
	return stranger{"", source}
}

// dial connects from the stranger's address where the system has it.
func (s *strangers) dial(ctx context.Context, from stranger) (net.Conn, error) {
	dialer := net.Dialer{Timeout: 5 * time.Second, LocalAddr: &net.TCPAddr{IP: net.ParseIP(from.source)}}
	conn, err := dialer.DialContext(ctx, "tcp", s.a.addr)
	if err != nil {
		conn, err = (&net.Dialer{Timeout: 5 * time.Second}).DialContext(ctx, "tcp", s.a.addr)
	}
	return conn, err
}

// send writes a request by hand, so that it need not be a good one, and returns
// the status; 0 if there is none.
func (s *strangers) send(ctx context.Context, from stranger, method, path, headers string, length int, body io.Reader) int {
	conn, err := s.dial(ctx, from)
	if err != nil {
		return 0
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.SetDeadline(time.Now()) })()
	_ = conn.SetDeadline(time.Now().Add(30 * time.Second))
	go func() {
		_, _ = io.WriteString(conn, s.head(from, method, path, headers, length))
		if body != nil {
			_, _ = io.Copy(conn, body)
		}
	}()
	resp, err := http.ReadResponse(bufio.NewReader(conn), nil)
	if err != nil {
		return 0
	}
	resp.Body.Close()
	return resp.StatusCode
}

func (s *strangers) head(from stranger, method, path, headers string, length int) string {
	head := fmt.Sprintf("%s %s HTTP/1.1\r\nHost: %s\r\n%s", method, path, s.a.addr, headers)
	if from.claims != "" {
		head += attackHeader + ": " + from.claims + "\r\n"
	}
	if length >= 0 {
		head += "Content-Length: " + strconv.Itoa(length) + "\r\n"
	}
	return head + "\r\n"
}
