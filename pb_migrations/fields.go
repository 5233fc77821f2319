package pb_migrations

import "github.com/pocketbase/pocketbase/core"

// addFields adds fields to collections that are there, by name.
func addFields(app core.App, added map[string][]core.Field) error {
	return changeFields(app, added, func(c *core.Collection, fields []core.Field) { c.Fields.Add(fields...) })
}

// removeFields is the way back.
func removeFields(app core.App, added map[string][]core.Field) error {
	return changeFields(app, added, func(c *core.Collection, fields []core.Field) {
		for _, field := range fields {
			c.Fields.RemoveByName(field.GetName())
		}
	})
}

func changeFields(app core.App, all map[string][]core.Field, change func(c *core.Collection, fields []core.Field)) error {
	for name, fields := range all {
		c, err := app.FindCollectionByNameOrId(name)
		if err != nil {
			return err
		}
		change(c, fields)
		if err := app.Save(c); err != nil {
			return err
		}
	}
	return nil
}
