package ingest

import (
	"testing"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/subscriptions"
)

func TestListeningKnowsWhenNobodyDoes(t *testing.T) {
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: t.TempDir()})
	if err := app.Bootstrap(); err != nil {
		t.Fatal(err)
	}
	defer app.ResetBootstrapState()
	if err := app.RunAllMigrations(); err != nil {
		t.Fatal(err)
	}
	if _, err := apis.NewRouter(app); err != nil {
		t.Fatal(err)
	}
	a := newAnnouncer(app, 1, func() bool { return false })
	if err := a.start(); err != nil {
		t.Fatal(err)
	}
	app.OnRecordAfterCreateSuccess("comms_log").BindFunc(func(e *core.RecordEvent) error { return e.Next() }) // ours
	if a.listening("comms_log") {
		t.Error("nobody listens")
	}

	c := subscriptions.NewDefaultClient()
	app.SubscriptionsBroker().Register(c)
	c.Subscribe("crm/inbox", "customers/*")
	if a.listening("comms_log") {
		t.Error("nobody listens to comms_log")
	}
	for _, topic := range []string{"comms_log/*", "comms_log/abc", a.ids["comms_log"] + "/*", "comms_log/*?options=%7B%7D"} {
		c.Subscribe(topic)
		if !a.listening("comms_log") {
			t.Errorf("a subscriber of %s is not seen", topic)
		}
		c.Unsubscribe(topic)
	}

	app.OnRecordAfterUpdateSuccess("comms_log").BindFunc(func(e *core.RecordEvent) error { return e.Next() }) // somebody else's
	if !a.listening("comms_log") {
		t.Error("a hook is not seen")
	}
}
