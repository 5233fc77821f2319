package hooks

import (
	"strings"

	"github.com/pocketbase/pocketbase/core"
)

// inboxSubscribe refuses the inbox's topic to all but staff. Collections are
// guarded by their rules, a topic of our own by nothing else.
func inboxSubscribe(e *core.RealtimeSubscribeRequestEvent) error {
	for _, subscription := range e.Subscriptions {
		topic, _, _ := strings.Cut(subscription, "?")
		if !strings.HasPrefix(topic, "crm/") {
			continue
		}
		if !isStaffOrSuperuser(e.Auth) {
			return e.ForbiddenError("Following the inbox needs an active staff account. Sign in again.", nil)
		}
	}
	return e.Next()
}
