// Package datadir knows the data directory as files: who may read it, its copy
// in a zip, and its exchange for another's, which a crash at any moment leaves
// with the old or the new data. It knows neither PocketBase nor SQLite.
package datadir

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// Names in the data directory.
const (
	// Workplace is where a restore is prepared. It is gone when there is none.
	Workplace = ".crm_restore"
	// Packing is where a backup is made.
	Packing = ".crm_backup"
	// Before is the safety copy: what was there before the last restore.
	Before = "before_restore"

	database = "data.db"
	staged   = "new"
	journal  = "journal.json"
)

// Exchange is one exchange of the data directory for what was prepared in
// Staged. Decide writes the journal: from then on it is going to happen. Finish
// does it, at a start, when nobody has the database open.
//
// There are no states besides the journal: where each entry is tells what is
// left to do, so that Finish goes on wherever a crash has left it.
type Exchange struct {
	dir     string
	backup  string
	arrives []string                  // entries of the new data
	stays   []string                  // entries that are neither old nor new data
	step    func(change string) error // for tests: asked before each change on the disk
}

// decision is what the journal holds.
type decision struct {
	Backup  string   `json:"backup"`
	Arrives []string `json:"arrives"`
	Stays   []string `json:"stays"`
}

// Prepare begins an exchange with an empty place for the new data. The entries
// that stay are those of the top of the directory that a restore leaves alone.
func Prepare(dir, backup string, stays []string) (*Exchange, error) {
	x := &Exchange{dir: dir, backup: backup, stays: append([]string{Workplace, Packing, Before}, stays...), step: goOn}
	if _, err := os.Lstat(x.path(Workplace, journal)); err == nil {
		return nil, errors.New("another restore has been decided, which happens at the next start: restart the program first")
	}
	if err := os.RemoveAll(x.path(Workplace)); err != nil {
		return nil, err
	}
	return x, os.MkdirAll(x.Staged(), 0o700)
}

// Pending is the exchange that was decided and is not finished, or nil.
func Pending(dir string) (*Exchange, error) {
	x := &Exchange{dir: dir, step: goOn}
	content, err := os.ReadFile(x.path(Workplace, journal))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var d decision
	if err := json.Unmarshal(content, &d); err != nil {
		return nil, fmt.Errorf("the journal of a restore can't be read: %w", err)
	}
	x.backup, x.arrives, x.stays = d.Backup, d.Arrives, d.Stays
	return x, nil
}

// Backup is the name of what is being restored.
func (x *Exchange) Backup() string { return x.backup }

// Workplace is where other files of the preparation may be.
func (x *Exchange) Workplace() string { return x.path(Workplace) }

// Staged is where the new data is prepared.
func (x *Exchange) Staged() string { return x.path(Workplace, staged) }

func (x *Exchange) path(names ...string) string {
	return filepath.Join(append([]string{x.dir}, names...)...)
}

// Decide makes the prepared data durable and writes the journal. The safety
// copy of the restore before this one goes, so that there is one at most.
func (x *Exchange) Decide() error {
	entries, err := os.ReadDir(x.Staged())
	if err != nil {
		return err
	}
	x.arrives = nil
	for _, entry := range entries {
		if name := entry.Name(); !slices.Contains(x.stays, name) {
			x.arrives = append(x.arrives, name)
		}
	}
	if !slices.Contains(x.arrives, database) {
		return errors.New("there is no data.db in it")
	}
	if err := errors.Join(x.step("make the new data durable"), syncTree(x.Staged())); err != nil {
		return err
	}
	if err := errors.Join(x.step("remove the former safety copy"), os.RemoveAll(x.path(Before))); err != nil {
		return err
	}
	content, err := json.Marshal(decision{x.backup, x.arrives, x.stays})
	if err != nil {
		return err
	}
	if err := x.writeJournal(content); err != nil {
		return err
	}
	return syncDirs(x.dir)
}

// Finish makes the new data the data. Where that can't be done, it takes back
// what it did and says why: then the old data is in place. With ErrNeither
// nothing may be opened.
func (x *Exchange) Finish() error {
	err := x.forward()
	if err != nil {
		if back := x.back(); back != nil {
			return fmt.Errorf("%w: %w; %w", ErrNeither, err, back)
		}
	}
	return errors.Join(err, x.end())
}

// Cancel takes back what was prepared or decided: the old data stays.
func (x *Exchange) Cancel() error {
	if exists(x.path(Workplace, journal)) {
		if err := x.back(); err != nil {
			return fmt.Errorf("%w: %w", ErrNeither, err)
		}
	}
	return x.end()
}

