package hooks

import (
	"net/http"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/machine"
)

// answerStorage says in words that the disk or the database is why something
// could not be done, whichever route it was: PocketBase's own call it a bad
// request. Others' routes answer as they like; what their errors say of the disk
// is noted all the same.
func (c *crm) answerStorage(e *core.RequestEvent) error {
	err := e.Next()
	if err == nil {
		return nil
	}
	cause := c.ill.Failed(err)
	path := e.Request.URL.Path
	if cause == "" || !strings.HasPrefix(path, "/api/crm/") && !strings.HasPrefix(path, "/api/collections/") && !strings.HasPrefix(path, "/api/backups") {
		return err
	}
	status := http.StatusServiceUnavailable
	if cause == machine.Full {
		status = http.StatusInsufficientStorage
	}
	return e.Error(status, storageSentence(cause), nil)
}

// storageSentence is for the person who wanted to store something.
func storageSentence(cause machine.Cause) string {
	const kept = " Nothing of it was kept. "
	switch cause {
	case machine.Full:
		return "The server's disk is full, so this could not be stored." + kept + "Tell an administrator, and try again when there is room."
	case machine.ReadOnly:
		return "The server's disk can only be read at the moment, so this could not be stored." + kept + "Tell an administrator, and try again when that is mended."
	case machine.Locked:
		return "Another program keeps the database busy, so this could not be stored." + kept + "Try again in a moment; if that doesn't help, tell an administrator."
	case machine.Damaged, machine.Foreign:
		return "The server's database is damaged, so this could not be done. Tell an administrator at once."
	}
	return "The server can't use its disk (" + string(cause) + "), so this could not be done." + kept + "Tell an administrator."
}
