package hooks

import "github.com/pocketbase/pocketbase/core"

// userDeactivated makes every session of a member of staff invalid at the
// moment their account is switched off; otherwise a token would live on for days.
func userDeactivated(e *core.RecordEvent) error {
	if e.Record.Original().GetBool("active") && !e.Record.GetBool("active") {
		e.Record.RefreshTokenKey()
	}
	return e.Next()
}
