package ingest

import (
	"regexp"
	"slices"
	"strings"
	"testing"
)

// What the writer asks must not cost more because there are many messages,
// customers, senders or parked events.
func TestTheWriterFindsEverythingByIndexes(t *testing.T) {
	_, app := newWriter(t)
	parameter := regexp.MustCompile(`\?\d*`)
	searches := 0
	for _, query := range append(slices.Clone(statements), sqlContactConsent, sqlUnknowns) {
		var plan []struct {
			Detail string `db:"detail"`
		}
		if err := app.DB().NewQuery("EXPLAIN QUERY PLAN " + parameter.ReplaceAllString(query, "'x'")).All(&plan); err != nil {
			t.Fatal(err)
		}
		for _, step := range plan {
			switch {
			case step.Detail == "SCAN whatsapp_templates": // note: an account has some hundreds at most
			case strings.Contains(step.Detail, "SCAN"), strings.Contains(step.Detail, "idx_conversations_customer ("), strings.Contains(step.Detail, "idx_whatsapp_events_state"):
				t.Errorf("%s\n%s", query, step.Detail)
			case strings.Contains(step.Detail, "SEARCH"):
				searches++
			}
		}
	}
	if searches < len(statements)/2 {
		t.Errorf("only %d searches in the plans of %d statements", searches, len(statements))
	}
}
