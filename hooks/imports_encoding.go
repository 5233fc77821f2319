package hooks

import (
	"net/http"
	"strings"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/imports"
)

// importEncoding reads an uploaded file in another encoding and answers what
// its columns are then.
func (c *crm) importEncoding(e *core.RequestEvent) error {
	record, err := findImport(e)
	if err != nil {
		return err
	}
	form := struct {
		Encoding string `json:"encoding"`
	}{}
	if err := e.BindBody(&form); err != nil {
		return e.BadRequestError("The body could not be read. Send JSON with encoding.", err)
	}
	encoding := imports.EncodingOf(form.Encoding)
	if encoding == "" {
		return unknownEncoding(e)
	}
	if state := record.GetString("state"); state != imports.Uploaded && state != imports.Checked {
		return refuseImport(e, imports.ErrStarted)
	}
	if err := imports.SetEncoding(e.App, record, encoding); err != nil {
		return refuseImport(e, err)
	}
	if err := imports.KeepEncoding(e.App, record); err != nil {
		return refuseImport(e, err)
	}
	return answerImport(e, http.StatusOK, record.Id)
}

func unknownEncoding(e *core.RequestEvent) error {
	const sentence = "There is no such encoding. Use one of: "
	return e.BadRequestError("The file can't be read like this.",
		validation.Errors{"encoding": validation.NewError("crm_import_encoding", sentence+strings.Join(imports.Encodings, ", ")+".")})
}
