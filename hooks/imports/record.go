package imports

import (
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"
	"github.com/pocketbase/pocketbase/tools/types"
)

// Collection is where imports are kept.
const Collection = "imports"

// UnreadField marks a contact that is being saved whose number must not be read
// by a country: the calling code that stood beside it is none.
const UnreadField = "@crmUnread"

// States of an import.
const (
	Uploaded  = "uploaded"
	Checked   = "checked"
	Running   = "running"
	Done      = "done"
	Failed    = "failed"
	Cancelled = "cancelled"
)

// Errors of what can't be done with an import, as sentences.
var (
	ErrAnother    = errors.New("another import is running. Wait until it is done, or cancel it")
	ErrUnchecked  = errors.New("check the file first: choose what the columns are and look at the duplicates")
	ErrStarted    = errors.New("this import was started already. Upload the file again to import it once more")
	ErrNotRunning = errors.New("this import isn't running, so there is nothing to cancel")
)

// Store keeps an uploaded file, with guesses of what is in it. The author may
// be "": a superuser is no member of staff. encoding is as for [Inspect].
func Store(app core.App, file *filesystem.File, name, author, encoding string) (*core.Record, error) {
	format, columns, err := Inspect(func() (io.ReadCloser, error) { return file.Reader.Open() }, encoding)
	if err != nil {
		return nil, err
	}
	collection, err := app.FindCachedCollectionByNameOrId(Collection)
	if err != nil {
		return nil, err
	}
	record := core.NewRecord(collection)
	record.Set("state", Uploaded)
	record.Set("name", clip(filepath.Base(name), 300))
	record.Set("author", author)
	record.Set("file", file)
	record.Set("mapping", Guessed(columns))
	record.Set("options", Options{Duplicates: Skip})
	setFormat(record, format, columns)
	return record, app.Save(record)
}

func setFormat(record *core.Record, f Format, columns []Column) {
	record.Set("encoding", f.Encoding)
	record.Set("delimiter", string(rune(f.Delimiter)))
	record.Set("header", f.Header)
	record.Set("columns", columns)
}

// SetHeader decides whether the first row names the columns, which renames
// them.
func SetHeader(app core.App, record *core.Record, header bool) error {
	if record.GetBool("header") == header {
		return nil
	}
	f, columns, err := InspectAs(opener(app, record), record.GetString("encoding"), record.GetString("delimiter"), header)
	if err == nil {
		setFormat(record, f, columns)
	}
	return err
}

// SetEncoding reads the file in another encoding, which renames the columns and
// guesses anew what they are.
func SetEncoding(app core.App, record *core.Record, encoding string) error {
	if record.GetString("encoding") == encoding {
		return nil
	}
	f, columns, err := Inspect(opener(app, record), encoding)
	if err == nil {
		setFormat(record, f, columns)
		record.Set("mapping", Guessed(columns))
	}
	return err
}

// KeepEncoding stores what [SetEncoding] has read; a check has to be made again.
func KeepEncoding(app core.App, record *core.Record) error {
	return beforeStart(app, record, func(tx core.App) error {
		record.Set("state", Uploaded)
		return tx.Save(record)
	})
}

// beforeStart changes an import that may still be changed, in a transaction; it
// is ErrStarted when it was started or has ended meanwhile.
func beforeStart(app core.App, record *core.Record, change func(tx core.App) error) error {
	return app.RunInTransaction(func(tx core.App) error {
		switch state, _, err := stateOf(tx, record.Id); {
		case err != nil:
			return err
		case state != Uploaded && state != Checked:
			return ErrStarted
		}
		return change(tx)
	})
}

// JobOf is the job that a record describes.
func JobOf(app core.App, record *core.Record, fallback string) (*Job, error) {
	job := &Job{Open: opener(app, record), Fallback: fallback, Mapping: Mapping{}}
	err := errors.Join(
		json.Unmarshal([]byte(record.GetString("columns")), &job.Columns),
		json.Unmarshal([]byte(record.GetString("mapping")), &job.Mapping),
		json.Unmarshal([]byte(record.GetString("options")), &job.Options),
	)
	if err != nil {
		return nil, fmt.Errorf("read the import: %w", err)
	}
	job.Format, _, err = InspectAs(job.Open, record.GetString("encoding"), record.GetString("delimiter"), record.GetBool("header"))
	return job, err
}

