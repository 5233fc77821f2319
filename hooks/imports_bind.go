package hooks

import (
	"errors"
	"net/http"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	validation "github.com/pocketbase/ozzo-validation/v4"

	"pocketcrm/hooks/imports"
)

// importWorkerKey is where an application keeps its worker for imports.
const importWorkerKey = "crmImports"

// bindImports lists the routes of imports, for staff.
func (c *crm) bindImports(api *router.RouterGroup[*core.RequestEvent]) {
	group := api.Group("/imports").Bind(requireStaff())
	// note: the upload has a limit of its own, larger than PocketBase's
	group.POST("", c.importUpload).Unbind(apis.DefaultBodyLimitMiddlewareId, bodyLimitID)
	group.POST("/{id}/encoding", c.importEncoding)
	group.POST("/{id}/check", c.importCheck)
	group.POST("/{id}/start", c.importStart)
	group.POST("/{id}/cancel", c.importCancel)
}

// imports is the worker; there is one for each application.
func (c *crm) imports() *imports.Worker {
	worker, _ := c.app.Store().GetOrSet(importWorkerKey, func() any {
		return imports.NewWorker(c.app, imports.WorkerOptions{Fallback: c.cfg.DefaultCountry, Now: c.cfg.Now, Failed: func(err error) { c.ill.Failed(err) }})
	}).(*imports.Worker)
	return worker
}

// importsCleanup removes files of imports that ended long ago.
func (c *crm) importsCleanup() {
	if err := imports.Cleanup(c.app, c.cfg.Now()); err != nil {
		c.app.Logger().Error("Old files of imports could not be removed; the next night tries again", "error", err)
	}
}

// importFile keeps browsers and proxies from storing lists of customers.
func importFile(e *core.FileDownloadRequestEvent) error {
	e.Response.Header().Set("Cache-Control", "private, no-store")
	return e.Next()
}

// findImport is the import that a route is about.
func findImport(e *core.RequestEvent) (*core.Record, error) {
	record, err := e.App.FindRecordById(imports.Collection, e.Request.PathValue("id"))
	if err != nil {
		return nil, e.NotFoundError("There is no such import.", err)
	}
	return record, nil
}

// answerImport is the stored import as it is now.
func answerImport(e *core.RequestEvent, status int, id string) error {
	record, err := e.App.FindRecordById(imports.Collection, id)
	if err == nil {
		err = apis.EnrichRecord(e, record)
	}
	if err != nil {
		return e.InternalServerError("The import can't be shown. Reload the page.", err)
	}
	return e.JSON(status, record)
}

// refuseImport answers an error of package imports.
func refuseImport(e *core.RequestEvent, err error) error {
	var file imports.FileError
	switch {
	case errors.As(err, &file):
		return e.BadRequestError(file.Error(), validation.Errors{"file": validation.NewError("crm_import_file", file.Error())})
	case errors.Is(err, imports.ErrAnother), errors.Is(err, imports.ErrStarted), errors.Is(err, imports.ErrUnchecked), errors.Is(err, imports.ErrNotRunning):
		return e.Error(http.StatusConflict, err.Error(), nil) // note: PocketBase makes a sentence of it
	default:
		return e.InternalServerError("The import could not be worked on. Try again.", err)
	}
}
