package simulator_test

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync/atomic"
	"testing"
	"time"

	"pocketcrm/whatsapp/simulator"
)

func move(t *testing.T, s *simulator.Simulator, d time.Duration) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	if err := s.Clock().Move(ctx, d); err != nil {
		t.Fatalf("move by %v: %v", d, err)
	}
}

// newHeld is newSim with a clock that stands, at Meta's usual pace.
func newHeld(t *testing.T, o simulator.Options) (*simulator.Simulator, func(body string) string) {
	t.Helper()
	o.StatusDelay, o.RetryDelay = 400*time.Millisecond, time.Second
	s, server := newSim(t, o)
	s.Clock().Hold()
	return s, func(body string) string { return send(t, server, body) }
}

// last is the latest status that arrived, with the code of its error.
func (r *receiver) last(t *testing.T) (status string, code any) {
	t.Helper()
	bodies := r.got()
	for _, body := range slices.Backward(bodies) {
		v := parse(t, body)
		if len(v.Statuses) == 0 {
			continue
		}
		st := v.Statuses[0]
		if list, failed := st["errors"].([]any); failed {
			code = list[0].(map[string]any)["code"]
		}
		return st["status"].(string), code
	}
	t.Fatal("no status arrived")
	return "", nil
}

func TestADayPassesInASecond(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, send := newHeld(t, simulator.Options{WebhookURL: inbox.URL})
	start := time.Now()
	const template = `{"messaging_product":"whatsapp","to":"` + ada + `","type":"template","template":{"name":"hello_world","language":{"code":"en_US"}}}`

	expect := func(what, body, wanted string, wantedCode any) {
		t.Helper()
		send(body)
		move(t, s, 2*time.Second)
		if status, code := inbox.last(t); status != wanted || code != wantedCode {
			t.Errorf("%s: %s %v, want %s %v", what, status, code, wanted, wantedCode)
		}
	}
	expect("an hour after she wrote", textTo(ada, "Hello"), "read", nil)
	move(t, s, 25*time.Hour)
	expect("after 25 hours", textTo(ada, "Too late"), "failed", 131047.0)
	expect("a template", template, "read", nil)
	expect("a template opens nothing", textTo(ada, "Still too late"), "failed", 131047.0)
	if _, err := s.Write(simulator.Inbound{From: ada, Text: "I am back"}); err != nil {
		t.Fatal(err)
	}
	expect("her message opens the window", textTo(ada, "Hello again"), "read", nil)
	if took := time.Since(start); took > time.Minute {
		t.Errorf("it took %v", took)
	}
}

func TestMoveIsExact(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	base := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	s, send := newHeld(t, simulator.Options{WebhookURL: inbox.URL, Now: func() time.Time { return base }})
	send(textTo(ada, "Hello"))
	settle(t, s)
	if n := len(inbox.got()); n != 0 {
		t.Fatalf("%d webhooks while the clock stood", n)
	}
	move(t, s, 399*time.Millisecond)
	if n := len(inbox.got()); n != 0 {
		t.Errorf("%d webhooks too early", n)
	}
	move(t, s, time.Millisecond)
	if n := len(inbox.got()); n != 1 {
		t.Errorf("%d webhooks when the first was due", n)
	}
	move(t, s, time.Hour)
	var at []time.Duration
	for _, d := range slices.Backward(s.Deliveries()) {
		at = append(at, d.At.Sub(base))
	}
	if want := []time.Duration{400 * time.Millisecond, 800 * time.Millisecond, 1200 * time.Millisecond}; !slices.Equal(at, want) {
		t.Errorf("delivered at %v, want %v", at, want)
	}
	if now := s.Clock().Now().Sub(base); now != time.Hour+400*time.Millisecond {
		t.Errorf("the clock shows %v", now)
	}
	if err := s.Clock().Move(t.Context(), -time.Second); err == nil {
		t.Error("the clock went back")
	}
}

