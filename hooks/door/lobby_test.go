package door

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"
)

// serve is a server with a lobby. What asks for /mine is somebody's who is
// known, all else a stranger's; it answers when it is let.
func serve(t *testing.T, room int, most int64) (lobby *Lobby, address string, let chan struct{}) {
	t.Helper()
	let, lobby = make(chan struct{}), NewLobby(room, most)
	server := &http.Server{}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	guarded := lobby.Guard(server, listener)
	server.Handler = lobby.Handler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/mine" {
			CallerOf(r.Context()).Release(r)
		}
		if r.URL.Path == "/known" {
			CallerOf(r.Context()).Know()
		} else if r.URL.Path != "/now" {
			<-let
		}
	}))
	go func() { _ = server.Serve(guarded) }()
	t.Cleanup(func() { close(let); server.Close() })
	return lobby, listener.Addr().String(), let
}

func dial(t *testing.T, address, said string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	if _, err := io.WriteString(conn, said); err != nil {
		t.Fatal(err)
	}
	_ = conn.SetReadDeadline(time.Now().Add(time.Minute))
	return conn
}

func (l *Lobby) has() (waiting int, bytes int64) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.waiting, l.bytes
}

func eventually(t *testing.T, what string, happened func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); !happened(); time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("it never came about that %s", what)
		}
	}
}

func isClosed(conn net.Conn) bool {
	_, err := conn.Read(make([]byte, 1))
	return err != nil
}

func TestTheLongestInAFullLobbyGoes(t *testing.T) {
	t.Parallel()
	lobby, address, _ := serve(t, 3, 1<<20)
	mine := dial(t, address, "GET /mine HTTP/1.1\r\nHost: x\r\n\r\n")
	eventually(t, "mine is kept", func() bool { n, _ := lobby.has(); return n == 0 })
	said := []string{"", "GET /x HTTP/1.1\r\nHost", "GET /x HTTP/1.1\r\nHost: x\r\n\r\n"}
	var strangers []net.Conn
	for i, words := range append(said, said...) {
		strangers = append(strangers, dial(t, address, words))
		eventually(t, "it is in the lobby", func() bool { n, _ := lobby.has(); return n == min(i+1, 3) })
	}
	for _, conn := range strangers[:3] {
		if !isClosed(conn) {
			t.Error("the first ones are still there")
		}
	}
	again := dial(t, address, "GET /now HTTP/1.1\r\nHost: x\r\n\r\n")
	if answer, err := http.ReadResponse(bufio.NewReader(again), nil); err != nil || answer.StatusCode != 200 {
		t.Errorf("a newer one: %v", err)
	}
	_ = mine.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	if _, err := mine.Read(make([]byte, 1)); err == io.EOF {
		t.Error("whoever is known was turned out")
	}
}

func TestWhoSaysTheMostInALobbyGoes(t *testing.T) {
	t.Parallel()
	lobby, address, _ := serve(t, 100, 5000)
	small := dial(t, address, "GET /x HTTP/1.1\r\nHost: x\r\nA: ")
	large := dial(t, address, "GET /x HTTP/1.1\r\nHost: x\r\nA: "+strings.Repeat("a", 3000))
	eventually(t, "both are there", func() bool { _, bytes := lobby.has(); return bytes > 3000 })
	dial(t, address, "GET /x HTTP/1.1\r\nHost: x\r\nA: "+strings.Repeat("a", 2500))
	if !isClosed(large) {
		t.Error("the largest is still there")
	}
	_ = small.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	if _, err := small.Read(make([]byte, 1)); err == io.EOF {
		t.Error("the smallest was turned out")
	}
}

func TestNothingOfAConnectionStaysInTheLobby(t *testing.T) {
	t.Parallel()
	lobby, address, let := serve(t, 10, 1<<20)
	conn := dial(t, address, "GET /mine HTTP/1.1\r\nHost: x\r\n\r\n")
	let <- struct{}{}
	if _, err := http.ReadResponse(bufio.NewReader(conn), nil); err != nil {
		t.Fatal(err)
	}
	eventually(t, "it waits for the next request", func() bool { n, bytes := lobby.has(); return n == 1 && bytes == 0 })
	conn.Close()
	eventually(t, "it is gone", func() bool { n, bytes := lobby.has(); return n == 0 && bytes == 0 && len(lobby.addresses) == 0 })
}

func TestManyHeaderFieldsAreRefused(t *testing.T) {
	t.Parallel()
	_, address, _ := serve(t, 10, 1<<20)
	fields := ""
	for i := range 101 {
		fields += "A" + strings.Repeat("b", i) + ":\r\n"
	}
	conn := dial(t, address, "GET /now HTTP/1.1\r\nHost: x\r\n"+fields+"\r\n")
	if answer, err := http.ReadResponse(bufio.NewReader(conn), nil); err != nil || answer.StatusCode != 431 {
		t.Errorf("answer %v, %v", answer, err)
	}
}

func TestWhoIsKnownStaysWhileStrangersOfTheSameAddressGo(t *testing.T) {
	t.Parallel()
	lobby, address, _ := serve(t, 3, 1<<20)
	known := dial(t, address, "")
	answered := bufio.NewReader(known)
	ask := func() {
		t.Helper()
		if _, err := io.WriteString(known, "GET /known HTTP/1.1\r\nHost: x\r\n\r\n"); err != nil {
			t.Fatal(err)
		}
		resp, err := http.ReadResponse(answered, nil)
		if err != nil {
			t.Fatal(err)
		}
		resp.Body.Close()
	}
	ask()
	eventually(t, "it is in the lobby again", func() bool { n, _ := lobby.has(); return n == 1 })
	strangers := []net.Conn{dial(t, address, ""), dial(t, address, "")}
	eventually(t, "the lobby is full", func() bool { n, _ := lobby.has(); return n == 3 })
	for i := range 3 {
		strangers = append(strangers, dial(t, address, ""))
		if !isClosed(strangers[i]) {
			t.Fatal("the stranger who was there longest should have gone")
		}
	}
	ask()
}
