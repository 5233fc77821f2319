package hooks_test

import (
	"context"
	"database/sql"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/internal/race"
)

// listReadBy is how SQLite answers each list that the pages ask for. A list
// that begins at its start is read in the order of an index up to the end of the
// page ("SCAN"), and a partial index has nothing but what is asked for;
// everything else is looked up. Nothing is sorted.
var listReadBy = map[string]string{
	"inbox":                              "SCAN conversations USING INDEX idx_conversations_last_at",
	"inbox, next page":                   "SEARCH conversations USING INDEX idx_conversations_last_at (last_at<?)",
	"inbox, unread":                      "SCAN conversations USING INDEX idx_conversations_unread",
	"inbox, unread, next page":           "SEARCH conversations USING INDEX idx_conversations_unread (last_at<?)",
	"inbox, unread of a type":            "SCAN conversations USING INDEX idx_conversations_unread",
	"inbox, unread of a type, next page": "SEARCH conversations USING INDEX idx_conversations_unread (last_at<?)",
	"inbox, blocked":                     "SCAN conversations USING INDEX idx_conversations_blocked",
	"inbox, blocked, next page":          "SEARCH conversations USING INDEX idx_conversations_blocked (last_at<?)",
	"inbox, closing soon":                "SEARCH conversations USING INDEX idx_conversations_closing (window_expires_at>? AND window_expires_at<?)",
	"inbox, closing soon, next page":     "SEARCH conversations USING INDEX idx_conversations_closing (window_expires_at>? AND window_expires_at<?)",
	"inbox, ungrouped":                   "SCAN comms_log USING INDEX idx_comms_log_occurred_at",
	"inbox, ungrouped, next page":        "SEARCH comms_log USING INDEX idx_comms_log_occurred_at (occurred_at<?)",
	"inbox, of a type":                   "SEARCH comms_log USING INDEX idx_comms_log_type (type=?)",
	"inbox, of a type, next page":        "SEARCH comms_log USING INDEX idx_comms_log_type (type=? AND occurred_at<?)",
	"unread count":                       "SCAN conversations USING INDEX idx_conversations_unread",
	"conversations by customer_id":       "SEARCH conversations USING INDEX idx_conversations_customer_id (customer_id=?)",
	"messages by id":                     "SEARCH comms_log USING INDEX sqlite_autoindex_comms_log_1 (id=?)",

	"thread":                      "SEARCH comms_log USING INDEX idx_comms_log_thread (customer_id=?)",
	"thread, next page":           "SEARCH comms_log USING INDEX idx_comms_log_thread (customer_id=? AND occurred_at<?)",
	"thread in groups":            "SEARCH comms_log USING INDEX idx_comms_log_groups (customer_id=?)",
	"thread in groups, next page": "SEARCH comms_log USING INDEX idx_comms_log_groups (customer_id=? AND occurred_at<?)",
	"last address":                "SEARCH comms_log USING INDEX idx_comms_log_thread (customer_id=?)",
	"count in groups":             "SEARCH comms_log USING INDEX idx_comms_log_groups (customer_id=?)",
	"waiting":                     "SEARCH comms_log USING INDEX idx_comms_log_queued (customer_id=?)",

	"customers":            "SCAN customers USING INDEX idx_customers_name",
	"customers, next page": "SEARCH customers USING INDEX idx_customers_name (name>?)",
	// note: a search looks into every customer until it has a page of them
	"customers by words":  "SCAN customers USING INDEX idx_customers_name",
	"customers by number": "SCAN customers USING INDEX idx_customers_name",
	// and the doubtful ones, who are few, are found by their contact and sorted
	"doubtful customers": "SCAN customers_contacts_via_customer USING INDEX idx_contacts_invalid",
	"contacts":           "SEARCH contacts USING INDEX idx_contacts_customer (customer=?)",
	"owner by number":    "SEARCH contacts USING INDEX idx_contacts_digits (digits=?)",
	"owner by user id":   "SEARCH contacts USING INDEX idx_contacts_user_id (wa_user_id=?)",
	"another owner":      "SEARCH contacts USING INDEX idx_contacts_digits (digits=?)",

	"moves from":         "SEARCH identity_moves USING INDEX idx_identity_moves_from (from=?)",
	"moves to":           "SEARCH identity_moves USING INDEX idx_identity_moves_to (to=?)",
	"merged into":        "SEARCH identity_moves USING INDEX idx_identity_moves_from (from=?)",
	"moved to":           "SEARCH identity_moves USING INDEX idx_identity_moves_from (from=?)",
	"moves of a contact": "SEARCH identity_moves USING INDEX idx_identity_moves_contact (contact=?)",

	"notices":                      "SCAN whatsapp_notices USING INDEX idx_whatsapp_notices_open",
	"notices, next page":           "SEARCH whatsapp_notices USING INDEX idx_whatsapp_notices_open (occurred_at<?)",
	"notices count":                "SCAN whatsapp_notices USING INDEX idx_whatsapp_notices_open",
	"dismissed notices":            "SCAN whatsapp_notices USING INDEX idx_whatsapp_notices_dismissed",
	"dismissed notices, next page": "SEARCH whatsapp_notices USING INDEX idx_whatsapp_notices_dismissed (occurred_at<?)",

	"imports":       "SCAN imports USING INDEX idx_imports_created",
	"templates":     "SCAN whatsapp_templates USING INDEX idx_whatsapp_templates_name",
	"quick replies": "SCAN quick_replies USING INDEX idx_quick_replies_shortcut",
	"settings":      "SCAN crm_settings", // a few rows, all of which are asked for
}

