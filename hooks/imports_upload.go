package hooks

import (
	"errors"
	"fmt"
	"io"
	"net/http"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
	"github.com/pocketbase/pocketbase/tools/router"

	"pocketcrm/hooks/imports"
)

const (
	// uploadOverhead is what a form adds to its file.
	uploadOverhead = 64 << 10
	// uploadMemory is how much of an upload stays in memory; the rest is in
	// temporary files.
	uploadMemory = 1 << 20
)

// importUpload keeps a CSV file and answers what seems to be in it.
func (c *crm) importUpload(e *core.RequestEvent) error {
	if body, ok := e.Request.Body.(*router.RereadableReadCloser); ok {
		body.MaxMemory = uploadMemory
	}
	whole := e.Request.Body
	e.Request.Body = http.MaxBytesReader(nil, whole, imports.MaxFileBytes+uploadOverhead)
	err := e.Request.ParseMultipartForm(uploadMemory)
	if form := e.Request.MultipartForm; form != nil {
		defer func() { _ = form.RemoveAll() }()
	}
	var tooLarge *http.MaxBytesError
	switch {
	case errors.As(err, &tooLarge):
		// note: browsers read no answer before they have sent all
		_, _ = io.CopyN(io.Discard, whole, imports.MaxFileBytes)
		return e.Error(http.StatusRequestEntityTooLarge, fmt.Sprintf("The file is larger than %d MB. Split it into several files.", imports.MaxFileBytes>>20), nil)
	case err != nil:
		return e.BadRequestError("The upload could not be read. Send a form with the CSV as file.", err)
	}
	files, err := e.FindUploadedFiles("file")
	if err != nil || len(files) != 1 {
		return e.BadRequestError("Choose one CSV file.", validation.Errors{"file": validation.NewError("validation_required", "Choose one CSV file.")})
	}
	encoding := ""
	if chosen := e.Request.FormValue("encoding"); chosen != "" {
		if encoding = imports.EncodingOf(chosen); encoding == "" {
			return unknownEncoding(e)
		}
	}
	record, err := imports.Store(e.App, csvFile(files[0]), files[0].OriginalName, authorOf(e), encoding)
	if err != nil {
		return refuseImport(e, err)
	}
	return answerImport(e, http.StatusOK, record.Id)
}

// csvFile has a name that browsers download and never show, whatever it was
// called.
func csvFile(file *filesystem.File) *filesystem.File {
	if named, err := filesystem.NewFileFromBytes([]byte{0}, "import.csv"); err == nil {
		file.Name = named.Name
	}
	return file
}

// authorOf is the member of staff who asks; superusers aren't among them.
func authorOf(e *core.RequestEvent) string {
	if e.Auth != nil && e.Auth.Collection().Name == "users" {
		return e.Auth.Id
	}
	return ""
}
