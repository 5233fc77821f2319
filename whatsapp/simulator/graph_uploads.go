package simulator

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"strconv"
	"time"
)

const (
	maxUploads     = 200
	maxUploadBytes = 100 << 20
	uploadKept     = 24 * time.Hour
)

// upload is a file on its way, in parts. Its handle goes into the example of a
// template's header, or into the business profile.
type upload struct {
	id       string
	handle   string // once it is complete
	fileType string
	length   int64
	received int64
	at       time.Time
}

// uploadStore are the uploads by id. What they hold is counted, not kept: only
// their handles are ever used.
type uploadStore map[string]*upload

func (u uploadStore) byHandle(handle string) *upload {
	if handle == "" {
		return nil
	}
	for _, one := range u {
		if one.handle == handle {
			return one
		}
	}
	return nil
}

// forget makes room, of the oldest.
func (u uploadStore) forget(now time.Time) {
	for id, one := range u {
		if age := now.Sub(one.at); age > uploadKept && one.handle == "" {
			delete(u, id)
		}
	}
	for len(u) >= maxUploads {
		var oldest *upload
		for _, one := range u {
			if oldest == nil || one.at.Before(oldest.at) {
				oldest = one
			}
		}
		delete(u, oldest.id)
	}
}

var uploadTypes = []string{"application/pdf", "image/jpeg", "image/jpg", "image/png", "image/gif", "image/webp", "video/mp4", "video/3gpp", "audio/ogg", "text/plain"}

// postUploads opens an upload session.
//
// Source: graph-api/guides/upload.
func (s *Simulator) postUploads(g *graphRequest) (any, *graphError) {
	length, given, ok := g.params.number("file_length")
	fileType, hasType := g.params.text("file_type")
	switch {
	case !given:
		return nil, badParameter("The parameter file_length is required.")
	case !ok || length < 1 || length > maxUploadBytes:
		return nil, badParameter("Param file_length must be an integer from 1 to %d.", maxUploadBytes)
	case !hasType:
		return nil, badParameter("The parameter file_type is required.")
	}
	if problem := oneOf("file_type", baseType(fileType), uploadTypes...); problem != nil {
		return nil, problem
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	s.uploads.forget(now)
	one := &upload{id: "upload:" + randomText(24), fileType: baseType(fileType), length: length, at: now}
	s.uploads[one.id] = one
	return map[string]string{"id": one.id}, nil
}

// getUpload tells where to go on after a part got lost.
func (s *Simulator) getUpload(g *graphRequest) (any, *graphError) {
	s.mu.Lock()
	defer s.mu.Unlock()
	one := s.uploads[g.id]
	if one == nil {
		return nil, noSuchObject("get", g.id)
	}
	return map[string]any{"id": one.id, "file_offset": one.received}, nil
}

// postUpload takes the bytes from file_offset on, and gives the handle when
// all are there.
func (s *Simulator) postUpload(g *graphRequest) (any, *graphError) {
	s.mu.Lock()
	one := s.uploads[g.id]
	var received, length int64
	if one != nil {
		received, length = one.received, one.length
	}
	s.mu.Unlock()
	if one == nil {
		return nil, noSuchObject("post", g.id)
	}
	offset := int64(0)
	if text := g.Header.Get("file_offset"); text != "" {
		var err error
		if offset, err = strconv.ParseInt(text, 10, 64); err != nil || offset < 0 {
			return nil, badParameter("Param file_offset must be an integer greater than or equal to 0")
		}
	}
	if offset != received {
		return nil, badParameter("Param file_offset must be %d: so many bytes have arrived.", received)
	}
	n, err := io.Copy(io.Discard, http.MaxBytesReader(g.w, g.Body, length-offset))
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return nil, badParameter("The file is longer than file_length said.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	one.received = offset + n
	if err != nil {
		return nil, badParameter("The request could not be read")
	}
	if one.received < one.length {
		return map[string]any{"id": one.id, "file_offset": one.received}, nil
	}
	if one.handle == "" {
		one.handle = "4::" + base64.StdEncoding.EncodeToString([]byte(one.fileType)) + ":" + randomText(60)
	}
	return map[string]string{"h": one.handle}, nil
}

func randomText(n int) string {
	random := make([]byte, n)
	rand.Read(random)
	return base64.RawURLEncoding.EncodeToString(random)[:n]
}
