package hooks_test

import (
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// The lists that the pages show must not become slower with the years. Rows
// are written in one go, so a million takes a while:
//
//	go test -run '^$' -bench Lists -benchtime 1x -timeout 30m ./hooks/
func BenchmarkLists(b *testing.B) {
	lists := map[string]string{
		"thread":        "comms_log/records?perPage=50&skipTotal=1&sort=-occurred_at,-id&filter=" + url.QueryEscape(`customer_id = "unknown:447700900007"`),
		"inbox":         "comms_log/records?perPage=50&skipTotal=1&sort=-occurred_at,-id",
		"inbox by type": "comms_log/records?perPage=50&skipTotal=1&sort=-occurred_at,-id&filter=" + url.QueryEscape(`type = "call"`),
		"conversations": "conversations/records?perPage=50&skipTotal=1&sort=-last_at&expand=customer",
		"unread":        "conversations/records?perPage=50&skipTotal=1&sort=-last_at&filter=" + url.QueryEscape(`unread > 0`),
	}
	for b.Loop() {
		p95 := map[string]map[int]time.Duration{}
		for _, rows := range []int{10_000, 1_000_000} {
			app, server := durable(b)
			fillLog(b, app, rows)
			token := benchToken(b, app)
			for name, path := range lists {
				if p95[name] == nil {
					p95[name] = map[int]time.Duration{}
				}
				p95[name][rows] = measureList(b, server.URL+"/api/collections/"+path, token)
			}
		}
		for name, at := range p95 {
			ratio := float64(at[1_000_000]) / float64(at[10_000])
			b.Logf("%-14s p95 %s at 10 k rows, %s at 1 M: %.2f ×", name, at[10_000], at[1_000_000], ratio)
			b.ReportMetric(ratio, "×10k:"+url.PathEscape(name))
		}
	}
}

func measureList(b *testing.B, address, token string) time.Duration {
	b.Helper()
	times := []time.Duration{}
	for range 300 {
		req, _ := http.NewRequest("GET", address, nil)
		req.Header.Set("Authorization", token)
		began := time.Now()
		resp, err := http.DefaultClient.Do(req)
		if err != nil || resp.StatusCode != http.StatusOK {
			b.Fatalf("%s: %v %v", address, resp, err)
		}
		buffer := make([]byte, 256<<10)
		for err == nil {
			_, err = resp.Body.Read(buffer)
		}
		resp.Body.Close()
		times = append(times, time.Since(began))
	}
	slices.Sort(times)
	return times[len(times)*95/100]
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
	if err := app.Save(user); err != nil {
		b.Fatal(err)
	}
	token, err := user.NewAuthToken()
	if err != nil {
		b.Fatal(err)
	}
	return token
}
