package hooks

import (
	"net/http"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
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
	Warnings      []string `json:"warnings"`
	ParkedEvents  int      `json:"parked_events"`
	LastWebhookAt string   `json:"last_webhook_at"` // since the start of this process
}

func (c *crm) health(e *core.RequestEvent) error {
	report := healthReport{Warnings: c.warnings()}
	report.WhatsApp.Missing = c.cfg.missing()
	report.WhatsApp.Configured = len(report.WhatsApp.Missing) == 0
	report.WhatsApp.SignatureChecked = len(c.cfg.AppSecrets) > 0
	report.WhatsApp.DefaultVerifyToken = c.cfg.VerifyToken == defaultVerifyToken
	if at := c.writer.LastCommit(); !at.IsZero() {
		report.LastWebhookAt = at.UTC().Format(types.DefaultDateLayout)
	}
	err := c.app.DB().NewQuery("SELECT COUNT(*) FROM whatsapp_events WHERE state = 'parked'").
		WithContext(e.Request.Context()).Row(&report.ParkedEvents)
	if err != nil {
		return e.InternalServerError("The database could not be read.", err)
	}
	e.Response.Header().Set("Cache-Control", "no-store")
	return e.JSON(http.StatusOK, report)
}

// warnings are those of the configuration, and one about the database: an
// application that imports us may have opened it in its own way.
func (c *crm) warnings() []string {
	warnings := c.cfg.Warnings()
	const full = 2 // https://www.sqlite.org/pragma.html#pragma_synchronous
	level := full
	if err := c.app.NonconcurrentDB().NewQuery("PRAGMA synchronous").Row(&level); err == nil && level < full {
		warnings = append(warnings, "A power cut can lose the last messages: open the database with hooks.ConnectDB, which waits until they are on the disk.")
	}
	return warnings
}
