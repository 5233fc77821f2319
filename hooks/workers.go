package hooks

import (
	"time"

	"github.com/pocketbase/pocketbase/core"
)

// start begins the work that needs the collections, before the first request.
func (c *crm) start(e *core.ServeEvent) error {
	if err := LockData(c.app); err != nil {
		return err
	}
	if err := c.sweepData(); err != nil {
		return err
	}
	c.risky = losesCommits(c.app)
	c.proofStart()
	for _, warning := range c.cfg.Warnings() {
		c.app.Logger().Warn(warning)
	}
	for _, point := range c.setup(true) {
		c.app.Logger().Warn("Before you run this for real: "+point.Title, "do", point.Text)
	}
	if err := c.writer.Start(); err != nil {
		return err
	}
	if err := c.fillSearch(); err != nil {
		return err
	}
	c.machineStart()
	c.replayStart()
	c.feed.start()
	c.watch.start()
	if err := c.sends.start(); err != nil {
		return err
	}
	if err := c.mediaStart(); err != nil {
		return err
	}
	c.imports().Start()
	c.templatesStart()
	return e.Next()
}

// drain finishes what was accepted: sends under way first, because their
// outcome is stored by the writer. All of it takes drainTimeout at most.
func (c *crm) drain(e *core.TerminateEvent) error {
	c.finishWork(time.Now().Add(drainTimeout))
	err := e.Next()
	unlockData(c.app)
	return err
}

func (c *crm) finishWork(deadline time.Time) {
	c.closing.drain()
	c.replaying.drain()
	c.watch.drain()
	c.ill.Stop()
	c.cloud.Stop()
	c.templatesDrain()
	c.imports().Drain(drainImports)
	c.receipts.drain()
	c.mediaDrain(drainMedia)
	c.sends.drain(drainTimeout - drainWriter)
	c.writer.Drain(time.Until(deadline))
	c.feed.stop()
	c.refusalsTold()
}
