package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
	"github.com/pocketbase/pocketbase/tools/types"
)

// imports are CSV files of customers and what became of them. Staff read them;
// the routes write them.
func init() {
	m.Register(func(app core.App) error {
		users, err := app.FindCollectionByNameOrId("users")
		if err != nil {
			return err
		}

		c := core.NewBaseCollection("imports")
		c.ListRule = types.Pointer(ruleStaff)
		c.ViewRule = types.Pointer(ruleStaff)
		c.Fields.Add(
			// of the file, as it was called
			&core.TextField{Name: "name", Max: 300, Presentable: true},
			&core.SelectField{Name: "state", Required: true, MaxSelect: 1, Values: []string{"uploaded", "checked", "running", "done", "failed", "cancelled"}},
			&core.TextField{Name: "encoding", Max: 40},
			&core.TextField{Name: "delimiter", Max: 1},
			&core.BoolField{Name: "header"},
			// [{name, samples, guess}]
			&core.JSONField{Name: "columns", MaxSize: 1 << 20},
			// {column: field}
			&core.JSONField{Name: "mapping", MaxSize: 64 << 10},
			// {country, duplicates}
			&core.JSONField{Name: "options", MaxSize: 4 << 10},
			&core.NumberField{Name: "total", OnlyInt: true},
			// rows dealt with: where it goes on after a restart
			&core.NumberField{Name: "done", OnlyInt: true},
			&core.NumberField{Name: "created_customers", OnlyInt: true},
			&core.NumberField{Name: "created_contacts", OnlyInt: true},
			&core.NumberField{Name: "updated_customers", OnlyInt: true},
			&core.NumberField{Name: "skipped", OnlyInt: true},
			&core.NumberField{Name: "refused", OnlyInt: true},
			// how much of the file of refused rows belongs to the rows in done
			&core.NumberField{Name: "errors_size", OnlyInt: true, Hidden: true},
			&core.TextField{Name: "error", Max: 2000},
			&core.RelationField{Name: "author", CollectionId: users.Id, MaxSelect: 1},
			&core.FileField{Name: "file", MaxSelect: 1, MaxSize: 64 << 20, Protected: true},
			// the refused rows and why; as large as the file and a reason for each row
			&core.FileField{Name: "errors_file", MaxSelect: 1, MaxSize: 512 << 20, Protected: true},
			&core.DateField{Name: "started_at"},
			&core.DateField{Name: "finished_at"},
			&core.AutodateField{Name: "created", OnCreate: true},
			&core.AutodateField{Name: "updated", OnCreate: true, OnUpdate: true},
		)
		c.AddIndex("idx_imports_created", false, "`created`", "")
		// one import at a time, whoever starts it
		c.AddIndex("idx_imports_running", true, "`state`", "`state` = 'running'")
		// for the deletion of a user, which looks for what refers to it
		c.AddIndex("idx_imports_author", false, "`author`", "")

		return app.Save(c)
	}, dropCollection("imports"))
}
