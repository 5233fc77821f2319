package hooks

import (
	"net/http"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
)

// mostFound is how many messages can be asked for at once.
const mostFound = 30

// messagesFind answers with messages by a name that only one has: those that
// others quote by their wamid, or the one that was made with a client key.
func (c *crm) messagesFind(e *core.RequestEvent) error {
	column, values := "ext_message_id", e.Request.URL.Query()["wamid"]
	if len(values) == 0 {
		column, values = "client_key", e.Request.URL.Query()["client_key"]
	}
	if len(values) == 0 || len(values) > mostFound {
		return e.BadRequestError("Name the messages by wamid, or by client_key: one to thirty of them.", nil)
	}
	rows := []*core.Record{}
	if err := commsNamed(e.App, column, values...).All(&rows); err != nil {
		return e.InternalServerError("The messages could not be read. Try again.", err)
	}
	if err := apis.EnrichRecords(e, rows, "author"); err != nil {
		return e.InternalServerError("The messages could not be read. Try again.", err)
	}
	return e.JSON(http.StatusOK, map[string]any{"items": rows})
}

// commsNamed finds rows of the log by a column that is unique where it is set.
//
// note: its index leaves out what is empty, so SQLite reads the whole log unless
// it is told that nothing empty is looked for. No filter of PocketBase's can say
// that.
func commsNamed(app core.App, column string, values ...string) *dbx.SelectQuery {
	list := make([]any, len(values))
	for i, value := range values {
		list[i] = value
	}
	return app.RecordQuery("comms_log").AndWhere(dbx.In(column, list...)).AndWhere(dbx.NewExp("[[" + column + "]] != ''"))
}

// commNamed is the one row of that name.
func commNamed(app core.App, column, value string) (*core.Record, error) {
	row := &core.Record{}
	if err := commsNamed(app, column, value).Limit(1).One(row); err != nil {
		return nil, err
	}
	return row, nil
}
