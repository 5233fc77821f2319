package hooks

import (
	"fmt"
	"path/filepath"

	"github.com/gofrs/flock"
)

// lockData makes sure that one process serves a data directory. Two would each
// have their own writer, their own feed and their own idea of what is being
// sent. The lock ends with the process, however it ends.
func (c *crm) lockData() error {
	c.lock = flock.New(filepath.Join(c.app.DataDir(), "serve.lock"))
	locked, err := c.lock.TryLock()
	if err != nil {
		return fmt.Errorf("lock the data directory: %w", err)
	}
	if !locked {
		return fmt.Errorf("another process is serving %s already. Stop it first, or choose another directory with --dir", c.app.DataDir())
	}
	return nil
}
