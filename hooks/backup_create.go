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
	"github.com/pocketbase/pocketbase/tools/filesystem"
	"github.com/pocketbase/pocketbase/tools/inflector"
	"modernc.org/sqlite"

	"pocketcrm/hooks/datadir"
)

// databases are copied as they stood at one moment.
var databases = []string{"data.db", "auxiliary.db"}

// backupCreate makes a backup in PocketBase's place, which would make it inside
// a transaction: webhooks would wait as long as files are packed. Here nobody
// waits: the databases are copied first, then the files that their rows name,
// which never change. Those that came meanwhile are more than the rows name;
// see removeOrphans.
//
// note: not in PocketBase's temporary directory, which every command empties.
func backupCreate(e *core.BackupEvent) error {
	if e.Name == "" {
		name := inflector.Snakecase(e.App.Settings().Meta.AppName)
		e.Name = fmt.Sprintf("pb_backup_%.50s_%s.zip", name, time.Now().UTC().Format("20060102150405"))
	}
	packing := filepath.Join(e.App.DataDir(), datadir.Packing)
	if err := os.MkdirAll(packing, 0o700); err != nil {
		return err
	}
	place, err := os.MkdirTemp(packing, "")
	if err != nil {
		return err
	}
	defer os.RemoveAll(place)

	copies := map[string]string{}
	for _, name := range databases {
		copies[name] = filepath.Join(place, name)
		if err := copyDatabase(e.Context, filepath.Join(e.App.DataDir(), name), copies[name]); err != nil {
			return fmt.Errorf("copy %s: %w", name, err)
		}
	}
	packed := filepath.Join(place, "backup.zip")
	if err := pack(e, packed, copies); err != nil {
		return err
	}
	return storeBackup(e, packed)
}

func pack(e *core.BackupEvent, to string, copies map[string]string) error {
	file, err := os.OpenFile(to, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	err = datadir.Pack(e.Context, file, e.App.DataDir(), copies, append([]string{dataLockFile}, e.Exclude...))
	return errors.Join(err, file.Sync(), file.Close())
}

// storeBackup gives the backup its name: all of it is there, or nothing.
func storeBackup(e *core.BackupEvent, packed string) error {
	if !e.App.Settings().Backups.S3.Enabled && filepath.Base(e.Name) == e.Name {
		to := filepath.Join(e.App.DataDir(), core.LocalBackupsDirName, e.Name)
		if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
			return err
		}
		if err := datadir.Rename(packed, to); err == nil {
			_ = os.Remove(to + ".attrs") // note: what PocketBase keeps beside its own file of this name
			return nil
		} // note: else backups may be on another disk, to which it is copied
	}
	backups, err := e.App.NewBackupsFilesystem()
	if err != nil {
		return err
	}
	defer backups.Close()
	backups.SetContext(e.Context)
	file, err := filesystem.NewFileFromPath(packed)
	if err != nil {
		return err
	}
	file.OriginalName, file.Name = e.Name, e.Name
	return backups.UploadFile(file, file.Name)
}

// copyDatabase copies a database as it is now, while others write to it.
//
// note: not by VACUUM INTO, which numbers rows anew and takes longer
func copyDatabase(ctx context.Context, from, to string) (err error) {
	db, err := sql.Open("sqlite", from+"?_pragma=busy_timeout(10000)")
	if err != nil {
		return err
	}
	defer db.Close()
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	// note: in one reading transaction, because a copy begins again whenever
	// somebody has written between two of its steps
	if _, err := conn.ExecContext(ctx, "BEGIN"); err != nil {
		return err
	}
	var tables int
	if err := conn.QueryRowContext(ctx, "SELECT COUNT(*) FROM sqlite_schema").Scan(&tables); err != nil {
		return err
	}
	return conn.Raw(func(driver any) error {
		source, ok := driver.(interface {
			NewBackup(to string) (*sqlite.Backup, error)
		})
		if !ok {
			return errors.New("the database can't be copied")
		}
		backup, err := source.NewBackup(to + "?_pragma=journal_mode(OFF)&_pragma=synchronous(OFF)")
		if err != nil {
			return err
		}
		const pages = 2_500 // 10 MB
		for more := true; more && err == nil; {
			if more, err = backup.Step(pages); err == nil {
				err = ctx.Err()
			}
		}
		return errors.Join(err, backup.Finish())
	})
}
