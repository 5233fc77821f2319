package hooks_test

import (
	"bytes"
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
		return strings.Contains(name, "customers ") // note: a search looks into every customer
	})
	sizes, accounts := []int{10_000, 1_000_000}, []int{1, 2, 3, 50}
	for b.Loop() {
		p95 := map[string]map[int][]time.Duration{} // by list and size, for each number of accounts
		for _, rows := range sizes {
			app, server := durable(b)
			token := benchToken(b, app)
			fillLog(b, app, rows)
			for _, n := range accounts {
				colleagues(b, app, n-1)
				withStatistics(b, app)
				for _, name := range names {
					if p95[name] == nil {
						p95[name] = map[int][]time.Duration{}
					}
					p95[name][rows] = append(p95[name][rows], measureList(b, server.URL+requests[name], token))
				}
			}
		}
		b.Logf("p95 with %v accounts at %v rows; the worst × the same at fewer rows, and × the same with 50 accounts", accounts, sizes)
		for _, name := range names {
			few, many := p95[name][sizes[0]], p95[name][sizes[1]]
			if slices.Contains(slices.Concat(few, many), 0) {
				continue
			}
			larger, fewer := 0.0, 0.0
			for i := range accounts {
				larger = max(larger, float64(many[i])/float64(few[i]))
				fewer = max(fewer, float64(many[i])/float64(many[len(accounts)-1]))
			}
			b.Logf("%-36s %v %v: %.2f ×, %.2f ×", name, few, many, larger, fewer)
			b.ReportMetric(larger, "×10k:"+url.PathEscape(name))
			b.ReportMetric(fewer, "×50accounts:"+url.PathEscape(name))
		}
	}
}

// measureList is the p95 of a list. One that is empty isn't measured: PocketBase
// lets somebody wait who gets nothing again and again.
func measureList(b *testing.B, address, token string) time.Duration {
	b.Helper()
	times := []time.Duration{}
	for range 200 {
		req, _ := http.NewRequest("GET", address, nil)
		req.Header.Set("Authorization", token)
		began := time.Now()
		resp, err := http.DefaultClient.Do(req)
		if err != nil || resp.StatusCode != http.StatusOK {
			b.Fatalf("%s: %v %v", address, resp, err)
		}
		body, err := io.ReadAll(resp.Body)
		if resp.Body.Close(); err != nil {
			b.Fatal(err)
		}
		times = append(times, time.Since(began))
		if bytes.Contains(body, []byte(`"items":[]`)) {
			return 0
		}
	}
	slices.Sort(times)
	return times[len(times)*95/100].Round(10 * time.Microsecond)
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
