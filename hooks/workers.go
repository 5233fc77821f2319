package hooks

import (
	"github.com/pocketbase/pocketbase/core"
)

// start begins the work that needs the collections, before the first request.
func (c *crm) start(e *core.ServeEvent) error {
	if err := c.lockData(); err != nil {
		return err
	}
	for _, warning := range c.warnings() {
		c.app.Logger().Warn(warning)
	}
	if err := c.writer.Start(); err != nil {
		return err
	}
	c.feed.start()
	if err := c.sends.recover(); err != nil {
		return err
	}
	return e.Next()
}

// drain finishes what was accepted: sends under way first, because their
// outcome is stored by the writer.
func (c *crm) drain(e *core.TerminateEvent) error {
	c.sends.drain(drainTimeout)
	c.writer.Drain(drainTimeout)
	c.feed.stop()
	err := e.Next()
	if c.lock != nil {
		_ = c.lock.Unlock()
	}
	return err
}
