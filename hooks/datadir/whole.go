package datadir

import (
	"fmt"
	"os"
	"path/filepath"
)

// Whole is an error where the data directory holds data without its database:
// a restore by PocketBase itself was interrupted, or somebody moved files. To
// open it would show an empty inbox, and PocketBase would delete the rest.
func Whole(dir string) error {
	if old := interruptedByPocketBase(dir); old != "" {
		return fmt.Errorf("a restore of %[1]s was interrupted half-way by an earlier version: the data before it is in %[2]s, the backup's beside it. "+
			"Nothing has been changed since. Copy %[1]s elsewhere first; then move what is in %[2]s back into %[1]s in place of what is there, "+
			"remove %[3]s, and start again", dir, old, filepath.Dir(old))
	}
	if size(filepath.Join(dir, database)) > 0 {
		return nil
	}
	for _, name := range []string{"storage", "data.db-wal", "auxiliary.db"} {
		if holdsData(filepath.Join(dir, name)) {
			return fmt.Errorf("there is data in %[1]s (%[2]s), but no database: data.db is missing or empty. Nothing was changed. "+
				"Put data.db back, or unpack a backup (a zip in %[3]s) into an empty directory and name it with --dir; "+
				"to begin with an empty inbox, move what is in %[1]s elsewhere", dir, name, filepath.Join(dir, "backups"))
		}
	}
	return nil
}

// interruptedByPocketBase is where PocketBase has put the data that it was about
// to exchange, if it did not come to the end of it.
//
// note: core/base_backup.go moves the entries one after the other; when all
// have moved, nothing is left of what it has unpacked.
func interruptedByPocketBase(dir string) string {
	const temporary = ".pb_temp_to_delete"
	olds, _ := filepath.Glob(filepath.Join(dir, temporary, "old_pb_data_*")) // note: the pattern is right
	for _, old := range olds {
		unpacked, _ := filepath.Glob(filepath.Join(dir, temporary, "pb_restore_*", "*"))
		if size(filepath.Join(dir, database)) <= 0 || len(unpacked) > 0 {
			return old
		}
	}
	return ""
}

// size is that of a file, -1 where there is none.
func size(path string) int64 {
	if info, err := os.Stat(path); err == nil {
		return info.Size()
	}
	return -1
}

// holdsData tells whether a file or a directory isn't empty.
func holdsData(path string) bool {
	info, err := os.Stat(path)
	if err != nil {
		return false
	}
	if !info.IsDir() {
		return info.Size() > 0
	}
	entries, err := os.ReadDir(path)
	return err != nil || len(entries) > 0
}
