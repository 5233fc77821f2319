package hooks

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/datadir"
	"pocketcrm/hooks/ingest"
	"pocketcrm/hooks/machine"
)

// proveData opens data that is to be restored as the program is going to, which
// brings it up to date: what can go wrong goes wrong here, beside the old data.
func (c *crm) proveData(dir string) error {
	data, logs := filepath.Join(dir, "data.db"), filepath.Join(dir, "auxiliary.db")
	if err := checkDatabase(data); err != nil {
		return fmt.Errorf("its data.db is broken: %w", err)
	}
	if _, err := os.Stat(logs); err == nil && checkDatabase(logs) != nil {
		for _, name := range []string{"", "-wal", "-shm"} { // note: PocketBase's log, which isn't worth the rest
			_ = os.Remove(logs + name)
		}
	}
	if err := checkMigrations(c.app, data); err != nil {
		return err
	}
	trial := core.NewBaseApp(core.BaseAppConfig{DataDir: dir, EncryptionEnv: c.app.EncryptionEnv(), DBConnect: ConnectDB})
	err := trial.Bootstrap()
	if err == nil {
		err = trial.RunAllMigrations()
	}
	if err == nil {
		err = takesWebhooks(trial)
	}
	if err == nil {
		err = removeOrphans(trial)
	}
	if err == nil {
		err = c.holdBack(trial)
	}
	// note: ends what runs beside an application, then closes the databases
	err = errors.Join(err, trial.OnTerminate().Trigger(&core.TerminateEvent{App: trial}, func(e *core.TerminateEvent) error {
		return e.App.ResetBootstrapState()
	}))
	if err != nil {
		return fmt.Errorf("this version can't open it: %w", err)
	}
	for _, name := range databases {
		if info, err := os.Stat(filepath.Join(dir, name+"-wal")); err == nil && info.Size() > 0 {
			return fmt.Errorf("%s could not be closed", name)
		}
	}
	return datadir.CloseTop(dir)
}

// takesWebhooks tells whether the tables are as the writer needs them: without
// it the program doesn't start.
func takesWebhooks(restored core.App) error {
	w := ingest.New(restored, ingest.Options{})
	if err := w.Start(); err != nil {
		return err
	}
	w.Drain(drainWriter)
	return nil
}

// checkDatabase is SQLite's own check.
func checkDatabase(path string) error {
	found, err := machine.QuickCheck(context.Background(), path)
	if err == nil && found != machine.Sound {
		err = errors.New(found)
	}
	return err
}

// checkMigrations refuses a backup of a newer program, whose data this one
// doesn't know, and one of another program, with which the inbox would be empty.
func checkMigrations(app core.App, path string) error {
	db, err := ConnectDB(path)
	if err != nil {
		return err
	}
	defer db.Close()
	const query = "SELECT file FROM " + core.DefaultMigrationsTable
	var theirs, present []string
	if err := db.NewQuery(query).Column(&theirs); err != nil {
		return fmt.Errorf("it isn't a backup of this program: %w", err)
	}
	if err := app.DB().NewQuery(query).Column(&present); err != nil {
		return err
	}
	var system, own []string
	for _, m := range core.SystemMigrations.Items() {
		system = append(system, m.File)
	}
	for _, m := range core.AppMigrations.Items() {
		own = append(own, m.File)
	}
	ours := false
	for _, file := range theirs {
		switch {
		case slices.Contains(own, file):
			ours = true
		// note: what is there may have migrations that the program no longer has
		case !slices.Contains(system, file) && !slices.Contains(present, file):
			return fmt.Errorf("it is of a newer version or of another program, with changes that this one doesn't know (%s). Restore it with that version", file)
		}
	}
	if !ours {
		return errors.New("it is a backup of another program: none of our collections is in it")
	}
	return nil
}

// removeOrphans removes files of our collections that no row names: they came
// while the backup was made. The application is one that nobody uses yet.
func removeOrphans(app core.App) error {
	if app.Settings().S3.Enabled {
		return nil
	}
	for name := range guards {
		collection, err := app.FindCollectionByNameOrId(name)
		if err != nil {
			continue // note: an application may have taken it away
		}
		var fields []string
		for _, field := range collection.Fields {
			if field.Type() == core.FieldTypeFile {
				fields = append(fields, field.GetName())
			}
		}
		if len(fields) > 0 {
			if err := removeOrphansOf(app, collection, fields); err != nil {
				return fmt.Errorf("remove files of %s that no row names: %w", name, err)
			}
		}
	}
	return nil
}

func removeOrphansOf(app core.App, collection *core.Collection, fields []string) error {
	place := filepath.Join(app.DataDir(), core.LocalStorageDirName, collection.BaseFilesPath())
	entries, err := os.ReadDir(place)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	for rows := range slices.Chunk(entries, 500) {
		var ids []string
		for _, row := range rows {
			ids = append(ids, row.Name())
		}
		records, err := app.FindRecordsByIds(collection, ids)
		if err != nil {
			return err
		}
		named := map[string][]string{}
		for _, record := range records {
			for _, field := range fields {
				named[record.Id] = append(named[record.Id], record.GetStringSlice(field)...)
			}
		}
		for _, id := range ids {
			if err := keepOnly(filepath.Join(place, id), named[id]); err != nil {
				return err
			}
		}
	}
	return nil
}

// keepOnly removes what isn't named, nor a thumbnail of what is.
func keepOnly(dir string, named []string) error {
	if len(named) == 0 {
		return os.RemoveAll(dir)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		name := entry.Name()
		of := strings.TrimSuffix(strings.TrimPrefix(name, "thumbs_"), ".attrs") // note: PocketBase's names for what it makes of a file
		if !slices.Contains(named, name) && !slices.Contains(named, of) {
			err = errors.Join(err, os.RemoveAll(filepath.Join(dir, name)))
		}
	}
	return err
}
