package imports

import (
	"context"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// Progress is how far an import is. Done is also where it goes on after a
// restart: so many rows have been dealt with.
type Progress struct {
	Done             int
	CreatedCustomers int
	CreatedContacts  int
	UpdatedCustomers int
	Skipped          int
	Refused          int
	errorsSize       int64 // how much of the file of refused rows counts
}

// ErrCancelled ends a run that somebody has cancelled.
var ErrCancelled = errors.New("the import was cancelled")

// Run writes a file's rows.
type Run struct {
	App        core.App
	Job        *Job
	From       Progress
	ErrorsPath string // of the file of refused rows

	// Save stores the progress in the transaction of the rows it is about. An
	// error undoes them and ends the run. It may be nil, as may Tell.
	Save func(tx core.App, p Progress) error
	// Tell is told after each transaction.
	Tell func(p Progress)

	maker    *maker
	known    *index
	errors   errorsFile
	progress Progress
	pace     pace
}

// Do writes all rows that aren't dealt with. After an error it can be done
// again from the progress returned.
func (r *Run) Do(ctx context.Context) (Progress, error) {
	r.progress, r.maker, r.known = r.From, r.Job.maker(), newIndex()
	r.pace = pace{rows: firstChunk, share: mostShare}
	r.errors = errorsFile{path: r.ErrorsPath, delimiter: r.Job.Format.Delimiter, header: r.Job.header(), size: r.From.errorsSize}
	if err := errors.Join(r.known.load(r.App), r.Job.crowd(ctx, r.known)); err != nil {
		return r.progress, err
	}
	_, err := withFile(r.Job.Open, func(file io.Reader) (struct{}, error) { return struct{}{}, r.all(ctx, file) })
	_, closeErr := r.errors.close()
	return r.progress, errors.Join(err, closeErr)
}

func (r *Run) all(ctx context.Context, file io.Reader) error {
	rows, _, err := r.Job.Format.Open(file)
	if err != nil {
		return fmt.Errorf("read the file: %w", err)
	}
	for range r.progress.Done {
		if _, err := rows.Next(); err != nil {
			return fmt.Errorf("find the place in the file: %w", err)
		}
	}
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		chunk, err := r.chunk(rows)
		if err != nil {
			return err
		}
		if len(chunk) == 0 {
			return nil
		}
		if err := r.write(ctx, chunk); err != nil {
			return err
		}
	}
}

// item is a row and what was made of it, outside of the transaction.
type item struct {
	row    Row
	person Person
	why    string // it is refused
}

func (r *Run) chunk(rows *Reader) ([]item, error) {
	chunk := make([]item, 0, r.pace.rows)
	for len(chunk) < r.pace.rows {
		row, err := rows.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("read the file: %w", err)
		}
		i := item{row: row}
		i.person, i.why = r.maker.person(row)
		chunk = append(chunk, i)
	}
	return chunk, nil
}

// busyTries is how often the database may be busy for the whole time that a
// connection waits, during a backup for instance.
const busyTries = 30

// write stores a chunk; if a row of it can't be stored, each by itself.
func (r *Run) write(ctx context.Context, chunk []item) error {
	err := r.attempt(ctx, chunk)
	for try := 0; errors.As(err, &busyError{}) && try < busyTries && ctx.Err() == nil; try++ {
		err = r.attempt(ctx, chunk) // note: each waits some seconds itself
	}
	var failed rowError
	if err == nil || !errors.As(err, &failed) {
		return err
	}
	for i := range chunk {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := r.one(ctx, chunk[i]); err != nil {
			return err
		}
	}
	return nil
}

// one stores a single row, or refuses it. A fault that isn't the row's own is
// given some time to pass; if then the refusal can be stored, it was the row.
func (r *Run) one(ctx context.Context, i item) error {
	for try := range 3 {
		err := r.attempt(ctx, []item{i})
		var failed rowError
		if err == nil || !errors.As(err, &failed) {
			return err
		}
		i.why = failed.reason()
		if failed.own() {
			break
		}
		r.App.Logger().Warn("A row of an import could not be stored", "line", i.row.Line, "try", try+1, "error", err)
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(time.Duration(try+1) * 100 * time.Millisecond):
		}
		if try < 2 {
			i.why = ""
		}
	}
	return r.attempt(ctx, []item{i})
}

// attempt stores rows and progress in one transaction, or nothing.
func (r *Run) attempt(ctx context.Context, chunk []item) error {
	next := r.progress
	refused := []refusedRow{}
	for _, i := range chunk {
		if i.why != "" {
			refused = append(refused, refusedRow{i.row, i.why})
		}
	}
	size, err := r.errors.write(refused)
	if err != nil {
		return err
	}
	next.errorsSize = size

	var began, ended time.Time
	stored := false
	w := chunkWriter{run: r, next: &next}
	err = r.App.RunInTransaction(func(tx core.App) error {
		began = time.Now()
		tx.TxInfo().OnComplete(func(err error) error {
			ended, stored = time.Now(), err == nil
			return nil
		})
		if err := r.known.load(tx); err != nil {
			return err
		}
		for _, i := range chunk {
			if err := w.write(tx, i); err != nil {
				return err
			}
		}
		if r.Save == nil {
			return nil
		}
		return r.Save(tx, next)
	})
	if !stored {
		w.undo()
		if began.IsZero() {
			return busyError{err}
		}
		return err
	}
	if err != nil {
		// note: of a hook after the commit; the rows are there all the same
		r.App.Logger().Error("Rows of an import were stored, but not everybody could be told", "error", err)
	}
	held := ended.Sub(began)
	r.progress, r.errors.size = next, size
	r.pace.next(len(chunk), held)
	if r.Tell != nil {
		r.Tell(next)
	}
	r.pace.rest(ctx, held, time.Since(ended))
	return nil
}
