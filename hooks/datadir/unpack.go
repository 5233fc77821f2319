package datadir

import (
	"archive/zip"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// ErrSpace says that there isn't room for what a zip holds.
var ErrSpace = errors.New("there isn't enough free space")

// Unpack unpacks a zip with a data directory into an empty one, without the
// entries of its top that are in skip, where so many bytes are free. A zip that is broken, that has a name
// leading elsewhere, or for which there is no room, is refused; of what isn't a
// file or a directory nothing is taken, as PocketBase has it.
func Unpack(from, to string, skip []string, free uint64) error {
	archive, err := zip.OpenReader(from)
	if err != nil {
		return fmt.Errorf("it isn't a zip that can be read: %w", err)
	}
	defer archive.Close()
	files := slices.DeleteFunc(slices.Clone(archive.File), func(f *zip.File) bool {
		top, _, _ := strings.Cut(f.Name, "/")
		return slices.Contains(skip, top) || !f.Mode().IsDir() && !f.Mode().IsRegular()
	})
	if err := unpackable(files, free); err != nil {
		return err
	}
	root, err := os.OpenRoot(to) // note: nothing gets out of it, whatever a name says
	if err != nil {
		return err
	}
	defer root.Close()
	for _, f := range files {
		if err := unpack(root, f); err != nil {
			return fmt.Errorf("%s: %w", f.Name, err)
		}
	}
	return nil
}

// unpackable looks at the names and sizes before anything is written.
func unpackable(files []*zip.File, free uint64) error {
	var bytes uint64
	found := false
	for _, f := range files {
		if !filepath.IsLocal(strings.TrimSuffix(f.Name, "/")) || strings.Contains(f.Name, `\`) {
			return fmt.Errorf("the name %q leads out of it", f.Name)
		}
		found = found || f.Name == database
		if f.UncompressedSize64 > 1<<50 { // note: more than any disk, and the sum must stay a number
			return fmt.Errorf("%w: %s says it has %d bytes", ErrSpace, f.Name, f.UncompressedSize64)
		}
		bytes += f.UncompressedSize64
	}
	if !found {
		return errors.New("there is no data.db at its top, so it isn't a backup")
	}
	bytes += bytes / 10 // note: for what a migration adds
	if bytes > free {
		return fmt.Errorf("%w: it needs %d MB, and %d MB are free", ErrSpace, bytes>>20+1, free>>20)
	}
	return nil
}

func unpack(root *os.Root, f *zip.File) error {
	if f.Mode().IsDir() {
		return root.MkdirAll(strings.TrimSuffix(f.Name, "/"), 0o700)
	}
	if err := root.MkdirAll(path.Dir(f.Name), 0o700); err != nil {
		return err
	}
	content, err := f.Open()
	if err != nil {
		return err
	}
	defer content.Close()
	file, err := root.OpenFile(f.Name, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	// note: one more than it says, so that the end is read, where the sum is checked
	_, err = io.Copy(file, io.LimitReader(content, int64(f.UncompressedSize64)+1))
	return errors.Join(err, file.Close())
}
