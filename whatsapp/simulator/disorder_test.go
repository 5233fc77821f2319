package simulator_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"pocketcrm/whatsapp"
	"pocketcrm/whatsapp/simulator"
)

// event is one message or status in a webhook, in words that are the same in
// each run.
func events(t *testing.T, texts map[string]string, body string) (list []string) {
	t.Helper()
	var b struct {
		Entry []struct{ Changes []struct{ Value change } }
	}
	if err := json.Unmarshal([]byte(body), &b); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	for _, entry := range b.Entry {
		for _, c := range entry.Changes {
			for _, m := range c.Value.Messages {
				list = append(list, fmt.Sprint("message ", m["from"], " ", m["text"].(map[string]any)["body"]))
			}
			for _, st := range c.Value.Statuses {
				list = append(list, fmt.Sprint("status ", st["status"], " ", texts[st["id"].(string)]))
			}
		}
	}
	return list
}

// disorderly plays the same small day with a disorder and returns what arrived,
// in the order of arrival.
func disorderly(t *testing.T, d simulator.Disorder) (arrived []string) {
	t.Helper()
	inbox := newReceiver(t)
	people := []simulator.Customer{}
	for n := range 4 {
		people = append(people, simulator.Customer{WaID: fmt.Sprintf("155501003%02d", n), LastWroteAt: time.Now()})
	}
	s, send := newHeld(t, simulator.Options{WebhookURL: inbox.URL, Connections: 1, Customers: people})
	if err := s.SetDisorder(d); err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for n := range 10 {
		for _, c := range people {
			if _, err := s.Write(simulator.Inbound{From: c.WaID, Text: fmt.Sprint("in ", n)}); err != nil {
				t.Fatal(err)
			}
			texts[send(textTo(c.WaID, fmt.Sprint("out ", n)))] = fmt.Sprint(c.WaID, " out ", n)
		}
		move(t, s, 7*time.Second)
	}
	move(t, s, 24*time.Hour)
	settle(t, s)
	for i, body := range inbox.got() {
		if !whatsapp.ValidSignature(inbox.sigs[i], []byte(body), secret) {
			t.Errorf("the signature is not over the bytes sent: %s", body)
		}
		arrived = append(arrived, events(t, texts, body)...)
	}
	return arrived
}

func TestDisorderIsRepeatable(t *testing.T) {
	t.Parallel()
	plain := disorderly(t, simulator.Disorder{})
	all := simulator.Disorder{
		Seed: 1, Duplicate: 0.3, Reorder: 0.4, Early: 0.3, Drop: 0.2, DropAnswer: 0.2,
		Delay: simulator.Duration(time.Second), Spread: simulator.Duration(20 * time.Second),
	}
	batched := all
	batched.Batch, batched.BatchWait = 20, simulator.Duration(5*time.Second)
	for name, d := range map[string]simulator.Disorder{"all": all, "batched": batched} {
		one, two := disorderly(t, d), disorderly(t, d)
		if !slices.Equal(one, two) {
			t.Errorf("%s: the same seed made another order", name)
		}
		if slices.Equal(one, plain) {
			t.Errorf("%s: there is no disorder", name)
		}
		d.Seed = 2
		if slices.Equal(one, disorderly(t, d)) {
			t.Errorf("%s: another seed made the same order", name)
		}
		if doubled := len(one) - len(plain); doubled < len(plain)/5 {
			t.Errorf("%s: only %d of %d came twice", name, doubled, len(plain))
		}
		if got, want := distinct(one), distinct(plain); !slices.Equal(got, want) {
			t.Errorf("%s: %d different events arrived, want %d", name, len(got), len(want))
		}
	}
	if len(plain) != len(distinct(plain)) {
		t.Error("without disorder something came twice")
	}
}

func distinct(list []string) []string {
	list = slices.Clone(list)
	slices.Sort(list)
	return slices.Compact(list)
}

func TestBatches(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, _ := newHeld(t, simulator.Options{WebhookURL: inbox.URL})
	if err := s.SetDisorder(simulator.Disorder{Batch: 1000}); err != nil {
		t.Fatal(err)
	}
	const count = 1500
	for n := range count {
		if _, err := s.Write(simulator.Inbound{From: fmt.Sprintf("1555020%04d", n), Text: "Olá 👋"}); err != nil {
			t.Fatal(err)
		}
	}
	move(t, s, time.Minute)
	total, most := 0, 0
	for i, body := range inbox.got() {
		n := len(events(t, nil, body))
		total, most = total+n, max(most, n)
		if !whatsapp.ValidSignature(inbox.sigs[i], []byte(body), secret) || !strings.Contains(body, `Ol\u00e1 \ud83d\udc4b`) {
			t.Error("a batch is not signed ASCII")
		}
	}
	if total != count || most < 100 || most > 1000 {
		t.Errorf("%d messages in %d bodies, the longest of %d", total, len(inbox.got()), most)
	}
	for _, m := range s.Messages() {
		if m.Status != "sent" {
			t.Fatalf("a message in a batch is %s", m.Status)
		}
	}
}

func TestStatusBeforeTheAnswer(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL, StatusDelay: time.Hour})
	if err := s.SetDisorder(simulator.Disorder{Early: 1}); err != nil {
		t.Fatal(err)
	}
	id := send(t, server, textTo(ada, "Hello"))
	got := inbox.got()
	if len(got) != 1 || parse(t, got[0]).Statuses[0]["id"] != id || parse(t, got[0]).Statuses[0]["status"] != "sent" {
		t.Errorf("when the answer came the receiver had %v", got)
	}
}

func TestOutage(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, _ := newHeld(t, simulator.Options{WebhookURL: inbox.URL})
	s.Outage(2 * time.Hour)
	if _, err := s.Write(simulator.Inbound{From: ada, Text: "Hello"}); err != nil {
		t.Fatal(err)
	}
	move(t, s, time.Hour)
	if n := len(inbox.got()); n != 0 {
		t.Errorf("%d arrived during the outage", n)
	}
	move(t, s, 3*time.Hour)
	if n := len(inbox.got()); n != 1 {
		t.Errorf("%d arrived after it", n)
	}
}

func TestDisorderCalls(t *testing.T) {
	t.Parallel()
	_, server := newSim(t, simulator.Options{})
	for body, field := range map[string]string{`{"drop":2}`: "drop", `{"batch":1001}`: "batch", `{"delay":"8d"}`: "delay", `{"duplicate":-0.1}`: "duplicate"} {
		if status, answer := call(t, "PUT", server.URL+"/simulator/disorder", "", body); status != 400 || answer["field"] != field {
			t.Errorf("%s: %d %v", body, status, answer)
		}
	}
	call(t, "PUT", server.URL+"/simulator/disorder", "", `{"seed":7,"delay":"2s","drop":0.5}`)
	if _, d := call(t, "GET", server.URL+"/simulator/disorder", "", ""); d["seed"] != 7.0 || d["delay"] != "2s" {
		t.Errorf("got %v", d)
	}
	if status, _ := call(t, "POST", server.URL+"/simulator/outage", "", `{"for":"1h"}`); status != http.StatusNoContent {
		t.Errorf("outage: %d", status)
	}
}
