package machine_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"pocketcrm/hooks/machine"
)

// coded is an error as SQLite's driver has it.
type coded int

func (c coded) Error() string { return fmt.Sprintf("SQLite says %d", int(c)) }
func (c coded) Code() int     { return int(c) }

// answer is an error as PocketBase's routes return it.
type answer struct{ raw any }

func (a answer) Error() string { return "Failed to update record." }
func (a answer) RawData() any  { return a.raw }

func TestCauseOf(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  error
		want machine.Cause
	}{
		{nil, ""},
		{errors.New("something"), ""},
		{os.ErrNotExist, ""},
		{coded(13), machine.Full},
		{coded(1555), ""}, // a constraint
		{coded(778), machine.Failing},
		{fmt.Errorf("commit: %w", coded(8)), machine.ReadOnly},
		{coded(11), machine.Damaged},
		{coded(261), machine.Locked},
		{answer{coded(13)}, machine.Full},
		{fmt.Errorf("wrapped: %w", answer{answer{fmt.Errorf("deep: %w", syscall.ENOSPC)}}), machine.Full},
		{answer{"no error"}, ""},
		{&os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}, machine.Full},
		{&os.PathError{Op: "write", Path: "x", Err: syscall.EDQUOT}, machine.Full},
		{&os.PathError{Op: "open", Path: "x", Err: syscall.EROFS}, machine.ReadOnly},
		{&os.PathError{Op: "open", Path: "x", Err: syscall.EACCES}, machine.Forbidden},
		{&os.PathError{Op: "read", Path: "x", Err: syscall.EIO}, machine.Failing},
		{&net.OpError{Op: "dial", Err: os.NewSyscallError("connect", syscall.EACCES)}, ""},
	} {
		if got := machine.CauseOf(c.err); got != c.want {
			t.Errorf("%v: got %q, want %q", c.err, got, c.want)
		}
	}
}

// told are the notices in their order.
func (b *box) told() (words []string) {
	b.look()
	for _, n := range b.watch.Notices() {
		words = append(words, n.Words)
	}
	return words
}

func TestFaultIsToldOnceAndEndsByItself(t *testing.T) {
	t.Parallel()
	var writing error = coded(13)
	b := newBox(t, noon, func(o *machine.Options) { o.Write = func(context.Context) error { return writing } })
	if got := b.watch.Failed(errors.New("a field is empty")); got != "" || len(b.told()) > 0 {
		t.Errorf("an error of somebody's: %q, %q", got, b.told())
	}
	for range 5 {
		if got := b.watch.Failed(fmt.Errorf("commit: %w", coded(13))); got != machine.Full {
			t.Errorf("cause %q", got)
		}
		b.look()
	}
	notices := b.watch.Notices()
	if len(notices) != 1 || !notices[0].Grave || !strings.Contains(notices[0].Words, "can't be written: the disk is full.") ||
		strings.Contains(notices[0].Staff, "/") {
		t.Errorf("told %+v", notices)
	}
	writing = coded(8)
	if told := b.told(); len(told) != 1 || !strings.Contains(told[0], "read-only file system") {
		t.Errorf("another cause: %q", told)
	}
	writing = nil
	if told := b.told(); len(told) > 0 {
		t.Errorf("mended: %q", told)
	}
	if len(b.said) != 2 || !strings.HasSuffix(b.said[1], "can be written again.") {
		t.Errorf("said %q", b.said)
	}
}

