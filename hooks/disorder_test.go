package hooks_test

import (
	"context"
	"fmt"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"pocketcrm/internal/race"
	"pocketcrm/whatsapp/simulator"
)

const (
	disorderSeeds     = 50
	disorderCustomers = 5
	disorderRounds    = 10 // of one message each way per customer: 100 messages a seed
)

// disorderly holds the same conversations through the simulator and returns
// what the log and the conversations say in the end, without what differs in
// each run: record ids and wamids.
func disorderly(t *testing.T, d simulator.Disorder) []string {
	t.Helper()
	base := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	sim := simulator.New(simulator.Options{
		PhoneNumberID: testPhoneID, AccessToken: testToken, Rates: simulator.NoLimits,
		Now: func() time.Time { return base },
	})
	graph := httptest.NewServer(sim)
	t.Cleanup(func() {
		if err := sim.Close(); err != nil {
			t.Error(err)
		}
		graph.Close()
	})
	sim.Clock().Hold()
	cfg := testConfig()
	cfg.GraphURL, cfg.Now = graph.URL, sim.Clock().Now
	b := newBench(t, cfg)
	staff := b.staffToken
	sim.SetWebhook(b.url+"/api/crm/whatsapp/webhook", testSecret)
	if err := sim.SetDisorder(d); err != nil {
		t.Fatal(err)
	}
	move := func(d time.Duration) {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := sim.Clock().Move(ctx, d); err != nil {
			t.Fatal(err)
		}
	}

	names := map[string]string{} // of record ids and wamids
	ids, numbers := make([]string, disorderCustomers), make([]string, disorderCustomers)
	for c := range disorderCustomers {
		numbers[c] = fmt.Sprintf("44770090012%d", c)
		ids[c] = b.customer(fmt.Sprint("Customer ", c), "whatsapp", "+"+numbers[c])
		names[ids[c]] = fmt.Sprint("customer ", c)
	}
	write := func(c int, in simulator.Inbound) string {
		t.Helper()
		in.From = numbers[c]
		id, err := sim.Write(in)
		if err != nil {
			t.Fatal(err)
		}
		return id
	}
	// note: nobody can be answered who has not written
	sim.SetDisorder(simulator.Disorder{})
	for c := range disorderCustomers {
		write(c, simulator.Inbound{Text: "hello", ID: fmt.Sprintf("wamid.HELLO%d", c)})
	}
	move(time.Second)
	sim.SetDisorder(d)
	for round := range disorderRounds {
		questions := make([]string, disorderCustomers)
		for c := range disorderCustomers {
			questions[c] = write(c, simulator.Inbound{Text: fmt.Sprintf("question %d of %d", round, c)})
			names[questions[c]] = fmt.Sprintf("question %d of %d", round, c)
		}
		move(time.Second)
		for c := range disorderCustomers {
			text := fmt.Sprintf("answer %d to %d", round, c)
			a := b.call("POST", "/api/crm/whatsapp/send", staff, map[string]any{"customer_id": ids[c], "to_phone": numbers[c], "message": text})
			if a.status != 200 {
				t.Fatalf("send answered %d: %s", a.status, a.body)
			}
			wamid := fmt.Sprint(a.json(t)["ext_message_id"])
			names[wamid] = text
			if (round+c)%3 == 0 {
				write(c, simulator.Inbound{Type: "reaction", MessageID: wamid, Emoji: "👍"})
			}
		}
		b.settled() // note: a status may overtake the answer of the send, whose time counts
		move(time.Second)
		for c := range disorderCustomers {
			switch (round + c) % 5 {
			case 0:
				write(c, simulator.Inbound{Type: "edit", MessageID: questions[c], Text: fmt.Sprintf("question %d of %d, better", round, c)})
			case 1:
				write(c, simulator.Inbound{Type: "revoke", MessageID: questions[c]})
			}
		}
		move(3 * time.Second)
	}
	if most := largestBatch(sim); d.Batch > 0 && (most < 2 || most > d.Batch) || d.Batch == 0 && most != 1 {
		t.Errorf("a webhook had %d changes with %+v", most, d)
	}
	move(24 * time.Hour) // all retries

	until(t, fmt.Sprintf("no event is parked with %+v", d), func() bool { return b.count("whatsapp_events WHERE state = 'parked'", nil) == 0 })
	return b.account(names)
}

