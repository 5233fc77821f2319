package hooks

import (
	"errors"
	"net/http"
	"strings"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"
)

// sendForm is the body of POST /api/crm/whatsapp/send.
type sendForm struct {
	// CustomerID is a customer's record id, or unknown:<digits or BSUID> of a
	// sender who is in the inbox.
	CustomerID string `json:"customer_id" form:"customer_id"`
	// ToPhone is the number as a person types it; a BSUID for somebody whose
	// number is hidden. For an unknown sender it may be left out.
	ToPhone string `json:"to_phone" form:"to_phone"`
	// Message has 1 to 4,096 characters.
	Message string `json:"message" form:"message"`
}

// send answers a customer on WhatsApp: check, log, call, outcome. It returns
// the row of the log as it is afterwards.
func (c *crm) send(e *core.RequestEvent) error {
	if missing := c.cfg.missing(); len(missing) > 0 {
		return e.Error(http.StatusServiceUnavailable, "WhatsApp isn't set up yet, so nothing can be sent. Ask an admin to set "+strings.Join(missing, " and ")+".", nil)
	}
	form := sendForm{}
	if err := e.BindBody(&form); err != nil {
		return e.BadRequestError("The body could not be read. Send JSON with customer_id, to_phone and message as text.", err)
	}
	form.CustomerID, form.ToPhone = strings.TrimSpace(form.CustomerID), strings.TrimSpace(form.ToPhone)

	to, problems := c.checkSend(e.App, form)
	if len(problems) > 0 {
		return e.BadRequestError("The message can't be sent as it is.", problems)
	}
	row, failure, err := c.sends.send(e.Auth, to, form.Message)
	switch {
	case errors.Is(err, errStopping):
		e.Response.Header().Set("Retry-After", "5")
		return e.Error(http.StatusServiceUnavailable, "The server is about to restart. The message was not sent: try again in a moment.", nil)
	case err != nil:
		return e.InternalServerError("The message could not be logged, so it was not sent. Try again.", err)
	case failure != nil:
		return writeFailure(e, failure)
	}
	if err := apis.EnrichRecord(e, row); err != nil {
		return e.InternalServerError("The message was sent, but can't be shown. Reload the page.", err)
	}
	return e.JSON(http.StatusOK, row)
}

// sendFailure is a send that did not end as accepted.
type sendFailure struct {
	rowID    string
	code     string // Meta's, as text; empty when there is none
	status   string // failed, unknown
	sentence string
}

func writeFailure(e *core.RequestEvent, f *sendFailure) error {
	answer := router.NewApiError(http.StatusBadGateway, f.sentence, nil)
	answer.Data["record"] = f.rowID
	answer.Data["status"] = f.status
	if f.code != "" {
		answer.Data["code"] = f.code
	}
	return answer
}
