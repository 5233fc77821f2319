package e2e

import (
	"io"
	"net"
	"net/http"
	"net/http/httputil"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// slowLink is a connection to a server over which files go as slowly as one
// likes, and that can be cut.
type slowLink struct {
	address string
	rate    atomic.Int64 // bytes a second of what is sent up; 0 is as fast as it goes
	down    atomic.Bool  // nothing gets through
	refuse  atomic.Int64 // as many messages as are refused from now on
	posts   atomic.Int64 // messages that were begun to be sent

	mu    sync.Mutex
	conns map[net.Conn]bool
}

func newSlowLink(t *testing.T, server string) *slowLink {
	t.Helper()
	target, err := url.Parse(server)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l := &slowLink{address: "http://" + listener.Addr().String(), conns: map[net.Conn]bool{}}
	proxy := &httputil.ReverseProxy{
		Rewrite:      func(r *httputil.ProxyRequest) { r.SetURL(target) },
		ErrorHandler: func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) },
	}
	front := &http.Server{
		Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path == "/api/crm/whatsapp/send" {
				l.posts.Add(1)
				if l.refuse.Add(-1) >= 0 {
					_, _ = io.Copy(io.Discard, r.Body)
					w.Header().Set("Content-Type", "application/json")
					w.WriteHeader(http.StatusBadRequest)
					_, _ = io.WriteString(w, `{"status":400,"message":"The message can't be sent as it is.","data":{"media":{"code":"crm_format","message":"WhatsApp does not take this file. Send it as a document."}}}`)
					return
				}
				r.Body = &slowBody{r.Body, l}
			}
			proxy.ServeHTTP(w, r)
		}),
		ConnState: l.keep,
	}
	go func() { _ = front.Serve(listener) }()
	t.Cleanup(func() { _ = front.Close() })
	return l
}

func (l *slowLink) keep(conn net.Conn, state http.ConnState) {
	l.mu.Lock()
	defer l.mu.Unlock()
	switch state {
	case http.StateNew:
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetReadBuffer(64 << 10) // note: or much of a file disappears into the system's buffers at once
		}
		l.conns[conn] = true
		if l.down.Load() {
			_ = conn.Close()
		}
	case http.StateClosed, http.StateHijacked:
		delete(l.conns, conn)
	}
}

// cut breaks all connections, and lets no new one through until it is mended.
func (l *slowLink) cut() {
	l.down.Store(true)
	l.mu.Lock()
	defer l.mu.Unlock()
	for conn := range l.conns {
		_ = conn.Close()
	}
}

func (l *slowLink) mend() { l.down.Store(false) }

type slowBody struct {
	io.ReadCloser
	link *slowLink
}

func (b *slowBody) Read(p []byte) (int, error) {
	rate := b.link.rate.Load()
	if rate == 0 {
		return b.ReadCloser.Read(p)
	}
	n, err := b.ReadCloser.Read(p[:min(len(p), int(rate/20))])
	time.Sleep(time.Duration(n) * time.Second / time.Duration(rate))
	return n, err
}
