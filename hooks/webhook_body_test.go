package hooks

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/tools/router"
)

// bodyServer reads bodies as the webhook does and answers with their length.
func bodyServer(t *testing.T, rooms *bodyRooms) string {
	t.Helper()
	return bodyServerBehind(t, rooms, func(w http.ResponseWriter) http.ResponseWriter { return w })
}

func bodyServerBehind(t *testing.T, rooms *bodyRooms, wrap func(http.ResponseWriter) http.ResponseWriter) string {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w = wrap(w)
		// as PocketBase wraps them
		w = &router.ResponseWriter{ResponseWriter: w}
		r.Body = &router.RereadableReadCloser{ReadCloser: r.Body}
		body, room, err := rooms.read(w, r)
		defer room.release()
		if err != nil {
			w.Header().Set("Connection", "close")
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		fmt.Fprint(w, len(body))
	}))
	t.Cleanup(server.Close)
	return strings.TrimPrefix(server.URL, "http://")
}

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

func TestASlowBodyIsGivenUpAndItsRoomIsFreeAgain(t *testing.T) {
	t.Parallel()
	rooms := newBodyRooms(100 * time.Millisecond)
	conn := dial(t, bodyServer(t, rooms))
	fmt.Fprint(conn, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n{")
	if status, body := answerOn(t, bufio.NewReader(conn)); status != 400 {
		t.Errorf("%d %s", status, body)
	}
	if !rooms.large.TryAcquire(roomForLarge) {
		t.Error("the room was not given back")
	}
}

// The deadline of one body must not end the connection for the next.
func TestAConnectionOutlivesTheDeadlineOfItsBody(t *testing.T) {
	t.Parallel()
	deadlines := make(chan time.Time, 10)
	conn := dial(t, bodyServerBehind(t, newBodyRooms(time.Minute), func(w http.ResponseWriter) http.ResponseWriter { return deadlineTeller{w, deadlines} }))
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

func TestRoomsAreApartAndBounded(t *testing.T) {
	t.Parallel()
	rooms := newBodyRooms(time.Second)
	n := 0
	for {
		if _, err := rooms.claim(-1); err != nil {
			break
		}
		n++
	}
	if n != roomForLarge/maxWebhookBytes {
		t.Errorf("%d bodies without a length have room", n)
	}
	small, err := rooms.claim(2048)
	if err != nil {
		t.Fatal("large bodies take the room of small ones")
	}
	small.release()
	small.release()
	if !rooms.small.TryAcquire(roomForSmall) || rooms.small.TryAcquire(1) {
		t.Error("the room of small bodies is not whole again")
	}
}
