package hooks

import (
	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/moves"
)

// contactOrder remembers who changes a contact through the API, and whether the
// messages shall stay where they are (?messages=keep).
func contactOrder(e *core.RecordRequestEvent) error {
	moves.Give(e.Record, moves.Order{
		Actor: moves.ActorOf(e.Auth),
		Keep:  e.Request.URL.Query().Get("messages") == "keep",
	})
	return e.Next()
}
