package hooks

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"pocketcrm/hooks/machine"
)

// healthReport is what staff and admins may know of the set-up: whether a
// value is there, never the value.
type healthReport struct {
	WhatsApp struct {
		Configured         bool     `json:"configured"`
		Missing            []string `json:"missing"`
		SignatureChecked   bool     `json:"signature_checked"`
		DefaultVerifyToken bool     `json:"default_verify_token"`
	} `json:"whatsapp"`
	// Sending is why no message leaves now, in a sentence, and whether it stays so
	// until somebody mends it; empty while they leave.
	Sending struct {
		Reason string `json:"reason"`
		Closed bool   `json:"closed"`
	} `json:"sending"`
	Warnings []string `json:"warnings"`
	// Setup is what should be set before this is run for real; for admins.
	Setup []setupPoint `json:"setup"`
	// Tell are the names of those who can mend it, for those who can't.
	Tell         []string `json:"tell"`
	ParkedEvents int      `json:"parked_events"` // what a person should look at

	// OtherMessages is how many messages WhatsApp tells statuses of that are
	// not in the log: another tool sends them, and there is nothing to do.
	OtherMessages int    `json:"other_messages"`
	LastWebhookAt string `json:"last_webhook_at"` // since the start of this process, as all below

	RefusedSignatures int64  `json:"refused_signatures"`
	LastRefusedAt     string `json:"last_refused_at"`
	FailedWebhooks    int64  `json:"failed_webhooks"` // answers of 5xx; Meta sends those again

	Machine machine.Report `json:"machine"`
}

// healthPatience is how long the database may take for all that health reads
// of it. Health answers without it, too: that is when it is needed most.
const healthPatience = 2 * time.Second

