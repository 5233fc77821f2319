package moves

import (
	"encoding/json"
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// reference is a field of another collection that named the merged customer:
// an application that imports us may have some.
type reference struct {
	Collection string          `json:"collection"`
	Record     string          `json:"record"`
	Field      string          `json:"field"`
	Before     json.RawMessage `json:"before"`
	After      json.RawMessage `json:"after"`
}

// own are collections whose references are moved with the messages.
var own = []string{"contacts", "comms_log", "conversations"}

// isNamed tells whether anything refers to a customer, in any collection.
func isNamed(app core.App, customer *core.Record) (bool, error) {
	fields, err := app.FindCollectionReferences(customer.Collection())
	if err != nil {
		return false, err
	}
	for collection, list := range fields {
		if collection.IsView() {
			continue
		}
		for _, field := range list {
			n, err := app.CountRecords(collection, dbx.NewExp("EXISTS (SELECT 1 FROM json_each(CASE WHEN json_valid([["+field.GetName()+
				"]]) THEN [["+field.GetName()+"]] ELSE json_array([["+field.GetName()+"]]) END) WHERE value = {:id})", dbx.Params{"id": customer.Id}))
			if err != nil || n > 0 {
				return true, err
			}
		}
	}
	return false, nil
}

func (j *Journal) mergeReferences(into, from *core.Record) error {
	fields, err := j.app.FindCollectionReferences(into.Collection())
	if err != nil {
		return err
	}
	for collection, list := range fields {
		if slices.Contains(own, collection.Name) || collection.IsView() {
			continue
		}
		for _, field := range list {
			records, err := j.app.FindRecordsByFilter(collection, field.GetName()+".id ?= {:id}", "", 0, 0, map[string]any{"id": from.Id})
			if err != nil {
				return fmt.Errorf("look for references in %s: %w", collection.Name, err)
			}
			for _, record := range records {
				if err := j.repoint(record, field.GetName(), from.Id, into.Id); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

func (j *Journal) repoint(record *core.Record, field, from, into string) error {
	before, err := json.Marshal(record.Get(field))
	if err != nil {
		return err
	}
	ids := []string{}
	for _, id := range record.GetStringSlice(field) {
		if id == from {
			id = into
		}
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	record.Set(field, ids)
	after, err := json.Marshal(record.Get(field))
	if err != nil {
		return err
	}
	j.data.References = append(j.data.References, reference{record.Collection().Name, record.Id, field, before, after})
	if err := j.app.SaveNoValidate(record); err != nil {
		return fmt.Errorf("move a reference in %s: %w", record.Collection().Name, err)
	}
	return nil
}

// restoreReferences lets other collections name the customer again, where they
// have not been changed since.
func (u *undoing) restoreReferences() error {
	for _, r := range u.data.References {
		record, err := u.app.FindRecordById(r.Collection, r.Record)
		if err != nil {
			continue // note: deleted meanwhile
		}
		now, err := json.Marshal(record.Get(r.Field))
		if err != nil {
			return err
		}
		var before any
		if string(now) != string(r.After) || json.Unmarshal(r.Before, &before) != nil {
			continue
		}
		record.Set(r.Field, before)
		if err := u.app.SaveNoValidate(record); err != nil {
			return fmt.Errorf("restore a reference in %s: %w", r.Collection, err)
		}
	}
	return nil
}
