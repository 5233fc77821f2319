package hooks_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

// Twenty people who have never written send three messages each: all sixty are
// there, each person's in order, in one conversation each.
func TestTwentyNewSendersWithThreeMessagesEach(t *testing.T) {
	t.Parallel()
	var messages []string
	for k := range 3 {
		for person := range 20 {
			messages = append(messages, text(fmt.Sprint(15550100300+person), fmt.Sprintf("wamid.%d.%d", person, k), fmt.Sprint(1793700000+k), fmt.Sprint(k)))
		}
	}
	for name, post := range map[string]func(b *bench){
		"in one body": func(b *bench) { b.webhook(value(`"messages":[` + strings.Join(messages, ",") + `]`)) },
		"in quick succession": func(b *bench) {
			for _, m := range messages {
				b.webhook(value(`"messages":[` + m + `]`))
			}
		},
		"in parallel": func(b *bench) {
			var wg sync.WaitGroup
			for _, m := range messages {
				wg.Go(func() { b.webhook(value(`"messages":[` + m + `]`)) })
			}
			wg.Wait()
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBareBench(t, testConfig())
			post(b)
			said := map[string]string{}
			for _, row := range b.log() {
				said[row.GetString("customer_id")] += row.GetString("body")
			}
			want(t, "people", len(said), 20)
			for id, words := range said {
				want(t, id, words, "012")
			}
			want(t, "conversations", b.count("conversations WHERE unread = 3 AND last_preview = '2'", nil), 20)
		})
	}
}
