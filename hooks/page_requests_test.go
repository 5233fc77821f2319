package hooks_test

import (
	"encoding/json"
	"fmt"
	"net/url"
	"os"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
)

// pageRequests are the lists that the pages ask for, as addresses. The pages'
// own tests write them down, and fail when a page asks for another.
func pageRequests(t testing.TB) map[string]string {
	t.Helper()
	content, err := os.ReadFile("../tests/requests.json")
	if err != nil {
		t.Fatal(err)
	}
	var requests map[string]map[string]string
	if err := json.Unmarshal(content, &requests); err != nil {
		t.Fatal(err)
	}
	paths := make(map[string]string, len(requests))
	for name, request := range requests {
		query := url.Values{}
		for parameter, value := range request {
			query.Set(parameter, value)
		}
		query.Del("collection")
		paths[name] = "/api/collections/" + request["collection"] + "/records?" + query.Encode()
	}
	return paths
}

// pageClock is the clock of the pages that made the requests.
var pageClock = time.Date(2026, 11, 4, 10, 0, 0, 0, time.UTC)

// fillLog writes rows of a hundredth as many people, half of them customers,
// over years that end soon after pageClock, and what belongs to them. One of them
// is the one they ask for, with 5,000 rows of a million, 100 of them from groups and 10
// that wait.
func fillLog(t testing.TB, app core.App, rows int) {
	t.Helper()
	people := max(rows/100, 3000) // note: so that every page is full at either size
	params := dbx.Params{"rows": rows, "people": people, "apart": max(20, rows/5000), "began": pageClock.Unix() - int64(rows-120)*60}
	for _, query := range []string{
		`INSERT INTO comms_log (id, customer_id, type, direction, message_type, body, occurred_at, ext_message_id, status, send_at, group_id, address, created, updated)
			WITH RECURSIVE n (i, who, own) AS (SELECT 0, 0, 0 UNION ALL SELECT i + 1, (i + 1) * 7919 % {:people}, iif((i + 1) % {:apart} = 0, (i + 1) / {:apart}, NULL) FROM n WHERE i + 1 < {:rows}),
				timed AS (SELECT *, strftime('%Y-%m-%d %H:%M:%S.000Z', {:began} + i * 60, 'unixepoch') AS at FROM n)
			SELECT printf('r%014d', i), CASE WHEN own IS NOT NULL THEN 'customer0000001' WHEN who % 2 = 0 THEN printf('person%09d', who) ELSE 'unknown:' || (447700900000 + who) END,
				CASE i * 31 % 10 WHEN 7 THEN 'call' WHEN 8 THEN 'note' WHEN 9 THEN 'email' ELSE 'whatsapp' END,
				'inbound', 'text', 'Hello, is my order ready? I could come by this afternoon.', at, 'wamid.LIST' || i,
				iif(own < 500 AND own % 50 = 1, 'queued', 'received'), iif(own < 500 AND own % 50 = 1, at, ''), iif(own < 400 AND own % 4 = 0 OR i % 1000 = 7, 'g', ''),
				'447700900123', at, at FROM timed`,
		`INSERT INTO customers (id, name, search, created, updated)
			SELECT customer_id, 'Customer ' || customer_id, 'customer ' || customer_id, MAX(occurred_at), '' FROM comms_log WHERE customer_id NOT LIKE 'unknown:%' GROUP BY 1`,
		`UPDATE comms_log SET customer = customer_id, author = (SELECT MIN(id) FROM users) WHERE customer_id NOT LIKE 'unknown:%'`,
		`INSERT INTO conversations (id, customer_id, customer, last_at, last_preview, last_direction, last_type, unread, state, window_expires_at, assignee, created, updated)
			SELECT lower(hex(randomblob(7))) || 'a', customer_id, MAX(customer), MAX(occurred_at), 'Hello', iif(MAX(rowid) % 3 = 0, 'inbound', 'outbound'),
				iif(MAX(rowid) % 2 = 0, 'call', 'whatsapp'), MAX(rowid) % 10 = 0, iif(MAX(rowid) % 50 = 1, 'blocked', 'open'),
				strftime('%Y-%m-%d %H:%M:%fZ', MAX(occurred_at), '+5 hours'), MAX(author), '', '' FROM comms_log GROUP BY customer_id`,
		`INSERT INTO contacts (id, customer, type, value, digits, invalid, created, updated)
			SELECT lower(hex(randomblob(7))) || 'a', id, 'whatsapp', '+44 7700 900123', '447700900123', rowid % 200 = 0, created, '' FROM customers`,
		`INSERT INTO contacts (id, customer, type, value, wa_user_id, created, updated)
			SELECT 'contact00000001', id, 'whatsapp', 'x', 'US.1234567890', created, '' FROM customers WHERE id = 'customer0000001'`,
		`INSERT INTO identity_moves (id, kind, "from", "to", contact, created, updated)
			SELECT lower(hex(randomblob(7))) || 'a', iif(a.rowid % 9 = 0, 'merge', 'adopt'), a.customer_id, b.id, 'contact00000001', a.last_at, '' FROM conversations a JOIN customers b LIMIT 2000`,
		`INSERT INTO whatsapp_notices (id, severity, title, dedup_key, occurred_at, dismissed_at, dismissed_by, created, updated)
			SELECT id, 'warning', 'x', id, occurred_at, iif(rowid % 4 = 0, '', occurred_at), author, '', '' FROM comms_log LIMIT 3000`,
		`INSERT INTO whatsapp_templates (id, name, language, created, updated) SELECT id, id, 'en', last_at, '' FROM conversations LIMIT 100`,
		`INSERT INTO quick_replies (id, shortcut, body, created, updated) SELECT id, id, 'x', last_at, '' FROM conversations LIMIT 100`,
		`INSERT INTO imports (id, name, state, created, updated) SELECT id, 'x.csv', 'done', last_at, '' FROM conversations LIMIT 100`,
	} {
		if _, err := app.NonconcurrentDB().NewQuery(query).Bind(params).Execute(); err != nil {
			t.Fatalf("%s: %v", query, err)
		}
	}
}

// colleagues makes so many accounts that there are n beside the first.
func colleagues(t testing.TB, app core.App, n int) {
	t.Helper()
	for i := range n {
		_, err := app.NonconcurrentDB().NewQuery(`INSERT OR IGNORE INTO users (id, email, tokenKey, password, active, role, created, updated)
			SELECT {:id}, {:id} || '@example.com', {:id} || tokenKey, password, active, 'agent', created, updated FROM users ORDER BY rowid LIMIT 1`).
			Bind(dbx.Params{"id": fmt.Sprintf("colleague%06d", i)}).Execute()
		if err != nil {
			t.Fatal(err)
		}
	}
}

// withStatistics is how a database is after PocketBase's nightly PRAGMA
// optimize and a restart: a connection reads statistics along with the schema,
// which the table that comes and goes makes it read anew.
func withStatistics(t testing.TB, app core.App) {
	t.Helper()
	for _, query := range []string{"ANALYZE", "PRAGMA optimize", "CREATE TABLE news (id)", "DROP TABLE news"} {
		if _, err := app.NonconcurrentDB().NewQuery(query).Execute(); err != nil {
			t.Fatal(err)
		}
	}
}
