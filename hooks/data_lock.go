package hooks

import (
	"fmt"
	"path/filepath"

	"github.com/gofrs/flock"
	"github.com/pocketbase/pocketbase/core"
)

const (
	dataLockKey  = "crmDataLock" // where an application keeps its lock
	dataLockFile = "serve.lock"  // what is locked, in the data directory
)

// LockData makes sure that one process serves the data directory of app. Two
// would each have their own writer, their own feed and their own idea of what
// is being sent. The lock ends with the process, however it ends.
//
// Serving takes it in any case; call it before the application is bootstrapped
// so that a newer program doesn't migrate the database of a running one. A
// second call for the same app does nothing.
func LockData(app core.App) error {
	if app.Store().Has(dataLockKey) {
		return nil
	}
	l, err := lock(app.DataDir())
	if err != nil {
		return err
	}
	app.Store().Set(dataLockKey, l)
	return nil
}

func unlockData(app core.App) {
	if l, ok := app.Store().Get(dataLockKey).(*flock.Flock); ok {
		_ = l.Unlock()
		app.Store().Remove(dataLockKey)
	}
}

func lock(dir string) (*flock.Flock, error) {
	l := flock.New(filepath.Join(dir, dataLockFile))
	locked, err := l.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock the data directory: %w", err)
	}
	if !locked {
		return nil, fmt.Errorf("another process is serving %s already. Stop it first, or choose another directory with --dir", dir)
	}
	return l, nil
}

// DataIsFree is an error when a process is serving a data directory.
func DataIsFree(dir string) error {
	l, err := lock(dir)
	if err != nil {
		return err
	}
	return l.Unlock()
}
