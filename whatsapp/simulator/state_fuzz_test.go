package simulator_test

import (
	"bytes"
	"context"
	"strings"
	"testing"
	"time"

	"pocketcrm/whatsapp/simulator"
)

// A damaged state is refused or taken; it never brings the program down, then
// or when the clock goes on.
func FuzzImportState(f *testing.F) {
	s := simulator.New(simulator.Options{Customers: []simulator.Customer{{WaID: ada}}})
	if _, err := s.Write(simulator.Inbound{From: ada, Text: "Hello"}); err != nil {
		f.Fatal(err)
	}
	var state bytes.Buffer
	if err := s.ExportState(&state); err != nil {
		f.Fatal(err)
	}
	f.Add(state.Bytes())
	for _, part := range []string{`"customers":[`, `"messages":[`} {
		f.Add([]byte(strings.Replace(state.String(), part, part+"null,", 1)))
	}
	f.Add([]byte(`{"program":"whatsapp-cloud-api-simulator","version":1,"wire":{},"clock":{"held":true,"now":"9999-12-31T00:00:00Z"},` +
		`"customers":[{"key":"1","user_id":"GB.1"}],"messages":[{"id":"a","customer":"1","author":"business","status":"accepted"}],` +
		`"waiting":[{"what":"x","body":"{","made_at":"2026-01-01T00:00:00Z"}],"disorder":{"batch":9},"failures":[{}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		s := simulator.New(simulator.Options{WebhookURL: "http://127.0.0.1:1/", RetryDelay: time.Hour})
		defer s.Close()
		if s.ImportState(bytes.NewReader(raw)) != nil {
			return
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		if err := s.Clock().Move(ctx, time.Minute); err != nil {
			t.Error(err)
		}
		if err := s.ExportState(&bytes.Buffer{}); err != nil {
			t.Error(err)
		}
	})
}

func FuzzReadScenario(f *testing.F) {
	f.Add(`{"name":"x","steps":[{"do":"hold"},{"do":"move","for":"7d"},{"do":"write","customer":"447700900123","text":"Hi","as":"a"}]}`)
	f.Add(`{"steps":[{"do":"write","customer":"447700900123","message":{"type":"reaction","message_id":"$a"}}]}`)
	f.Add(`{"customers":[{"last_wrote":1e9}],"steps":[{"do":"expect_status","message_id":"x","status":"read","within":0.001}]}`)
	f.Fuzz(func(t *testing.T, raw string) {
		sc, err := simulator.ReadScenario(strings.NewReader(raw))
		if err != nil || len(sc.Steps) > 10 {
			return
		}
		s := simulator.New(simulator.Options{})
		defer s.Close()
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		defer cancel()
		_, _ = s.RunScenario(ctx, sc) // whatever becomes of it, it comes to an end
	})
}