func (c *crm) health(e *core.RequestEvent) error {
	report, err := c.healthNow(e.Request.Context(), isAdmin(e.Auth))
	if err == nil {
		err = c.readHealth(e.Request.Context(), &report, !isAdmin(e.Auth))
	}
	if err != nil {
		report.Warnings = append([]string{c.unreadable(err)}, report.Warnings...)
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return e.JSON(http.StatusOK, report)
}

// readHealth reads what is not for every look.
func (c *crm) readHealth(ctx context.Context, report *healthReport, tell bool) error {
	ctx, cancel := context.WithTimeout(ctx, healthPatience)
	defer cancel()
	err := c.app.DB().NewQuery(sqlOthers).WithContext(ctx).Row(&report.OtherMessages)
	if err == nil && tell {
		err = c.app.DB().NewQuery(sqlAdmins).WithContext(ctx).Column(&report.Tell)
	}
	return err
}

// unreadable says why health can't read the database.
func (c *crm) unreadable(err error) string {
	cause := c.ill.Failed(err)
	return "The database can't be read: " + cmp.Or(string(cause), "it does not answer") + ". " + cmp.Or(cause.Remedy(), "If that lasts, restart the program; the log says more.")
}

// healthNow is how it stands, for whoever asks: paths are for admins. What it
// could be told of without the database is there beside an error.
func (c *crm) healthNow(ctx context.Context, admin bool) (healthReport, error) {
	ctx, cancel := context.WithTimeout(ctx, healthPatience)
	defer cancel()
	report := healthReport{Tell: []string{}, Warnings: c.warnings(ctx, admin), Setup: c.setup(admin)}
	report.WhatsApp.Missing = c.cfg.missing()
	report.WhatsApp.Configured = len(report.WhatsApp.Missing) == 0
	report.WhatsApp.SignatureChecked = len(c.cfg.AppSecrets) > 0
	report.WhatsApp.DefaultVerifyToken = c.cfg.VerifyToken == defaultVerifyToken
	report.Sending.Reason, report.Sending.Closed = c.waitsFor(), c.cloud.Closed() != nil
	report.LastWebhookAt = dateOrNone(c.writer.LastCommit())
	report.RefusedSignatures, report.FailedWebhooks = c.tally.refused.Load(), c.tally.failed.Load()
	if at := c.tally.lastRefused.Load(); at > 0 {
		report.LastRefusedAt = dateOrNone(time.UnixMilli(at))
	}
	report.Machine = c.ill.Report(dateOrNone)
	return report, c.app.DB().NewQuery(sqlParked).WithContext(ctx).Row(&report.ParkedEvents)
}

func dateOrNone(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return at.UTC().Format(types.DefaultDateLayout)
}

// warnings are what loses messages first, then the configuration and what shows
// at work, then what can wait a little.
func (c *crm) warnings(ctx context.Context, admin bool) []string {
	warnings, others := []string{}, []string{}
	broken := false
	for _, n := range c.ill.Notices() {
		words := n.Staff
		if admin {
			words = n.Words
		}
		if broken = broken || n.Grave; n.Grave {
			warnings = append(warnings, words)
		} else {
			others = append(others, words)
		}
	}
	if why := c.tally.failing(c.cfg.Now(), c.writer.LastCommit()); why != "" && !broken {
		warnings = append(warnings, "Webhooks of WhatsApp could not be taken ("+strings.TrimSuffix(why, ".")+"). "+
			"WhatsApp sends them again for seven days; if this lasts, the log in the dashboard says more.")
	}
	warnings = append(warnings, c.cfg.Warnings()...)
	if c.risky {
		warnings = append(warnings, "A power cut can lose the last messages: open the database with hooks.ConnectDB, which waits until they are on the disk.")
	}
	if len(c.cfg.AppSecrets) > 0 && c.tally.refusing(c.cfg.Now(), c.writer.LastCommit()) {
		warnings = append(warnings, "Meta's webhooks are being refused because their signature does not fit. Check WHATSAPP_APP_SECRET: it should be the App secret in the basic settings of the app that sends them.")
	}
	if err := c.notRestored.Load(); err != nil {
		words := "A backup could not be restored; the data is as it was before."
		if admin {
			words = strings.Replace((*err).Error(), "the", "The", 1)
		}
		warnings = append(warnings, words)
	}
	warnings = append(append(warnings, c.metaWarnings()...), c.sendWarnings(ctx)...)
	return append(warnings, others...)
}

// sendWarnings tell of messages that don't leave.
func (c *crm) sendWarnings(ctx context.Context) []string {
	const long = 5 * time.Minute
	var late int
	err := c.app.DB().NewQuery(sqlLate).WithContext(ctx).
		Bind(dbx.Params{"before": c.cfg.Now().Add(-long).UTC().Format(types.DefaultDateLayout)}).Row(&late)
	switch {
	case c.cloud.Closed() != nil: // note: which is said already
	case c.unknownOutcomes(ctx) > 0:
		return []string{"It isn't known of some messages whether they arrived. They are marked in the inbox: look at the last message of those conversations."}
	case err == nil && late > 0:
		return []string{fmt.Sprintf("%d messages have been waiting for more than 5 minutes because WhatsApp does not take them now. They are tried again by themselves.", late)}
	}
	return nil
}

const (
	sqlUnknown = "SELECT COUNT(*) FROM conversations WHERE last_status = 'unknown'"
	sqlParked  = "SELECT COUNT(*) FROM whatsapp_events WHERE state = 'parked'"
	sqlOthers  = "SELECT COUNT(*) FROM whatsapp_statuses"
	sqlAdmins  = "SELECT name FROM users WHERE role = 'admin' AND active AND name != '' ORDER BY created LIMIT 3"
	sqlLate    = "SELECT COUNT(*) FROM whatsapp_outbox WHERE since < {:before}"
)

// unknownOutcomes is in how many conversations the last answer may or may not
// have arrived.
func (c *crm) unknownOutcomes(ctx context.Context) (n int) {
	if err := c.app.DB().NewQuery(sqlUnknown).WithContext(ctx).Row(&n); err != nil {
		return 0
	}
	return n
}

// losesCommits tells whether a power cut can lose what was committed: an
// application that imports us may have opened the database in its own way.
//
// note: asked once, because it needs the one connection that writes.
func losesCommits(app core.App) bool {
	const full = 2 // https://www.sqlite.org/pragma.html#pragma_synchronous
	level := full
	err := app.NonconcurrentDB().NewQuery("PRAGMA synchronous").Row(&level)
	return err == nil && level < full
}
