package hooks

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"pocketcrm/whatsapp"
)

// templatesChunk is how many templates one transaction writes, so that
// messages don't have to wait for all of them.
const templatesChunk = 50

// storeTemplates makes the collection a copy of what Meta has. Rows that say
// the same already are not saved again; those that are gone are marked. began
// is when the reading began: what webhooks have told since is newer.
func (c *crm) storeTemplates(ctx context.Context, list []whatsapp.Template, began time.Time) (templateCounts, error) {
	counts := templateCounts{Total: len(list)}
	collection, err := c.app.FindCachedCollectionByNameOrId("whatsapp_templates")
	if err != nil {
		return counts, err
	}
	for chunk := range slices.Chunk(list, templatesChunk) {
		if ctx.Err() != nil {
			return counts, ctx.Err()
		}
		err := c.app.RunInTransaction(func(tx core.App) error {
			for _, t := range chunk {
				if err := storeTemplate(tx, collection, t, began, &counts); err != nil {
					// note: one that can't be stored must not cost the others
					tx.Logger().Error("A template could not be stored", "name", t.Name, "language", t.Language, "error", err)
				}
			}
			return nil
		})
		if err != nil {
			return counts, fmt.Errorf("store templates: %w", err)
		}
	}
	if counts.Removed, err = c.markRemoved(list, began); err != nil {
		return counts, fmt.Errorf("mark removed templates: %w", err)
	}
	// note: past PocketBase, because nobody needs to be told that nothing changed
	_, err = c.app.NonconcurrentDB().NewQuery("UPDATE whatsapp_templates SET synced_at = {:at} WHERE removed_at = '' AND synced_at != {:at}").
		Bind(dbx.Params{"at": began.Format(types.DefaultDateLayout)}).Execute()
	if err != nil {
		return counts, err
	}
	c.replayTemplateEvents()
	return counts, nil
}

func storeTemplate(tx core.App, collection *core.Collection, t whatsapp.Template, began time.Time, counts *templateCounts) error {
	row, err := findTemplateRow(tx, t.Name, t.Language)
	if err != nil {
		return err
	}
	if row == nil {
		row = core.NewRecord(collection)
		row.Set("name", t.Name)
	} else if sameTemplate(row, t) && row.GetDateTime("removed_at").IsZero() {
		return nil
	}
	newer := func(field string) bool { return row.GetDateTime(field).Time().After(began) }
	other := row.GetString("meta_id") != "" && row.GetString("meta_id") != t.ID
	if other || !newer("status_at") {
		if row.GetString("status") != t.Status {
			row.Set("reason", "") // of the state it had
		}
		row.Set("status", t.Status)
		row.Set("removed_at", "")
	}
	if other || !newer("category_at") {
		row.Set("category", t.Category)
	}
	if other || !newer("quality_at") {
		row.Set("quality", t.Quality)
	}
	if other || !newer("components_at") {
		row.Set("components", types.JSONRaw(t.Components))
	}
	row.Set("language", t.Language)
	row.Set("meta_id", t.ID)
	row.Set("parameter_format", t.Format)
	row.Set("synced_at", began)
	created := row.IsNew()
	if err := tx.Save(row); err != nil {
		return err
	}
	if created {
		counts.Created++
	} else {
		counts.Updated++
	}
	return nil
}

func sameTemplate(row *core.Record, t whatsapp.Template) bool {
	for field, value := range map[string]string{
		"language": t.Language, "meta_id": t.ID, "category": t.Category,
		"status": t.Status, "quality": t.Quality, "parameter_format": t.Format,
	} {
		if row.GetString(field) != value {
			return false
		}
	}
	return whatsapp.SameComponents(templateComponents(row), t.Components)
}

func templateComponents(row *core.Record) json.RawMessage {
	return json.RawMessage(row.GetString("components"))
}

// markRemoved notes when templates were found to be gone. They stay, because
// the log speaks of them, and the picker can say what became of them.
func (c *crm) markRemoved(list []whatsapp.Template, began time.Time) (int, error) {
	there := make(map[string]bool, len(list))
	for _, t := range list {
		there[t.Name+" "+whatsapp.NormalLanguage(t.Language)] = true
	}
	rows, err := c.app.FindAllRecords("whatsapp_templates", dbx.HashExp{"removed_at": ""})
	if err != nil {
		return 0, err
	}
	removed := 0
	for _, row := range rows {
		if there[row.GetString("name")+" "+whatsapp.NormalLanguage(row.GetString("language"))] || row.GetDateTime("status_at").Time().After(began) {
			continue
		}
		row.Set("removed_at", began)
		row.Set("synced_at", began)
		if err := c.app.Save(row); err != nil {
			return removed, err
		}
		removed++
	}
	return removed, nil
}

// replayTemplateEvents applies webhooks that came before their template was
// here. Most only say what was just read, which ends their waiting too.
func (c *crm) replayTemplateEvents() {
	const most, tries = 200, 3 // events of another account's templates never find theirs
	ids := []string{}
	err := c.app.DB().NewQuery(`SELECT id FROM whatsapp_events WHERE state = 'parked' AND attempts < {:tries}
		AND (field LIKE 'message_template_%' OR field = 'template_category_update') ORDER BY received_at, id LIMIT {:most}`).
		Bind(dbx.Params{"tries": tries, "most": most}).Column(&ids)
	for _, id := range ids {
		if err == nil {
			_, err = c.writer.Replay(id)
		}
	}
	if err != nil {
		c.app.Logger().Warn("Webhooks about templates could not be applied; they stay parked", "error", err)
	}
}
