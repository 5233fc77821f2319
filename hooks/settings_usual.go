package hooks

import (
	"net/http"

	"github.com/pocketbase/pocketbase/core"
)

// settingsUsual tells which words hold where nothing was set: staff see what
// they would replace.
func (c *crm) settingsUsual(e *core.RequestEvent) error {
	return e.JSON(http.StatusOK, settingLists)
}
