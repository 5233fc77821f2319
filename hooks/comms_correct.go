package hooks

import (
	"strings"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"pocketcrm/hooks/ingest"
	"pocketcrm/hooks/moves"
)

// commsCorrected has a change of a row through the API leave what it was, who
// corrected it and when: staff correct what they logged themselves (the rule
// checks that it is theirs), a superuser the text of anything.
func (c *crm) commsCorrected(e *core.RecordRequestEvent) error {
	record, before := e.Record, e.Record.Original()
	const body, at = "body", "occurred_at"
	if record.GetString(body) == before.GetString(body) && record.GetString(at) == before.GetString(at) {
		return e.Next()
	}
	switch {
	case isWithdrawn(before) && !e.HasSuperuserAuth():
		return refuseText(e, "crm_deleted", "This entry was deleted, and stays as it was. Write a new one.")
	case strings.TrimSpace(record.GetString(body)) == "":
		return refuseText(e, "validation_required", "Write what is right. If nothing of it may stay, delete it.")
	case before.GetString("status") == "queued":
		return refuseText(e, "crm_queued", "This message is about to be sent as it was written. Cancel it in the inbox and write it again.")
	}
	if problem := c.notAhead(record); problem != nil && record.GetString(at) != before.GetString(at) {
		return e.BadRequestError("The entry can't be saved as it is.", validation.Errors{at: problem})
	}
	var versions []ingest.Version
	if err := before.UnmarshalJSONField("versions", &versions); err != nil {
		return e.InternalServerError("The earlier texts can't be read, so nothing was corrected.", err)
	}
	if len(versions) == 0 {
		versions = append(versions, ingest.Version{Body: before.GetString(body), At: before.GetString(at)})
	}
	now, err := types.ParseDateTime(c.cfg.Now())
	if err != nil {
		return err
	}
	versions = append(versions, ingest.Version{Body: record.GetString(body), At: now.String(), By: moves.ActorOf(e.Auth).Name})
	list, err := ingest.WriteVersions(versions)
	if err != nil {
		return err
	}
	record.Set("versions", types.JSONRaw(list))
	record.Set("edited_at", now)
	return e.App.RunInTransaction(func(tx core.App) error {
		stored, err := tx.FindRecordById("comms_log", record.Id)
		if err != nil {
			return err
		}
		if stored.GetString("versions") != before.GetString("versions") || stored.GetString(body) != before.GetString(body) {
			return e.BadRequestError("Somebody else has just changed this. Open it again.", nil)
		}
		e.App = tx
		return e.Next()
	})
}

func refuseText(e *core.RecordRequestEvent, code, sentence string) error {
	return e.BadRequestError("The entry can't be saved as it is.", validation.Errors{"body": validation.NewError(code, sentence)})
}
