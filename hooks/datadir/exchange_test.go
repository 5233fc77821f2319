package datadir

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// write makes files: their paths and contents.
func write(t *testing.T, dir string, files map[string]string) {
	t.Helper()
	for name, content := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

// read is what write made.
func read(t *testing.T, dir string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		content, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		files[filepath.ToSlash(name)] = string(content)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

var (
	oldData = map[string]string{
		"data.db": "old", "data.db-wal": "old", "auxiliary.db": "old", "storage/c/r/1.jpg": "old", "storage/c/r/2.jpg": "old", "own.txt": "old",
	}
	newData = map[string]string{"data.db": "new", "auxiliary.db": "new", "storage/c/r/1.jpg": "new", "types.d.ts": "new"}
	staying = map[string]string{"backups/b.zip": "stays", "serve.lock": ""}
)

func with(prefix string, files map[string]string) map[string]string {
	in := map[string]string{}
	for name, content := range files {
		in[prefix+name] = content
	}
	return in
}

func union(all ...map[string]string) map[string]string {
	u := map[string]string{}
	for _, files := range all {
		maps.Copy(u, files)
	}
	return u
}

type killed struct{}

// stopped runs something that a crash stops before its nth change, and tells
// whether it was stopped.
func stopped(x *Exchange, n int, run func() error) (crashed bool, err error) {
	defer func() {
		if r := recover(); r != nil {
			if _, ours := r.(killed); !ours {
				panic(r)
			}
			crashed = true
		}
	}()
	may := x.step
	x.step = func(change string) error {
		if n--; n < 0 {
			panic(killed{})
		}
		return may(change)
	}
	return false, run()
}

// prepared is an exchange of the old data for the new in a fresh directory.
func prepared(t *testing.T) (dir string, x *Exchange) {
	t.Helper()
	dir = t.TempDir()
	write(t, dir, union(oldData, staying, map[string]string{Before + "/data.db": "older"}))
	x, err := Prepare(dir, "b.zip", []string{"backups", "serve.lock"})
	if err != nil {
		t.Fatal(err)
	}
	write(t, x.Staged(), newData)
	return dir, x
}

// A crash before any change leaves the old or the new data, whatever crashes
// come on top while it is finished.
func TestACrashLeavesTheOldOrTheNewData(t *testing.T) {
	t.Parallel()
	whole := func(t *testing.T, dir string) (restored bool) {
		t.Helper()
		files := read(t, dir)
		for name := range files {
			if strings.HasPrefix(name, Workplace+"/") {
				delete(files, name)
			}
		}
		switch before := with(Before+"/", oldData); {
		case maps.Equal(files, union(newData, staying, before)):
			return true
		case maps.Equal(files, union(oldData, staying)), maps.Equal(files, union(oldData, staying, map[string]string{Before + "/data.db": "older"})):
			return false
		}
		t.Fatalf("neither the old nor the new data: %v", files)
		return false
	}
	outcomes := map[bool]int{}
	for first := 0; ; first++ {
		dir, x := prepared(t)
		crashed, err := stopped(x, first, func() error { return errors.Join(x.Decide(), x.Finish()) })
		if err != nil {
			t.Fatal(err)
		}
		for second := 0; crashed && second < 3; second++ { // note: the start after it crashes, too
			pending, err := Pending(dir)
			if err != nil {
				t.Fatal(err)
			}
			if pending == nil {
				break
			}
			if _, err := stopped(pending, second, pending.Finish); err != nil {
				t.Fatal(err)
			}
		}
		if pending, err := Pending(dir); err != nil {
			t.Fatal(err)
		} else if pending != nil {
			if err := pending.Finish(); err != nil {
				t.Fatal(err)
			}
		}
		outcomes[whole(t, dir)]++
		if err := Sweep(dir); err != nil {
			t.Fatal(err)
		}
		if exists(filepath.Join(dir, Workplace)) {
			t.Error("something is left of the preparation")
		}
		if !crashed {
			break
		}
	}
	if outcomes[false] < 3 || outcomes[true] < 8 {
		t.Errorf("%d crashes left the old and %d the new data, so this test shows little", outcomes[false], outcomes[true])
	}
}

// What can't be moved (a mount, for instance) brings the old data back, and so
// does a crash while it is brought back.
func TestWhatCannotBeFinishedIsTakenBack(t *testing.T) {
	t.Parallel()
	for crash := range 30 {
		t.Run(fmt.Sprintf("crash %d", crash), func(t *testing.T) {
			t.Parallel()
			dir, x := prepared(t)
			if err := x.Decide(); err != nil {
				t.Fatal(err)
			}
			mounted := func(change string) error {
				if change == "move "+filepath.Join(dir, "storage") { // note: after others have moved
					return errors.New("device or resource busy")
				}
				return nil
			}
			x.step = mounted
			crashed, err := stopped(x, crash, x.Finish)
			if !crashed && (err == nil || errors.Is(err, ErrNeither)) {
				t.Fatalf("it isn't taken back: %v", err)
			}
			if pending, _ := Pending(dir); pending != nil {
				pending.step = mounted
				if err := pending.Finish(); err == nil || errors.Is(err, ErrNeither) {
					t.Fatalf("it isn't taken back after the crash: %v", err)
				}
			}
			files := read(t, dir)
			for name, content := range oldData {
				if files[name] != content {
					t.Errorf("%s holds %q", name, files[name])
				}
			}
		})
	}
}

// After a crash half-way somebody starts another program, which begins an empty
// database, and a log file is begun anew: nothing stops the restore, and nothing
// is overwritten.
func TestWhatComesBetweenStopsAndOverwritesNothing(t *testing.T) {
	t.Parallel()
	between := map[string]string{"data.db": "between", "own.txt": "between", "types.d.ts": "between", "other": "between"}
	for crash := range 20 {
		for _, goesOn := range []bool{true, false} {
			dir, x := prepared(t)
			if err := x.Decide(); err != nil {
				t.Fatal(err)
			}
			if crashed, err := stopped(x, crash, x.Finish); err != nil || !crashed {
				if err != nil {
					t.Fatal(err)
				}
				break
			}
			pending, err := Pending(dir)
			if err != nil {
				t.Fatal(err)
			}
			if pending == nil {
				break
			}
			for name, content := range between {
				if !exists(filepath.Join(dir, name)) {
					write(t, dir, map[string]string{name: content})
				}
			}
			contents := func() (all []string) {
				for name, content := range read(t, dir) {
					if !strings.HasPrefix(name, Workplace) || strings.Contains(name, "/new/") {
						all = append(all, filepath.Base(filepath.Dir(name))+content)
					}
				}
				return all
			}
			there, whole := contents(), newData
			if goesOn {
				err = pending.Finish()
			} else {
				whole = oldData
				err = pending.Cancel()
			}
			if err != nil {
				t.Fatal(err)
			}
			files := read(t, dir)
			for name, content := range whole {
				if files[name] != content {
					t.Errorf("crash %d, goes on %t: %s holds %q", crash, goesOn, name, files[name])
				}
			}
			if goesOn && len(contents()) != len(there) {
				t.Errorf("crash %d: of %v there is %v", crash, there, contents())
			}
		}
	}
}

func TestACancelledRestoreChangesNothing(t *testing.T) {
	t.Parallel()
	for _, decided := range []bool{false, true} {
		dir, x := prepared(t)
		if decided {
			if err := x.Decide(); err != nil {
				t.Fatal(err)
			}
		}
		if err := x.Cancel(); err != nil {
			t.Fatal(err)
		}
		files := read(t, dir)
		delete(files, Before+"/data.db")
		if !maps.Equal(files, union(oldData, staying)) {
			t.Errorf("decided %t: %v", decided, files)
		}
	}
}

func TestFilesWithoutTheirDatabaseAreRefused(t *testing.T) {
	t.Parallel()
	const temporary = ".pb_temp_to_delete/"
	for name, c := range map[string]struct {
		files   map[string]string
		refused bool
	}{
		"an empty directory":               {nil, false},
		"backups for a new machine":        {map[string]string{"backups/b.zip": "b"}, false},
		"whole data":                       {oldData, false},
		"storage alone":                    {map[string]string{"storage/c/r/1.jpg": "1"}, true},
		"an empty database beside storage": {map[string]string{"data.db": "", "storage/c/r/1.jpg": "1"}, true},
		"a write-ahead log alone":          {map[string]string{"data.db-wal": "w"}, true},
		"PocketBase's log alone":           {map[string]string{"auxiliary.db": "a"}, true},
		"PocketBase moved all out":         {map[string]string{temporary + "old_pb_data_x/data.db": "old", temporary + "pb_restore_y/data.db": "new"}, true},
		"PocketBase moved some in": {map[string]string{
			"data.db": "new", temporary + "old_pb_data_x/data.db": "old", temporary + "pb_restore_y/storage/c": "new",
		}, true},
		"PocketBase came to the end": {map[string]string{"data.db": "new", temporary + "old_pb_data_x/data.db": "old"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := t.TempDir()
			write(t, dir, c.files)
			if err := Whole(dir); (err != nil) != c.refused {
				t.Errorf("%v", err)
			}
			if !maps.Equal(read(t, dir), union(c.files)) {
				t.Error("it has changed something")
			}
		})
	}
}
