package hooks_test

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"

	"pocketcrm/whatsapp/simulator"
)

// newSimulated is a bench connected with the simulator both ways.
func newSimulated(t *testing.T, customers ...simulator.Customer) (*simulator.Simulator, *bench) {
	t.Helper()
	sim := simulator.New(simulator.Options{
		PhoneNumberID: testPhoneID, AccessToken: testToken, AppSecret: testSecret, Customers: customers,
		StatusDelay: time.Millisecond, RetryDelay: 10 * time.Millisecond,
	})
	graph := httptest.NewServer(sim)
	t.Cleanup(graph.Close)
	t.Cleanup(func() { _ = sim.Close() })
	cfg := testConfig()
	cfg.GraphURL = graph.URL
	b := newBench(t, cfg)
	sim.SetWebhook(b.url+"/api/crm/whatsapp/webhook", testSecret)
	return sim, b
}

// idle waits until every status and webhook of the simulator has arrived.
func idle(t *testing.T, sim *simulator.Simulator) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	if err := sim.Idle(ctx); err != nil {
		t.Fatal(err)
	}
}
