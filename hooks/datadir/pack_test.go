package datadir

import (
	"archive/zip"
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/tools/archive"
)

func zipped(t *testing.T, entries func(w *zip.Writer)) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	entries(w)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "b.zip")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestAPackedDirectoryIsUnpackedAsItWas(t *testing.T) {
	t.Parallel()
	dir, copies, elsewhere := t.TempDir(), t.TempDir(), t.TempDir()
	write(t, dir, map[string]string{
		"data.db": "being written", "data.db-wal": "being written", "storage/c/r/1.jpg": "1", "storage/c/r/2.txt": "2",
		"backups/b.zip": "b", ".crm_media/half": "h", Before + "/data.db": "old", "skipped.too": "x", "skipped.not": "y",
	})
	write(t, copies, map[string]string{"data.db": "whole"})
	write(t, elsewhere, map[string]string{"far/away.txt": "linked"})
	if err := os.Symlink(elsewhere, filepath.Join(dir, "linked")); err != nil {
		t.Skip(err)
	}
	if err := os.Symlink(filepath.Join(dir, "gone"), filepath.Join(dir, "storage", "nowhere")); err != nil {
		t.Fatal(err)
	}
	var packed bytes.Buffer
	err := Pack(t.Context(), &packed, dir, map[string]string{"data.db": filepath.Join(copies, "data.db")}, []string{"backups", ".crm_media", "skipped.too"})
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "b.zip")
	if err := os.WriteFile(path, packed.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	whole := map[string]string{"data.db": "whole", "storage/c/r/1.jpg": "1", "storage/c/r/2.txt": "2", "skipped.not": "y", "linked/far/away.txt": "linked"}
	ours, theirs := t.TempDir(), t.TempDir()
	if err := Unpack(path, ours, nil, 1<<62); err != nil {
		t.Fatal(err)
	}
	if err := archive.Extract(path, theirs); err != nil {
		t.Fatal(err)
	}
	for who, at := range map[string]string{"we": ours, "PocketBase": theirs} {
		if files := read(t, at); !maps.Equal(files, whole) {
			t.Errorf("%s unpacked %v", who, files)
		}
	}
}

func TestABadZipIsRefusedBeforeAnythingIsWritten(t *testing.T) {
	t.Parallel()
	add := func(w *zip.Writer, name, content string) {
		if f, err := w.Create(name); err == nil {
			_, _ = f.Write([]byte(content))
		}
	}
	for name, path := range map[string]string{
		"another directory": zipped(t, func(w *zip.Writer) { add(w, "data.db", "d"); add(w, "../escaped", "e") }),
		"an absolute name":  zipped(t, func(w *zip.Writer) { add(w, "data.db", "d"); add(w, "/escaped", "e") }),
		"another system's":  zipped(t, func(w *zip.Writer) { add(w, "data.db", "d"); add(w, `..\escaped`, "e") }),
		"a directory in it": zipped(t, func(w *zip.Writer) { add(w, "pb_data/data.db", "d") }),
		"nothing":           zipped(t, func(*zip.Writer) {}),
		"what it says is more than there is room for": zipped(t, func(w *zip.Writer) {
			add(w, "data.db", "d")
			_, _ = w.CreateRaw(&zip.FileHeader{Name: "storage/huge", UncompressedSize64: 1 << 60})
		}),
		"what it says is more than numbers have": zipped(t, func(w *zip.Writer) {
			add(w, "data.db", "d")
			_, _ = w.CreateRaw(&zip.FileHeader{Name: "storage/huge", UncompressedSize64: 1<<64 - 1})
		}),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			to := t.TempDir()
			if err := Unpack(path, to, nil, 1<<62); err == nil {
				t.Error("it was unpacked")
			}
			if files := read(t, to); len(files) > 0 {
				t.Errorf("it wrote %v", files)
			}
		})
	}
}

