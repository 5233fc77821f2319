package hooks

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"time"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"
)

// guard says what the record API may do with a collection of ours, whoever
// asks: the rules of pb_migrations say who may do it at all, and a superuser,
// who is above the rules, isn't above this. Neither the server's own writes nor
// app.Save of an application that imports us comes by here.
type guard struct {
	// add and change tell which fields may be written in a new record and in one
	// that is there; every other field is the server's. nil: none.
	add, change fields
	// addInstead and changeInstead are what to do where none may be
	addInstead, changeInstead string
	// keep tells why a record may not be deleted and what to do instead, "" if it
	// may; nil: every record may.
	keep func(app core.App, record *core.Record) (string, error)
	// instead of writing a field of the server's: what to do, by its name
	instead map[string]string
}

// fields tells whether a field may be written with a request.
type fields func(e *core.RecordRequestEvent, name string) bool

func only(names ...string) fields {
	allowed := make(map[string]bool, len(names))
	for _, name := range names {
		allowed[name] = true
	}
	return func(_ *core.RecordRequestEvent, name string) bool { return allowed[name] }
}

// allBut is for collections to which an application adds fields for its staff.
func allBut(names ...string) fields {
	ours := only(names...)
	return func(e *core.RecordRequestEvent, name string) bool { return !ours(e, name) }
}

// always keeps every record.
func always(instead string) func(core.App, *core.Record) (string, error) {
	return func(core.App, *core.Record) (string, error) { return instead, nil }
}

// while keeps records that are in one of these states.
func while(instead string, states ...string) func(core.App, *core.Record) (string, error) {
	in := only(states...)
	return func(_ core.App, record *core.Record) (string, error) {
		if in(nil, record.GetString("state")) {
			return instead, nil
		}
		return "", nil
	}
}

// bindGuards comes before every other hook of a request.
func (c *crm) bindGuards() {
	names := slices.Collect(maps.Keys(guards))
	c.app.OnRecordCreateRequest(names...).BindFunc(guardAdd)
	c.app.OnRecordUpdateRequest(names...).BindFunc(guardChange)
	c.app.OnRecordDeleteRequest(names...).BindFunc(guardDelete)
	c.app.OnCollectionUpdateRequest().BindFunc(guardSchema)
	c.app.OnCollectionDeleteRequest().BindFunc(guardCollection)
	c.app.OnCollectionsImportRequest().BindFunc(guardImport)
}

func guardAdd(e *core.RecordRequestEvent) error {
	g := guards[e.Collection.Name]
	if g.add == nil {
		return e.BadRequestError(g.addInstead, nil)
	}
	return g.check(e, g.add)
}

func guardChange(e *core.RecordRequestEvent) error {
	g := guards[e.Collection.Name]
	// note: or the row as it was read would be written over what the server does to it meanwhile
	e.Record.IgnoreUnchangedFields(true)
	return g.check(e, g.change)
}

// check refuses a request that writes a field of the server's, with an error
// for each, and lets those alone that came back as they were.
//
// note: the dashboard sends whole records, and not quite as it got them.
func (g guard) check(e *core.RecordRequestEvent, may fields) error {
	original := e.Record.Original()
	wrong := validation.Errors{}
	for _, field := range e.Collection.Fields {
		name := field.GetName()
		switch {
		case field.Type() == core.FieldTypeAutodate || name == core.FieldNameId && e.Record.IsNew():
			// note: PocketBase lets nobody write a time of its own, and a client choose the id of a new record
		case unchanged(field, e.Record.Get(name), original.Get(name)):
			if !e.Record.IsNew() {
				e.Record.SetRaw(name, original.GetRaw(name))
			}
		case may == nil || !may(e, name):
			wrong[name] = validation.NewError("crm_server_field", g.sentence(name))
		}
	}
	if len(wrong) == 0 {
		return e.Next()
	}
	return e.BadRequestError(g.refusal(e, slices.Sorted(maps.Keys(wrong))), wrong)
}

// refusal is what the dashboard shows above the form, whose fields may be out of
// sight.
func (g guard) refusal(e *core.RecordRequestEvent, names []string) string {
	switch {
	case !e.HasSuperuserAuth():
		return "Some fields can't be written: they are set by the server."
	case g.change == nil:
		return "Not saved. " + g.changeInstead
	case e.Record.IsNew():
		return "Not saved: the server fills in " + strings.Join(names, ", ") + ". Leave them empty."
	}
	return "Not saved: the server keeps " + strings.Join(names, ", ") + ". Beside each is what to do instead. " +
		"What you didn't touch has changed meanwhile: open the record again."
}

func (g guard) sentence(field string) string {
	if instead := g.instead[field]; instead != "" {
		return instead
	}
	if g.changeInstead != "" {
		return g.changeInstead
	}
	return "This field is set by the server. Leave it as it is."
}

// unchanged tells whether two values say the same. Behind the dashboard's form
// for a date there are no fractions of a second, and a browser reads numbers in
// JSON as 64-bit floating point and writes them its own way.
func unchanged(field core.Field, now, before any) bool {
	if reflect.DeepEqual(now, before) {
		return true
	}
	switch field.Type() {
	case core.FieldTypeDate:
		a, b := dateOf(now), dateOf(before)
		return a.Truncate(time.Second).Equal(b.Truncate(time.Second))
	case core.FieldTypeJSON:
		a, okA := jsonOf(now)
		b, okB := jsonOf(before)
		return okA && okB && reflect.DeepEqual(a, b)
	}
	return false
}

func dateOf(value any) time.Time {
	if date, ok := value.(interface{ Time() time.Time }); ok {
		return date.Time()
	}
	return time.Time{}
}

func jsonOf(value any) (decoded any, ok bool) {
	content, err := json.Marshal(value)
	if err != nil {
		return nil, false
	}
	return decoded, json.Unmarshal(content, &decoded) == nil
}

func guardDelete(e *core.RecordRequestEvent) error {
	if keep := guards[e.Collection.Name].keep; keep != nil {
		instead, err := keep(e.App, e.Record)
		switch {
		case err != nil:
			return e.InternalServerError("What depends on the record could not be looked up, so it was not deleted. Try again.", err)
		case instead != "":
			return e.BadRequestError(instead, nil)
		}
	}
	if err := e.Next(); err != nil {
		return err
	}
	if e.HasSuperuserAuth() {
		// note: for who asks later where it is; it may have been deleted so that nothing of it is left
		e.App.Logger().Warn("A superuser deleted a record", "collection", e.Collection.Name, "record", e.Record.Id, "by", e.Auth.Id)
	}
	return nil
}
