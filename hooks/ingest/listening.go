package ingest

import (
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
)

// listening tells whether anybody wants to hear of single rows: a subscriber
// of the collection, or a hook of an application that imports us. Reading a row
// back to announce it costs more than storing it, so it isn't done for nobody.
func (a *announcer) listening(collection string) bool {
	if hookCount(a.app) > a.quiet {
		return true
	}
	for _, client := range a.app.SubscriptionsBroker().Clients() {
		if len(client.Subscriptions(collection+"/", a.ids[collection]+"/")) > 0 {
			return true
		}
	}
	return false
}

// quietHooks is how many handlers there are when nobody listens: PocketBase's
// own, counted on an application without any other, and ours.
func quietHooks(ours int) int {
	app := core.NewBaseApp(core.BaseAppConfig{})
	if _, err := apis.NewRouter(app); err != nil {
		return -1 // note: then somebody is always taken to listen
	}
	return hookCount(app) + ours
}

func hookCount(app core.App) int {
	return app.OnModelAfterCreateSuccess().Length() + app.OnModelAfterUpdateSuccess().Length() +
		app.OnRecordAfterCreateSuccess().Length() + app.OnRecordAfterUpdateSuccess().Length()
}