func TestSpaceIsWarnedOfInTime(t *testing.T) {
	t.Parallel()
	b := newBox(t, noon, nil)
	dir := b.dir
	for _, c := range []struct {
		free  uint64
		words string // the beginning of the first notice
		grave bool
	}{
		{500 << 30, "", false},
		{9 << 30, "Less than 10 GB is left on the disk for the data directory", false}, // of 1000 GB
		{10 << 30, "Less than 10 GB is left", false},                                   // a little more, as long as it is told
		{12 << 30, "", false},
		{50 << 20, "Less than 100 MB is left", true},
		{105 << 20, "Less than 100 MB is left", true},
		{500 << 20, "Less than 10 GB is left", false},
	} {
		b.free[dir] = c.free
		b.look()
		notices := b.watch.Notices()
		switch {
		case c.words == "" && len(notices) == 0:
		case len(notices) != 1 || c.words == "" || !strings.HasPrefix(notices[0].Words, c.words) || notices[0].Grave != c.grave:
			t.Errorf("%d MB: told %+v", c.free>>20, notices)
		}
	}
	b.free[dir], b.free[os.TempDir()] = 500<<30, 50<<20
	if told := b.told(); len(told) != 1 || !strings.Contains(told[0], "temporary files") {
		t.Errorf("temporary files: %q", told)
	}
}

// Who rents a disk of 1 GB isn't told for ever that less than 1 GB is left.
func TestASmallDiskIsNotShortOfRoomFromTheFirstDay(t *testing.T) {
	t.Parallel()
	b := newBox(t, noon, nil)
	b.total = 1 << 30
	for free, words := range map[uint64]string{900 << 20: "", 200 << 20: "Less than 256 MB is left on the disk for the data directory"} {
		b.free[b.dir], b.free[os.TempDir()] = free, 500<<20
		b.look()
		if told := b.told(); (words == "") != (len(told) == 0) || words != "" && !strings.HasPrefix(told[0], words) {
			t.Errorf("%d MB of 1 GB: told %q", free>>20, told)
		}
	}
}

func TestDirectoryThatCannotBeUsedIsNamed(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		prepare func(dir string) error
		want    string
	}{
		"sound":             {func(string) error { return nil }, ""},
		"an empty database": {func(dir string) error { return os.WriteFile(filepath.Join(dir, "data.db"), nil, 0o600) }, ""},
		"a file": {func(dir string) error {
			return errors.Join(os.RemoveAll(dir), os.WriteFile(dir, nil, 0o600))
		}, "DIR can't be used: this is not a directory."},
		"a database that is a directory": {func(dir string) error {
			return os.Mkdir(filepath.Join(dir, "data.db"), 0o700)
		}, "DIR/data.db is a directory: this is not a database."},
		"something else": {func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "data.db"), []byte(strings.Repeat("a list of words\n", 1000)), 0o600)
		}, "DIR/data.db can't be opened: this is not a database."},
		"a database cut short": {func(dir string) error {
			return errors.Join(database(filepath.Join(dir, "data.db"), 2000), os.Truncate(filepath.Join(dir, "data.db"), 12_000))
		}, "DIR/data.db can't be opened: the database is damaged."},
		"storage that is a file": {func(dir string) error {
			return os.WriteFile(filepath.Join(dir, "storage"), nil, 0o600)
		}, "DIR/storage can't be used: this is not a directory."},
		"a newer one": {func(dir string) error {
			return database(filepath.Join(dir, "data.db"), 0, "CREATE TABLE _migrations (file TEXT)",
				"INSERT INTO _migrations VALUES ('1795428001_a.go'), ('1895428001_b.go'), ('zz')")
		}, "DIR/data.db was changed by a newer version of this program (1895428001_b.go,"},
		"as new": {func(dir string) error {
			return database(filepath.Join(dir, "data.db"), 0, "CREATE TABLE _migrations (file TEXT)",
				"INSERT INTO _migrations VALUES ('1795428001_a.go')")
		}, ""},
	} {
		dir := filepath.Join(t.TempDir(), "data")
		if err := errors.Join(os.Mkdir(dir, 0o700), c.prepare(dir)); err != nil {
			t.Fatal(err)
		}
		err := machine.CheckDirectory(dir, "1795428601_c.go")
		got := ""
		if err != nil {
			got = strings.TrimPrefix(strings.ReplaceAll(err.Error(), dir, "DIR"), "the data directory ")
		}
		if (got == "") != (c.want == "") || !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
