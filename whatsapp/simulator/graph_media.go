package simulator

import (
	"bytes"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// getMedia tells where a file can be downloaded for the next five minutes.
//
// Source: business-phone-numbers/media.
func (s *Simulator) getMedia(g *graphRequest) (any, *graphError) {
	if problem := s.checkMediaNumber(g); problem != nil {
		return nil, problem
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.media.find(g.id, s.now())
	if f == nil {
		return nil, noSuchObject("get", g.id)
	}
	return struct {
		MessagingProduct string `json:"messaging_product"`
		URL              string `json:"url"`
		MimeType         string `json:"mime_type"`
		SHA256           string `json:"sha256"`
		FileSize         int    `json:"file_size"`
		ID               string `json:"id"`
	}{"whatsapp", s.mediaURL(f), f.MimeType, f.sha256Hex(), len(f.Data), f.ID}, nil
}

// checkMediaNumber refuses a file of another number.
func (s *Simulator) checkMediaNumber(g *graphRequest) *graphError {
	if id, given := g.params.text("phone_number_id"); given && id != "" && id != s.options.PhoneNumberID {
		return noSuchObject(strings.ToLower(g.Method), g.id)
	}
	return nil
}

func (s *Simulator) deleteMedia(g *graphRequest) (any, *graphError) {
	if problem := s.checkMediaNumber(g); problem != nil {
		return nil, problem
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	f := s.media.find(g.id, s.now())
	if f == nil {
		return nil, noSuchObject("delete", g.id)
	}
	s.media.remove(f)
	s.touch()
	return success(), nil
}

// serveMediaBytes is the address that getMedia gave. It wants the same token,
// and is gone after five minutes.
func (s *Simulator) serveMediaBytes(w http.ResponseWriter, r *http.Request) {
	g := &graphRequest{Request: r, w: w, params: queryParams(r)}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		writeGraphError(w, noSuchObject(strings.ToLower(r.Method), mediaPath))
		return
	}
	if problem := s.authorize(g, graphCall{ownBody: true}); problem != nil {
		writeGraphError(w, problem)
		return
	}
	query := r.URL.Query()
	id, until := query.Get("mid"), query.Get("ext")
	ends, err := strconv.ParseInt(until, 10, 64)
	s.mu.Lock()
	f := s.media.find(id, s.now())
	live := err == nil && s.now().Before(time.Unix(ends, 0)) && query.Get("hash") == s.media.sign(id, until)
	s.mu.Unlock()
	if f == nil || !live {
		writeGraphError(w, expiredURL())
		return
	}
	if !serveFile(w, r, f) {
		writeGraphError(w, &graphError{status: http.StatusRequestedRangeNotSatisfiable, code: 100, message: "(#100) " + wrongRange(f)})
	}
}

func expiredURL() *graphError {
	return &graphError{status: http.StatusNotFound, code: 100, message: "The media URL has expired or is wrong. Get a new one with the media ID."}
}

// serveFile writes the bytes, also a range of them. Graph has no ETags. It
// returns false, and leaves the answer 416 to its caller, when there is no
// such range.
func serveFile(w http.ResponseWriter, r *http.Request, f *mediaFile) bool {
	w.Header().Set("Content-Type", f.MimeType)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	// note: a file of a stranger must not run on the phone page's origin.
	w.Header().Set("Content-Security-Policy", "default-src 'none'; sandbox")
	if f.Filename != "" {
		w.Header().Set("Content-Disposition", fmt.Sprintf("inline; filename=%q", asciiOnly(strings.NewReplacer(`"`, "", `\`, "").Replace(f.Filename))))
	}
	ranged := &rangeAnswer{ResponseWriter: w}
	http.ServeContent(ranged, r, "", time.Time{}, bytes.NewReader(f.Data))
	if ranged.refused {
		w.Header().Del("Content-Disposition")
		w.Header().Set("Content-Range", fmt.Sprintf("bytes */%d", len(f.Data)))
	}
	return !ranged.refused
}

func wrongRange(f *mediaFile) string {
	return fmt.Sprintf("The file has %d bytes, and none in the Range that was asked for.", len(f.Data))
}

// rangeAnswer keeps back the plain text that net/http answers to a range that
// isn't there.
type rangeAnswer struct {
	http.ResponseWriter
	refused bool
}

func (a *rangeAnswer) WriteHeader(status int) {
	if a.refused = status == http.StatusRequestedRangeNotSatisfiable; !a.refused {
		a.ResponseWriter.WriteHeader(status)
	}
}

func (a *rangeAnswer) Write(b []byte) (int, error) {
	if a.refused {
		return len(b), nil
	}
	return a.ResponseWriter.Write(b)
}
