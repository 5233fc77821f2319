package hooks_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"pocketcrm/internal/race"
)

func (b *bench) runJob(id string) {
	b.t.Helper()
	for _, job := range b.app.Cron().Jobs() {
		if job.Id() == id {
			job.Run()
			return
		}
	}
	b.t.Fatalf("there is no job %s", id)
}

func TestWhatIsRefusedToStrangersIsCounted(t *testing.T) {
	t.Parallel()
	b := newBench(t, testConfig(), everythingLogged)
	ask := func(path, token string) {
		req, _ := http.NewRequest("GET", b.url+path, nil)
		req.Header.Set("User-Agent", strings.Repeat("U", 2000))
		req.Header.Set("Referer", "https://example.com/"+strings.Repeat("R", 2000))
		if token != "" {
			req.Header.Set("Authorization", token)
		}
		b.do(req)
	}
	for i := range 5 {
		ask(fmt.Sprintf("/api/none-%d/%s", i, strings.Repeat("x", 2000)), "")
		ask(fmt.Sprintf("/api/crm/health?%d", i), "not a token")
	}
	ask("/api/none-of-staff/"+strings.Repeat("x", 2000), b.staffToken)
	b.logged()
	b.runJob("crm_refusals")
	of := func(what string) []string {
		return slices.DeleteFunc(b.logged(), func(line string) bool { return !strings.Contains(line, what) })
	}
	until(t, "the minute is told", func() bool { return len(of("Without a session")) > 0 })
	for _, what := range []string{"404 Not Found", "401 Unauthorized"} {
		want(t, what, len(of("Without a session: 5 requests were refused with "+what)), 1)
	}
	want(t, "a stranger's rows", len(of("none-1/")), 0)
	staff := of("none-of-staff")
	want(t, "rows of staff", len(staff), 1)
	if len(staff) == 1 && len(staff[0]) > 2000 {
		t.Errorf("a row of staff has %d bytes", len(staff[0]))
	}
	b.runJob("crm_refusals")
	b.app.Logger().Warn("behind it")
	until(t, "what comes behind it is written", func() bool { return len(of("behind it")) > 0 })
	want(t, "the next minute", len(of("Without a session")), 2)
}

// Whatever is logged, and by whom, the log's file has a size; and what is our
// own fault is still there.
func TestTheLogIsBoundedBySize(t *testing.T) {
	t.Parallel()
	race.Skip(t)
	b := newBench(t, testConfig(), everythingLogged)
	text := strings.Repeat("long words ", 1000)
	write := func(message string, status, count int) {
		t.Helper()
		err := b.app.AuxRunInTransaction(func(app core.App) error {
			for range count {
				row := &core.Log{Level: 8, Message: message + text, Created: types.NowDateTime()}
				row.Data = types.JSONMap[any]{"type": "request", "auth": "users", "status": status, "error": text, "url": text, "details": map[string]any{"x": text}}
				row.Id = core.GenerateDefaultRandomId()
				if err := app.AuxSave(row); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	write("our fault", 500, 10)
	for range 30 {
		write("their slip", 404, 1000)
	}
	var size, faults, slips int
	for query, into := range map[string]*int{
		"SELECT page_count * page_size FROM pragma_page_count, pragma_page_size": &size,
		"SELECT COUNT(*) FROM _logs WHERE message LIKE 'our fault%'":             &faults,
		"SELECT COUNT(*) FROM _logs WHERE message LIKE 'their slip%'":            &slips,
	} {
		if err := b.app.AuxDB().NewQuery(query).Row(into); err != nil {
			t.Fatal(err)
		}
	}
	if size > 40<<20 || slips < 1000 || slips > 29_000 {
		t.Errorf("the log has %d MB and %d of 30,000 rows", size>>20, slips)
	}
	want(t, "our faults", faults, 10)
}
