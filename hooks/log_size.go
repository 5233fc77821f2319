package hooks

import (
	"fmt"
	"sync/atomic"

	"github.com/pocketbase/pocketbase/core"
)

// Bounds of the log, auxiliary.db. Rows that go make room in its file for those
// that come, so that it stays as large as it is.
const (
	maxLogBytes  = 30 << 20
	logLookEvery = 250 // rows
	logRowsOut   = 1000
)

// logKept bounds the log by its size; PocketBase bounds it by days alone.
type logKept struct{ rows atomic.Int64 }

// grew takes the oldest rows out when the log is too large. It belongs to the
// transaction that writes the rows. Faults of ours go last.
func (l *logKept) grew(app core.App) error {
	if l.rows.Add(1)%logLookEvery != 0 {
		return nil
	}
	large, err := isLogLarge(app)
	if err != nil || !large {
		return err
	}
	for _, those := range []string{"data->>'status' IS NULL OR data->>'status' < 500", "TRUE"} {
		out, err := app.AuxNonconcurrentDB().NewQuery(fmt.Sprintf(
			"DELETE FROM _logs WHERE rowid IN (SELECT rowid FROM _logs WHERE %s ORDER BY rowid LIMIT %d)", those, logRowsOut)).Execute()
		if err != nil {
			return err
		}
		if gone, err := out.RowsAffected(); err != nil || gone > logLookEvery {
			return err
		}
	}
	return nil
}

func isLogLarge(app core.App) (bool, error) {
	var size struct {
		Used int64 `db:"used"`
	}
	err := app.AuxNonconcurrentDB().NewQuery(`SELECT (p.page_count - f.freelist_count) * s.page_size AS used
		FROM pragma_page_count p, pragma_freelist_count f, pragma_page_size s`).One(&size)
	return size.Used > maxLogBytes, err
}
