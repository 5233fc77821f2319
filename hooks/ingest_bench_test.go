package hooks_test

import (
	"bytes"
	"fmt"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/ingest"
)

func BenchmarkIngestDurable(b *testing.B) {
	var next atomic.Int64
	for b.Loop() {
		raw := rawRate(b)
		_, plain := findThenSave(b)
		save := rate(b, plain, 64, &next, oneMessage)
		b.Logf("raw %.0f/s, find-then-Save at 64 connections %.0f/s", raw, save)
		for _, connections := range []int{1, 16, 64, 256} {
			_, server := durable(b)
			ours := rate(b, server, connections, &next, oneMessage)
			b.Logf("%3d connections: %.0f/s, %.2f × raw, %.1f × find-then-Save", connections, ours, ours/raw, ours/save)
			b.ReportMetric(ours/raw, fmt.Sprintf("×raw@%d", connections))
			b.ReportMetric(ours/save, fmt.Sprintf("×save@%d", connections))
		}
	}
}

// One body with as many messages as Meta puts into one.
func BenchmarkIngestBodyOf1000(b *testing.B) {
	var next atomic.Int64
	for b.Loop() {
		raw := rawRate(b)
		_, server := durable(b)
		bodies := rate(b, server, 1, &next, func(n int64) []byte {
			messages := make([]string, 1000)
			for i := range messages {
				k := n*1000 + int64(i)
				messages[i] = text(fmt.Sprint(447700900000+k%5000), fmt.Sprintf("wamid.BODY%d", k), "1793700000", "Hello, is my order ready? I could come by this afternoon.")
			}
			return []byte(value(`"messages":[` + strings.Join(messages, ",") + `]`))
		})
		b.Logf("%.0f messages/s, %.2f × raw", bodies*1000, bodies*1000/raw)
		b.ReportMetric(bodies*1000/raw, "×raw")
	}
}

