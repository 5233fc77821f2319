package hooks

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"
)

// usedPatience bounds the look through the log, which has no index by author:
// a million messages take a second or two.
const usedPatience = 20 * time.Second

// userUsed keeps an account that something refers to: PocketBase would empty
// all of those fields, and nobody could tell any more who wrote a message.
func userUsed(app core.App, user *core.Record) (string, error) {
	refs, err := app.FindCachedCollectionReferences(user.Collection())
	if err != nil {
		return "", err
	}
	// note: the others are small or have an index, so the log is looked through only for an account without traces there
	last := func(c *core.Collection) string { return strings.Replace(c.Name, "comms_log", "~", 1) }
	collections := slices.SortedFunc(maps.Keys(refs), func(a, b *core.Collection) int { return cmp.Compare(last(a), last(b)) })
	ctx, cancel := context.WithTimeout(context.Background(), usedPatience)
	defer cancel()
	for _, collection := range collections {
		for _, field := range refs[collection] {
			if relation, ok := field.(*core.RelationField); !ok || relation.CascadeDelete || relation.IsMultiple() || collection.IsView() {
				continue // note: an application's own, which says itself what goes with an account
			}
			used, err := isUsed(ctx, app, collection.Name, field.GetName(), user.Id)
			if err != nil {
				return "", err
			}
			if used {
				return fmt.Sprintf("This account can't be deleted: it is the %s of records in %s, which would lose the name. "+
					"Switch active off instead: it ends every session at once, and the name stays.",
					field.GetName(), collection.Name), nil
			}
		}
	}
	return leavesNoAdmin(app, user, false)
}

func isUsed(ctx context.Context, app core.App, table, column, id string) (bool, error) {
	var one int
	err := app.ConcurrentDB().Select("(1)").From(table).Where(dbx.HashExp{column: id}).Limit(1).WithContext(ctx).Row(&one)
	if errors.Is(err, sql.ErrNoRows) {
		return false, nil
	}
	return err == nil, err
}

// usersKeepAdmin refuses to take the role from the last admin among the active
// staff, or to switch them off while others work on: nobody would see what Meta
// says of the account, or change the settings.
func usersKeepAdmin(e *core.RecordRequestEvent) error {
	if !isActiveAdmin(e.Record.Original()) || isActiveAdmin(e.Record) {
		return e.Next()
	}
	instead, err := leavesNoAdmin(e.App, e.Record, e.Record.GetBool("active"))
	switch {
	case err != nil:
		return e.InternalServerError("The other admins could not be looked up, so nothing was changed. Try again.", err)
	case instead == "":
		return e.Next()
	}
	field := "role"
	if !e.Record.GetBool("active") {
		field = "active"
	}
	return e.BadRequestError(instead, validation.Errors{field: validation.NewError("crm_last_admin", instead)})
}

// leavesNoAdmin is what to do first when an admin leaves, or stays as an agent,
// and active staff would be left without one.
func leavesNoAdmin(app core.App, user *core.Record, stays bool) (string, error) {
	if !isActiveAdmin(user.Original()) {
		return "", nil
	}
	others, err := app.FindAllRecords("users", dbx.HashExp{"active": true}, dbx.Not(dbx.HashExp{"id": user.Id}))
	if err != nil {
		return "", err
	}
	if slices.ContainsFunc(others, isActiveAdmin) || len(others) == 0 && !stays {
		return "", nil
	}
	return "This is the only admin among the active staff: nobody could change the settings or see what Meta says of the account. " +
		"Make somebody else an admin first. To end their sessions at once, change their password.", nil
}

func isActiveAdmin(user *core.Record) bool {
	return user.GetBool("active") && user.GetString("role") == "admin"
}
