package hooks

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/hook"
	"github.com/pocketbase/pocketbase/ui"
)

// pageFiles keeps the files of the pages as they leave, so that whoever asks for
// one again and again has it read and compressed once: to compress it each time
// costs a thousand times what it costs to ask.
type pageFiles struct {
	mu    sync.Mutex
	files map[string]*pageFile
}

// pageFile is one file, as it was at a time.
type pageFile struct {
	size          int64
	modified      time.Time
	plain, packed []byte
	tag           string
}

// open is a file as it is now.
func (p *pageFiles) open(public fs.FS, name string) (*pageFile, error) {
	info, err := fs.Stat(public, name)
	if err != nil {
		return nil, err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if known := p.files[name]; known != nil && known.size == info.Size() && known.modified.Equal(info.ModTime()) {
		return known, nil
	}
	file := &pageFile{size: info.Size(), modified: info.ModTime()}
	if file.plain, err = fs.ReadFile(public, name); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(file.plain)
	file.tag = `"` + hex.EncodeToString(sum[:12]) + `"`
	var packed bytes.Buffer
	w, _ := gzip.NewWriterLevel(&packed, gzip.BestCompression) // note: the level is one that there is
	_, _ = w.Write(file.plain)
	_ = w.Close()
	file.packed = packed.Bytes()
	if p.files == nil {
		p.files = make(map[string]*pageFile)
	}
	p.files[name] = file
	return file, nil
}

// answer sends the file, compressed for those who can read it.
func (f *pageFile) answer(e *core.RequestEvent, status int, kind string) error {
	h := e.Response.Header()
	h.Add("Vary", "Accept-Encoding")
	if len(f.packed) < len(f.plain) && strings.Contains(e.Request.Header.Get("Accept-Encoding"), "gzip") {
		h.Set("Content-Encoding", "gzip")
		return e.Blob(status, kind, f.packed)
	}
	return e.Blob(status, kind, f.plain)
}

// dashboardFiles does the same for the files of PocketBase's dashboard, which
// are ten times as large. Its page and the parts of extensions are PocketBase's
// to answer.
func (c *crm) dashboardFiles() *hook.Handler[*core.RequestEvent] {
	var files pageFiles
	return &hook.Handler[*core.RequestEvent]{
		Id:       "crmDashboardFiles",
		Priority: apis.DefaultRateLimitMiddlewarePriority + 6,
		Func: func(e *core.RequestEvent) error {
			name := e.Request.PathValue(apis.StaticWildcardParam)
			kind := contentTypes[path.Ext(name)]
			if path.Ext(name) == ".woff2" {
				kind = "font/woff2"
			}
			if e.Request.Pattern != "GET /_/{path...}" || kind == "" || strings.HasSuffix(name, ".html") || ui.DistDirFS == nil {
				return e.Next()
			}
			file, err := files.open(ui.DistDirFS, name)
			if err != nil {
				return e.Next()
			}
			e.Response.Header().Set("Cache-Control", "max-age=1209600, stale-while-revalidate=86400") // note: as PocketBase says
			return file.answer(e, http.StatusOK, kind)
		},
	}
}
