package hooks

import (
	"reflect"
	"slices"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"
)

// refuseOthers answers 400 with field errors when somebody who is no superuser
// changes a field that is not among those they may write.
func refuseOthers(e *core.RecordRequestEvent, allowed ...string) error {
	return refuse(e, func(field string) bool { return !slices.Contains(allowed, field) })
}

func refuse(e *core.RecordRequestEvent, forbidden func(field string) bool) error {
	if e.HasSuperuserAuth() {
		return nil
	}
	original := e.Record.Original()
	wrong := validation.Errors{}
	for _, field := range e.Collection.Fields {
		name := field.GetName()
		if !forbidden(name) || field.Type() == core.FieldTypeAutodate {
			continue
		}
		if name == core.FieldNameId && e.Record.IsNew() {
			continue // note: PocketBase lets a client choose the id of a new record
		}
		if !reflect.DeepEqual(e.Record.Get(name), original.Get(name)) {
			wrong[name] = validation.NewError("crm_server_field", "This field is set by the server. Leave it out.")
		}
	}
	if len(wrong) > 0 {
		return e.BadRequestError("Some fields can't be written: they are set by the server.", wrong)
	}
	return nil
}

func conversationsRefuseServerFields(e *core.RecordRequestEvent) error {
	if err := refuseOthers(e, "assignee", "state"); err != nil {
		return err
	}
	return e.Next()
}

func customersRefuseServerFields(e *core.RecordRequestEvent) error {
	// note: an application that imports us may have added fields for its staff
	if err := refuse(e, func(field string) bool { return field == "search" }); err != nil {
		return err
	}
	return e.Next()
}

func contactsRefuseServerFields(e *core.RecordRequestEvent) error {
	if err := refuseOthers(e, "customer", "type", "value", "label"); err != nil {
		return err
	}
	return e.Next()
}
