package hooks_test

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"

	"pocketcrm/hooks"
	"pocketcrm/whatsapp/simulator"
)

// newSimulated is a bench connected with the simulator both ways.
func newSimulated(t *testing.T, customers ...simulator.Customer) (*simulator.Simulator, *bench) {
	t.Helper()
	sim, cfg := newSimulator(t, customers...)
	b := newBench(t, cfg)
	sim.SetWebhook(b.url+"/api/crm/whatsapp/webhook", testSecret)
	return sim, b
}

// newSimulator comes with the configuration of a program that uses it.
func newSimulator(t *testing.T, customers ...simulator.Customer) (*simulator.Simulator, hooks.Config) {
	t.Helper()
	sim := simulator.New(simulator.Options{
		PhoneNumberID: testPhoneID, BusinessAccountID: testAccount, AccessToken: testToken, AppSecret: testSecret, Customers: customers,
		StatusDelay: time.Millisecond, RetryDelay: 10 * time.Millisecond, Rates: simulator.NoLimits,
	})
	graph := httptest.NewServer(sim)
	t.Cleanup(graph.Close)
	t.Cleanup(func() { _ = sim.Close() })
	cfg := testConfig()
	cfg.GraphURL, cfg.BusinessAccountID = graph.URL, testAccount
	cfg.TemplatesAfter = time.Hour // note: a test reads them itself, or else it could happen at any point of it
	cfg.SendTimeout, cfg.RetryAfter, cfg.ProbeEvery = patience, 20*time.Millisecond, 20*time.Millisecond
	return sim, cfg
}

// fromBusiness are the messages of ours that Meta has.
func fromBusiness(sim *simulator.Simulator) (list []simulator.Message) {
	for _, m := range sim.Messages() {
		if m.Author == "business" {
			list = append(list, m)
		}
	}
	return list
}

// idle waits until every status and webhook of the simulator has arrived.
func idle(t *testing.T, sim *simulator.Simulator) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	if err := sim.Idle(ctx); err != nil {
		t.Fatal(err)
	}
}
