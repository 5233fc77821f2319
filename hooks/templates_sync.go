package hooks

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/whatsapp"
)

const (
	// templatesAfter lets the server begin to serve before it reads.
	templatesAfter = 5 * time.Second
	// templatesBetween is the least time between two readings that webhooks
	// have asked for: Meta allows 200 calls an hour.
	templatesBetween = 5 * time.Minute
	// templatesTimeout bounds a reading, all its pages.
	templatesTimeout = 5 * time.Minute
	// templatesStop is how long a stop waits for a reading under way.
	templatesStop = 2 * time.Second
)

// templateSync is the reading of the templates, one at a time.
type templateSync struct {
	ctx    context.Context
	cancel context.CancelFunc

	mu      sync.Mutex
	running *templateRun
	timer   *time.Timer
	last    time.Time // beginning of the last reading
}

// templateRun is a reading under way; those who ask meanwhile share it.
type templateRun struct {
	done   chan struct{}
	counts templateCounts
	err    error
}

// templateCounts is what a reading has changed.
type templateCounts struct {
	Created int `json:"created"`
	Updated int `json:"updated"`
	Removed int `json:"removed"`
	Total   int `json:"total"` // templates at Meta
}

func (c *crm) templateSync() *templateSync {
	s, _ := c.app.Store().GetOrSet("crmTemplates", func() any {
		s := &templateSync{}
		s.ctx, s.cancel = context.WithCancel(context.Background())
		return s
	}).(*templateSync)
	return s
}

// templatesMissing names the variables without which there are no templates.
func (c *crm) templatesMissing() []string {
	missing := []string{}
	if c.cfg.BusinessAccountID == "" {
		missing = append(missing, "WHATSAPP_BUSINESS_ACCOUNT_ID")
	}
	if c.cfg.AccessToken == "" {
		missing = append(missing, "WHATSAPP_ACCESS_TOKEN")
	}
	return missing
}

// templatesSync reads the templates from Meta now.
func (c *crm) templatesSync(e *core.RequestEvent) error {
	if missing := c.templatesMissing(); len(missing) > 0 {
		return e.Error(http.StatusServiceUnavailable, "Templates can't be read yet. Ask an admin to set "+strings.Join(missing, " and ")+".", nil)
	}
	counts, err := c.syncTemplates()
	var refused *whatsapp.APIError
	switch {
	case errors.As(err, &refused):
		return e.Error(http.StatusBadGateway, templateRefusal(refused), nil)
	case errors.Is(err, context.Canceled):
		return e.Error(http.StatusServiceUnavailable, "The server is about to restart. Try again in a moment.", nil)
	case errors.Is(err, whatsapp.ErrNoAnswer), errors.Is(err, whatsapp.ErrNotSent), errors.Is(err, whatsapp.ErrTooManyPages):
		c.app.Logger().Warn("The templates could not be read", "error", err)
		return e.Error(http.StatusBadGateway, "WhatsApp did not answer with the templates. Check the server's internet connection and try again.", nil)
	case err != nil:
		return e.InternalServerError("The templates could not be stored. Try again.", err)
	}
	return e.JSON(http.StatusOK, counts)
}

// templateRefusal is Meta's reason in words; what the catalogue says of codes
// is about messages, but for the token.
func templateRefusal(refused *whatsapp.APIError) string {
	switch {
	case refused.Stops(), refused.Code == whatsapp.CodeNone:
		return refused.Explain().Sentence()
	case refused.TooFast():
		return "Meta asks to slow down: too many requests for this account. Try again in an hour."
	}
	switch refused.Code {
	case 3, 10, 200:
		return "Meta doesn't let this token read templates. Give it the permission whatsapp_business_management."
	case 33, 100, 803:
		return "Meta doesn't know this account. Check WHATSAPP_BUSINESS_ACCOUNT_ID, and that the token may use it."
	}
	return "Meta did not give the templates: " + strings.TrimSuffix(refused.Title, ".") + ". Try again, or see WhatsApp Manager."
}

// templatesCron reads the templates, in case a webhook went missing.
func (c *crm) templatesCron() {
	if len(c.templatesMissing()) > 0 {
		return
	}
	if _, err := c.syncTemplates(); err != nil && !errors.Is(err, context.Canceled) {
		c.app.Logger().Warn("The templates could not be read; the next hour tries again", "error", err)
	}
}

// templatesStart reads them for the first time.
func (c *crm) templatesStart() {
	n := 0
	err := c.app.DB().NewQuery("SELECT EXISTS (SELECT 1 FROM whatsapp_templates)").Row(&n)
	if err == nil && n == 0 && len(c.templatesMissing()) == 0 {
		c.templatesAt(time.Now().Add(c.cfg.TemplatesAfter))
	}
}

// templatesSoon reads them because of a webhook about one that isn't here. It
// returns at once.
func (c *crm) templatesSoon() {
	if len(c.templatesMissing()) > 0 {
		return
	}
	s := c.templateSync()
	s.mu.Lock()
	due := time.Now().Add(c.cfg.TemplatesAfter)
	if allowed := s.last.Add(templatesBetween); allowed.After(due) {
		due = allowed
	}
	s.mu.Unlock()
	c.templatesAt(due)
}

// templatesAt reads them once, at a time; a reading that is planned already is enough.
func (c *crm) templatesAt(due time.Time) {
	s := c.templateSync()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.timer != nil || s.ctx.Err() != nil {
		return
	}
	s.timer = time.AfterFunc(time.Until(due), func() {
		s.mu.Lock()
		s.timer = nil
		s.mu.Unlock()
		c.templatesCron()
	})
}

// syncTemplates reads and stores them, or waits for whoever is doing it.
func (c *crm) syncTemplates() (templateCounts, error) {
	s := c.templateSync()
	s.mu.Lock()
	if run := s.running; run != nil {
		s.mu.Unlock()
		<-run.done
		return run.counts, run.err
	}
	run := &templateRun{done: make(chan struct{}), err: errors.New("the reading of the templates was broken off")}
	s.running, s.last = run, time.Now()
	s.mu.Unlock()
	defer func() {
		s.mu.Lock()
		s.running = nil
		s.mu.Unlock()
		close(run.done)
	}()

	ctx, cancel := context.WithTimeout(s.ctx, templatesTimeout)
	defer cancel()
	began := c.cfg.Now().UTC()
	list, err := c.cloud.Templates(ctx, c.cfg.BusinessAccountID)
	if err == nil {
		run.counts, err = c.storeTemplates(ctx, list, began)
	}
	run.err = err
	return run.counts, err
}

// templatesDrain ends a reading under way.
func (c *crm) templatesDrain() {
	s := c.templateSync()
	s.cancel()
	s.mu.Lock()
	run := s.running
	if s.timer != nil {
		s.timer.Stop()
	}
	s.mu.Unlock()
	if run == nil {
		return
	}
	select {
	case <-run.done:
	case <-time.After(templatesStop):
	}
}
