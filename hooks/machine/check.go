package machine

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"path/filepath"
	"strings"

	_ "modernc.org/sqlite" // the driver, which PocketBase has as well
)

// Sound is what SQLite answers of a database without a fault.
const Sound = "ok"

// QuickCheck has SQLite look through a database for damage, on a connection of
// its own that only reads: nobody waits for it. The answer is "ok", or the first
// faults; the error says that it could not be found out.
//
// note: SQLite opens it, nobody else may: a process that closes a file gives up
// the locks that all its connections have on it.
func QuickCheck(ctx context.Context, path string) (string, error) {
	db, err := openReading(path)
	if err != nil {
		return "", err
	}
	defer db.Close()
	rows, err := db.QueryContext(ctx, "PRAGMA quick_check(3)") // https://www.sqlite.org/pragma.html#pragma_quick_check
	if err != nil {
		return faultOf(ctx, err)
	}
	defer rows.Close()
	var found []string
	for rows.Next() {
		var line string
		if err := rows.Scan(&line); err != nil {
			return "", err
		}
		found = append(found, line)
	}
	if err := rows.Err(); err != nil {
		return faultOf(ctx, err)
	}
	if len(found) == 0 {
		return "", errors.New("the check gave no answer")
	}
	return strings.Join(found, "; "), nil
}

// faultOf is what a check found that broke off: damage can be too large to look
// past it.
func faultOf(ctx context.Context, err error) (string, error) {
	switch cause := CauseOf(err); {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case cause == Damaged, cause == Foreign:
		return err.Error(), nil
	}
	return "", err
}

func openReading(path string) (*sql.DB, error) {
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	address := url.URL{Scheme: "file", Path: filepath.ToSlash(path), RawQuery: "mode=ro&_pragma=busy_timeout(5000)"}
	db, err := sql.Open("sqlite", address.String())
	if err != nil {
		return nil, fmt.Errorf("open %s: %w", path, err)
	}
	db.SetMaxOpenConns(1)
	return db, nil
}
