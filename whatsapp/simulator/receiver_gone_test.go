package simulator_test

import (
	"net/http"
	"testing"
	"time"

	"pocketcrm/whatsapp/simulator"
)

// What waits for a receiver that is taken away is not kept for seven days.
func TestWebhooksEndWithTheirReceiver(t *testing.T) {
	t.Parallel()
	r := newReceiver(t)
	refused := make(chan struct{}, 100)
	r.answer = func(int) int {
		refused <- struct{}{}
		return http.StatusInternalServerError
	}
	s, _ := newSim(t, simulator.Options{WebhookURL: r.URL, RetryDelay: time.Hour})
	if _, err := s.Write(simulator.Inbound{From: ada, Text: "is anybody there?"}); err != nil {
		t.Fatal(err)
	}
	<-refused
	s.SetWebhook("", secret)
	settle(t, s)
	if n := len(r.got()); n != 0 {
		t.Errorf("%d webhooks were taken", n)
	}
}
