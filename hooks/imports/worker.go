package imports

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/filesystem"

	"pocketcrm/hooks/machine"
)

// finishAgain is how soon the end of an import is stored once more that the disk
// didn't take.
const finishAgain = 5 * time.Second

// WorkerOptions are what a worker needs besides the app.
type WorkerOptions struct {
	Fallback string           // see [Job.Fallback]
	Now      func() time.Time // default time.Now
	Failed   func(err error)  // told why an import failed
}

// Worker runs imports in the background, one after the other. An import that a
// crash or a restart has stopped goes on where it was: its progress is stored
// together with its rows.
type Worker struct {
	app  core.App
	opts WorkerOptions

	mu       sync.Mutex
	cancel   context.CancelFunc // nil while it isn't running
	wake     chan struct{}
	finished chan struct{}
}

// NewWorker makes a worker; it does nothing until Start.
func NewWorker(app core.App, opts WorkerOptions) *Worker {
	if opts.Now == nil {
		opts.Now = time.Now
	}
	return &Worker{app: app, opts: opts, wake: make(chan struct{}, 1)}
}

// Start begins to work, with what was left undone. The collections must exist.
func (w *Worker) Start() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cancel != nil {
		return
	}
	ctx, cancel := context.WithCancel(context.Background())
	w.cancel, w.finished = cancel, make(chan struct{})
	w.Wake()
	go w.work(ctx, w.finished)
}

// Wake tells that an import was started or cancelled.
func (w *Worker) Wake() {
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// Drain stops after the transaction that is under way and waits for it, no
// longer than timeout. The import goes on at the next start.
func (w *Worker) Drain(timeout time.Duration) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.cancel == nil {
		return
	}
	w.cancel()
	w.cancel = nil
	select {
	case <-w.finished:
	case <-time.After(timeout):
		w.app.Logger().Error("The import did not stop in time; it goes on after the restart")
	}
}

func (w *Worker) work(ctx context.Context, finished chan struct{}) {
	defer close(finished)
	for {
		select {
		case <-ctx.Done():
			return
		case <-w.wake:
		}
		// note: a cancelled one without an end still has its refused rows to hand over
		open, err := w.app.FindRecordsByFilter(Collection, "state = 'running' || (state = 'cancelled' && finished_at = '' && started_at != '')", "started_at", 0, 0)
		if err != nil {
			w.app.Logger().Error("The imports could not be read", "error", err)
			continue
		}
		for _, record := range open {
			if ctx.Err() == nil {
				w.run(ctx, record)
			}
		}
	}
}

// run does one import to its end, whatever that is.
func (w *Worker) run(ctx context.Context, record *core.Record) {
	err := w.do(ctx, record)
	if ctx.Err() != nil {
		return // note: it goes on at the next start
	}
	if err != nil && w.opts.Failed != nil {
		w.opts.Failed(err)
	}
	for {
		failed := w.finish(record.Id, err)
		if failed == nil {
			return
		}
		w.app.Logger().Error("The end of an import could not be stored; it is tried again", "import", record.Id, "error", failed)
		if machine.CauseOf(failed) == "" {
			return // note: by the next start
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(finishAgain): // note: a full disk may have room by then
		}
	}
}

func (w *Worker) do(ctx context.Context, record *core.Record) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
			w.app.Logger().Error("An import panicked", "import", record.Id, "stack", string(debug.Stack()))
		}
	}()
	if record.GetString("state") == Cancelled {
		return ErrCancelled
	}
	job, err := JobOf(w.app, record, w.opts.Fallback)
	if err != nil {
		return err
	}
	told := time.Time{}
	run := Run{
		App: w.app, Job: job, From: progressOf(record), ErrorsPath: errorsPath(w.app, record.Id),
		Save: func(tx core.App, p Progress) error { return saveProgress(tx, record.Id, p, w.opts.Now()) },
		Tell: func(Progress) {
			const pause = 250 * time.Millisecond
			if time.Since(told) >= pause {
				told = time.Now()
				w.tell(record.Id)
			}
		},
	}
	_, err = run.Do(ctx)
	return err
}

// errorsPath is where refused rows are collected until the end.
func errorsPath(app core.App, id string) string {
	return filepath.Join(app.DataDir(), "imports", id+".errors.csv")
}

// tell announces the stored progress to subscribers.
//
// note: it saves nothing, because a record read a moment ago could undo a
// cancellation.
func (w *Worker) tell(id string) {
	record, err := w.app.FindRecordById(Collection, id)
	if err == nil {
		event := &core.ModelEvent{App: w.app, Context: context.Background(), Type: core.ModelEventTypeUpdate}
		event.Model = record
		err = w.app.OnModelAfterUpdateSuccess().Trigger(event)
	}
	if err != nil {
		w.app.Logger().Warn("The progress of an import could not be told", "import", id, "error", err)
	}
}

// finish stores how an import ended, with the file of refused rows.
func (w *Worker) finish(id string, failure error) error {
	record, err := w.app.FindRecordById(Collection, id)
	if err != nil {
		return err
	}
	errorsFile := errorsFile{path: errorsPath(w.app, id), size: int64(record.GetInt("errors_size"))}
	refused, err := errorsFile.close()
	if err != nil {
		return err
	}
	if refused {
		file, err := filesystem.NewFileFromPath(errorsFile.path)
		if err != nil {
			return err
		}
		record.Set("errors_file", file)
	}
	switch {
	case record.GetString("state") == Cancelled:
	case failure == nil:
		record.Set("state", Done)
	default:
		w.app.Logger().Error("An import failed", "import", id, "error", failure)
		record.Set("state", Failed)
		record.Set("error", sentence(failure))
	}
	record.Set("finished_at", w.opts.Now())
	if err := w.app.Save(record); err != nil {
		return err
	}
	if refused && record.GetString("state") != Failed { // note: a failed one can go on
		return os.Remove(errorsFile.path)
	}
	return nil
}

// sentence is for the person who looks at a failed import.
func sentence(failure error) string {
	var file FileError
	if errors.As(failure, &file) {
		return file.Error()
	}
	if cause := machine.CauseOf(failure); cause != "" {
		return "The import stopped: " + string(cause) + ". What was written stays; when that is mended, start it again to go on with the rest."
	}
	return "The import stopped because of a fault of the database or the disk. What was written stays; start it again to go on with the rest. If that fails too, the log in the dashboard says more."
}
