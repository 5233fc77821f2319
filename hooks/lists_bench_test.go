package hooks_test

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// The lists that the pages show must not become slower with the years, nor with
// few accounts, when SQLite knows how large its tables are. The requests are
// the pages' own. Rows are written in one go, so a million takes a while:
//
//	go test -run '^$' -bench Lists -benchtime 1x -timeout 30m ./hooks/
func BenchmarkLists(b *testing.B) {
	requests := pageRequests(b)
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(requests)), func(name string) bool {
		// note: a search looks into every customer; the others are empty here
		return strings.Contains(name, "customers ") || slices.Contains([]string{"doubtful customers", "messages by id", "moved to", "merged into", "settings"}, name)
	})
	accounts := []int{1, 2, 3, 50}
	for b.Loop() {
		small, large := newListServer(b, 10_000), newListServer(b, 1_000_000)
		table := fmt.Sprintf("medians and p95 in ms at 10 k and 1 M rows with %v accounts; the worst p95 × the same at 10 k rows, and × the same with 50 accounts\n", accounts)
		p95 := map[string][][2]float64{} // by list and number of accounts, at both sizes
		lines := map[string]string{}
		for _, n := range accounts {
			for _, s := range []*listServer{small, large} {
				colleagues(b, s.app, n-1)
				withStatistics(b, s.app)
			}
			for _, name := range names {
				few, many := []float64{}, []float64{}
				for range 100 { // note: in turn, so that whatever else runs slows both
					few, many = append(few, small.ask(b, requests[name])), append(many, large.ask(b, requests[name]))
				}
				slices.Sort(few)
				slices.Sort(many)
				lines[name] += fmt.Sprintf("  %4.1f %4.1f, %4.1f %4.1f", few[50], few[95], many[50], many[95])
				p95[name] = append(p95[name], [2]float64{few[95], many[95]})
			}
		}
		for _, name := range names {
			larger, fewer, last := 0.0, 0.0, p95[name][len(accounts)-1][1]
			for _, at := range p95[name] {
				larger, fewer = max(larger, at[1]/at[0]), max(fewer, at[1]/last)
			}
			table += fmt.Sprintf("%-36s%s: %.2f ×, %.2f ×\n", name, lines[name], larger, fewer)
			b.ReportMetric(larger, "×10k:"+url.PathEscape(name))
			b.ReportMetric(fewer, "×50accounts:"+url.PathEscape(name))
		}
		fmt.Print(table) // note: a benchmark logs ten lines at most
	}
}

// listServer is a database of its own size, and somebody who reads in it.
type listServer struct {
	app        core.App
	url, token string
}

func newListServer(b *testing.B, rows int) *listServer {
	app, server := durable(b)
	s := &listServer{app, server.URL, benchToken(b, app)}
	fillLog(b, app, rows)
	return s
}

// ask is how many milliseconds an answer takes.
func (s *listServer) ask(b *testing.B, path string) float64 {
	req, _ := http.NewRequest("GET", s.url+path, nil)
	req.Header.Set("Authorization", s.token)
	began := time.Now()
	resp, err := http.DefaultClient.Do(req)
	if err != nil || resp.StatusCode != http.StatusOK {
		b.Fatalf("%s: %v %v", path, resp, err)
	}
	body, err := io.ReadAll(resp.Body)
	took := time.Since(began)
	if resp.Body.Close(); err != nil {
		b.Fatal(err)
	}
	// note: PocketBase lets somebody wait who gets nothing again and again
	if bytes.Contains(body, []byte(`"items":[]`)) {
		b.Fatalf("%s is empty, so this measures nothing", path)
	}
	return float64(took.Microseconds()) / 1000
}

func benchToken(b *testing.B, app core.App) string {
	b.Helper()
	users, err := app.FindCollectionByNameOrId("users")
	if err != nil {
		b.Fatal(err)
	}
	user := core.NewRecord(users)
	user.SetEmail("reader@example.com")
	user.SetPassword("correct horse")
	user.Set("active", true)
	user.Set("role", "admin")
	if err := app.Save(user); err != nil {
		b.Fatal(err)
	}
	token, err := user.NewAuthToken()
	if err != nil {
		b.Fatal(err)
	}
	return token
}
