package hooks

import (
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// Bounds of connections, where PocketBase leaves them wide for uploads or Go
// has none.
const (
	// headerPatience is for the first byte to the last of a header, and for the
	// handshake of TLS, on the slowest of phones.
	headerPatience = 20 * time.Second
	// idlePatience is longer than proxies keep theirs.
	idlePatience = 3 * time.Minute
	// maxHeader is four times what proxies let through; addresses with long
	// filters are in it.
	maxHeader = 32 << 10
)

// bindConnections bounds what a connection costs that says nothing, or says it
// slowly. What an application has set itself stays.
func (c *crm) bindConnections(se *core.ServeEvent) error {
	if err := se.Next(); err != nil || se.Server == nil {
		return err
	}
	server := se.Server
	if server.ReadHeaderTimeout == 0 || server.ReadHeaderTimeout == time.Minute { // note: PocketBase's
		server.ReadHeaderTimeout = headerPatience
	}
	if server.IdleTimeout == 0 {
		server.IdleTimeout = idlePatience
	}
	if server.MaxHeaderBytes == 0 {
		server.MaxHeaderBytes = maxHeader
	}
	c.lobby.Guard(server)
	return nil
}
