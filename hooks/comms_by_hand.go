package hooks

import (
	"strings"
	"time"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"pocketcrm/hooks/ingest"
	"pocketcrm/hooks/moves"
)

// commsByHand lets people log what happened outside this program: a note, a
// call, a meeting, an e-mail, an SMS. WhatsApp rows are the server's alone.
func (c *crm) commsByHand(e *core.RecordRequestEvent) error {
	wrong := validation.Errors{}
	record := e.Record
	switch record.GetString("type") {
	case "", "whatsapp":
		wrong["type"] = validation.NewError("crm_by_hand", "Choose note, call, meeting, email or sms. WhatsApp messages are logged by the server.")
	case "note":
		record.Set("direction", "internal")
	default:
		if record.GetString("direction") == "" {
			record.Set("direction", "outbound")
		}
	}
	if strings.TrimSpace(record.GetString("body")) == "" {
		wrong["body"] = validation.NewError("validation_required", "Write what happened.")
	}
	if problem := c.notAhead(record); problem != nil {
		wrong["occurred_at"] = problem
	}
	if problem := whoseEntry(e.App, record); problem != nil {
		wrong["customer"] = problem
	}
	if len(wrong) > 0 {
		return e.BadRequestError("The entry can't be saved as it is.", wrong)
	}

	if !e.HasSuperuserAuth() {
		record.Set("author", e.Auth.Id)
	}
	return e.Next()
}

// notAhead refuses the time of an entry that is far ahead, as a wrong year is:
// its conversation would stay above all others until then.
//
// note: a day, for who knows only the date in another time zone
func (c *crm) notAhead(record *core.Record) error {
	if !record.GetDateTime("occurred_at").Time().After(c.cfg.Now().Add(24 * time.Hour)) {
		return nil
	}
	return validation.NewError("crm_ahead", "This is in the future. The log has what happened: check the date, or write what is planned as a note of today.")
}

// whoseEntry checks that an entry belongs to a customer, or to an unknown
// sender who is already in the inbox, and makes both fields agree.
func whoseEntry(app core.App, record *core.Record) error {
	customer, id := record.GetString("customer"), record.GetString("customer_id")
	if customer != "" {
		if id != "" && id != customer {
			return validation.NewError("crm_by_hand", "customer and customer_id name different customers. Give customer alone.")
		}
		record.Set("customer_id", customer)
		return nil // note: whether it exists is checked by the relation
	}
	if _, unknown := ingest.UnknownIdentity(id); !unknown {
		return validation.NewError("validation_required", "Choose the customer this is about.")
	}
	if _, err := app.FindFirstRecordByFilter("conversations", "customer_id = {:id}", dbx.Params{"id": id}); err != nil {
		return validation.NewError("crm_by_hand", "There is no conversation with this sender.")
	}
	return nil
}

// commsFill completes a row whoever saves it through PocketBase: a time, and a
// customer_id that agrees with the customer.
//
// note: an id that grows with time keeps the order of rows of one moment.
func (c *crm) commsFill(e *core.RecordEvent) error {
	if e.Record.IsNew() && e.Record.Id == "" {
		e.Record.Id = ingest.NewID()
	}
	if e.Record.GetDateTime("occurred_at").IsZero() {
		now, err := types.ParseDateTime(c.cfg.Now())
		if err != nil {
			return err
		}
		e.Record.Set("occurred_at", now)
	}
	if customer := e.Record.GetString("customer"); customer != "" {
		e.Record.Set("customer_id", customer)
	}
	return e.Next()
}

// commsLeaveOutbox lets a message that is deleted before it has left not leave.
func commsLeaveOutbox(e *core.RecordEvent) error {
	return inTransaction(e, func() error {
		if err := moves.StoreOf(e.App).Exec("DELETE FROM whatsapp_outbox WHERE row = ? AND state = 'waiting'", e.Record.Id); err != nil {
			return err
		}
		return e.Next()
	})
}
