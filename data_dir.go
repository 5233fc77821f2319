package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/pocketbase/pocketbase/core"
	"github.com/spf13/cobra"

	"pocketcrm/hooks"
	"pocketcrm/hooks/machine"
)

// Annotations of commands: what they need of the data directory.
const (
	needsData = "needsData" // that it is there
	locksData = "locksData" // for themselves
)

// findData refuses a command that needs data where there is none, before
// anything makes the directory: its name may be a slip.
func findData(e *core.BootstrapEvent, command *cobra.Command) error {
	dir := e.App.DataDir()
	if command.Annotations[needsData] == "" || hooks.RestorePending(dir) { // note: which is finished first
		return e.Next()
	}
	if _, err := os.Stat(filepath.Join(dir, "data.db")); err != nil {
		return fmt.Errorf("there is no database in %s; name its directory with --dir: %w", dir, err)
	}
	return e.Next()
}

// prepareData checks the data directory, which hooks.Register has made by then.
//
// note: PocketBase migrates while it bootstraps and once more when it begins to
// serve, so a server's lock is taken here: a newer program must not migrate the
// database of a running one.
func prepareData(e *core.BootstrapEvent, command *cobra.Command) error {
	if err := machine.CheckDirectory(e.App.DataDir(), newestMigration()); err != nil {
		return err
	}
	if command.Annotations[locksData] != "" {
		if err := hooks.LockData(e.App); err != nil {
			return err
		}
	}
	return e.Next()
}

// newestMigration is the last change of the schema that this program knows,
// PocketBase's and ours.
func newestMigration() (newest string) {
	for _, list := range []core.MigrationsList{core.SystemMigrations, core.AppMigrations} {
		for _, m := range list.Items() {
			newest = max(newest, m.File)
		}
	}
	return newest
}

// annotated is a command with one of the annotations above.
func annotated(c *cobra.Command, annotation string) *cobra.Command {
	c.Annotations = map[string]string{annotation: "yes"}
	return c
}