// largestBatch is the most changes that one of the latest webhooks had.
func largestBatch(sim *simulator.Simulator) (most int) {
	for _, delivery := range sim.Deliveries() {
		most = max(most, strings.Count(delivery.Body, `"field":"messages"`))
	}
	return most
}

// account is the log and the conversations as lines.
func (b *bench) account(names map[string]string) (lines []string) {
	b.t.Helper()
	replacing := []string{}
	for id, name := range names {
		replacing = append(replacing, id, name)
	}
	plain := strings.NewReplacer(replacing...)
	add := func(fields ...any) { lines = append(lines, plain.Replace(fmt.Sprintln(fields...))) }
	for _, row := range b.log() {
		values := []any{row.GetString("customer"), row.GetDateTime("occurred_at")}
		for _, field := range []string{"customer_id", "direction", "message_type", "body", "ext_message_id", "reply_to", "status", "error_code", "address", "reactions",
			"sent_at", "delivered_at", "read_at", "failed_at", "edited_at", "revoked_at"} {
			values = append(values, fmt.Sprintf("%s=%q", field, row.GetString(field)))
		}
		add(values...)
	}
	conversations, err := b.app.FindRecordsByFilter("conversations", "id != ''", "", 0, 0)
	if err != nil {
		b.t.Fatal(err)
	}
	for _, row := range conversations {
		add("conversation", row.GetString("customer_id"), row.GetString("last_at"), row.GetString("last_preview"), row.GetString("last_direction"),
			row.GetString("last_type"), row.GetString("last_inbound_at"), row.GetString("window_expires_at"))
	}
	slices.Sort(lines)
	return lines
}

// However Meta delivers, the log ends the same: with duplicates, overtaking,
// statuses before their answers, losses and batches.
func TestDisorderLeavesTheSameLog(t *testing.T) {
	t.Parallel()
	want := disorderly(t, simulator.Disorder{})
	if rows := 2*disorderCustomers*disorderRounds + disorderCustomers; len(want) != rows+disorderCustomers {
		t.Fatalf("without disorder there are %d lines, want %d messages and %d conversations", len(want), rows, disorderCustomers)
	}
	seeds := disorderSeeds
	if testing.Short() || race.On() {
		seeds = 5
	}
	for seed := range seeds {
		d := simulator.Disorder{
			Seed: uint64(seed + 1), Duplicate: 0.3, Reorder: 0.4, Early: 0.3, Drop: 0.15, DropAnswer: 0.15,
			Spread: simulator.Duration(time.Minute),
		}
		if seed%4 == 0 {
			d.Early = 0
		}
		if seed%3 == 1 {
			d.Delay = simulator.Duration(5 * time.Second)
		}
		if d.Batch = []int{200, 3, 0, 1000}[seed%4]; d.Batch > 0 {
			d.BatchWait = simulator.Duration(2 * time.Second)
		}
		t.Run(fmt.Sprint("seed ", d.Seed), func(t *testing.T) {
			got, want := disorderly(t, d), want
			if d.Early > 0 {
				// note: statuses that overtake the answer were made earlier, too
				got, want = withoutTimes(got), withoutTimes(want)
			}
			for i := range max(len(got), len(want)) {
				if i >= len(got) || i >= len(want) || got[i] != want[i] {
					t.Fatalf("line %d of %d:\n got %s\nwant %s", i, len(want), at(got, i), at(want, i))
				}
			}
		})
	}
}

var statusTime = regexp.MustCompile(`((?:sent|delivered|read)_at)="[^"]+"`)

func withoutTimes(lines []string) []string {
	plain := make([]string, len(lines))
	for i, line := range lines {
		plain[i] = statusTime.ReplaceAllString(line, `$1 is set`)
	}
	return plain
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "nothing"
}
