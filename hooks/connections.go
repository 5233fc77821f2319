package hooks

import (
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"

	"pocketcrm/hooks/door"
)

// Bounds of connections, where PocketBase leaves them wide for uploads or Go
// has none.
const (
	// headerPatience is for the first byte to the last of a header, and for the
	// handshake of TLS, on the slowest of phones.
	headerPatience = 20 * time.Second
	// idlePatience is longer than proxies keep theirs.
	idlePatience = 3 * time.Minute
	// maxHeader is twice what proxies let through; addresses with long filters
	// are in it.
	maxHeader = 16 << 10
	// strangersQuery is more than the token of a file and the size of a picture.
	strangersQuery = 2 << 10
	// strangersPatience is for a stranger's body to arrive, also one that nobody
	// reads.
	strangersPatience = 10 * time.Second
	// lobbyRoom and lobbyBytes are how many connections strangers have at once,
	// and everybody between two requests, and what they have said so far.
	lobbyRoom  = 1000
	lobbyBytes = 4 << 20
)

// bindConnections bounds what a connection costs that says nothing, or says it
// slowly: see [door.Lobby]. What an application has set itself stays.
func (c *crm) bindConnections(se *core.ServeEvent) (err error) {
	server := se.Server
	if server == nil {
		return se.Next()
	}
	if server.ReadHeaderTimeout == 0 || server.ReadHeaderTimeout == time.Minute { // note: PocketBase's
		server.ReadHeaderTimeout = headerPatience
	}
	if server.IdleTimeout == 0 {
		server.IdleTimeout = idlePatience
	}
	if server.MaxHeaderBytes == 0 {
		server.MaxHeaderBytes = maxHeader
	}
	if se.Listener == nil && server.Addr != "" {
		if se.Listener, err = net.Listen("tcp", server.Addr); err != nil {
			return err
		}
	}
	if se.Listener != nil {
		se.Listener = c.lobby.Guard(server, se.Listener)
	}
	if err := se.Next(); err != nil {
		if se.Listener != nil {
			se.Listener.Close()
		}
		return err
	}
	server.Handler = c.lobby.Handler(server.Handler)
	return nil
}

// strangersWait has the connection of somebody who isn't signed in wait in the
// lobby while they are answered, and lets them ask no long questions: what
// PocketBase makes of a filter costs more than to answer it.
func (c *crm) strangersWait() *hook.Handler[*core.RequestEvent] {
	return &hook.Handler[*core.RequestEvent]{
		Id:       strangersWaitID,
		Priority: apis.DefaultLoadAuthTokenMiddlewarePriority + 2,
		Func: func(e *core.RequestEvent) error {
			if isStaffOrSuperuser(e.Auth) {
				door.CallerOf(e.Request.Context()).Know()
				return e.Next()
			}
			if !c.isOurs(e) {
				return e.Next()
			}
			// note: a live feed says only later whose it is
			if e.Request.Pattern != "GET /api/realtime" {
				door.CallerOf(e.Request.Context()).Release(e.Request)
			}
			if e.Request.ContentLength != 0 {
				_ = http.NewResponseController(e.Response).SetReadDeadline(time.Now().Add(strangersPatience)) // note: tests' servers may have none
			}
			// note: the codes of some services that people sign in with are longer, and nobody looks into them here
			if len(e.Request.URL.RawQuery) > strangersQuery && !strings.HasSuffix(e.Request.Pattern, " /api/oauth2-redirect") {
				return e.Error(http.StatusRequestURITooLong, "Without a session an address may not be this long. Sign in first.", nil)
			}
			return e.Next()
		},
	}
}
