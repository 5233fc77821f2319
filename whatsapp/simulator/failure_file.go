package simulator

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net/http"
	"strconv"
)

// What can be wrong with a file that the business downloads.
const (
	FileOther     = "other"     // other bytes, as many: the checksum differs
	FilePage      = "page"      // a web page instead, of another type, and with 200
	FileLong      = "long"      // more than was announced: it ends after 300 MB
	FileShort     = "short"     // the connection breaks off in the middle
	FileGone      = "gone"      // 404, as after five minutes
	FileRedirect  = "redirect"  // the address redirects to Outcome.Location
	FileElsewhere = "elsewhere" // the address that is given is Outcome.Location
)

var fileFailures = []string{FileOther, FilePage, FileLong, FileShort, FileGone, FileRedirect, FileElsewhere}

// elsewhere is where a file leads to unless said; nobody has it.
const elsewhere = "https://elsewhere.example.org/file"

// endlessFile is where even an endless file ends, for who would take it all.
const endlessFile = 300 << 20

// serveWrongFile lets a download go wrong. What Graph would refuse anyway, for
// a wrong token or after five minutes, it refuses.
func (s *Simulator) serveWrongFile(w http.ResponseWriter, r *http.Request, f *Failure) {
	right := newHeldAnswer()
	s.serveGraph(right, r)
	if right.status >= http.StatusBadRequest {
		right.sendTo(w)
		return
	}
	data := right.body.Bytes()
	right.header.Del("Content-Length")
	switch f.File {
	case FileGone:
		writeGraphError(w, expiredURL())
		return
	case FileRedirect:
		http.Redirect(w, r, cmp.Or(f.Location, elsewhere), http.StatusFound)
		return
	case FileElsewhere:
		var info map[string]any
		if json.Unmarshal(data, &info) == nil {
			info["url"] = cmp.Or(f.Location, elsewhere)
			writeJSON(w, http.StatusOK, info)
		}
		return
	case FilePage:
		right.header.Set("Content-Type", "text/html; charset=utf-8")
		right.body = *bytes.NewBufferString("<!DOCTYPE html><html><head><title>Sign in</title></head><body><h1>Sign in to the network</h1></body></html>")
	case FileOther:
		for i := range data {
			data[i] ^= 1
		}
	case FileShort:
		right.header.Set("Content-Length", strconv.Itoa(len(data)))
		right.body.Truncate(len(data) / 2)
	}
	right.sendTo(w)
	switch f.File {
	case FileShort:
		// note: an error here is a client that has gone, or a recorder
		_ = http.NewResponseController(w).Flush()
		panic(http.ErrAbortHandler)
	case FileLong:
		block := make([]byte, 64<<10)
		for sent := 0; sent < endlessFile; sent += len(block) {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	}
}
