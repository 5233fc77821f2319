package imports_test

import (
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/imports"
)

func TestAnImportGoesOnAfterARestart(t *testing.T) {
	t.Parallel()
	const rows = 1000
	text := people(rows)
	whole := newBench(t)
	expected := whole.imported(text, "skip")

	b := newBench(t)
	record, _ := b.checked(text, "skip")
	b.start(record)
	for at := 30; at < rows; at += 300 {
		w := imports.NewWorker(b.app, imports.WorkerOptions{Fallback: "GB"})
		w.Start()
		b.until(record.Id, func(r *core.Record) bool { return r.GetInt("done") >= at })
		w.Drain(time.Minute)
	}
	b.worker()
	ended := b.ended(record.Id)
	want(t, "counts", counts(ended), counts(expected))
	want(t, "file of errors", b.errorsFile(ended), whole.errorsFile(expected))
	want(t, "state", b.state(), whole.state())
}

// A crash comes before the commit or after it; what was written to the file of
// refused rows is there in both cases.
func TestNothingIsDoubledOrLostByCrashes(t *testing.T) {
	t.Parallel()
	const rows = 400
	text := people(rows)
	whole := newBench(t)
	expected := whole.imported(text, "skip")

	b := newBench(t)
	record, _ := b.checked(text, "skip")
	path := filepath.Join(t.TempDir(), "errors.csv")
	crash := errors.New("crash")
	var stored imports.Progress
	for n := 0; ; n++ {
		job, err := imports.JobOf(b.app, record, "GB")
		if err != nil {
			t.Fatal(err)
		}
		chunks, latest := 0, imports.Progress{}
		run := imports.Run{App: b.app, Job: job, From: stored, ErrorsPath: path,
			Save: func(_ core.App, p imports.Progress) error {
				if chunks++; n%2 == 0 && chunks == 3 {
					return crash // before the commit
				}
				latest = p
				return nil
			},
			Tell: func(p imports.Progress) {
				stored = latest
				if n%2 == 1 && chunks == 3 {
					panic(crash) // after it
				}
			},
		}
		err = func() (err error) {
			defer func() {
				if recover() != nil {
					err = crash
				}
			}()
			_, err = run.Do(context.Background())
			return err
		}()
		if err == nil {
			break
		}
		if !errors.Is(err, crash) {
			t.Fatal(err)
		}
		if n > 1000 {
			t.Fatal("it never ends")
		}
	}
	want(t, "rows", stored.Done, rows)
	want(t, "refused", stored.Refused, expected.GetInt("refused"))
	want(t, "skipped", stored.Skipped, expected.GetInt("skipped"))
	want(t, "state", b.state(), whole.state())
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want(t, "file of errors", string(content), whole.errorsFile(expected))
}

// What a colleague adds or merges while an import runs counts.
func TestOthersWriteMeanwhile(t *testing.T) {
	t.Parallel()
	b := newBench(t)
	gone := b.customer("Gone", "07700 900050")
	record, _ := b.checked("Name,Phone\nAnna,07700 900001\nBen,07700 900002\nCleo,07700 900050\n", "skip")
	job, err := imports.JobOf(b.app, record, "GB")
	if err != nil {
		t.Fatal(err)
	}
	saved := 0
	run := imports.Run{App: b.app, Job: job, ErrorsPath: filepath.Join(t.TempDir(), "e.csv"), Save: func(core.App, imports.Progress) error { saved++; return nil }}
	job.Open = opening(job.Open, func() {
		b.customer("Ben by hand", "+44 7700 900002")
		if err := b.app.Delete(gone); err != nil {
			t.Error(err)
		}
	})
	progress, err := run.Do(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	want(t, "skipped", progress.Skipped, 1)
	want(t, "customers", progress.CreatedCustomers, 2)
	want(t, "Cleo", b.count("customers WHERE name = 'Cleo'"), 1)
}

// opening does something before a file is opened, after the keys were loaded.
func opening(open imports.Opener, before func()) imports.Opener {
	return func() (io.ReadCloser, error) {
		before()
		return open()
	}
}
