package simulator

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
)

var mediaTypes = []string{"image", "video", "audio", "document", "sticker"}

// completeMedia adds to a customer's media what Meta adds to each: an id, a
// type, a hash and an address. Behind the id is the file that was given, the
// stored one that the content names, or a generated sample. The caller doesn't
// hold mu.
//
// Source: webhooks/reference/messages/image and its neighbours.
func (s *Simulator) completeMedia(kind string, raw json.RawMessage, object params, data []byte) json.RawMessage {
	if !slices.Contains(mediaTypes, kind) {
		return raw
	}
	if object == nil {
		object = params{}
	}
	id, _ := object.text("id")
	f := s.ownMedia(id)
	if f == nil {
		mimeType, _ := object.text("mime_type")
		if mimeType == "" && data != nil {
			mimeType = sniffType(data)
		}
		filename, _ := object.text("filename")
		made, _ := s.storeInboundMedia(kind, mimeType, filename, data)
		f = s.ownMedia(made)
	}
	if f == nil { // dropped again at once: the memory is full of newer files
		return raw
	}
	set := func(key string, value any) {
		if _, given := object[key]; !given {
			object[key] = value
		}
	}
	if id == "" {
		object["id"] = f.ID
	} else if s.ownMedia(id) == nil {
		// the id that was asked for leads to the sample
		s.renameMedia(f, id)
	}
	set("mime_type", f.MimeType)
	set("sha256", f.sha256Base64())
	switch kind {
	case "audio":
		set("voice", strings.HasPrefix(f.MimeType, "audio/ogg"))
	case "sticker":
		set("animated", isAnimatedWebP(f.Data))
	case "document":
		s.mu.Lock()
		if f.Filename == "" && baseType(f.MimeType) == "application/pdf" {
			f.Filename = "document.pdf"
		}
		set("filename", f.Filename)
		s.mu.Unlock()
	}
	s.mu.Lock()
	if address := s.mediaURL(f); address != "" {
		set("url", address)
	}
	s.mu.Unlock()
	complete, err := marshalPlain(object)
	if err != nil {
		return raw
	}
	return complete
}

func (s *Simulator) renameMedia(f *mediaFile, id string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.media.byID[f.ID] == f && s.media.byID[id] == nil {
		delete(s.media.byID, f.ID)
		f.ID = id
		s.media.byID[id] = f
	}
}

// getControlMedia gives the phone page a file, without a token.
func (s *Simulator) getControlMedia(w http.ResponseWriter, r *http.Request) {
	f := s.ownMedia(r.PathValue("id"))
	if f == nil {
		writeProblem(w, http.StatusNotFound, "", "There is no such file, or it has expired.")
		return
	}
	if !serveFile(w, r, f) {
		writeProblem(w, http.StatusRequestedRangeNotSatisfiable, "", wrongRange(f))
	}
}

// postControlMedia takes a file that a customer is about to send: its bytes
// are the body, kind, mime_type and filename are in the query. An empty body
// asks for a sample.
func (s *Simulator) postControlMedia(w http.ResponseWriter, r *http.Request) {
	data, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 100*megabyte))
	if err != nil {
		writeProblem(w, http.StatusRequestEntityTooLarge, "", "A file has at most 100 MB.")
		return
	}
	query := r.URL.Query()
	kind, mimeType := query.Get("kind"), query.Get("mime_type")
	if len(data) == 0 {
		data = nil
	} else if mimeType == "" {
		if mimeType = sniffType(data); mimeType == "" {
			mimeType = baseType(r.Header.Get("Content-Type"))
		}
	}
	if found, known := kindOfType(mimeType); known && kind == "" {
		kind = found.name
	} else if kind == "" && strings.Contains(mimeType, "/") {
		kind = "document" // note: customers send anything; only of a business Meta takes some types alone
	}
	if !slices.Contains(mediaTypes, kind) {
		writeProblem(w, http.StatusBadRequest, "kind", "The kind is one of image, video, audio, document and sticker.")
		return
	}
	id, sum := s.storeInboundMedia(kind, mimeType, query.Get("filename"), data)
	f := s.ownMedia(id)
	if f == nil {
		writeProblem(w, http.StatusServiceUnavailable, "", "There is no room for the file.")
		return
	}
	writeJSON(w, http.StatusCreated, map[string]any{"id": id, "sha256": sum, "mime_type": f.MimeType, "kind": kind, "file_size": len(f.Data)})
}
