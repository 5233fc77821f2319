package hooks_test

import (
	"bytes"
	"fmt"
	"sync/atomic"
	"testing"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/ingest"
)

// What it costs to find each sender among 100,000 contacts: 5,000 people who
// write again and again, and 100,000 who each write now and then. The same
// messages without any contact are the measure.
func BenchmarkMatching(b *testing.B) {
	const contacts = 100_000
	for b.Loop() {
		for _, senders := range []int64{5_000, contacts} {
			message := func(n int64) []byte {
				return bytes.ReplaceAll(oneMessage(n), fmt.Append(nil, 447700900000+n%5000), fmt.Append(nil, 447700900000+n%senders))
			}
			var next atomic.Int64
			_, server := durable(b)
			unknown := rate(b, server, 64, &next, message)

			app, server := durable(b)
			storeContacts(b, app, contacts)
			next.Store(0)
			matched := rate(b, server, 64, &next, message)
			again := rate(b, server, 64, &next, message)
			b.Logf("%d senders: %.0f/s without contacts, %.2f × that with %d, %.2f × once their BSUIDs are learned",
				senders, unknown, matched/unknown, contacts, again/unknown)
			b.ReportMetric(matched/unknown, fmt.Sprintf("×none@%d", senders))
			b.ReportMetric(again/unknown, fmt.Sprintf("×none@%d-again", senders))
		}
	}
}

func storeContacts(b *testing.B, app core.App, n int) {
	b.Helper()
	err := app.RunInTransaction(func(tx core.App) error {
		for i := range n {
			customer := ingest.NewID()
			for _, query := range []string{
				"INSERT INTO customers (id, name, created, updated) VALUES ({:customer}, {:digits}, '', '')",
				"INSERT INTO contacts (id, customer, type, value, digits, created, updated) VALUES ({:id}, {:customer}, 'whatsapp', {:digits}, {:digits}, '', '')",
			} {
				_, err := tx.NonconcurrentDB().NewQuery(query).
					Bind(dbx.Params{"id": ingest.NewID(), "customer": customer, "digits": fmt.Sprint(447700900000 + i)}).Execute()
				if err != nil {
					return err
				}
			}
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
}
