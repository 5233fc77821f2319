package hooks_test

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/ingest"
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

// fillLog writes rows of a hundredth as many people, over years, and their
// conversations.
func fillLog(b *testing.B, app core.App, rows int) {
	b.Helper()
	people := max(rows/100, 200) // note: so that a page is full at either size
	types := []string{"whatsapp", "whatsapp", "whatsapp", "whatsapp", "whatsapp", "whatsapp", "whatsapp", "call", "note", "email"}
	began := time.Now().Add(-time.Duration(rows) * time.Minute)
	for from := 0; from < rows; from += 10_000 {
		err := app.RunInTransaction(func(tx core.App) error {
			for i := from; i < min(from+10_000, rows); i++ {
				at := began.Add(time.Duration(i) * time.Minute).UTC().Format("2006-01-02 15:04:05.000Z")
				_, err := tx.DB().NewQuery(`INSERT INTO comms_log (id, customer_id, type, direction, message_type, body, occurred_at, ext_message_id, status, address, created, updated)
					VALUES ({:id}, {:customer}, {:type}, 'inbound', 'text', 'Hello, is my order ready? I could come by this afternoon.', {:at}, {:wamid}, 'received', '447700900123', {:at}, {:at})`).
					Bind(dbx.Params{"id": ingest.NewID(), "customer": fmt.Sprintf("unknown:%d", 447700900000+i*7919%people), "type": types[i*31%len(types)], "at": at, "wamid": fmt.Sprintf("wamid.LIST%d", i)}).Execute()
				if err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	_, err := app.NonconcurrentDB().NewQuery(`INSERT INTO conversations (id, customer_id, last_at, last_preview, last_direction, last_type, unread, state, created, updated)
		SELECT lower(hex(randomblob(7))) || 'a', customer_id, MAX(occurred_at), 'Hello', 'inbound', 'whatsapp', abs(random()) % 10 = 0, 'open', '', '' FROM comms_log GROUP BY customer_id`).Execute()
	if err != nil {
		b.Fatal(err)
	}
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
