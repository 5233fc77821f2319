package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
)

func init() {
	m.Register(func(app core.App) error {
		settings := app.Settings()
		if settings.Meta.AppName == "" || settings.Meta.AppName == "Acme" {
			settings.Meta.AppName = "Pocket CRM"
		}
		// the schema belongs to the migrations; the dashboard is for the data
		settings.Meta.HideControls = true
		// note: successful requests are not worth a row each, and every row
		// competes with customers' messages for the disk
		settings.Logs.MinLevel = 4
		settings.Logs.LogIP = false
		// sign-in is the only thing a stranger can try again and again;
		// a whole office may share one address, so it isn't tighter
		settings.RateLimits.Enabled = true
		settings.RateLimits.Rules = []core.RateLimitRule{
			{Label: "*:auth", MaxRequests: 30, Duration: 60},
		}
		return app.Save(settings)
	}, func(app core.App) error {
		settings := app.Settings()
		settings.Meta.HideControls = false
		settings.Logs.MinLevel = 0
		settings.RateLimits.Enabled = false
		return app.Save(settings)
	})
}
