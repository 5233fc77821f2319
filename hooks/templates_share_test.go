package hooks

import (
	"sync"
	"testing"
)

// Whoever asks during a reading gets its outcome.
func TestWhoeverAsksDuringAReadingSharesIt(t *testing.T) {
	t.Parallel()
	c := newCRM(t)
	c.cfg.GraphURL = "http://127.0.0.1:1" // note: a reading of their own would fail
	c.cloud = c.newGate()
	run := &templateRun{done: make(chan struct{})}
	c.templateSync().running = run
	var all sync.WaitGroup
	for range 4 {
		all.Go(func() {
			if counts, err := c.syncTemplates(); err != nil || counts.Total != 7 {
				t.Errorf("%+v, %v", counts, err)
			}
		})
	}
	run.counts = templateCounts{Total: 7}
	close(run.done)
	all.Wait()
	c.templateSync().running = nil
	if counts, err := c.syncTemplates(); err == nil {
		t.Errorf("after it there is no other one: %+v", counts)
	}
}