func TestRetriesForSevenDays(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	var broken atomic.Bool
	broken.Store(true)
	inbox.answer = func(int) int {
		if broken.Load() {
			return http.StatusServiceUnavailable
		}
		return http.StatusOK
	}
	s, _ := newHeld(t, simulator.Options{WebhookURL: inbox.URL})
	write := func(from string) {
		t.Helper()
		if _, err := s.Write(simulator.Inbound{From: from, Text: "Hello"}); err != nil {
			t.Fatal(err)
		}
	}
	write(ada)
	move(t, s, 8*24*time.Hour)
	log := s.Deliveries()
	slices.Reverse(log)
	first, last := log[0], log[len(log)-1]
	if d := last.At.Sub(first.At); d != 7*24*time.Hour {
		t.Errorf("the last attempt was %v after the first", d)
	}
	for i := 2; i < len(log)-1; i++ {
		if before, pause := log[i-1].At.Sub(log[i-2].At), log[i].At.Sub(log[i-1].At); pause < before || pause > time.Hour {
			t.Errorf("pause %d is %v after %v", i, pause, before)
		}
	}
	broken.Store(false)
	write("15550100311")
	settle(t, s)
	if n := len(inbox.got()); n != 1 {
		t.Errorf("%d accepted; what was given up must not come back", n)
	}

	broken.Store(true)
	write(ada)
	move(t, s, 3*24*time.Hour)
	broken.Store(false)
	move(t, s, 2*time.Hour)
	if n := len(inbox.got()); n != 2 {
		t.Errorf("%d accepted after a repair on the third day", n)
	}
}

func TestSpeed(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL, StatusDelay: time.Minute})
	if err := s.Clock().Speed(2000); err != nil {
		t.Fatal(err)
	}
	before := s.Clock().Now()
	send(t, server, textTo(ada, "Hello"))
	settle(t, s)
	if n := len(inbox.got()); n != 3 {
		t.Errorf("%d statuses", n)
	}
	if passed := s.Clock().Now().Sub(before); passed < 3*time.Minute {
		t.Errorf("the clock went on by %v only", passed)
	}
	for _, x := range []float64{0, -1, 1e9} {
		if err := s.Clock().Speed(x); err == nil {
			t.Errorf("speed %v was taken", x)
		}
	}
	s.Clock().Hold()
	held := s.Clock().Now()
	time.Sleep(2 * time.Millisecond)
	if !s.Clock().Now().Equal(held) {
		t.Error("a held clock went on")
	}
	s.Clock().Release()
	waitFor(t, func() bool { return s.Clock().Now().After(held.Add(time.Second)) })
}

func TestMoveCanBeCancelled(t *testing.T) {
	t.Parallel()
	free := make(chan struct{})
	inbox := newReceiver(t)
	inbox.answer = func(int) int { <-free; return http.StatusOK }
	s, _ := newHeld(t, simulator.Options{WebhookURL: inbox.URL})
	if _, err := s.Write(simulator.Inbound{From: ada, Text: "Hello"}); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := s.Clock().Move(ctx, time.Hour); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("with a receiver that hangs: %v", err)
	}
	close(free)
	move(t, s, time.Hour)
}

func TestClockCalls(t *testing.T) {
	t.Parallel()
	s, server := newSim(t, simulator.Options{})
	status, state := call(t, "POST", server.URL+"/simulator/clock", "", `{"hold":true,"move":"1d1h"}`)
	if status != 200 || state["held"] != true {
		t.Fatalf("%d %v", status, state)
	}
	if ahead := time.Until(s.Clock().Now()); ahead < 24*time.Hour || ahead > 26*time.Hour {
		t.Errorf("it is %v ahead", ahead)
	}
	for _, body := range []string{`{"move":"soon"}`, `{"move":-1}`, `{"speed":0}`} {
		if status, answer := call(t, "POST", server.URL+"/simulator/clock", "", body); status != 400 || answer["message"] == "" {
			t.Errorf("%s: %d %v", body, status, answer)
		}
	}
	if _, state := call(t, "POST", server.URL+"/simulator/clock", "", `{"hold":false,"speed":60}`); state["held"] != false || state["speed"] != 60.0 {
		t.Errorf("released: %v", state)
	}
}
