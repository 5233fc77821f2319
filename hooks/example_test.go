package hooks_test

import (
	"log"
	"os"

	"github.com/pocketbase/pocketbase"

	"pocketcrm/hooks"
	_ "pocketcrm/pb_migrations" // the collections
)

// The CRM inside another PocketBase application.
func ExampleRegister() {
	app := pocketbase.NewWithConfig(pocketbase.Config{DBConnect: hooks.ConnectDB})
	cfg, err := hooks.ConfigFromEnv(os.Getenv)
	if err != nil {
		log.Fatal(err)
	}
	cfg.Public = os.DirFS("pb_public") // leave it out to serve your own pages
	hooks.Register(app, cfg)
	// … your own hooks and routes …
	if err := app.Start(); err != nil {
		log.Fatal(err)
	}
}