// ErrNeither says that an exchange can go neither on nor back by itself.
var ErrNeither = errors.New("the restore can neither be finished nor taken back")

// forward moves the old data out and the new data in. The database comes last:
// while it is missing, nothing takes the directory for a whole one. What came
// between, where a crash was, goes to the old data under a name of its own.
func (x *Exchange) forward() error {
	if err := os.MkdirAll(x.path(Before), 0o700); err != nil {
		return err
	}
	there, err := os.ReadDir(x.dir)
	if err != nil {
		return err
	}
	for _, entry := range there {
		name := entry.Name()
		if slices.Contains(x.stays, name) || x.arrived(name) {
			continue
		}
		if err := x.move(x.path(name), free(x.path(Before, name))); err != nil {
			return err
		}
	}
	for _, name := range x.databaseLast() {
		if err := x.move(x.path(Workplace, staged, name), x.path(name)); err != nil {
			return err
		}
	}
	return syncDirs(x.dir, x.path(Before), x.Staged())
}

// back moves what arrived out again and the old data in.
func (x *Exchange) back() error {
	for _, name := range x.arrives {
		if !x.arrived(name) {
			continue
		}
		if err := x.move(x.path(name), x.path(Workplace, staged, name)); err != nil {
			return err
		}
	}
	old, err := os.ReadDir(x.path(Before))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	for _, entry := range old {
		at := x.path(entry.Name())
		if exists(at) { // note: came between, as a log file does that somebody keeps there
			if err := x.move(at, free(at)); err != nil {
				return err
			}
		}
		if err := x.move(x.path(Before, entry.Name()), at); err != nil {
			return err
		}
	}
	_ = os.Remove(x.path(Before))
	return syncDirs(x.dir)
}

// arrived tells whether an entry is new data that is in place: it is no longer
// where it was prepared.
func (x *Exchange) arrived(name string) bool {
	return slices.Contains(x.arrives, name) && !exists(x.path(Workplace, staged, name)) && exists(x.path(name))
}

func (x *Exchange) databaseLast() []string {
	names := slices.DeleteFunc(slices.Clone(x.arrives), func(name string) bool { return name == database })
	return append(names, database)
}

// move renames, or does nothing where it was done. It overwrites nothing.
func (x *Exchange) move(from, to string) error {
	if !exists(from) {
		return nil
	}
	if exists(to) {
		return fmt.Errorf("both %s and %s are there", from, to)
	}
	if err := x.step("move " + from); err != nil {
		return err
	}
	if err := os.Rename(from, to); err != nil {
		return fmt.Errorf("%w. If it is a disk of its own, it can't be moved: mount it elsewhere, put a link to it in its place, and restore again", err)
	}
	return nil
}

// end removes the journal, then what is left beside it.
func (x *Exchange) end() error {
	if err := x.step("remove the journal"); err != nil {
		return err
	}
	if err := os.Remove(x.path(Workplace, journal)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := syncDirs(x.dir); err != nil {
		return err
	}
	return errors.Join(x.step("remove the workplace"), os.RemoveAll(x.path(Workplace)))
}

// Sweep removes what an interrupted backup, or a restore that was not decided,
// has left. Only who serves the directory may call it.
func Sweep(dir string) error {
	err := os.RemoveAll(filepath.Join(dir, Packing))
	if exists(filepath.Join(dir, Workplace, journal)) {
		return err
	}
	return errors.Join(err, os.RemoveAll(filepath.Join(dir, Workplace)))
}

// free is the path, or one like it where nothing is yet.
func free(path string) string {
	at := path
	for n := 1; exists(at); n++ {
		at = fmt.Sprintf("%s.%d", path, n)
	}
	return at
}

// exists tells whether there is something, a link included.
func exists(path string) bool {
	_, err := os.Lstat(path)
	return err == nil
}

// writeJournal leaves no journal, or a whole one.
func (x *Exchange) writeJournal(content []byte) error {
	if err := x.step("write the journal"); err != nil {
		return err
	}
	path := x.path(Workplace, journal)
	f, err := os.OpenFile(path+".tmp", os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(content)
	if err = errors.Join(err, f.Sync(), f.Close(), x.step("name the journal")); err != nil {
		return err
	}
	return Rename(path+".tmp", path)
}

func goOn(string) error { return nil }

// Rename renames, for good: a power cut doesn't undo it.
func Rename(from, to string) error {
	if err := os.Rename(from, to); err != nil {
		return err
	}
	return syncDirs(filepath.Dir(to))
}
