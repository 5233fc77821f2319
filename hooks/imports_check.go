package hooks

import (
	"net/http"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/imports"
)

// checkForm is the body of POST /api/crm/imports/{id}/check. What is left out
// stays as it was.
type checkForm struct {
	Mapping imports.Mapping  `json:"mapping"`
	Options *imports.Options `json:"options"`
	Header  *bool            `json:"header"`
}

// importCheck says what an import would do. It writes nothing but the choices.
func (c *crm) importCheck(e *core.RequestEvent) error {
	record, err := findImport(e)
	if err != nil {
		return err
	}
	if state := record.GetString("state"); state != imports.Uploaded && state != imports.Checked {
		return refuseImport(e, imports.ErrStarted)
	}
	form := checkForm{}
	if err := e.BindBody(&form); err != nil {
		return e.BadRequestError("The body could not be read. Send JSON with mapping ({\"0\": \"name\"}), options and header.", err)
	}
	if form.Options != nil && form.Options.Encoding != "" {
		encoding := imports.EncodingOf(form.Options.Encoding)
		if encoding == "" {
			return unknownEncoding(e)
		}
		if err := imports.SetEncoding(e.App, record, encoding); err != nil {
			return refuseImport(e, err)
		}
		form.Options.Encoding = "" // note: the record has it now
	}
	if form.Header != nil {
		if err := imports.SetHeader(e.App, record, *form.Header); err != nil {
			return refuseImport(e, err)
		}
	}
	if form.Mapping != nil {
		record.Set("mapping", form.Mapping)
	}
	if form.Options != nil {
		record.Set("options", form.Options)
	}
	job, err := imports.JobOf(e.App, record, c.cfg.DefaultCountry)
	if err != nil {
		return refuseImport(e, err)
	}
	options, wrong := job.Options.Normal()
	problems := validation.Errors{}
	for field, sentence := range wrong {
		problems[field] = validation.NewError("crm_import_option", sentence)
	}
	if sentence := job.Mapping.Check(job.Columns); sentence != "" {
		problems["mapping"] = validation.NewError("crm_import_mapping", sentence)
	}
	if len(problems) > 0 {
		return e.BadRequestError("The file can't be imported like this.", problems)
	}

	job.Options = options
	report, err := imports.Check(e.Request.Context(), e.App, job)
	if err != nil {
		return refuseImport(e, err)
	}
	if err := imports.KeepCheck(e.App, record, options, report.Total); err != nil {
		return refuseImport(e, err)
	}
	return e.JSON(http.StatusOK, report)
}
