package hooks

import (
	"strings"
	"testing"

	"github.com/pocketbase/dbx"
)

// What is asked for one message, or for one conversation, must not cost more
// because the log is long.
func TestTheLogIsSearchedByItsIndexes(t *testing.T) {
	t.Parallel()
	c := newCRM(t)
	position := func(query string) string { return strings.ReplaceAll(query, "?", "'x'") }
	named := func(column string, values ...string) (string, dbx.Params) {
		query := commsNamed(c.app, column, values...).Build()
		return query.SQL(), query.Params()
	}
	oneKey, key := named("client_key", "k")
	quotes, wamids := named("ext_message_id", "wamid.1", "wamid.2")
	for name, ask := range map[string]struct {
		query  string
		params dbx.Params
		index  string
	}{
		"a client key":              {oneKey, key, "idx_comms_log_client_key"},
		"what is quoted":            {quotes, wamids, "idx_comms_log_ext_message_id"},
		"who has the chat":          {position(sqlElsewhere), nil, "idx_comms_log_thread (customer_id=? AND occurred_at>?)"},
		"what to mark as read":      {sqlToReceipt, dbx.Params{"id": "x", "since": "x"}, "idx_comms_log_thread (customer_id=? AND occurred_at>?)"},
		"who wants no marketing":    {position(sqlOptedOut), nil, "idx_conversations_wa_user_id"},
		"how long the window lasts": {position(sqlWindow), nil, "idx_comms_log_thread"},
		"whose answer is unknown":   {sqlUnknown, nil, "idx_conversations_unknown"},
		"what is parked":            {sqlParked, nil, "idx_whatsapp_events_state"},
		"what waits for long":       {sqlLate, dbx.Params{"before": "x"}, "idx_whatsapp_outbox_since"},
	} {
		var plan []struct {
			Detail string `db:"detail"`
		}
		if err := c.app.DB().NewQuery("EXPLAIN QUERY PLAN " + ask.query).Bind(ask.params).All(&plan); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		steps := ""
		for _, step := range plan {
			steps += step.Detail + "\n"
		}
		if !strings.Contains(steps, ask.index) || strings.Contains(steps, "SCAN comms_log") || strings.Contains(steps, "idx_conversations_customer (") {
			t.Errorf("%s is read so:\n%s", name, steps)
		}
	}
}
