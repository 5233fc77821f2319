package datadir

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// others are the rights of everybody but the owner. There are customers'
// messages in every file.
const others = 0o077

// notices is where PocketBase watches for empty files of other processes. A
// change of its rights would be news to it, so that it is made before it looks:
// see CloseNotices.
const notices = ".notify"

// CloseNotices makes that directory, and closes it, before anybody watches it.
func CloseNotices(dir string) error {
	path := filepath.Join(dir, notices)
	return errors.Join(os.MkdirAll(path, 0o700), os.Chmod(path, 0o700))
}

// CloseTop takes away what others may do with the directory and with what is
// directly in it: the databases, and the way to everything below.
func CloseTop(dir string) error {
	c := &closing{}
	c.close(dir)
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if entry.Name() == notices {
			continue
		}
		c.close(filepath.Join(dir, entry.Name()))
	}
	return c.err()
}

// CloseAll does the same for everything below. It changes what is wrong only,
// and follows no links.
//
// note: nobody gets past a directory that is closed, so this is for whoever
// copies a part of it elsewhere, and it may take its time: it looks at each file.
func CloseAll(ctx context.Context, dir string) error {
	c := &closing{}
	// note: walks on where a directory can't be read, such as a disk's lost+found:
	// it was closed before, or counted
	_ = filepath.WalkDir(dir, func(path string, _ fs.DirEntry, err error) error {
		switch {
		case ctx.Err() != nil:
			return fs.SkipAll
		case path == filepath.Join(dir, notices):
			return fs.SkipDir
		}
		if err == nil {
			c.close(path)
		}
		return nil
	})
	return c.err()
}

// closing counts what could not be closed: somebody else's file, or a file
// system that may only be read.
type closing struct {
	first error
	count int
}

func (c *closing) close(path string) {
	info, err := os.Lstat(path)
	if err == nil && (info.IsDir() || info.Mode().IsRegular()) && info.Mode().Perm()&others != 0 {
		err = os.Chmod(path, info.Mode().Perm()&^others)
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) { // note: files come and go meanwhile
		c.first = cmp.Or(c.first, err)
		c.count++
	}
}

func (c *closing) err() error {
	if c.count == 0 {
		return nil
	}
	return fmt.Errorf("others may read %d of the files and directories of the data directory, and that can't be changed: %w", c.count, c.first)
}
