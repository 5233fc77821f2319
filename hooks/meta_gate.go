package hooks

import (
	"database/sql"
	"errors"

	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/meta"
	"pocketcrm/whatsapp"
)

// newGate is the way to Meta.
func (c *crm) newGate() *meta.Gate {
	c.client = c.cfg.client(c.proofUsed, c.metaAnswered)
	return meta.New(c.client, meta.Options{
		RetryAfter: c.cfg.RetryAfter, ProbeEvery: c.cfg.ProbeEvery, Timeout: c.cfg.SendTimeout, Now: c.cfg.Now,
		Changed: c.watch.changed,
		Warn:    c.warn,
	})
}

// waitsFor is why a message that is queued now waits; "" when it needn't.
func (c *crm) waitsFor() string {
	if refused := c.cloud.Closed(); refused != nil {
		return waitSentence(refused)
	}
	if c.cloud.Pause(meta.Sending) > soon {
		return sentenceWaits
	}
	return ""
}

// waitSentence is for a message that waits until the set-up is mended.
func waitSentence(refused *whatsapp.APIError) string {
	if refused.TokenRefused() {
		return sentenceToken
	}
	return sentenceProof
}

// metaWarnings tell an admin what Meta says of the set-up, whoever asked it
// first.
func (c *crm) metaWarnings() (warnings []string) {
	if refused := c.cloud.Closed(); refused != nil {
		return []string{"Nothing is sent to WhatsApp, and files of customers are not fetched. " + refused.Explain().ForAdmin() +
			" A variable that was changed counts from the next start. What waits then goes on by itself: messages within a day, files within seven."}
	}
	said := map[string]bool{}
	for _, w := range []struct {
		work meta.Work
		what string
	}{
		{meta.Sending, "The last message could not be sent. "},
		{meta.Uploading, "The last file could not be sent. "},
		{meta.Fetching, "The last file of a customer could not be fetched. "},
	} {
		refused := c.cloud.Fault(w.work)
		if refused == nil {
			continue
		}
		if why := refused.Explain().ForAdmin(); !said[why] {
			said[why] = true
			warnings = append(warnings, w.what+why)
		}
	}
	if refused := c.cloud.Fault(meta.Templates); refused != nil {
		why := templateRefusal(refused)
		if refused.Code == whatsapp.CodeNone {
			why = refused.Explain().ForAdmin()
		}
		if !said[why] {
			warnings = append(warnings, "The templates could not be read. "+why)
		}
	}
	return warnings
}

// proofStart has the proof of the app's secret go along if Meta has asked for it
// before the restart.
func (c *crm) proofStart() {
	if string(c.settingValues()[settingProof]) == "true" {
		c.client.UseProof()
	}
}

// proofUsed remembers across a restart whether Meta asks for the proof. If that
// fails, one call more is refused after the next start.
func (c *crm) proofUsed(used bool) {
	row, err := c.app.FindFirstRecordByData("crm_settings", "key", settingProof)
	isKnown := err == nil
	if errors.Is(err, sql.ErrNoRows) {
		err = nil
	}
	switch {
	case err != nil:
	case !used && isKnown:
		err = c.app.Delete(row)
	case used:
		if !isKnown {
			collection, _ := c.app.FindCachedCollectionByNameOrId("crm_settings")
			row = core.NewRecord(collection)
		}
		row.Set("key", settingProof)
		row.Set("value", true)
		err = c.app.Save(row)
	}
	if err != nil {
		c.app.Logger().Warn("That Meta asks for the proof of the app secret could not be stored", "error", err)
	}
}
