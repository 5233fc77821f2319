package machine

import (
	"errors"
	"fmt"
	"io/fs"
	"net"
	"syscall"
)

// Cause is why a disk or a database takes or gives nothing; it is the short
// sentence that says so.
type Cause string

// The causes that we know.
const (
	Full      Cause = "the disk is full"
	ReadOnly  Cause = "read-only file system"
	Forbidden Cause = "permission denied"
	Failing   Cause = "the disk reports errors"
	Damaged   Cause = "the database is damaged"
	Foreign   Cause = "this is not a database"
	Locked    Cause = "another program keeps the database locked"
	Unopened  Cause = "the database can't be opened"
	NotADir   Cause = "this is not a directory"
)

// sqliteCauses are SQLite's primary result codes (https://www.sqlite.org/rescode.html).
var sqliteCauses = map[int]Cause{
	3: Forbidden, 5: Locked, 6: Locked, 8: ReadOnly, 10: Failing, 11: Damaged, 13: Full, 14: Unopened, 26: Foreign,
}

// remedies say what to do, to whoever has the machine.
var remedies = map[Cause]string{
	Full:      "Remove what isn't needed there, such as old backups, or give it more room.",
	ReadOnly:  "Mount it so that it can be written; if it became so by itself, the disk may be failing: look into the system's log.",
	Forbidden: "Give it to the user that the program runs as (chown -R), or start the program as the user that it belongs to.",
	Failing:   "Look into the system's log, copy the data directory to another disk, and start the program on the copy.",
	Damaged: "Stop the program, keep a copy of the whole data directory, and restore the last good backup (Settings → Backups in the dashboard). " +
		"Without one, \"sqlite3 data.db .recover\" saves what can be read.",
	Foreign:  "Another file may have been put in its place. Keep a copy of it, and put back the database of a backup.",
	Locked:   "End the other program that has it open, such as a database browser.",
	Unopened: "Check that it and the directory belong to the user that the program runs as.",
	NotADir:  "Name the directory with --dir, or move that file away.",
}

// Remedy says what to do.
func (c Cause) Remedy() string { return remedies[c] }

// passes tells whether it is over when something can be written again. Of a
// damaged database only a check can say so.
func (c Cause) passes() bool { return c != "" && c != Damaged && c != Foreign }

// CauseOf is what an error says of the disk or the database; empty for one that
// is not theirs.
func CauseOf(err error) Cause {
	err = inner(err)
	var coded interface{ Code() int }
	switch {
	case err == nil, errors.As(err, new(*net.OpError)):
		return "" // note: a firewall forbids, too
	case errors.As(err, &coded):
		return sqliteCauses[coded.Code()&0xff]
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, errQuota):
		return Full
	case errors.Is(err, syscall.EROFS):
		return ReadOnly
	case errors.Is(err, fs.ErrPermission):
		return Forbidden
	case errors.Is(err, syscall.EIO):
		return Failing
	case errors.Is(err, syscall.ENOTDIR):
		return NotADir
	}
	return ""
}

// inner is the error behind the answer of a route: PocketBase's has the words
// for people outside and what happened inside.
func inner(err error) error {
	for {
		var answer interface{ RawData() any }
		if !errors.As(err, &answer) {
			return err
		}
		err, _ = answer.RawData().(error)
	}
}

// Explain adds to an error of the disk or the database of a data directory what
// it is about and what to do. Others are returned as they are.
func Explain(dir string, err error) error {
	if errors.As(err, new(*StorageError)) {
		return err
	}
	cause := CauseOf(err)
	if cause == "" {
		return err
	}
	if cause == Forbidden {
		if refused := mayWrite(dir); CauseOf(refused) == Forbidden { // note: whatever in it was tried first
			return cannot("the data directory "+dir+" can't be written", dir, refused)
		}
	}
	path, problem := dir, "the data directory %s can't be used"
	if found := (*fs.PathError)(nil); errors.As(err, &found) {
		path, problem = found.Path, "%s can't be used"
		if found.Op == "mkdir" {
			problem = "%s can't be made"
		}
	}
	return &StorageError{What: fmt.Sprintf(problem, path), Cause: cause, Err: err}
}

// StorageError names what of the data directory can't be used, why, and what to
// do.
type StorageError struct {
	What   string // such as: the data directory … can't be written
	Cause  Cause
	Detail string // such as whom it belongs to; may be empty
	Err    error
}

func (e *StorageError) Error() string {
	words := e.What + ": " + string(e.Cause)
	if e.Detail != "" {
		words += " (" + e.Detail + ")"
	}
	words += ". " + e.Cause.Remedy()
	if e.Err != nil {
		words += " [" + e.Err.Error() + "]"
	}
	return words
}

func (e *StorageError) Unwrap() error { return e.Err }
