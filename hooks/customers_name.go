package hooks

import (
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/whatsapp"
)

// customerNamed refuses a name that nobody can see, whoever saves it: the
// customer could not be told from an empty line, or found again.
func customerNamed(e *core.RecordEvent) error {
	if name := e.Record.GetString("name"); name != "" && whatsapp.VisibleName(name) == "" {
		return validation.Errors{"name": validation.NewError("crm_invisible_name", "Nothing of this name can be seen. Write what you call this customer.")}
	}
	return e.Next()
}
