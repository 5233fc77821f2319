package media

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
)

// Directory is where files are while they come in, inside the data directory.
//
// note: not PocketBase's own for such files, which every process that opens the
// database empties.
const Directory = ".crm_media"

// Files keeps the files of messages where PocketBase looks for them. A file is
// stored before its row says so; meanwhile a temporary file by the row's name
// tells that there may be one that nobody knows of.
type Files struct{ app core.App }

// NewFiles are the files of an application.
func NewFiles(app core.App) *Files { return &Files{app} }

// Temporary opens the temporary file for a row, empty.
func (f *Files) Temporary(row string) (*os.File, error) {
	if err := os.MkdirAll(f.directory(), 0o700); err != nil {
		return nil, err
	}
	return os.OpenFile(f.temporary(row), os.O_CREATE|os.O_TRUNC|os.O_RDWR, 0o600)
}

// DropTemporary removes it: the row knows its file, or there is none.
func (f *Files) DropTemporary(row string) { _ = os.Remove(f.temporary(row)) }

func (f *Files) directory() string           { return filepath.Join(f.app.DataDir(), Directory) }
func (f *Files) temporary(row string) string { return filepath.Join(f.directory(), filepath.Base(row)) }

// Recover removes what a process that died has left: its temporary files, and
// stored files that no row names.
func (f *Files) Recover() error {
	entries, err := os.ReadDir(f.directory())
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	for _, entry := range entries {
		row := entry.Name()
		known := ""
		if record, err := f.app.FindRecordById("comms_log", row); err == nil {
			known = record.GetString("media")
		}
		if err := f.Clean(row, known); err != nil {
			return fmt.Errorf("remove what was left of the file of %s: %w", row, err)
		}
		f.DropTemporary(row)
	}
	return nil
}

// Put stores a file from the disk under the row, and waits until it is there.
func (f *Files) Put(ctx context.Context, row, from string, file Stored) error {
	fsys, err := f.app.NewFilesystem()
	if err != nil {
		return err
	}
	defer fsys.Close()
	fsys.SetContext(ctx)
	key, err := f.key(row, file.Key)
	if err != nil {
		return err
	}
	err = fsys.UploadFile(&filesystem.File{
		Reader: &filesystem.PathReader{Path: from}, Name: file.Key, OriginalName: file.Name, Size: file.Size,
	}, key)
	if err != nil {
		return err
	}
	if err := f.sync(key); err != nil {
		return errors.Join(err, fsys.Delete(key))
	}
	return nil
}

// sync waits for the disk, so that a row never names a file that a power cut
// took. Elsewhere than on a disk there is nothing to do.
func (f *Files) sync(key string) error {
	if f.app.Settings().S3.Enabled {
		return nil
	}
	at := filepath.Join(f.app.DataDir(), core.LocalStorageDirName, filepath.FromSlash(key))
	for _, name := range []string{at, filepath.Dir(at)} {
		file, err := os.Open(name)
		if err != nil {
			return err
		}
		err = file.Sync()
		_ = file.Close()
		if err != nil && name == at { // note: some systems can't do so for a directory
			return err
		}
	}
	return nil
}

// Open reads a stored file.
func (f *Files) Open(ctx context.Context, row, name string) (*Reader, error) {
	fsys, err := f.app.NewFilesystem()
	if err != nil {
		return nil, err
	}
	fsys.SetContext(ctx)
	key, err := f.key(row, name)
	if err == nil {
		var reader fileReader
		if reader, err = fsys.GetReader(key); err == nil {
			return &Reader{fileReader: reader, fsys: fsys}, nil
		}
	}
	return nil, errors.Join(err, fsys.Close())
}

type fileReader interface {
	io.ReadSeeker
	Size() int64
	Close() error
}

// Reader reads a stored file.
type Reader struct {
	fileReader
	fsys *filesystem.System
}

// Close ends it.
func (r *Reader) Close() error { return errors.Join(r.fileReader.Close(), r.fsys.Close()) }

// Copy gives a row the file of another one.
func (f *Files) Copy(from, to, name string) error {
	fsys, err := f.app.NewFilesystem()
	if err != nil {
		return err
	}
	defer fsys.Close()
	source, err := f.key(from, name)
	if err != nil {
		return err
	}
	target, err := f.key(to, name)
	if err != nil {
		return err
	}
	if err := fsys.Copy(source, target); err != nil {
		return err
	}
	return f.sync(target)
}

// Clean removes the files of a row but the named one and its thumbnails.
func (f *Files) Clean(row, keep string) error {
	if !validRow(row) {
		return nil
	}
	fsys, err := f.app.NewFilesystem()
	if err != nil {
		return err
	}
	defer fsys.Close()
	prefix, err := f.key(row, "")
	if err != nil {
		return err
	}
	if keep == "" {
		return errors.Join(fsys.DeletePrefix(prefix)...)
	}
	objects, err := fsys.List(prefix)
	if err != nil {
		return err
	}
	for _, object := range objects {
		name := path.Base(object.Key)
		if name == keep || strings.HasPrefix(object.Key, prefix+"thumbs_"+keep+"/") {
			continue
		}
		if err := fsys.Delete(object.Key); err != nil && !errors.Is(err, filesystem.ErrNotFound) {
			return err
		}
	}
	return nil
}

func (f *Files) key(row, name string) (string, error) {
	collection, err := f.app.FindCachedCollectionByNameOrId("comms_log")
	if err != nil {
		return "", err
	}
	return collection.BaseFilesPath() + "/" + row + "/" + name, nil
}

// validRow keeps a stray file in the directory from naming anything else.
func validRow(row string) bool {
	return len(row) == 15 && strings.Trim(row, "abcdefghijklmnopqrstuvwxyz0123456789") == ""
}