// outboundRows are messages of ours that statuses can be about.
func outboundRows(b *testing.B, app core.App, n int) {
	b.Helper()
	err := app.RunInTransaction(func(tx core.App) error {
		for i := range n {
			_, err := tx.DB().NewQuery(`INSERT INTO comms_log (id, customer_id, type, direction, message_type, body, occurred_at, ext_message_id, status, address, created, updated)
				VALUES ({:id}, {:customer}, 'whatsapp', 'outbound', 'text', 'Your order is ready.', '2026-11-03 10:00:00.000Z', {:wamid}, 'accepted', '447700900123', '', '')`).
				Bind(dbx.Params{"id": ingest.NewID(), "customer": fmt.Sprintf("unknown:%d", 447700900000+i%5000), "wamid": fmt.Sprintf("wamid.OUT%d", i)}).Execute()
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

var progress = []string{"sent", "delivered", "read"}

func BenchmarkIngestStatuses(b *testing.B) {
	const rows = 30_000
	for b.Loop() {
		var next atomic.Int64
		_, messages := durable(b)
		plain := rate(b, messages, 64, &next, oneMessage)
		app, server := durable(b)
		outboundRows(b, app, rows)
		next.Store(0)
		ours := rate(b, server, 64, &next, func(n int64) []byte { return oneStatus(n, n/3%rows, progress[n%3]) })
		b.Logf("%.0f statuses/s, %.2f × messages", ours, ours/plain)
		b.ReportMetric(ours/plain, "×messages")
	}
}

// With subscribers: of our pages (one coalesced message for a batch), and of
// the collection (PocketBase asks the database once for each row and subscriber).
func BenchmarkIngestSubscribers(b *testing.B) {
	for b.Loop() {
		for _, topic := range []string{"crm/inbox", "comms_log/*"} {
			alone := 0.0
			for _, subscribers := range []int{0, 10, 50, 200} {
				if topic != "crm/inbox" && subscribers > 50 {
					continue
				}
				app, server := durable(b)
				follow(b, app, server.URL, subscribers, topic)
				var next atomic.Int64
				ours := rate(b, server, 64, &next, oneMessage)
				if subscribers == 0 {
					alone = ours
				}
				b.Logf("%s, %3d subscribers: %.0f/s, %.2f × none", topic, subscribers, ours, ours/alone)
				b.ReportMetric(ours/alone, fmt.Sprintf("×none@%s-%d", topic[:3], subscribers))
			}
		}
	}
}

// What is offered is offered, however slow the answers are: 4,000 events a
// second, a quarter of them messages, the rest statuses. Latency counts from
// the moment the event was due.
func BenchmarkIngestOpenLoop(b *testing.B) {
	const (
		perSecond   = 4000
		seconds     = 5
		connections = 64
		rows        = 20_000
	)
	for b.Loop() {
		app, server := durable(b)
		outboundRows(b, app, rows)
		runtime.GC()

		due := make(chan time.Time, perSecond*seconds)
		var next, failed atomic.Int64
		latencies := make([][]time.Duration, connections)
		var wg sync.WaitGroup
		for i := range connections {
			c := dial(b, server)
			wg.Go(func() {
				for at := range due {
					n := next.Add(1)
					body := oneMessage(n)
					if n%4 != 0 {
						body = oneStatus(n, n/4%rows, progress[n%4-1])
					}
					if status, err := c.post(body); err != nil || status != http.StatusOK {
						failed.Add(1)
					}
					latencies[i] = append(latencies[i], time.Since(at))
				}
			})
		}
		began := time.Now()
		for n := range perSecond * seconds {
			at := began.Add(time.Duration(n) * time.Second / perSecond)
			if pause := time.Until(at); pause > 0 {
				time.Sleep(pause)
			}
			due <- at
		}
		close(due)
		wg.Wait()

		all := slices.Sorted(slices.Values(slices.Concat(latencies...)))
		stored, doubled := 0, 0
		_ = app.DB().NewQuery("SELECT COUNT(*) FROM comms_log WHERE direction = 'inbound'").Row(&stored)
		_ = app.DB().NewQuery("SELECT COUNT(*) FROM (SELECT 1 FROM comms_log WHERE ext_message_id != '' GROUP BY ext_message_id HAVING COUNT(*) > 1)").Row(&doubled)
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		median, p99 := all[len(all)/2], all[len(all)*99/100]
		b.Logf("%d events: median %s, p99 %s, worst %s, %d refused, %d lost, %d doubled, %d MB of memory (with the load generator)", len(all), median, p99, all[len(all)-1],
			failed.Load(), perSecond*seconds/4-stored, doubled, m.Sys>>20)
		b.ReportMetric(float64(median.Microseconds())/1000, "ms-median")
		b.ReportMetric(float64(p99.Microseconds())/1000, "ms-p99")
		b.ReportMetric(float64(perSecond*seconds/4-stored), "lost")
		b.ReportMetric(float64(doubled), "doubled")
	}
}

// follow opens subscribers over HTTP, as browsers do, who read what comes.
func follow(b *testing.B, app core.App, url string, n int, topic string) {
	b.Helper()
	if n == 0 {
		return
	}
	token := benchToken(b, app)
	for range n {
		resp, err := http.Get(url + "/api/realtime")
		if err != nil {
			b.Fatal(err)
		}
		b.Cleanup(func() { resp.Body.Close() })
		buffer := make([]byte, 4096)
		k, err := resp.Body.Read(buffer)
		if err != nil {
			b.Fatal(err)
		}
		_, rest, _ := bytes.Cut(buffer[:k], []byte("id:"))
		id, _, _ := bytes.Cut(rest, []byte("\n"))
		req, _ := http.NewRequest("POST", url+"/api/realtime", strings.NewReader(fmt.Sprintf(`{"clientId":%q,"subscriptions":[%q]}`, id, topic)))
		req.Header.Set("Authorization", token)
		req.Header.Set("Content-Type", "application/json")
		answer, err := http.DefaultClient.Do(req)
		if err != nil || answer.StatusCode != http.StatusNoContent {
			b.Fatalf("subscribe: %v %v", answer, err)
		}
		answer.Body.Close()
		go func() {
			sink := make([]byte, 64<<10)
			for {
				if _, err := resp.Body.Read(sink); err != nil {
					return
				}
			}
		}()
	}
}
