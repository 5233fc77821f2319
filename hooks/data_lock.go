package hooks

import (
	"fmt"
	"path/filepath"

	"github.com/gofrs/flock"
)

// lockData makes sure that one process serves a data directory. Two would each
// have their own writer, their own feed and their own idea of what is being
// sent. The lock ends with the process, however it ends.
func (c *crm) lockData() (err error) {
	c.lock, err = lock(c.app.DataDir())
	return err
}

func lock(dir string) (*flock.Flock, error) {
	l := flock.New(filepath.Join(dir, "serve.lock"))
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
