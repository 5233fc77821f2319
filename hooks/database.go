package hooks

import (
	"path/filepath"

	"github.com/pocketbase/dbx"
)

// ConnectDB opens PocketBase's databases; give it as DBConnect in
// pocketbase.Config. It is PocketBase's own choice but for three things, all
// for data.db alone: a commit is on the disk when it returns (synchronous
// FULL: Meta forgets a message as soon as we answer 200, so a power cut must
// not), the write-ahead log is copied back less often, which makes short transactions
// cheaper; and a transaction takes its lock at once, so that it waits for a
// command line beside the server instead of failing half-way.
func ConnectDB(path string) (*dbx.DB, error) {
	pragmas := "?_pragma=busy_timeout(10000)" + // note: first, so that switching to WAL waits for others
		"&_pragma=journal_mode(WAL)&_pragma=journal_size_limit(200000000)" +
		"&_pragma=foreign_keys(ON)&_pragma=temp_store(MEMORY)&_pragma=cache_size(-32000)"
	if filepath.Base(path) == "data.db" {
		pragmas += "&_txlock=immediate&_pragma=synchronous(FULL)&_pragma=wal_autocheckpoint(4000)"
	} else {
		pragmas += "&_pragma=synchronous(NORMAL)"
	}
	return dbx.Open("sqlite", path+pragmas)
}

// sqlNow is the time in SQL, as PocketBase stores it.
const sqlNow = `strftime('%Y-%m-%d %H:%M:%fZ', 'now')`
