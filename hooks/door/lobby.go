package door

import (
	"container/list"
	"context"
	"crypto/tls"
	"net"
	"net/http"
	"sync"
)

// Lobby holds the connections that may be closed at any time: of those that
// have said nothing yet, of which part of a request has come, that are idle
// between two, or that belong to somebody who isn't signed in. There is room
// for some of them; when it is full, whoever has the most there gives one up,
// the one that has been there longest.
//
// What a connection costs, memory and a file descriptor, is bounded by it
// without a limit for each address, which would be wrong for a proxy in front
// and for an office.
type Lobby struct {
	room int

	mu        sync.Mutex
	callers   map[net.Conn]*Caller
	waiting   int
	addresses map[string]*list.List // of *Caller, the longest there first
}

// NewLobby has room for some connections.
func NewLobby(room int) *Lobby {
	return &Lobby{room: room, callers: make(map[net.Conn]*Caller), addresses: make(map[string]*list.List)}
}

// Caller is one connection. A nil Caller may be used, and does nothing.
type Caller struct {
	lobby   *Lobby
	conn    net.Conn
	address string
	kept    int           // how many reasons there are not to close it
	place   *list.Element // in the lobby, or nil
}

type callerKey struct{}

// CallerOf is the connection that a request came by, nil when its server has no
// lobby.
func CallerOf(ctx context.Context) *Caller {
	caller, _ := ctx.Value(callerKey{}).(*Caller)
	return caller
}

// Guard makes a server's connections wait in the lobby, each but while it is
// answered: see [Caller.Release].
func (l *Lobby) Guard(server *http.Server) {
	contextOf, told := server.ConnContext, server.ConnState
	server.ConnContext = func(ctx context.Context, conn net.Conn) context.Context {
		if contextOf != nil {
			ctx = contextOf(ctx, conn)
		}
		return context.WithValue(ctx, callerKey{}, l.arrive(conn))
	}
	server.ConnState = func(conn net.Conn, state http.ConnState) {
		if state == http.StateClosed || state == http.StateHijacked {
			l.gone(conn)
		}
		if told != nil {
			told(conn, state)
		}
	}
	routes := server.Handler
	server.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		caller := CallerOf(r.Context())
		caller.Keep()
		defer caller.Release()
		routes.ServeHTTP(w, r)
	})
}

func (l *Lobby) arrive(conn net.Conn) *Caller {
	host, _, _ := net.SplitHostPort(conn.RemoteAddr().String())
	caller := &Caller{lobby: l, conn: conn, address: Address(host)}
	l.mu.Lock()
	l.callers[conn] = caller
	l.mu.Unlock()
	caller.change(0)
	return caller
}

func (l *Lobby) gone(conn net.Conn) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if caller := l.callers[conn]; caller != nil {
		delete(l.callers, conn)
		caller.leave()
	}
}

// Keep takes a connection out of the lobby, until Release is called as often.
func (c *Caller) Keep() { c.change(1) }

// Release takes back a Keep. The last one puts the connection at the end of the
// lobby's queue.
func (c *Caller) Release() { c.change(-1) }

func (c *Caller) change(by int) {
	if c == nil {
		return
	}
	l := c.lobby
	l.mu.Lock()
	c.kept += by
	switch {
	case c.kept > 0:
		c.leave()
	case c.place == nil && l.callers[c.conn] == c: // note: it may be gone before its handler is at its end
		c.enter()
	}
	var out net.Conn
	if l.waiting > l.room {
		out = l.turnOut()
	}
	l.mu.Unlock()
	if out != nil {
		out.Close()
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
}

// turnOut is the connection to close.
func (l *Lobby) turnOut() net.Conn {
	var most *list.List
	for _, there := range l.addresses {
		if most == nil || there.Len() > most.Len() {
			most = there
		}
	}
	caller := most.Front().Value.(*Caller)
	caller.leave()
	if over, ok := caller.conn.(*tls.Conn); ok {
		return over.NetConn() // note: to say goodbye might take seconds
	}
	return caller.conn
}
