package machine

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// databases are the files that must be writable if they are there. What SQLite
// keeps beside a database is often left by a command that ran as another user.
var databases = []string{"data.db", "data.db-wal", "data.db-shm", "auxiliary.db", "auxiliary.db-wal", "auxiliary.db-shm"}

// directories hold files of records; backups may be a disk of its own.
var directories = []string{"storage", "backups"}

// CheckDirectory says before anything is opened what of a data directory can't
// be used, with path and cause: SQLite would say "unable to open database file"
// to most of it. newest is the last change of the schema that this program
// knows, by the name of its file.
//
// note: call it before the application opens its databases.
func CheckDirectory(dir, newest string) error {
	info, err := os.Stat(dir)
	if err != nil {
		return Explain(dir, err)
	}
	if !info.IsDir() {
		return &StorageError{What: "the data directory " + dir + " can't be used", Cause: NotADir}
	}
	err = mayWrite(dir)
	if err == nil {
		err = tryWriting(dir, 4<<10)
	}
	if err != nil {
		return cannot("the data directory "+dir+" can't be written", dir, err)
	}
	for _, name := range databases {
		if err := checkFile(filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	for _, name := range directories {
		if err := checkSubdirectory(filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	for _, name := range []string{"data.db", "auxiliary.db"} {
		if err := checkDatabase(filepath.Join(dir, name), newest); err != nil {
			return err
		}
	}
	return nil
}

// cannot is the error of a path, with whom it belongs to if that is why.
func cannot(what, path string, err error) error {
	cause := CauseOf(err)
	if cause == "" {
		return fmt.Errorf("%s: %w", what, err)
	}
	fault := &StorageError{What: what, Cause: cause}
	if cause == Forbidden {
		fault.Detail = ownership(path)
	}
	return fault
}

func checkFile(path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return cannot(path+" can't be read", path, err)
	case info.IsDir():
		return &StorageError{What: path + " is a directory", Cause: Foreign}
	}
	if err := mayWrite(path); err != nil {
		return cannot(path+" can't be written", path, err)
	}
	return nil
}

func checkSubdirectory(path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err == nil && !info.IsDir():
		return &StorageError{What: path + " can't be used", Cause: NotADir}
	}
	if err == nil {
		err = peek(path)
	}
	if err != nil {
		return cannot(path+" can't be read", path, err)
	}
	if err := mayWrite(path); err != nil {
		return cannot(path+" can't be written", path, err)
	}
	return nil
}

// peek reads the first name in a directory.
func peek(path string) error {
	dir, err := os.Open(path)
	if err != nil {
		return err
	}
	defer dir.Close()
	if _, err := dir.Readdirnames(1); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	return nil
}

// checkDatabase reads the list of tables, and whether a newer program has
// changed them.
func checkDatabase(path, newest string) error {
	if info, err := os.Stat(path); err != nil || info.Size() == 0 {
		return nil // note: SQLite makes a database of an empty file
	}
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	db, err := openReading(path)
	if err != nil {
		return err
	}
	defer db.Close()
	var tables, changes int
	if err := db.QueryRowContext(ctx, "SELECT COUNT(*), COALESCE(SUM(name = '_migrations'), 0) FROM sqlite_master").Scan(&tables, &changes); err != nil {
		if cause := CauseOf(err); cause != "" {
			fault := &StorageError{What: path + " can't be opened", Cause: cause, Err: err}
			if filepath.Base(path) == "auxiliary.db" && !cause.passes() {
				fault.Detail = "it holds the program's log alone, so it may be moved away: a new one is made"
			}
			return fault
		}
		return fmt.Errorf("%s can't be opened: %w", path, err)
	}
	if changes == 0 || newest == "" {
		return nil
	}
	var last string
	// note: PocketBase's own are named alike, and a newer one may have added some
	err = db.QueryRowContext(ctx, "SELECT COALESCE(MAX(file), '') FROM _migrations WHERE file GLOB ?", strings.Repeat("[0-9]", 10)+"_*.go").Scan(&last)
	switch {
	case err != nil:
		return Explain(filepath.Dir(path), err)
	case last > newest:
		return fmt.Errorf("%s was changed by a newer version of this program (%s, this one knows changes up to %s). "+
			"Start the newer version, or restore the backup that was made before it", path, last, newest)
	}
	return nil
}
