package ingest

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
)

// storeFault is an error of the database as a whole (disk full, read-only, a
// timeout), as opposed to one of a single element. Nothing is parked because
// of it: the request gets a 5xx and Meta tries again.
type storeFault struct{ cause error }

func (f storeFault) Error() string { return f.cause.Error() }
func (f storeFault) Unwrap() error { return f.cause }

// SQLite's primary result codes that are nobody's element's fault
// (https://www.sqlite.org/rescode.html).
var storeCodes = map[int]bool{
	3:  true, // PERM
	5:  true, // BUSY
	6:  true, // LOCKED
	7:  true, // NOMEM
	8:  true, // READONLY
	9:  true, // INTERRUPT
	10: true, // IOERR
	11: true, // CORRUPT
	13: true, // FULL
	14: true, // CANTOPEN
	15: true, // PROTOCOL
	22: true, // NOLFS
	26: true, // NOTADB
}

func isStoreFault(err error) bool {
	if fault := (storeFault{}); errors.As(err, &fault) {
		return true
	}
	var coded interface{ Code() int }
	if errors.As(err, &coded) {
		return storeCodes[coded.Code()&0xff]
	}
	return errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) ||
		errors.Is(err, sql.ErrConnDone) || errors.Is(err, sql.ErrTxDone) || errors.Is(err, driver.ErrBadConn)
}
