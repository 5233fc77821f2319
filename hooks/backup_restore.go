package hooks

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"pocketcrm/hooks/datadir"
	"pocketcrm/hooks/machine"
)

// backupRestore restores a backup in PocketBase's place, which would move the
// data away entry by entry while it is open, so that a crash in between leaves
// neither the old nor the new. Here the new data is unpacked, opened, checked
// and migrated beside the old; then it is decided, in a journal, and the program
// starts again. The exchange happens at that start, or at whichever comes:
// see openData.
//
// note: from the beginning nothing is answered but 503, because what is
// acknowledged from now on would be in the old data only.
func (c *crm) backupRestore(e *core.BackupEvent) error {
	if runtime.GOOS == "windows" {
		return errors.New("restore is not supported on Windows")
	}
	c.restoring.Store(true)
	x, err := c.prepareRestore(e)
	if err != nil {
		if x != nil {
			err = errors.Join(err, x.Cancel())
		}
		c.restoring.Store(false)
		return c.restoreFailed(e.Name, err)
	}
	// note: before the restart, because PocketBase gives that three seconds
	c.finishWork(time.Now().Add(drainTimeout))
	if err := e.App.Restart(); err != nil {
		if pending, _ := datadir.Pending(e.App.DataDir()); pending != nil {
			err = errors.Join(err, pending.Cancel())
		}
		return fmt.Errorf("the program can't start itself again; start it by hand: %w", err)
	}
	return nil
}

// prepareRestore does all of a restore that can fail, without touching the data.
func (c *crm) prepareRestore(e *core.BackupEvent) (*datadir.Exchange, error) {
	if _, held := e.App.Store().GetOk(dataLockKey); !held {
		return nil, errors.New("a backup can be restored by the server only")
	}
	stays := append([]string{dataLockFile}, e.Exclude...)
	x, err := datadir.Prepare(e.App.DataDir(), e.Name, stays)
	if err != nil {
		return nil, err
	}
	packed, err := fetchBackup(e, x)
	if err == nil {
		err = datadir.Unpack(packed, x.Staged(), stays, machine.FreeOn(x.Workplace()))
	}
	if before := filepath.Join(e.App.DataDir(), datadir.Before); errors.Is(err, datadir.ErrSpace) && exists(before) {
		err = fmt.Errorf("%w. What was there before the last restore may be removed: %s", err, before)
	}
	if err != nil {
		return x, err
	}
	if err := c.proveData(x.Staged()); err != nil {
		return x, err
	}
	return x, x.Decide()
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// fetchBackup is where the backup is, which may have to come from S3 first.
func fetchBackup(e *core.BackupEvent, x *datadir.Exchange) (path string, err error) {
	if !e.App.Settings().Backups.S3.Enabled {
		return filepath.Join(e.App.DataDir(), core.LocalBackupsDirName, filepath.Base(e.Name)), nil
	}
	backups, err := e.App.NewBackupsFilesystem()
	if err != nil {
		return "", err
	}
	defer backups.Close()
	backups.SetContext(e.Context)
	content, err := backups.GetReader(e.Name)
	if err != nil {
		return "", err
	}
	defer content.Close()
	if uint64(content.Size()) > machine.FreeOn(x.Workplace()) {
		return "", datadir.ErrSpace
	}
	file, err := os.OpenFile(filepath.Join(x.Workplace(), "backup.zip"), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return "", err
	}
	_, err = io.Copy(file, content)
	return file.Name(), errors.Join(err, file.Close())
}

// restoreFailed says that the data is as it was.
func (c *crm) restoreFailed(backup string, err error) error {
	err = fmt.Errorf("the backup %s could not be restored, and the data is as it was before: %w", backup, err)
	c.notRestored.Store(&err)
	c.app.Logger().Error("A backup could not be restored; the data is as it was before", "backup", backup, "error", err)
	return err
}

const restoringNow = "A backup is being restored. Try again in a minute."

// refuseWhileRestoring answers everything with 503, so that Meta sends again
// what it has, and open pages come back by themselves.
func (c *crm) refuseWhileRestoring(se *core.ServeEvent) error {
	if err := se.Next(); err != nil || se.Server == nil {
		return err
	}
	routes := se.Server.Handler
	se.Server.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !c.restoring.Load() {
			routes.ServeHTTP(w, r)
			return
		}
		w.Header().Set("Retry-After", "10")
		w.Header().Set("Cache-Control", "no-store")
		_ = (&core.RequestEvent{App: c.app, Event: router.Event{Response: w, Request: r}}).JSON(http.StatusServiceUnavailable,
			router.NewApiError(http.StatusServiceUnavailable, restoringNow, nil))
	})
	return nil
}
