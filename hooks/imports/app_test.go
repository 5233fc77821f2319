package imports_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tests"
	"github.com/pocketbase/pocketbase/tools/filesystem"

	"pocketcrm/hooks"
	"pocketcrm/hooks/imports"
	"pocketcrm/internal/fresh"
	_ "pocketcrm/pb_migrations"
)

// bench is a fresh application with the hooks of the program.
type bench struct {
	t   testing.TB
	app *tests.TestApp
}

func TestMain(m *testing.M) { fresh.Main(m) }

func newBench(t testing.TB) *bench {
	t.Helper()
	app, err := tests.NewTestApp(fresh.Dir(t, nil))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(app.Cleanup)
	hooks.Register(app, hooks.Config{DefaultCountry: "GB"})
	return &bench{t, app}
}

func (b *bench) create(collection string, fields map[string]any) *core.Record {
	b.t.Helper()
	c, err := b.app.FindCollectionByNameOrId(collection)
	if err != nil {
		b.t.Fatal(err)
	}
	record := core.NewRecord(c)
	record.Load(fields)
	if err := b.app.Save(record); err != nil {
		b.t.Fatalf("save in %s: %v", collection, err)
	}
	return record
}

func (b *bench) customer(name, number string) *core.Record {
	b.t.Helper()
	customer := b.create("customers", map[string]any{"name": name})
	b.create("contacts", map[string]any{"customer": customer.Id, "type": "phone", "value": number})
	return customer
}

func (b *bench) count(query string) int {
	b.t.Helper()
	n := 0
	if err := b.app.DB().NewQuery("SELECT COUNT(*) FROM " + query).Row(&n); err != nil {
		b.t.Fatal(err)
	}
	return n
}

// uploaded is a stored file whose columns are mapped as guessed.
func (b *bench) uploaded(text string) *core.Record {
	b.t.Helper()
	file, err := filesystem.NewFileFromBytes([]byte(text), "people.csv")
	if err != nil {
		b.t.Fatal(err)
	}
	record, err := imports.Store(b.app, file, "people.csv", "", "")
	if err != nil {
		b.t.Fatal(err)
	}
	return record
}

// checked is one that can be started, with its report.
func (b *bench) checked(text, duplicates string) (*core.Record, *imports.Report) {
	b.t.Helper()
	record := b.uploaded(text)
	record.Set("options", imports.Options{Duplicates: duplicates})
	job, err := imports.JobOf(b.app, record, "GB")
	if err != nil {
		b.t.Fatal(err)
	}
	report, err := imports.Check(context.Background(), b.app, job)
	if err != nil {
		b.t.Fatal(err)
	}
	if err := imports.KeepCheck(b.app, record, job.Options, report.Total); err != nil {
		b.t.Fatal(err)
	}
	return record, report
}

func (b *bench) start(record *core.Record) {
	b.t.Helper()
	if err := imports.Start(b.app, record.Id, time.Now()); err != nil {
		b.t.Fatal(err)
	}
}

// worker is a started one, drained at the end of the test.
func (b *bench) worker() *imports.Worker {
	b.t.Helper()
	w := imports.NewWorker(b.app, imports.WorkerOptions{Fallback: "GB"})
	w.Start()
	b.t.Cleanup(func() { w.Drain(time.Minute) })
	return w
}

// ended waits for the end of an import.
func (b *bench) ended(id string) *core.Record {
	b.t.Helper()
	return b.until(id, func(r *core.Record) bool { return r.GetString("finished_at") != "" })
}

func (b *bench) until(id string, true func(*core.Record) bool) *core.Record {
	b.t.Helper()
	for deadline := time.Now().Add(10 * time.Minute); time.Now().Before(deadline); time.Sleep(5 * time.Millisecond) {
		record, err := b.app.FindRecordById(imports.Collection, id)
		if err != nil {
			b.t.Fatal(err)
		}
		if true(record) {
			return record
		}
	}
	b.t.Fatal("it takes too long")
	return nil
}

// imported runs a file to its end.
func (b *bench) imported(text, duplicates string) *core.Record {
	b.t.Helper()
	record, _ := b.checked(text, duplicates)
	b.start(record)
	w := b.worker()
	defer w.Drain(time.Minute)
	return b.ended(record.Id)
}

// counts are the numbers of an import, those that aren't 0.
func counts(r *core.Record) string {
	parts := []string{r.GetString("state")}
	for _, name := range []string{"done", "created_customers", "created_contacts", "updated_customers", "skipped", "refused"} {
		if n := r.GetInt(name); n != 0 {
			parts = append(parts, fmt.Sprintf("%s=%d", name, n))
		}
	}
	return strings.Join(parts, " ")
}

func (b *bench) errorsFile(r *core.Record) string {
	b.t.Helper()
	name := r.GetString("errors_file")
	if name == "" {
		return ""
	}
	fsys, err := b.app.NewFilesystem()
	if err != nil {
		b.t.Fatal(err)
	}
	defer fsys.Close()
	file, err := fsys.GetReader(r.BaseFilesPath() + "/" + name)
	if err != nil {
		b.t.Fatal(err)
	}
	defer file.Close()
	text := new(strings.Builder)
	if _, err := file.WriteTo(text); err != nil {
		b.t.Fatal(err)
	}
	return text.String()
}

// state is everything that an import may write, in an order of its own.
func (b *bench) state() string {
	b.t.Helper()
	var lines []string
	err := b.app.DB().NewQuery(`SELECT c.name || '/' || c.company || '/' || c.email || '/' || COALESCE((SELECT GROUP_CONCAT(t, ' ') FROM
		(SELECT type || ':' || value || '=' || digits t FROM contacts WHERE customer = c.id ORDER BY 1)), '') FROM customers c ORDER BY 1`).Column(&lines)
	if err != nil {
		b.t.Fatal(err)
	}
	return strings.Join(lines, "\n")
}

func want(t testing.TB, what string, got, wanted any) {
	t.Helper()
	if got != wanted {
		t.Errorf("%s: got %v, want %v", what, got, wanted)
	}
}

func asJSON(t testing.TB, v any) string {
	t.Helper()
	content, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// people are n rows, every tenth of somebody who is further up, every
// fifteenth of nobody.
func people(n int) string {
	var text strings.Builder
	text.WriteString("Name,Phone,E-mail,Notes\n")
	for i := range n {
		switch {
		case i%10 == 9:
			fmt.Fprintf(&text, "Again %d,+44 7700 %06d,,\n", i, 900000+i-5)
		case i%15 == 14:
			text.WriteString(",,,nobody\n")
		default:
			fmt.Fprintf(&text, "Person %d,+44 7700 %06d,person%d@example.com,\"a note,\nof two lines\"\n", i, 900000+i, i)
		}
	}
	return text.String()
}

func opener(text string) imports.Opener {
	return func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }
}
