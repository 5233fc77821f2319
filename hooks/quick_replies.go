package hooks

import (
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/whatsapp"
)

// quickReplyCreate notes who wrote a quick reply.
func quickReplyCreate(e *core.RecordRequestEvent) error {
	if e.Auth != nil && e.Auth.Collection().Name == "users" {
		e.Record.Set("author", e.Auth.Id)
	}
	return e.Next()
}

// quickReplyCheck refuses a quick reply that could not be sent.
func quickReplyCheck(e *core.RecordEvent) error {
	if body := e.Record.GetString("body"); body != "" && !whatsapp.HasText(body) {
		return validation.Errors{"body": validation.NewError("validation_required", "Write a text that can be seen.")}
	}
	return e.Next()
}