func TestACutOrChangedZipIsRefused(t *testing.T) {
	t.Parallel()
	path := zipped(t, func(w *zip.Writer) {
		f, _ := w.CreateHeader(&zip.FileHeader{Name: "data.db", Method: zip.Store})
		_, _ = f.Write([]byte(strings.Repeat("content ", 1000)))
	})
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	changed := bytes.Replace(whole, []byte("content"), []byte("CONTENT"), 1)
	for name, content := range map[string][]byte{"cut": whole[:len(whole)/2], "changed": changed, "not a zip": []byte("no")} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		if err := Unpack(path, t.TempDir(), nil, 1<<62); err == nil {
			t.Errorf("%s: it was unpacked", name)
		}
	}
}

func TestAZipWithoutRoomForItIsRefused(t *testing.T) {
	t.Parallel()
	path := zipped(t, func(w *zip.Writer) {
		f, _ := w.Create("data.db")
		_, _ = f.Write(make([]byte, 100<<10))
	})
	to := t.TempDir()
	if err := Unpack(path, to, nil, 100<<10); !errors.Is(err, ErrSpace) {
		t.Errorf("without room for what a migration adds: %v", err)
	}
	if files := read(t, to); len(files) > 0 {
		t.Errorf("it wrote %v", files)
	}
	if err := Unpack(path, to, nil, 111<<10); err != nil {
		t.Error(err)
	}
}

// A link in a zip is not followed, nor made.
func TestLinksInAZipAreLeftOut(t *testing.T) {
	t.Parallel()
	outside := t.TempDir()
	path := zipped(t, func(w *zip.Writer) {
		for _, e := range []struct {
			name, content string
			mode          fs.FileMode
		}{{"data.db", "d", 0o666}, {"storage", outside, fs.ModeSymlink | 0o777}, {"storage/escaped", "e", 0o666}} {
			h := &zip.FileHeader{Name: e.name}
			h.SetMode(e.mode)
			f, _ := w.CreateHeader(h)
			_, _ = f.Write([]byte(e.content))
		}
	})
	to := t.TempDir()
	if err := Unpack(path, to, nil, 1<<62); err != nil {
		t.Fatal(err)
	}
	if len(read(t, outside)) > 0 {
		t.Error("something was written outside")
	}
	info, err := os.Stat(filepath.Join(to, "data.db"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the mode of what was unpacked: %v %v", info, err)
	}
}

func TestOthersMayReadNothing(t *testing.T) {
	t.Parallel()
	outside := filepath.Join(t.TempDir(), "outside")
	write(t, filepath.Dir(outside), map[string]string{"outside": "o"})
	dir := t.TempDir()
	write(t, dir, map[string]string{"data.db": "d", "storage/c/r/1.jpg": "1", "storage/c/r/once.jpg": "2", "program": "p"})
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	mode := func(name string) fs.FileMode {
		info, err := os.Lstat(filepath.Join(dir, name))
		must(err)
		return info.Mode().Perm()
	}
	must(os.Symlink(outside, filepath.Join(dir, "link")))
	must(os.Chmod(outside, 0o644))
	for name, m := range map[string]fs.FileMode{
		"": 0o755, "data.db": 0o644, "storage": 0o775, "storage/c": 0o755, "storage/c/r/1.jpg": 0o666, "storage/c/r/once.jpg": 0o400, "program": 0o755,
	} {
		must(os.Chmod(filepath.Join(dir, name), m))
	}
	must(CloseTop(dir))
	for name, m := range map[string]fs.FileMode{"": 0o700, "data.db": 0o600, "storage": 0o700, "program": 0o700} {
		if got := mode(name); got != m {
			t.Errorf("at the top, %q: %o", name, got)
		}
	}
	must(CloseAll(t.Context(), dir))
	for name, m := range map[string]fs.FileMode{"storage/c": 0o700, "storage/c/r/1.jpg": 0o600, "storage/c/r/once.jpg": 0o400} {
		if got := mode(name); got != m {
			t.Errorf("%q: %o", name, got)
		}
	}
	if info, err := os.Stat(outside); err != nil || info.Mode().Perm() != 0o644 {
		t.Errorf("a link was followed: %v %v", info, err)
	}
	if err := CloseTop(filepath.Join(dir, "gone")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a directory that isn't there: %v", err)
	}
}
