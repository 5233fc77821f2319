package ingest

import (
	"regexp"
	"strings"
	"testing"
)

// An address book has thousands of entries: none of them may cost more because
// there are many customers and senders.
func TestAnEntryOfTheAddressBookIsFoundByIndexes(t *testing.T) {
	_, app := newWriter(t)
	parameter := regexp.MustCompile(`\?\d*`)
	for _, query := range []string{sqlLabelFromBook, sqlProfileFromBook, sqlNameOf} {
		var plan []struct {
			Detail string `db:"detail"`
		}
		if err := app.DB().NewQuery("EXPLAIN QUERY PLAN " + parameter.ReplaceAllString(query, "'x'")).All(&plan); err != nil {
			t.Fatal(err)
		}
		searches := 0
		for _, step := range plan {
			if strings.Contains(step.Detail, "SCAN") || strings.Contains(step.Detail, "idx_conversations_customer (") {
				t.Errorf("%s\n%s", query, step.Detail)
			}
			if strings.Contains(step.Detail, "SEARCH") {
				searches++
			}
		}
		if searches == 0 {
			t.Errorf("no plan for %s: %v", query, plan)
		}
	}
}
