package datadir

import (
	"archive/zip"
	"compress/flate"
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Pack writes the data directory as a zip that PocketBase can restore as well.
// Databases are taken from copies (by their name in the directory), everything
// else as it stands: a file is there whole under a name of its own, or not at
// all, so one that goes meanwhile is left out. skip are paths as in
// PocketBase's BackupEvent.Exclude.
func Pack(ctx context.Context, to io.Writer, dir string, copies map[string]string, skip []string) error {
	p := &packing{ctx: ctx, zip: zip.NewWriter(to), copies: copies, skip: append([]string{Workplace, Packing, Before}, skip...)}
	p.zip.RegisterCompressor(zip.Deflate, func(out io.Writer) (io.WriteCloser, error) {
		return flate.NewWriter(out, flate.BestSpeed)
	})
	for name, copied := range copies {
		if err := p.file(name, copied); err != nil {
			return err
		}
	}
	if err := p.directory(dir, ""); err != nil {
		return err
	}
	return p.zip.Close()
}

type packing struct {
	ctx    context.Context
	zip    *zip.Writer
	copies map[string]string
	skip   []string
}

func (p *packing) directory(dir, name string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) && name != "" {
		return nil
	}
	if err != nil {
		return err
	}
	for _, entry := range entries {
		inside, at := path.Join(name, entry.Name()), filepath.Join(dir, entry.Name())
		if p.skips(inside) {
			continue
		}
		kind := entry.Type()
		if kind&fs.ModeSymlink != 0 && name == "" { // note: storage may be on another disk
			if info, err := os.Stat(at); err == nil {
				kind = info.Mode().Type()
			}
		}
		switch {
		case kind.IsDir():
			err = p.directory(at, inside)
		case kind.IsRegular():
			err = p.file(inside, at)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// skips tells whether a path is left out: it is named, below one that is, or
// belongs to a database that is copied by itself.
func (p *packing) skips(name string) bool {
	for copied := range p.copies {
		if name == copied || name == copied+"-wal" || name == copied+"-shm" || name == copied+"-journal" {
			return true
		}
	}
	return slices.ContainsFunc(p.skip, func(skipped string) bool {
		skipped = path.Clean(filepath.ToSlash(skipped))
		return name == skipped || strings.HasPrefix(name, skipped+"/")
	})
}

func (p *packing) file(name, at string) error {
	if err := p.ctx.Err(); err != nil {
		return err
	}
	f, err := os.Open(at)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	header, err := zip.FileInfoHeader(info)
	if err != nil {
		return err
	}
	header.Name, header.Method = name, zip.Deflate
	if slices.Contains(compressed, strings.ToLower(path.Ext(name))) {
		header.Method = zip.Store
	}
	w, err := p.zip.CreateHeader(header)
	if err != nil {
		return err
	}
	_, err = io.Copy(w, f)
	return err
}

// compressed are kinds of files that only cost time to compress again: most of
// what customers send.
var compressed = []string{".jpg", ".jpeg", ".png", ".webp", ".gif", ".mp4", ".3gp", ".mov", ".ogg", ".oga", ".mp3", ".m4a", ".aac", ".amr",
	".zip", ".gz", ".docx", ".xlsx", ".pptx"}
