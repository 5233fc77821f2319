package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

// Meta's own words of why a message failed, beside its code. The server writes
// them.
func init() {
	added := func() map[string][]core.Field {
		return map[string][]core.Field{
			"comms_log": {&core.TextField{Name: "error_title", Max: 1000}},
		}
	}
	m.Register(func(app core.App) error {
		return addFields(app, added())
	}, func(app core.App) error {
		return removeFields(app, added())
	})
}
