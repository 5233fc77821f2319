package hooks_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/ingest"
	"pocketcrm/internal/race"
)

// A customer of many years has a long log.
func TestMergeOfALongLog(t *testing.T) {
	t.Parallel()
	rows := 5_000
	if race.On() {
		rows = 1_000
	}
	b := newBench(t, testConfig())
	ada, kim := b.customer("Ada", "whatsapp", "+44 7700 900123"), b.customer("Kim", "whatsapp", "+44 7700 900124")
	err := b.app.RunInTransaction(func(tx core.App) error {
		for i := range rows {
			_, err := tx.NonconcurrentDB().NewQuery(`INSERT INTO comms_log (id, customer, customer_id, type, direction, body, occurred_at, address, created, updated)
				VALUES ({:id}, {:c}, {:c}, 'whatsapp', 'inbound', 'x', {:at}, '447700900123', {:at}, {:at})`).
				Bind(dbx.Params{"id": ingest.NewID(), "c": ada, "at": time.Unix(1793700000+int64(i), 0).UTC().Format("2006-01-02 15:04:05.000Z")}).Execute()
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	before := b.snapshot()
	a := b.call("POST", "/api/crm/customers/"+kim+"/merge", b.staffToken, map[string]any{"from": ada})
	want(t, "merge", a.status, 200)
	want(t, "moved", b.count("comms_log WHERE customer_id = '"+kim+"'", nil), rows)
	want(t, "messages", fmt.Sprint(b.lastMove()["messages"]), fmt.Sprint(float64(rows)))
	want(t, "undo", b.undo(a.json(t)["move"]).status, 200)
	want(t, "as it was", b.snapshot() == before, true)
}