// Whatever SQLite knows of the tables, and however few accounts there are.
func TestListsAreReadByTheirIndexes(t *testing.T) {
	t.Parallel()
	requests := pageRequests(t)
	for name := range listReadBy {
		if requests[name] == "" {
			t.Errorf("no page asks for %q any more", name)
		}
	}
	for i, tc := range []struct {
		accounts   int
		statistics bool
	}{{1, true}, {1, false}, {2, true}, {3, true}, {50, true}} {
		if i > 0 && race.On() {
			break // note: plans are the same there, and ten times as slow to come by
		}
		t.Run(fmt.Sprintf("%d accounts, statistics %t", tc.accounts, tc.statistics), func(t *testing.T) {
			t.Parallel()
			var log queryLog
			b := newBench(t, testConfig(), log.listenTo)
			b.app.Cron().Stop() // or its queries come in between
			b.staffAreAdmins()
			colleagues(t, b.app, tc.accounts-1)
			fillLog(t, b.app, 10_000)
			if tc.statistics {
				withStatistics(t, b.app)
			}
			for name, path := range requests {
				// note: the first finds who asks; unread is counted in one query more
				queries := b.queriesOf(&log, path)
				if len(queries) < 2 {
					t.Fatalf("%s: asks the database only %q", name, queries)
				}
				for _, query := range queries {
					b.checkPlan(t, name, query)
				}
			}
		})
	}
}

// checkPlan looks at one query that a list takes: its own, or one that finds
// what is shown along.
func (b *bench) checkPlan(t *testing.T, name, query string) {
	t.Helper()
	if strings.Contains(query, "WHERE (0=1)") {
		return // what is shown along is nothing
	}
	plan := b.plan(query)
	is := strings.Join(plan, " | ")
	searched := strings.Contains(name, "customers ") || strings.Contains(name, " customers")
	if strings.Contains(query, "`users` `") || !searched && (strings.Contains(query, "JOIN") || strings.Contains(query, "SELECT DISTINCT")) {
		t.Errorf("%s: joins: %s", name, query)
	}
	own := strings.Fields(listReadBy[name])[1]
	for i, step := range plan {
		switch {
		case i == 0 && strings.Fields(step)[1] == own:
			if step != listReadBy[name] {
				t.Errorf("%s: is read so: %s\nwant %s\n%s", name, is, listReadBy[name], query)
			}
		case searched && step == "USE TEMP B-TREE FOR DISTINCT", name == "doubtful customers" && step == "USE TEMP B-TREE FOR ORDER BY":
		case strings.Contains(step, "TEMP B-TREE"), strings.HasPrefix(step, "SCAN "):
			t.Errorf("%s: sorts or reads a whole table: %s\n%s", name, is, query)
		}
	}
}

// staffAreAdmins lets the member of staff of a bench ask for everything.
func (b *bench) staffAreAdmins() {
	b.t.Helper()
	if _, err := b.app.NonconcurrentDB().NewQuery("UPDATE users SET role = 'admin'").Execute(); err != nil {
		b.t.Fatal(err)
	}
}

// queryLog has the SQL that the app asks while it is on.
type queryLog struct {
	mu      sync.Mutex
	on      bool
	queries []string
}

// listenTo must be called before anything runs beside.
func (l *queryLog) listenTo(app core.App) {
	app.ConcurrentDB().(*dbx.DB).QueryLogFunc = func(_ context.Context, _ time.Duration, query string, _ *sql.Rows, _ error) {
		l.mu.Lock()
		defer l.mu.Unlock()
		if l.on {
			l.queries = append(l.queries, query)
		}
	}
}

// switched begins or ends, and gives what was asked since.
func (l *queryLog) switched(on bool) []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	asked := l.queries
	l.on, l.queries = on, nil
	return asked
}

// queriesOf is the SQL that PocketBase makes of a request of the staff.
func (b *bench) queriesOf(log *queryLog, path string) []string {
	b.t.Helper()
	log.switched(true)
	a := b.call("GET", path, b.staffToken, nil)
	if a.status != 200 {
		b.t.Fatalf("%s: %d %s", path, a.status, a.body)
	}
	return log.switched(false)
}

// plan is how SQLite would answer a query.
func (b *bench) plan(query string) []string {
	b.t.Helper()
	var rows []struct {
		Detail string `db:"detail"`
	}
	if err := b.app.ConcurrentDB().NewQuery("EXPLAIN QUERY PLAN " + query).All(&rows); err != nil {
		b.t.Fatalf("%s: %v", query, err)
	}
	steps := make([]string, len(rows))
	for i, row := range rows {
		steps[i] = row.Detail
	}
	return steps
}
