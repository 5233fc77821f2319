package hooks

import (
	"net/http"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"pocketcrm/hooks/ingest"
)

// noticesDismiss puts a notice away for all admins, and notes who did and when.
// A superuser, who is no member of staff, leaves no name.
func (c *crm) noticesDismiss(e *core.RequestEvent) error {
	by := ""
	if !e.Auth.IsSuperuser() {
		by = e.Auth.Id
	}
	return c.noticeDismissed(e, by, c.cfg.Now().UTC().Format(types.DefaultDateLayout))
}

// noticesRestore takes a dismissal back.
func (c *crm) noticesRestore(e *core.RequestEvent) error { return c.noticeDismissed(e, "", "") }

// note: only these columns are written, because the writer may be telling how
// far an import has come in the same moment.
func (c *crm) noticeDismissed(e *core.RequestEvent, by, at string) error {
	id, found := e.Request.PathValue("id"), false
	err := c.writer.Run(func(s ingest.Store) (ingest.Change, error) {
		rows, err := s.Rows(`UPDATE whatsapp_notices SET dismissed_by = ?, dismissed_at = ?, updated = ? WHERE id = ? AND (dismissed_at = '') = (? != '') RETURNING id`,
			by, at, c.cfg.Now().UTC().Format(types.DefaultDateLayout), id, at)
		found = len(rows) > 0
		return ingest.Change{}, err
	})
	if err != nil {
		return e.InternalServerError("The notice could not be changed. Try again.", err)
	}
	if found {
		c.writer.Announce("whatsapp_notices", nil, []string{id})
	}
	notice, err := e.App.FindRecordById("whatsapp_notices", id)
	if err != nil {
		return e.NotFoundError("There is no such notice. Reload the page.", err)
	}
	return e.JSON(http.StatusOK, notice)
}
