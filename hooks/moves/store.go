package moves

import (
	"strconv"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"pocketcrm/hooks/ingest"
)

// Store runs plain SQL in the transaction of an app. It is an [ingest.Store].
type Store struct{ db dbx.Builder }

// StoreOf is the store of app, which should be that of a transaction.
func StoreOf(app core.App) Store { return Store{app.NonconcurrentDB()} }

// Exec runs a statement; each question mark in it is an argument.
func (s Store) Exec(query string, args ...any) error {
	_, err := s.query(query, args).Execute()
	return err
}

// Rows returns all rows, every column as text; null is "".
func (s Store) Rows(query string, args ...any) ([][]string, error) {
	rows, err := s.query(query, args).Rows()
	if err != nil {
		return nil, err
	}
	return ingest.AllText(rows.Rows)
}

// strings returns the first column of all rows.
func (s Store) strings(query string, args ...any) ([]string, error) {
	return ingest.Strings(s, query, args...)
}

// whole returns rows as the database has them; null is a nil pointer.
func (s Store) whole(query string, args ...any) ([]row, error) {
	found := []dbx.NullStringMap{}
	if err := s.query(query, args).All(&found); err != nil {
		return nil, err
	}
	list := make([]row, len(found))
	for i, columns := range found {
		list[i] = make(row, len(columns))
		for name, value := range columns {
			if value.Valid {
				list[i][name] = &value.String
			} else {
				list[i][name] = nil
			}
		}
	}
	return list, nil
}

// record is one row by its id, nil when there is none.
func (s Store) record(table, id string) (row, error) {
	rows, err := s.whole("SELECT * FROM "+table+" WHERE id = ?", id)
	if err != nil || len(rows) == 0 {
		return nil, err
	}
	return rows[0], nil
}

// query names the arguments, because dbx has no question marks.
func (s Store) query(query string, args []any) *dbx.Query {
	var named strings.Builder
	params := make(dbx.Params, len(args))
	parts := strings.Split(query, "?")
	for i, part := range parts {
		named.WriteString(part)
		if i < len(parts)-1 {
			name := "p" + strconv.Itoa(i)
			named.WriteString("{:" + name + "}")
			params[name] = args[i]
		}
	}
	return s.db.NewQuery(named.String()).Bind(params)
}

// row is one row of a table, column by column.
type row map[string]*string

func (r row) text(column string) string {
	if v := r[column]; v != nil {
		return *v
	}
	return ""
}

// put writes a row as it was, over one with the same id.
func (s Store) put(table string, r row) error {
	columns, marks, sets, args := []string{}, []string{}, []string{}, []any{}
	for name, value := range r {
		columns, marks = append(columns, "`"+name+"`"), append(marks, "?")
		sets = append(sets, "`"+name+"` = excluded.`"+name+"`")
		if value == nil {
			args = append(args, nil)
		} else {
			args = append(args, *value)
		}
	}
	err := s.Exec("INSERT INTO "+table+" ("+strings.Join(columns, ", ")+") VALUES ("+strings.Join(marks, ", ")+
		") ON CONFLICT (id) DO UPDATE SET "+strings.Join(sets, ", "), args...)
	if err != nil && strings.Contains(err.Error(), "UNIQUE constraint failed") {
		return Refusal("Something that must be unique belongs to another record by now (" + table + "). Change that one first.")
	}
	return err
}

func timestamp() string { return types.NowDateTime().String() }
