package hooks

import (
	"strings"

	"github.com/pocketbase/pocketbase/core"
)

// logWithoutQueries cuts the query off every address in the request log. It
// holds Meta's verify token when the webhook was entered with a slash too many,
// file tokens, and what staff search for.
func logWithoutQueries(e *core.ModelEvent) error {
	log, ok := e.Model.(*core.Log)
	if !ok || log.Data["type"] != "request" {
		return e.Next()
	}
	log.Message, _, _ = strings.Cut(log.Message, "?")
	for _, name := range []string{"url", "referer"} {
		if address, ok := log.Data[name].(string); ok {
			log.Data[name], _, _ = strings.Cut(address, "?")
		}
	}
	return e.Next()
}
