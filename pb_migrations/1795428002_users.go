package pb_migrations

import (
	"github.com/pocketbase/pocketbase/core"
	m "github.com/pocketbase/pocketbase/migrations"
	"github.com/pocketbase/pocketbase/tools/types"
)

// The stock users collection lets anybody sign up and change every field of
// their own record. Here users are the staff: made by a superuser, and unable
// to give themselves a role or access.
func init() {
	const ownBasic = ruleStaff + ` && id = @request.auth.id && @request.body.role:changed = false && @request.body.active:changed = false`

	m.Register(func(app core.App) error {
		users, err := app.FindCollectionByNameOrId("users")
		if err != nil {
			return err
		}

		users.Fields.Add(
			&core.SelectField{Name: "role", Values: []string{"admin", "agent"}, MaxSelect: 1},
			&core.BoolField{Name: "active"},
			&core.TextField{Name: "language", Max: 20, Pattern: `^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$`},
		)
		users.ListRule = types.Pointer(ruleStaff)
		users.ViewRule = types.Pointer(ruleStaff)
		users.CreateRule = nil
		users.UpdateRule = types.Pointer(ownBasic)
		users.DeleteRule = nil
		users.ManageRule = nil
		users.AuthRule = types.Pointer(`active = true`)
		users.OAuth2.Enabled = false
		users.OTP.Enabled = false

		return app.Save(users)
	}, func(app core.App) error {
		users, err := app.FindCollectionByNameOrId("users")
		if err != nil {
			return err
		}

		own := `id = @request.auth.id`
		users.ListRule = types.Pointer(own)
		users.ViewRule = types.Pointer(own)
		users.CreateRule = types.Pointer("")
		users.UpdateRule = types.Pointer(own)
		users.DeleteRule = types.Pointer(own)
		users.AuthRule = types.Pointer("")
		for _, name := range []string{"role", "active", "language"} {
			users.Fields.RemoveByName(name)
		}

		return app.Save(users)
	})
}
