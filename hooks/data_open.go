package hooks

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"pocketcrm/hooks/datadir"
	"pocketcrm/hooks/machine"
)

// openData looks at the data directory before PocketBase opens it, which would
// delete what a restore of its own has left, and begin a new database where the
// old one is missing.
func (c *crm) openData(e *core.BootstrapEvent) error {
	dir := e.App.DataDir()
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return machine.Explain(dir, err)
	}
	told, err := finishRestore(e.App)
	if err != nil {
		return err
	}
	if err := datadir.Whole(dir); err != nil {
		return err
	}
	closed := datadir.CloseNotices(dir)
	if err := e.Next(); err != nil {
		return err
	}
	told(c)
	if err := errors.Join(closed, datadir.CloseTop(dir)); err != nil {
		e.App.Logger().Warn("Other users of this machine may read customers' messages", "error", err)
	}
	return nil
}

// finishRestore exchanges the data if a restore was decided. What there is to
// tell of it can be told once the database is open.
//
// note: a server holds the lock through its restore until it is replaced, so
// whoever else comes meanwhile waits for another time.
func finishRestore(app core.App) (told func(*crm), err error) {
	nothing := func(*crm) {}
	dir := app.DataDir()
	if x, err := datadir.Pending(dir); x == nil {
		return nothing, err
	}
	if !app.Store().Has(dataLockKey) {
		if err := LockData(app); err != nil {
			return nothing, fmt.Errorf("a restore is under way, try again when it has ended: %w", err)
		}
		defer unlockData(app)
	}
	x, err := datadir.Pending(dir) // note: again, now that nobody else can finish it
	if x == nil {
		return nothing, err
	}
	failed := alone(filepath.Join(dir, "data.db"))
	if failed != nil {
		failed = errors.Join(failed, x.Cancel())
	} else {
		failed = x.Finish()
	}
	before := filepath.Join(dir, datadir.Before)
	switch {
	case errors.Is(failed, datadir.ErrNeither):
		return nothing, fmt.Errorf("nothing was opened. The data before the restore of %s is in %s and %s, the backup's in %s: "+
			"put one of them together in %s by hand, remove %s, and start again: %w", x.Backup(), before, dir, x.Staged(), dir, x.Workplace(), failed)
	case failed != nil:
		return func(c *crm) { _ = c.restoreFailed(x.Backup(), failed) }, nil
	}
	return func(c *crm) {
		c.app.Logger().Info("The backup was restored. What was there before is kept for a week, or until the next restore",
			"backup", x.Backup(), "before", before)
	}, nil
}

// alone makes sure that no other process has the database open: it would go on
// writing to what is moved away.
func alone(path string) error {
	if _, err := os.Stat(path); err != nil {
		return nil // note: an exchange that goes on has moved it
	}
	db, err := sql.Open("sqlite", path+"?_pragma=busy_timeout(10000)")
	if err != nil {
		return err
	}
	defer db.Close()
	// note: leaves write-ahead logging, for which one has to be the only one
	_, err = db.Exec("PRAGMA journal_mode = DELETE")
	var failed *sqlite.Error
	if errors.As(err, &failed) && (failed.Code()&0xff == sqlite3.SQLITE_BUSY || failed.Code()&0xff == sqlite3.SQLITE_LOCKED) {
		return errors.New("another command is working on the data. Let it end, then restore the backup again")
	}
	return nil // note: it may be broken, which a restore is for
}

// RestorePending tells whether a restore was decided that the next start is
// going to finish.
func RestorePending(dir string) bool {
	x, err := datadir.Pending(dir)
	return x != nil || err != nil
}

// sweepData removes what an interrupted backup or restore has left, for who
// serves the directory.
func (c *crm) sweepData() error {
	if x, err := datadir.Pending(c.app.DataDir()); x != nil || err != nil {
		return errors.Join(errors.New("a restore was interrupted, and this application was opened before hooks.Register, which finishes it. Call that first"), err)
	}
	if err := datadir.Sweep(c.app.DataDir()); err != nil {
		c.app.Logger().Warn("What an interrupted backup has left could not be removed", "error", err)
	}
	c.closeData()
	return nil
}

// closeData takes away what others may do with the data directory. It looks at
// every file, so it does so beside the server.
func (c *crm) closeData() {
	ctx, stop := context.WithCancel(context.Background())
	c.closing = background{stop, make(chan struct{})}
	go func() {
		defer close(c.closing.done)
		if err := datadir.CloseAll(ctx, c.app.DataDir()); err != nil {
			c.app.Logger().Warn("Other users of this machine may read customers' messages", "error", err)
		}
	}()
}

// beforeRestore is how long the data from before a restore is kept.
const beforeRestore = 7 * 24 * time.Hour

// restoreCleanup removes the data from before a restore after a while.
//
// note: by the clock of the file's time, not by that of the demo
func (c *crm) restoreCleanup() {
	before := filepath.Join(c.app.DataDir(), datadir.Before)
	info, err := os.Stat(before)
	if err != nil || time.Since(info.ModTime()) < beforeRestore {
		return
	}
	if err := os.RemoveAll(before); err != nil {
		c.app.Logger().Error("The data from before the last restore could not be removed; the next night tries again", "error", err)
	}
}