// opener opens the stored file.
func opener(app core.App, record *core.Record) Opener {
	return func() (io.ReadCloser, error) {
		name := record.GetString("file")
		if name == "" {
			return nil, FileError("The file was removed 30 days after its import. Upload it again.")
		}
		fsys, err := app.NewFilesystem()
		if err != nil {
			return nil, err
		}
		file, err := fsys.GetReader(record.BaseFilesPath() + "/" + name)
		if err != nil {
			return nil, errors.Join(err, fsys.Close())
		}
		return storedFile{file, fsys}, nil
	}
}

type storedFile struct {
	io.ReadCloser
	fsys *filesystem.System
}

func (f storedFile) Close() error { return errors.Join(f.ReadCloser.Close(), f.fsys.Close()) }

// KeepCheck stores what a check was made with, unless the import was started
// or checked otherwise meanwhile.
func KeepCheck(app core.App, record *core.Record, options Options, total int) error {
	return beforeStart(app, record, func(tx core.App) error {
		record.Set("state", Checked)
		record.Set("options", options)
		record.Set("total", total)
		return tx.Save(record)
	})
}

// Start makes a checked import running; a failed one goes on where it failed.
func Start(app core.App, id string, now time.Time) error {
	result, err := app.NonconcurrentDB().NewQuery(`UPDATE imports SET state = 'running', error = '', finished_at = '',
		started_at = CASE WHEN started_at = '' THEN {:now} ELSE started_at END, updated = {:now}
		WHERE id = {:id} AND state IN ('checked', 'failed') AND NOT EXISTS (SELECT 1 FROM imports WHERE state = 'running')`).
		Bind(dbx.Params{"id": id, "now": date(now)}).Execute()
	if n, err := changed(result, err); err != nil || n > 0 {
		return err
	}
	switch state, another, err := stateOf(app, id); {
	case err != nil:
		return err
	case state == Uploaded:
		return ErrUnchecked
	case state != Checked && state != Failed:
		return ErrStarted
	case another:
		return ErrAnother
	}
	return ErrStarted
}

// Cancel stops an import: what was written stays, nothing more is written.
func Cancel(app core.App, id string, now time.Time) error {
	result, err := app.NonconcurrentDB().NewQuery(`UPDATE imports SET state = 'cancelled', updated = {:now},
		finished_at = CASE WHEN started_at != '' THEN '' ELSE {:now} END
		WHERE id = {:id} AND state IN ('uploaded', 'checked', 'running', 'failed')`).Bind(dbx.Params{"id": id, "now": date(now)}).Execute()
	if n, err := changed(result, err); err != nil || n > 0 {
		return err
	}
	return ErrNotRunning
}

func changed(result sql.Result, err error) (int64, error) {
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

func stateOf(app core.App, id string) (state string, another bool, err error) {
	row := struct {
		State   string `db:"state"`
		Another bool   `db:"another"`
	}{}
	err = app.DB().NewQuery("SELECT state, EXISTS (SELECT 1 FROM imports WHERE state = 'running' AND id != {:id}) another FROM imports WHERE id = {:id}").
		Bind(dbx.Params{"id": id}).One(&row)
	return row.State, row.Another, err
}

func progressOf(r *core.Record) Progress {
	return Progress{
		Done: r.GetInt("done"), CreatedCustomers: r.GetInt("created_customers"), CreatedContacts: r.GetInt("created_contacts"),
		UpdatedCustomers: r.GetInt("updated_customers"), Skipped: r.GetInt("skipped"), Refused: r.GetInt("refused"), errorsSize: int64(r.GetInt("errors_size")),
	}
}

// saveProgress stores how far an import is, in the transaction of the rows.
// That it was cancelled undoes them.
func saveProgress(tx core.App, id string, p Progress, now time.Time) error {
	result, err := tx.NonconcurrentDB().NewQuery(`UPDATE imports SET done = {:done}, created_customers = {:customers}, created_contacts = {:contacts},
		updated_customers = {:updates}, skipped = {:skipped}, refused = {:refused}, errors_size = {:size}, updated = {:now}
		WHERE id = {:id} AND state = 'running'`).
		Bind(dbx.Params{
			"id": id, "now": date(now), "done": p.Done, "customers": p.CreatedCustomers, "contacts": p.CreatedContacts,
			"updates": p.UpdatedCustomers, "skipped": p.Skipped, "refused": p.Refused, "size": p.errorsSize,
		}).Execute()
	if n, err := changed(result, err); err != nil || n > 0 {
		return err
	}
	return ErrCancelled
}

func date(t time.Time) string { return t.UTC().Format(types.DefaultDateLayout) }
