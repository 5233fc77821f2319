package hooks

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"pocketcrm/hooks/door"
)

// bodyServer reads bodies as the webhook does and answers with their length.
func bodyServer(t *testing.T, limits door.Limits, pace time.Duration) (addr string, c *crm) {
	t.Helper()
	return bodyServerBehind(t, limits, pace, func(w http.ResponseWriter) http.ResponseWriter { return w })
}

func bodyServerBehind(t *testing.T, limits door.Limits, pace time.Duration, wrap func(http.ResponseWriter) http.ResponseWriter) (string, *crm) {
	t.Helper()
	c := &crm{arrivals: door.NewArrivals(limits), pace: pace}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// as PocketBase wraps them
		e := &core.RequestEvent{}
		e.Response, e.Request = &router.ResponseWriter{ResponseWriter: wrap(w)}, r
		r.Body = &router.RereadableReadCloser{ReadCloser: r.Body}
		from := func() string { return r.Header.Get("From") }
		body, room, err := c.readBody(e.Response, r, from, r.Header.Get("Unwanted") == "")
		defer room.Release()
		if err != nil {
			_ = c.refuseBody(e, err)
			return
		}
		fmt.Fprint(w, len(body))
	}))
	t.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "http://"), c
}

// patience is how long a test waits for what happens at once.
const patience = time.Minute

func dial(t *testing.T, addr string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	_ = conn.SetDeadline(time.Now().Add(time.Minute))
	return conn
}

func answerOn(t *testing.T, r *bufio.Reader) (int, string) {
	t.Helper()
	resp, err := http.ReadResponse(r, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(body)
}

// What crawls is dropped, however it says how long it is; what is slow but
// comes is not.
func TestABodyThatCrawlsIsDropped(t *testing.T) {
	t.Parallel()
	addr, _ := bodyServer(t, webhookLimits, 200*time.Millisecond)
	for _, head := range []string{"Content-Length: 1000000\r\n\r\n{", "Content-Length: 100\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
		"Unwanted: 1\r\nContent-Length: 4000\r\n\r\n{", "Content-Length: 4000000\r\n\r\n{"} {
		conn := dial(t, addr)
		fmt.Fprint(conn, "POST / HTTP/1.1\r\nHost: x\r\n"+head)
		answers := bufio.NewReader(conn)
		if status, body := answerOn(t, answers); status != 408 && status != 413 || !strings.Contains(body, "3 ") {
			t.Errorf("%q: %d %s", head, status, body)
		}
		if _, err := answers.ReadByte(); err != io.EOF {
			t.Errorf("%q: the connection goes on: %v", head, err)
		}
	}
}

func TestASlowBodyThatComesIsTaken(t *testing.T) {
	t.Parallel()
	const size = 5 * paceBytes
	addr, _ := bodyServer(t, webhookLimits, patience)
	conn := dial(t, addr)
	fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n", size)
	for range size / 100 {
		fmt.Fprint(conn, strings.Repeat("x", 100))
		time.Sleep(time.Millisecond)
	}
	fmt.Fprint(conn, strings.Repeat("x", size%100))
	if status, length := answerOn(t, bufio.NewReader(conn)); status != 200 || length != strconv.Itoa(size) {
		t.Errorf("%d %s", status, length)
	}
}

// The deadline of one body must not end the connection for the next.
func TestAConnectionOutlivesTheDeadlineOfItsBody(t *testing.T) {
	t.Parallel()
	deadlines := make(chan time.Time, 10)
	addr, _ := bodyServerBehind(t, webhookLimits, time.Minute, func(w http.ResponseWriter) http.ResponseWriter { return deadlineTeller{w, deadlines} })
	conn := dial(t, addr)
	answers := bufio.NewReader(conn)
	for _, body := range []string{"Content-Length: 5\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n", "Content-Length: 5\r\n\r\nhello"} {
		fmt.Fprint(conn, "POST / HTTP/1.1\r\nHost: x\r\n"+body)
		if status, length := answerOn(t, answers); status != 200 || length != "5" {
			t.Fatalf("%d %s", status, length)
		}
		if n := len(deadlines); n != 2 {
			t.Fatalf("%d deadlines were set, want one and its end", n)
		}
		if until := time.Until(<-deadlines); until <= 0 || until > time.Minute {
			t.Errorf("the body may arrive within %s", until)
		}
		if after := <-deadlines; !after.IsZero() {
			t.Errorf("the next one has to arrive until %s", after)
		}
	}
}

// deadlineTeller tells which deadlines for reading are set.
type deadlineTeller struct {
	http.ResponseWriter
	deadlines chan time.Time
}

func (w deadlineTeller) SetReadDeadline(at time.Time) error {
	w.deadlines <- at
	return http.NewResponseController(w.ResponseWriter).SetReadDeadline(at)
}

// What a body declares takes no room, and one that has come does not wait for
// those that have not.
func TestBodiesThatDeclareMuchTakeNoRoom(t *testing.T) {
	t.Parallel()
	limits := webhookLimits
	limits.Bodies, limits.Small, limits.Large = 64, 256<<10, 4<<20
	addr, c := bodyServer(t, limits, patience)
	for i := range 2 * limits.Bodies {
		conn := dial(t, addr)
		fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: x\r\nFrom: 198.51.100.%d\r\nContent-Length: %d\r\n\r\n{", i, []int{262144, 3 << 20}[i%2])
	}
	for _, size := range []int{1 << 10, 100 << 10, 3 << 20} {
		conn := dial(t, addr)
		fmt.Fprintf(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s", size, strings.Repeat("x", size))
		if status, length := answerOn(t, bufio.NewReader(conn)); status != 200 || length != strconv.Itoa(size) {
			t.Errorf("%d bytes: %d %s", size, status, length)
		}
	}
	if n := c.arrivals.UnderWay(); n > limits.Bodies {
		t.Errorf("%d bodies are under way", n)
	}
}
