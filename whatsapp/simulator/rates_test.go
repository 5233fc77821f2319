package simulator_test

import (
	"fmt"
	"testing"
	"time"

	"pocketcrm/whatsapp/simulator"
)

func TestRates(t *testing.T) {
	t.Parallel()
	s, server := newSim(t, simulator.Options{})
	s.Clock().Hold()
	to := func(n int) string { return textTo(fmt.Sprintf("44770090%04d", n), "Hello") }
	// 80 messages in a second, in and out
	if _, err := s.Write(simulator.Inbound{From: ada, Text: "Hello"}); err != nil {
		t.Fatal(err)
	}
	for n := range 79 {
		send(t, server, to(n))
	}
	expectCode(t, server, to(79), 130429)
	move(t, s, 999*time.Millisecond)
	expectCode(t, server, to(79), 130429)
	move(t, s, time.Millisecond)
	send(t, server, to(79))

	// 45 to one person, then one each six seconds
	move(t, s, time.Minute)
	for range 45 {
		send(t, server, textTo(ada, "Hello"))
	}
	expectCode(t, server, textTo(ada, "Hello"), 131056)
	send(t, server, to(1))
	move(t, s, 6*time.Second)
	send(t, server, textTo(ada, "Hello"))
	expectCode(t, server, textTo(ada, "Hello"), 131056)
	move(t, s, 12*time.Second)
	send(t, server, textTo(ada, "Hello"))
	send(t, server, textTo(ada, "Hello"))
	expectCode(t, server, textTo(ada, "Hello"), 131056)
}

func TestRateOfCalls(t *testing.T) {
	t.Parallel()
	s, server := newSim(t, simulator.Options{Rates: simulator.Rates{CallsPerHour: 3}})
	s.Clock().Hold()
	list := func() (int, any) {
		status, answer := call(t, "GET", server.URL+templatesEdge, token, "")
		problem, _ := answer["error"].(map[string]any)
		return status, problem["code"]
	}
	for range 3 {
		if status, _ := list(); status != 200 {
			t.Fatalf("%d", status)
		}
	}
	if status, code := list(); status != 400 || code != 80007.0 {
		t.Errorf("the fourth: %d %v", status, code)
	}
	send(t, server, textTo(ada, "sends are counted on their own"))
	move(t, s, time.Hour)
	if status, _ := list(); status != 200 {
		t.Errorf("an hour later: %d", status)
	}
}

func TestNoLimits(t *testing.T) {
	t.Parallel()
	s, server := newSim(t, simulator.Options{Rates: simulator.NoLimits})
	s.Clock().Hold()
	for range 200 {
		send(t, server, textTo(ada, "Hello"))
	}
}
