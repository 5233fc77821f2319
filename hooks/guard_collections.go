package hooks

import (
	"slices"
	"strings"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/dbutils"
)

const (
	keepCollection = "This collection belongs to the inbox, which does not work without it. It can't be renamed or deleted."
	keepFields     = "The inbox needs the fields of this collection, so none can be removed or renamed here. " +
		"An application that added one removes it in a migration of its own."
	keepStored = "The inbox relies on how this collection stores and protects its records: how many values a field has, the choices it offers, " +
		"what it refers to, what is deleted with that, which files are protected. None of it can be changed here."
	keepIndexes = "The inbox needs the indexes of this collection: they keep each message from being logged twice, and the lists quick. " +
		"Others may be added, but none of these removed or changed."
	keepImport = "Collections of the inbox change with its own versions only. Import the others, without “delete missing”."
	keepRows   = "Truncate would empty a collection of the inbox at once, and can't be undone. " +
		"Delete what should go one by one; to begin anew, start the program with an empty data directory."
)

// guardTruncate refuses to empty a collection of ours: PocketBase has no hook
// for it, and asks none of the hooks that the deletion of one record goes by.
func guardTruncate(e *core.RequestEvent) error {
	if !strings.HasSuffix(e.Request.Pattern, "/collections/{collection}/truncate") || !e.HasSuperuserAuth() {
		return e.Next()
	}
	// note: it may be named by its id, or in other letters
	collection, err := e.App.FindCachedCollectionByNameOrId(e.Request.PathValue("collection"))
	if err == nil && isGuarded(collection.Name) {
		return e.BadRequestError(keepRows, nil)
	}
	return e.Next()
}

func isGuarded(collection string) bool {
	_, ours := guards[collection]
	return ours
}

func guardCollection(e *core.CollectionRequestEvent) error {
	if isGuarded(e.Collection.Name) {
		return e.BadRequestError(keepCollection, nil)
	}
	return e.Next()
}

// guardSchema keeps the names that our statements use, what they rely on, and
// what would rewrite or delete records that are there; rules, other options and
// additional fields and indexes are for an admin to change.
func guardSchema(e *core.CollectionRequestEvent) error {
	// note: by the address, as the request may have changed name and id
	before, err := e.App.FindCollectionByNameOrId(e.Request.PathValue("collection"))
	if err != nil {
		return e.NotFoundError("", err)
	}
	if !isGuarded(before.Name) {
		return e.Next()
	}
	if e.Collection.Name != before.Name {
		return e.BadRequestError(keepCollection, nil)
	}
	for _, field := range before.Fields {
		if now := e.Collection.Fields.GetById(field.GetId()); now == nil || now.GetName() != field.GetName() {
			return e.BadRequestError(keepFields, nil)
		} else if !storesTheSame(field, now) {
			return e.BadRequestError(keepStored, nil)
		}
	}
	for _, index := range before.Indexes {
		if !slices.ContainsFunc(e.Collection.Indexes, func(now string) bool { return sameIndex(index, now) }) {
			return e.BadRequestError(keepIndexes, nil)
		}
	}
	return e.Next()
}

// storesTheSame tells whether the values of a field mean the same with other
// options: PocketBase rewrites all rows when one value becomes several.
func storesTheSame(before, now core.Field) bool {
	switch was := before.(type) {
	case *core.RelationField:
		is, ok := now.(*core.RelationField)
		return ok && is.CollectionId == was.CollectionId && is.IsMultiple() == was.IsMultiple() && is.CascadeDelete == was.CascadeDelete
	case *core.SelectField:
		is, ok := now.(*core.SelectField)
		return ok && is.IsMultiple() == was.IsMultiple() && !slices.ContainsFunc(was.Values, func(value string) bool { return !slices.Contains(is.Values, value) })
	case *core.FileField:
		is, ok := now.(*core.FileField)
		return ok && is.IsMultiple() == was.IsMultiple() && (is.Protected || !was.Protected)
	}
	return now.Type() == before.Type()
}

func sameIndex(a, b string) bool {
	return dbutils.ParseIndex(a).Build() == dbutils.ParseIndex(b).Build()
}

func guardImport(e *core.CollectionsImportRequestEvent) error {
	if e.DeleteMissing {
		return e.BadRequestError(keepImport, nil)
	}
	for _, data := range e.CollectionsData {
		for _, key := range []string{"id", "name"} {
			name, _ := data[key].(string)
			if collection, err := e.App.FindCachedCollectionByNameOrId(name); err == nil && isGuarded(collection.Name) {
				return e.BadRequestError(keepImport, nil)
			}
		}
	}
	return e.Next()
}
