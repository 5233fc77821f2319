package hooks

import (
	"net/http"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/imports"
)

// importStart begins to write; it answers at once, and the record tells how far
// it is.
func (c *crm) importStart(e *core.RequestEvent) error {
	record, err := findImport(e)
	if err != nil {
		return err
	}
	if err := imports.Start(e.App, record.Id, c.cfg.Now()); err != nil {
		return refuseImport(e, err)
	}
	c.imports().Wake()
	return answerImport(e, http.StatusAccepted, record.Id)
}
