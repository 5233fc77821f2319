package hooks

import (
	"strings"

	"github.com/pocketbase/pocketbase/core"
)

const (
	keepCollection = "This collection belongs to the inbox, which does not work without it. It can't be renamed or deleted."
	keepFields     = "The inbox needs the fields of this collection, so none can be removed or renamed here. " +
		"An application that added one removes it in a migration of its own."
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

// guardSchema keeps the names that our statements use; rules, options and
// additional fields are for an admin to change.
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
		}
	}
	return e.Next()
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
