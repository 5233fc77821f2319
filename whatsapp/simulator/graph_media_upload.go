package simulator

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strings"
)

// postMedia takes a file of the business: multipart, the parts in any order.
//
// Source: business-phone-numbers/media.
func (s *Simulator) postMedia(g *graphRequest) (any, *graphError) {
	upload, problem := g.upload, (*graphError)(nil)
	if upload == nil {
		upload, problem = readUpload(g)
	}
	if problem != nil {
		return nil, problem
	}
	if problem := checkProduct(upload.fields); problem != nil {
		return nil, problem
	}
	if !upload.hasFile {
		return nil, badParameter("The parameter file is required.")
	}
	mimeType := upload.mimeType()
	if problem := checkFile(mimeType, upload.data); problem != nil {
		return nil, problem
	}
	kind, _ := kindOfType(mimeType)
	f := s.keepFile(&mediaFile{Kind: kind.name, MimeType: mimeType, Filename: upload.filename, Data: upload.data})
	return map[string]string{"id": f.ID}, nil
}

type mediaUpload struct {
	fields   params
	data     []byte
	hasFile  bool
	filename string
	partType string
}

// mimeType is the type of the file's own part. Only when that says nothing, the
// type parameter counts, and then the file's name and first bytes.
func (u *mediaUpload) mimeType() string {
	given := u.partType
	if base := baseType(given); base == "" || base == "application/octet-stream" {
		given, _ = u.fields.text("type")
		// note: some send the kind here, "image", which is no MIME type.
		if !strings.Contains(given, "/") {
			given = ""
		}
	}
	if base := baseType(given); base == "" || base == "application/octet-stream" {
		if sniffed := sniffType(u.data); sniffed != "" {
			return sniffed
		}
		if dot := strings.LastIndexByte(u.filename, '.'); dot >= 0 {
			return mime.TypeByExtension(u.filename[dot:])
		}
	}
	return given
}

func readUpload(g *graphRequest) (*mediaUpload, *graphError) {
	upload := &mediaUpload{fields: g.params}
	kind, _, _ := mime.ParseMediaType(g.Header.Get("Content-Type"))
	if kind != "multipart/form-data" {
		p, problem := g.readParams()
		upload.fields = p
		return upload, problem
	}
	g.Body = http.MaxBytesReader(g.w, g.Body, 101*megabyte)
	reader, err := g.MultipartReader()
	if err != nil {
		return nil, badParameter("The form could not be read")
	}
	for {
		part, err := reader.NextPart()
		if errors.Is(err, io.EOF) {
			return upload, nil
		}
		if err != nil {
			return nil, badForm(err)
		}
		if problem := upload.readPart(part); problem != nil {
			return nil, problem
		}
	}
}

func (u *mediaUpload) readPart(part *multipart.Part) *graphError {
	name := part.FormName()
	limit := int64(64 * kilobyte)
	if name == "file" {
		limit = 101 * megabyte
	}
	data, err := io.ReadAll(io.LimitReader(part, limit))
	if err != nil {
		return badForm(err)
	}
	if name != "file" {
		u.fields[name] = string(data)
		return nil
	}
	u.data, u.hasFile = data, true
	u.filename, u.partType = part.FileName(), part.Header.Get("Content-Type")
	return nil
}

func badForm(err error) *graphError {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		return refuse(131053, "The file is larger than 100 MB.")
	}
	return badParameter("The form could not be read")
}
