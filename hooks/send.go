package hooks

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"time"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"
)

// sendForm is the body of POST /api/crm/whatsapp/send: whom to, one thing to
// say, and how.
type sendForm struct {
	// CustomerID is a customer's record id, or unknown:<digits or BSUID> of a
	// sender who is in the inbox.
	CustomerID string `json:"customer_id" form:"customer_id"`
	// ToPhone is the number as a person types it; a BSUID for somebody whose
	// number is hidden. For an unknown sender it may be left out.
	ToPhone string `json:"to_phone" form:"to_phone"`

	// Message has 1 to 4,096 characters. It or one of the next five, or media, is
	// given. Beside a file it is the text under it.
	Message     string          `json:"message" form:"message"`
	Template    *templateForm   `json:"template"`
	Interactive json.RawMessage `json:"interactive"`
	Location    json.RawMessage `json:"location"`
	Contacts    json.RawMessage `json:"contacts"`
	Reaction    json.RawMessage `json:"reaction"` // {message_id, emoji}; makes no row

	// Media is a file that Meta has or fetches: {id | link, kind, caption,
	// filename, voice}. The same can be said with media_id or link and what
	// follows. A file of ours comes in a form, as media, with these:
	Media    json.RawMessage `json:"media,omitempty"`
	MediaID  string          `json:"media_id,omitempty" form:"media_id"`
	Link     string          `json:"link,omitempty" form:"link"`
	Caption  string          `json:"caption,omitempty" form:"caption"`
	Filename string          `json:"filename,omitempty" form:"filename"`
	Kind     string          `json:"kind,omitempty" form:"kind"`   // as what it is sent; what fits by default
	Type     string          `json:"type,omitempty" form:"type"`   // Meta's own word for kind, of media_id and link
	Voice    bool            `json:"voice,omitempty" form:"voice"` // plays as a voice note
	// File is the checksum of the file in a form, set by the server.
	File string `json:"-" form:"-"`

	// ClientKey makes it safe to send the same request again: one message for
	// one key, up to 200 characters.
	ClientKey string `json:"client_key" form:"client_key"`
	// ReplyTo is the wamid of the message that is quoted.
	ReplyTo string `json:"reply_to" form:"reply_to"`
	// SendAt is when it leaves, RFC 3339, up to 90 days ahead; now when empty.
	SendAt string `json:"send_at" form:"send_at"`
	// PreviewURL shows a preview of the first link. Default true.
	PreviewURL *bool `json:"preview_url" form:"preview_url"`
}

// send answers a customer on WhatsApp: check, log, send, outcome. It returns
// the row of the log as it is afterwards.
func (c *crm) send(e *core.RequestEvent) error {
	if refused := c.refuseUnconfigured(e); refused != nil {
		return refused
	}
	form, file, err := c.readSend(e)
	if err != nil {
		return refuseForm(e, err)
	}
	defer c.dropAttachment(file)
	form.tidy()
	switch row, err := c.keyUsed(form); {
	case row != nil:
		return c.answerSend(e, row, form.hash())
	case errors.Is(err, errOtherBody):
		return refuseKey(e)
	case errors.Is(err, errCancelled):
		return refuseCancelled(e)
	}
	if len(form.Reaction) > 0 && form.contents() == 1 {
		return c.react(e, form)
	}
	m, problems := c.checkSend(e.App, form, file)
	if len(problems) > 0 {
		return e.BadRequestError("The message can't be sent as it is.", problems)
	}
	m.author = e.Auth
	return c.queueAndAnswer(e, m)
}

func (c *crm) refuseUnconfigured(e *core.RequestEvent) error {
	missing := c.cfg.missing()
	if len(missing) == 0 {
		return nil
	}
	return e.Error(http.StatusServiceUnavailable, "WhatsApp isn't set up yet, so nothing can be sent. Ask an admin to set "+strings.Join(missing, " and ")+".", nil)
}

// queueAndAnswer puts a message into the outbox and answers with how the first
// attempt ended.
func (c *crm) queueAndAnswer(e *core.RequestEvent, m message) error {
	row, err := c.sends.queue(m)
	switch {
	case errors.Is(err, errOtherBody):
		return refuseKey(e)
	case errors.Is(err, errCancelled):
		return refuseCancelled(e)
	case errors.Is(err, errCustomerGone):
		return e.BadRequestError("The message can't be sent as it is.", validation.Errors{
			"customer_id": validation.NewError("crm_no_customer", "This customer is no longer there; they may have been merged into another one. Reload the page.")})
	case err != nil:
		return e.InternalServerError("The message could not be logged, so it was not sent. Try again.", err)
	}
	return c.answerSend(e, row, m.hash)
}

// answerSend answers with how a message stands after its first attempt. hash is
// of the request, which must be the one that the message was made of.
func (c *crm) answerSend(e *core.RequestEvent, row *core.Record, hash string) error {
	if row.GetString("client_hash") != hash {
		return refuseKey(e)
	}
	row, gone := c.sends.await(row, e.Request.Context())
	if gone {
		return refuseCancelled(e)
	}
	switch row.GetString("status") {
	case "failed", "unknown":
		return writeFailure(e, row)
	}
	if err := apis.EnrichRecord(e, row); err != nil {
		return e.InternalServerError("The message was sent, but can't be shown. Reload the page.", err)
	}
	return e.JSON(http.StatusOK, row)
}

func refuseKey(e *core.RequestEvent) error {
	return e.Error(http.StatusConflict, "This client_key was used for another message. Use a new one for each message.",
		validation.Errors{"client_key": validation.NewError("crm_client_key", "This key was used for another message.")})
}

// writeFailure answers for a message that was not accepted: 502 with Meta's
// reason in plain words. The row stays in the log.
func writeFailure(e *core.RequestEvent, row *core.Record) error {
	answer := metaFailure(row.GetString("error"), row.GetString("error_code"), row.GetString("error_title"))
	answer.Data["record"] = row.Id
	answer.Data["status"] = row.GetString("status")
	return answer
}

// metaFailure is 502 with our sentence, and Meta's code and words where there
// are any.
func metaFailure(sentence, code, title string) *router.ApiError {
	answer := router.NewApiError(http.StatusBadGateway, sentence, nil)
	if code != "" {
		answer.Data["code"] = code
	}
	if title != "" {
		answer.Data["title"] = title
	}
	return answer
}

// sendAhead is how far ahead a message can be scheduled.
const sendAhead = 90 * 24 * time.Hour

// sendTime reads send_at; the zero time is now.
func (c *crm) sendTime(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(time.RFC3339, text)
	now := c.cfg.Now()
	switch {
	case err != nil:
		return at, validation.NewError("crm_send_at", "Give the time as RFC 3339, for example 2026-12-01T09:00:00Z.")
	case at.Before(now.Add(-time.Minute)):
		return at, validation.NewError("crm_send_at", "This time has passed. Choose a later one, or send it now.")
	case at.After(now.Add(sendAhead)):
		return at, validation.NewError("crm_send_at", "A message can wait for 90 days at most.")
	case !at.After(now):
		return time.Time{}, nil
	}
	return at.UTC(), nil
}
