package door

import (
	"container/list"
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"sync"
)

// Lobby holds the connections that may be closed at any time: of those that
// have said nothing yet, of which part of a request has come, that are idle
// between two, or that belong to somebody who isn't signed in. There is room
// for some of them, and for some bytes of what they have said; when it is full,
// whoever has the most there gives one up.
//
// What a connection costs, memory and a file descriptor, is bounded by it
// without a limit for each address, which would be wrong for a proxy in front
// and for an office.
type Lobby struct {
	room int   // of connections
	most int64 // of bytes: Go makes 35 times as many of half a header

	mu        sync.Mutex
	waiting   int
	bytes     int64
	addresses map[string]*list.List // of *Caller, the longest there first
}

// NewLobby has room for some connections, and for most bytes of theirs.
func NewLobby(room int, most int64) *Lobby {
	return &Lobby{room: room, most: most, addresses: make(map[string]*list.List)}
}

// Caller is one connection. A nil Caller may be used, and does nothing.
type Caller struct {
	net.Conn
	lobby   *Lobby
	address string
	bytes   int64         // that came since the last request
	drained bool          // what comes is not kept
	known   bool          // see Know
	kept    int           // how many reasons there are not to close it
	place   *list.Element // in the lobby, or nil
	gone    bool
}

// maxHeaderFields is several times what browsers and proxies send. A map of
// many small ones stays in memory as long as the request.
const maxHeaderFields = 100

type callerKey struct{}

// CallerOf is the connection that a request came by, nil when its server has no
// lobby.
func CallerOf(ctx context.Context) *Caller {
	caller, _ := ctx.Value(callerKey{}).(*Caller)
	return caller
}

// Guard makes the connections of a server wait in the lobby. The server is to
// use the listener that it returns, and the handler of [Lobby.Handler].
func (l *Lobby) Guard(server *http.Server, listener net.Listener) net.Listener {
	contextOf := server.ConnContext
	server.ConnContext = func(ctx context.Context, conn net.Conn) context.Context {
		if contextOf != nil {
			ctx = contextOf(ctx, conn)
		}
		if over, ok := conn.(*tls.Conn); ok {
			conn = over.NetConn()
		}
		caller, _ := conn.(*Caller)
		return context.WithValue(ctx, callerKey{}, caller)
	}
	return &lobbyListener{listener, l}
}

// Handler keeps a connection while it is answered: see [Caller.Release].
func (l *Lobby) Handler(routes http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		caller := CallerOf(r.Context())
		caller.keep()
		defer caller.end()
		if len(r.Header) > maxHeaderFields {
			w.Header().Set("Connection", "close")
			http.Error(w, "The request has too many header fields.", http.StatusRequestHeaderFieldsTooLarge)
			return
		}
		routes.ServeHTTP(w, withOpenBody(r))
	})
}

type lobbyListener struct {
	net.Listener
	lobby *Lobby
}

// Accept lets the next one in.
func (l *lobbyListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	host, _, _ := net.SplitHostPort(conn.RemoteAddr().String())
	caller := &Caller{Conn: conn, lobby: l.lobby, address: Address(host)}
	caller.change(func() {})
	return caller, nil
}

// Read counts what comes.
func (c *Caller) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 {
		c.change(func() {
			if c.drained {
				return
			}
			c.bytes += int64(n)
			if c.place != nil {
				c.lobby.bytes += int64(n)
			}
		})
	}
	return n, err
}

// ReadFrom leaves it to the system to send files.
func (c *Caller) ReadFrom(r io.Reader) (int64, error) { return io.Copy(c.Conn, r) }

// Close ends the connection.
func (c *Caller) Close() error {
	c.change(func() { c.gone = true })
	return c.Conn.Close()
}

func (c *Caller) keep() { c.change(func() { c.kept++ }) }

// end is the end of an answer.
func (c *Caller) end() {
	c.change(func() {
		c.kept = max(0, c.kept-1)
		if c.kept == 0 {
			c.leave()
			c.bytes, c.drained = 0, false
		}
	})
}

// Release puts a connection into the lobby before it is answered, because it is
// a stranger's. Of HTTP/2 several requests share one, and some may be somebody's
// who is signed in, so that it is kept.
func (c *Caller) Release(r *http.Request) {
	if r.ProtoMajor == 1 {
		c.change(func() { c.kept = 0 })
	}
}

// Know says that a connection is of somebody who has shown who they are: it
// goes only when those are the most themselves, however many strangers come
// from the same address.
func (c *Caller) Know() {
	c.change(func() {
		if !c.known {
			c.leave()
			c.known, c.address = true, "known "+c.address
		}
	})
}

// Drain says that what still comes of a request is thrown away, and takes no
// memory.
func (c *Caller) Drain() { c.change(func() { c.drained = true }) }

// change does something to a caller, finds their place, and makes room.
func (c *Caller) change(what func()) {
	if c == nil {
		return
	}
	l := c.lobby
	l.mu.Lock()
	what()
	switch {
	case c.gone || c.kept > 0:
		c.leave()
	case c.place == nil:
		c.enter()
	}
	var out *Caller
	if l.waiting > l.room || l.bytes > l.most {
		out = l.turnOut()
	}
	l.mu.Unlock()
	if out != nil {
		out.Conn.Close() // note: also of TLS, where a goodbye might take seconds
	}
}

func (c *Caller) enter() {
	there := c.lobby.addresses[c.address]
	if there == nil {
		there = list.New()
		c.lobby.addresses[c.address] = there
	}
	c.place = there.PushBack(c)
	c.lobby.waiting++
	c.lobby.bytes += c.bytes
}

func (c *Caller) leave() {
	if c.place == nil {
		return
	}
	there := c.lobby.addresses[c.address]
	there.Remove(c.place)
	if there.Len() == 0 {
		delete(c.lobby.addresses, c.address)
	}
	c.place = nil
	c.lobby.waiting--
	c.lobby.bytes -= c.bytes
}

// turnOut is the connection to close: of those who have the most, the one that
// has been there longest; for want of bytes, the first that has said much.
func (l *Lobby) turnOut() *Caller {
	var most *list.List
	for _, there := range l.addresses {
		if most == nil || there.Len() > most.Len() {
			most = there
		}
	}
	out := most.Front().Value.(*Caller)
	if l.bytes > l.most {
		out = l.loudest()
	}
	out.leave()
	out.gone = true
	return out
}

// loudest is who has said the most.
func (l *Lobby) loudest() (out *Caller) {
	for _, there := range l.addresses {
		for place := there.Front(); place != nil; place = place.Next() {
			if caller := place.Value.(*Caller); out == nil || caller.bytes > out.bytes {
				out = caller
			}
		}
	}
	return out
}
