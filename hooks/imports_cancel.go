package hooks

import (
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/imports"
)

// importCancel stops an import. What was written stays.
func (c *crm) importCancel(e *core.RequestEvent) error {
	record, err := findImport(e)
	if err != nil {
		return err
	}
	if err := imports.Cancel(e.App, record.Id, c.cfg.Now()); err != nil {
		return refuseImport(e, err)
	}
	c.imports().Wake()
	return answerImport(e, http.StatusOK, record.Id)
}
