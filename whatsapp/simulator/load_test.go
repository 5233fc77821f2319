package simulator_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"pocketcrm/whatsapp/simulator"
)

func TestLoad(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, _ := newSim(t, simulator.Options{WebhookURL: inbox.URL})
	l, err := simulator.ParseLoad("customers=50, rate=1000, seconds=0.5, grace=60")
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	report, err := s.RunLoad(t.Context(), l)
	if err != nil {
		t.Fatal(err)
	}
	if took := time.Since(start); took < 490*time.Millisecond {
		t.Errorf("500 messages at 1000 per second took %v", took)
	}
	if report.Offered != 500 || report.Sent != 500 || report.Answered != 500 || report.Lost != 0 || report.Doubled != 0 || len(report.Errors) != 0 {
		t.Errorf("report: %+v", report)
	}
	if report.Answer.P50 <= 0 || report.Answer.P99 < report.Answer.P50 || report.Total.Max < report.Total.P99 || len(inbox.got()) != 500 {
		t.Errorf("times: %+v", report)
	}
	if text := report.String(); !strings.Contains(text, "  lost                0\n") {
		t.Errorf("for people: %s", text)
	}
}

func TestLoadOnABadReceiver(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	inbox.answer = func(n int) int {
		if n%4 == 0 {
			return http.StatusInternalServerError
		}
		return http.StatusOK
	}
	s, _ := newSim(t, simulator.Options{WebhookURL: inbox.URL, RetryDelay: time.Hour})
	if err := s.SetDisorder(simulator.Disorder{Seed: 3, Duplicate: 0.5, Spread: simulator.Duration(time.Millisecond)}); err != nil {
		t.Fatal(err)
	}
	report, err := s.RunLoad(t.Context(), simulator.Load{Customers: 300, Rate: 1000, Duration: 300 * time.Millisecond, Grace: time.Second})
	if err != nil {
		t.Fatal(err)
	}
	if report.Lost == 0 || report.Doubled == 0 || report.Errors["500"] == 0 || report.Answered+report.Lost != report.Sent || report.Sent != 300 {
		t.Errorf("report: %+v", report)
	}
}

// The business sends, and its messages are counted where they arrive.
func TestSendLoad(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	s, server := newSim(t, simulator.Options{WebhookURL: inbox.URL, Rates: simulator.NoLimits})
	l, err := simulator.ParseLoad("customers=20,sends=400,seconds=0.5,grace=60")
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	n, ended := 0, 0
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	report, err := s.RunSends(ctx, l, func(_ context.Context, to, text string) error {
		defer func() {
			mu.Lock()
			defer mu.Unlock()
			if ended++; ended == 200 {
				stop() // note: nothing else arrives; what is lost would be waited for
			}
		}()
		mu.Lock()
		n++
		one := n
		mu.Unlock()
		switch {
		case one%10 == 3:
			return errors.New("the inbox answered 502")
		case one%10 == 5:
			return nil // says so, and sends nothing
		case one%10 == 7:
			send(t, server, textTo(to, text)) // twice
		}
		send(t, server, textTo(to, text))
		return nil
	})
	if errors.Is(err, context.Canceled) {
		settle(t, s)
	}
	if !errors.Is(err, context.Canceled) || report.Offered != 200 || report.Answered != 180 || report.Arrived != 160 || report.Lost != 20 || report.Doubled != 20 || report.Errors["the inbox answered 502"] != 20 {
		t.Errorf("%v %+v", err, report)
	}
	if report.Answer.P50 <= 0 || report.Total.P99 < report.Total.P50 || report.Rate <= 0 {
		t.Errorf("times: %+v", report)
	}
	if text := report.String(); !strings.Contains(text, "median") || !strings.Contains(text, "20 × the inbox answered 502") {
		t.Errorf("for people: %s", text)
	}
}

func TestSendLoadNeedsOpenWindows(t *testing.T) {
	t.Parallel()
	inbox := newReceiver(t)
	inbox.answer = func(int) int { return http.StatusServiceUnavailable }
	s, _ := newSim(t, simulator.Options{WebhookURL: inbox.URL})
	_, err := s.RunSends(t.Context(), simulator.Load{Customers: 3, Sends: 10, Duration: time.Second, Grace: 100 * time.Millisecond}, func(context.Context, string, string) error { return nil })
	if err == nil || !strings.Contains(err.Error(), "3 of 3 customers") {
		t.Errorf("%v", err)
	}
}

func TestLoadMistakes(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "fast", "customers=0", "rate=-1", "rate=1e9", "seconds=0", "rate=40000,seconds=1000", "colour=1", "sends=-1", "sends=1e9", "customers=20000"} {
		if l, err := simulator.ParseLoad(text); err == nil {
			t.Errorf("%q was taken: %+v", text, l)
		}
	}
	s, _ := newSim(t, simulator.Options{})
	if _, err := s.RunLoad(t.Context(), simulator.Load{Customers: 1, Rate: 1, Duration: time.Second}); err == nil {
		t.Error("a load without a receiver ran")
	}
}
