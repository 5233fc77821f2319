package hooks

import (
	"net/http"

	"github.com/pocketbase/pocketbase/core"
)

// settingsUsual tells which words hold where nothing was set, all languages in
// one list: staff see what they would replace.
func (c *crm) settingsUsual(e *core.RequestEvent) error {
	all := make(map[string][]string, len(settingLists))
	for key, usual := range settingLists {
		all[key] = wordsOf(usual)
	}
	return e.JSON(http.StatusOK, all)
}
