package imports_test

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks"
	"pocketcrm/hooks/imports"
	"pocketcrm/hooks/ingest"
	"pocketcrm/whatsapp"
)

// durable is an application on a file that waits for the disk, as the program
// runs.
func durable(b *testing.B) core.App {
	b.Helper()
	app := core.NewBaseApp(core.BaseAppConfig{DataDir: b.TempDir(), DBConnect: hooks.ConnectDB})
	if err := app.Bootstrap(); err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = app.ResetBootstrapState() })
	hooks.Register(app, hooks.Config{DefaultCountry: "GB"})
	if err := app.RunAllMigrations(); err != nil {
		b.Fatal(err)
	}
	return app
}

func list(n, from int) string {
	var text strings.Builder
	text.WriteString("Name,Company,E-mail,Phone,Notes\n")
	for i := range n {
		fmt.Fprintf(&text, "Person %d,Company %d,person%d@example.com,+44 77%08d,a note\n", i, i%100, from+i, from+i)
	}
	return text.String()
}

func fileJob(b *testing.B, text string) *imports.Job {
	b.Helper()
	open := opener(text)
	format, columns, err := imports.Inspect(open, "")
	if err != nil {
		b.Fatal(err)
	}
	return &imports.Job{Open: open, Format: format, Columns: columns, Mapping: imports.Guessed(columns), Options: imports.Options{Duplicates: imports.Skip}, Fallback: "GB"}
}

// BenchmarkCheck: 100,000 rows, half of them of the 100,000 customers.
func BenchmarkCheck(b *testing.B) {
	const rows = 100_000
	app := durable(b)
	err := app.RunInTransaction(func(tx core.App) error {
		for i := range rows {
			id := ingest.NewID()
			_, err := tx.NonconcurrentDB().NewQuery("INSERT INTO customers (id, name) VALUES ({:id}, 'Somebody')").Bind(dbx.Params{"id": id}).Execute()
			if err == nil {
				_, err = tx.NonconcurrentDB().NewQuery("INSERT INTO contacts (id, customer, type, value, digits) VALUES ({:id}, {:id}, 'phone', {:d}, {:d})").
					Bind(dbx.Params{"id": id, "d": fmt.Sprintf("4477%08d", i)}).Execute()
			}
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	job := fileJob(b, list(rows, rows/2))
	for _, policy := range []string{imports.Skip, imports.Fill} {
		b.Run(policy, func(b *testing.B) {
			job.Options.Duplicates = policy
			for b.Loop() {
				began := time.Now()
				report, err := imports.Check(context.Background(), app, job)
				if err != nil || report.Duplicates != rows/2 {
					b.Fatal(report, err)
				}
				var m runtime.MemStats
				runtime.GC()
				runtime.ReadMemStats(&m)
				b.ReportMetric(rows/time.Since(began).Seconds(), "rows/s")
				b.ReportMetric(float64(m.HeapInuse>>20), "MB-heap")
			}
		})
	}
}

// BenchmarkImport: rows a second alone, and what it does to messages that come
// in at 20 a second, which is much for a small business.
func BenchmarkImport(b *testing.B) {
	const rows, every = 10_000, 50 * time.Millisecond
	for b.Loop() {
		app := durable(b)
		writer := ingest.New(app, ingest.Options{})
		if err := writer.Start(); err != nil {
			b.Fatal(err)
		}
		n := 0
		messages := func(stop <-chan struct{}) []time.Duration {
			var took []time.Duration
			for ; ; n++ {
				select {
				case <-stop:
					slices.Sort(took)
					return took
				case <-time.After(every):
				}
				events, err := whatsapp.DecodeWebhook(fmt.Appendf(nil, `{"object":"whatsapp_business_account","entry":[{"id":"1","changes":[{"field":"messages","value":{"messaging_product":"whatsapp",`+
					`"metadata":{"phone_number_id":"2"},"messages":[{"from":"4477%08d","id":"wamid.%d","timestamp":"1793700000","type":"text","text":{"body":"Hello"}}]}}]}]}`, n%5000, n))
				if err != nil {
					b.Error(err)
				}
				began := time.Now()
				if err := writer.Submit(events, 500); err != nil {
					b.Error(err)
				}
				took = append(took, time.Since(began))
			}
		}
		run := func(from int) float64 {
			began := time.Now()
			r := imports.Run{App: app, Job: fileJob(b, list(rows, from)), ErrorsPath: b.TempDir() + "/e.csv"}
			if _, err := r.Do(context.Background()); err != nil {
				b.Fatal(err)
			}
			return rows / time.Since(began).Seconds()
		}

		quiet := make(chan struct{})
		time.AfterFunc(5*time.Second, func() { close(quiet) })
		without := messages(quiet)
		alone := run(0)
		stop, during := make(chan struct{}), make(chan []time.Duration)
		go func() { during <- messages(stop) }()
		beside := run(rows)
		close(stop)
		with := <-during
		writer.Drain(time.Second)
		b.Logf("%.0f rows/s alone, %.0f beside messages; a message takes %s (99 %%: %s) without, %s (99 %%: %s, worst %s) with",
			alone, beside, middle(without), at(without, 99), middle(with), at(with, 99), with[len(with)-1])
		b.ReportMetric(alone, "rows/s")
		b.ReportMetric(beside/alone, "×rows-beside-messages")
		b.ReportMetric(float64(at(with, 99).Milliseconds()), "ms-p99-with")
		b.ReportMetric(float64(middle(with))/float64(middle(without)), "×median-with")
	}
}

func middle(all []time.Duration) time.Duration { return at(all, 50) }

func at(all []time.Duration, percent int) time.Duration { return all[len(all)*percent/100] }
