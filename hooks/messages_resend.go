package hooks

import (
	"encoding/json"
	"errors"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/moves"
	"pocketcrm/whatsapp"
)

// messagesResend sends a failed message once more, as a new one. One whose
// outcome isn't known may have arrived: that takes a second word.
func (c *crm) messagesResend(e *core.RequestEvent) error {
	if refused := c.refuseUnconfigured(e); refused != nil {
		return refused
	}
	var form struct {
		Anyway bool `json:"anyway"`
	}
	if err := bindKnown(e, &form); err != nil {
		return refuseBody(e, err)
	}
	row, err := e.App.FindRecordById("comms_log", e.Request.PathValue("id"))
	if err != nil {
		return e.NotFoundError("There is no such message. Reload the page.", err)
	}
	switch status := row.GetString("status"); {
	case row.GetString("type") != "whatsapp" || row.GetString("direction") != "outbound" || row.GetString("source") != "" ||
		status != "failed" && status != "unknown":
		return e.BadRequestError("Only a message of ours that failed can be sent again.", nil)
	case status == "unknown" && !form.Anyway:
		return e.BadRequestError("It isn't known whether this message arrived. If you send it again, the customer may get it twice.",
			validation.Errors{"anyway": validation.NewError("crm_maybe_sent", "The customer may get it twice.")})
	}
	m, err := c.messageOf(e.App, row)
	var problems whatsapp.Problems
	if errors.As(err, &problems) {
		return e.BadRequestError("The message can't be sent now.", fieldErrors(problems))
	}
	if err != nil {
		return e.BadRequestError("What was sent can't be read any more. Write it anew.", err)
	}
	m.author = e.Auth
	// note: two who press at once send one message
	m.key, m.hash = resendKey+row.Id, resendKey+row.Id
	if again, err := commNamed(e.App, "client_key", m.key); err == nil {
		return c.answerSend(e, again, m.hash)
	}
	refused, err := c.mayLeave(moves.StoreOf(e.App), m.to.customerID, m.to.address(), m.content.Type, m.category, c.cfg.Now())
	if err != nil {
		return e.InternalServerError("It could not be checked whether this may be sent. Try again.", err)
	}
	if refused != nil {
		return e.BadRequestError("The message can't be sent now.", refused.problem())
	}
	return c.queueAndAnswer(e, m)
}

// resendKey begins the client keys of messages that are sent once more.
const resendKey = "resend:"

// messageOf is what a row of the log was made of, read from its request.
func (c *crm) messageOf(app core.App, row *core.Record) (message, error) {
	request := map[string]json.RawMessage{}
	if err := json.Unmarshal([]byte(row.GetString("payload")), &request); err != nil {
		return message{}, err
	}
	kind := row.GetString("message_type")
	m := message{replyTo: row.GetString("reply_to"), template: row.GetString("template")}
	m.content = whatsapp.Content{Type: kind, Object: request[kind], Text: row.GetString("body")}
	if len(m.content.Object) == 0 {
		return m, errors.New("the request has no content")
	}
	if !whatsapp.NamesFile(m.content) {
		file, err := c.fileOf(app, row)
		if err != nil {
			return m, err
		}
		m.file = file
	}
	m.to = recipient{customer: row.GetString("customer"), customerID: row.GetString("customer_id")}
	if address := row.GetString("address"); whatsapp.IsUserID(address) {
		m.to.userID = address
	} else {
		m.to.digits = address
	}
	if kind == "template" {
		category, problems, err := c.templateStill(app, m.content.Object)
		if err != nil || len(problems) > 0 {
			return m, errors.Join(err, problems)
		}
		m.category = category
	}
	return m, nil
}

// templateNamed is which template a request names.
func templateNamed(object json.RawMessage) (name, language string, err error) {
	var named struct {
		Name     string `json:"name"`
		Language struct {
			Code string `json:"code"`
		} `json:"language"`
	}
	err = json.Unmarshal(object, &named)
	return named.Name, named.Language.Code, err
}
