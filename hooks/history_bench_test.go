package hooks_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// An imported history beside new messages: 10,000 old messages in bodies of 500
// from four connections, while new ones come at a rate. Latency counts from the
// moment a message was due.
func BenchmarkIngestHistoryBesideLive(b *testing.B) {
	const (
		old, inBody = 10_000, 500
		perSecond   = 1000 // of new messages; a number of the app has 20 at most, any other 80 by default
	)
	for b.Loop() {
		app, server := durable(b)
		var next atomic.Int64
		quiet := offer(b, func() *caller { return dial(b, server) }, &next, perSecond, func(began time.Time) bool { return time.Since(began) < 3*time.Second })

		var wg sync.WaitGroup
		bodies := make(chan []byte, old/inBody)
		for i := range old / inBody {
			bodies <- historyBody(i*inBody, inBody)
		}
		close(bodies)
		var busy atomic.Int64
		importers := 4
		busy.Store(int64(importers))
		began := time.Now()
		var took atomic.Int64
		for range importers {
			c := dial(b, server)
			wg.Go(func() {
				for body := range bodies {
					if status, err := c.post(body); err != nil || status != http.StatusOK {
						b.Errorf("answer %d, %v", status, err)
					}
				}
				if busy.Add(-1) == 0 {
					took.Store(int64(time.Since(began)))
				}
			})
		}
		during := offer(b, func() *caller { return dial(b, server) }, &next, perSecond, func(time.Time) bool { return busy.Load() > 0 })
		wg.Wait()

		var stored, live int
		_ = app.DB().NewQuery("SELECT COUNT(*) FROM comms_log WHERE source = 'history'").Row(&stored)
		_ = app.DB().NewQuery("SELECT COUNT(*) FROM comms_log WHERE source = ''").Row(&live)
		seconds := time.Duration(took.Load()).Seconds()
		lost := old - stored + int(next.Load()) - live
		b.Logf("%d old messages in %.1f s (%.0f/s), %d lost; new ones meanwhile: %d, median %s, p99 %s, worst %s; without an import p99 %s",
			stored, seconds, old/seconds, lost, len(during), during[len(during)/2], during[len(during)*99/100], during[len(during)-1], quiet[len(quiet)*99/100])
		b.ReportMetric(old/seconds, "old/s")
		b.ReportMetric(float64(during[len(during)*99/100].Microseconds())/1000, "ms-p99-new")
		b.ReportMetric(float64(lost), "lost")
	}
}

// offer posts new messages at a rate as long as wanted, and returns how long
// each took, sorted.
func offer(b *testing.B, dial func() *caller, next *atomic.Int64, perSecond int, wanted func(began time.Time) bool) []time.Duration {
	b.Helper()
	const connections = 32
	due := make(chan time.Time, 100_000)
	latencies := make([][]time.Duration, connections)
	var wg sync.WaitGroup
	for i := range connections {
		c := dial()
		wg.Go(func() {
			for at := range due {
				if status, err := c.post(oneMessage(next.Add(1))); err != nil || status != http.StatusOK {
					b.Errorf("answer %d, %v", status, err)
				}
				latencies[i] = append(latencies[i], time.Since(at))
			}
		})
	}
	began := time.Now()
	for n := 0; wanted(began) || n == 0; n++ {
		at := began.Add(time.Duration(n) * time.Second / time.Duration(perSecond))
		if pause := time.Until(at); pause > 0 {
			time.Sleep(pause)
		}
		due <- at
	}
	close(due)
	wg.Wait()
	return slices.Sorted(slices.Values(slices.Concat(latencies...)))
}

// historyBody is a chunk of a history with 50 customers, both ways.
func historyBody(first, n int) []byte {
	const customers = 50
	threads := make([][]string, customers)
	for i := first; i < first+n; i++ {
		c := i % customers
		who := fmt.Sprintf(`"from":"%d"`, 447700900000+c)
		if i/customers%2 == 1 {
			who = fmt.Sprintf(`"from":"15550100200","to":"%d"`, 447700900000+c)
		}
		threads[c] = append(threads[c], fmt.Sprintf(`{%s,"id":"wamid.HBgMNDQ3NzAwOTAwMTIzFQIAEhgUMkE%016XAA==","timestamp":"%d","type":"text",`+
			`"text":{"body":"What would a repair of number %d cost? I could come by this week."},"history_context":{"status":"READ"}}`, who, i, 1780000000+i*60, i))
	}
	all := make([]string, customers)
	for c, messages := range threads {
		all[c] = fmt.Sprintf(`{"id":"%d","context":{"wa_id":"%d"},"messages":[%s]}`, 447700900000+c, 447700900000+c, strings.Join(messages, ","))
	}
	return []byte(inField("history", fmt.Sprintf(`"history":[{"metadata":{"phase":1,"chunk_order":%d,"progress":%d},"threads":[%s]}]`, first/n, 50, strings.Join(all, ","))))
}
