package hooks

import (
	"net/http"

	"github.com/pocketbase/pocketbase/core"
)

// settingsUsual tells which words count by themselves, language by language.
func (c *crm) settingsUsual(e *core.RequestEvent) error {
	return e.JSON(http.StatusOK, settingLists)
}
