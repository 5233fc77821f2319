package hooks

import (
	"errors"
	"net/http"

	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"pocketcrm/hooks/door"
	"pocketcrm/hooks/ingest"
	"pocketcrm/whatsapp"
)

// webhookReceive stores what Meta sends and answers 200 only after the commit.
// Anything else makes Meta send it again for up to seven days.
//
// note: refusals are written, not returned, so that a stranger cannot fill
// the request log.
func (c *crm) webhookReceive(e *core.RequestEvent) error {
	defer c.watch.changed() // note: a refused signature, or what is parked, is told
	signature := e.Request.Header.Get("X-Hub-Signature-256")
	body, room, err := c.readBody(e.Response, e.Request, e.RealIP, c.mayBeTaken(signature))
	defer room.Release()
	if err != nil {
		return c.refuseBody(e, err)
	}
	if !c.mayBeTaken(signature) {
		return c.refuseSignature(e)
	}
	events, err := c.decode(signature, body)
	switch {
	case errors.Is(err, errSignature):
		return c.refuseSignature(e)
	case err != nil:
		return c.refuse(e, http.StatusBadRequest, "The body is not a JSON object.")
	}
	room.Release()          // the queue has a limit of its own
	if c.restoring.Load() { // note: the body took its time, and what is stored now would be in the old data only
		return c.refuse(e, http.StatusServiceUnavailable, restoringNow)
	}

	switch err := c.writer.Submit(events, len(body)); {
	case err == nil:
		c.warnOfUnknownNumbers(events)
		if len(c.cfg.AppSecrets) > 0 {
			door.CallerOf(e.Request.Context()).Know()
		}
		return e.JSON(http.StatusOK, map[string]bool{"received": true})
	case errors.Is(err, ingest.ErrFull), errors.Is(err, ingest.ErrClosed):
		e.Response.Header().Set("Retry-After", "1")
		return c.refuse(e, http.StatusServiceUnavailable, "Too much is waiting to be stored; send it again in a second.")
	default:
		return c.refuse(e, http.StatusInternalServerError, "The events could not be stored; send them again.")
	}
}

var errSignature = errors.New("the signature does not fit")

// mayBeTaken tells before a body is read whether one with such a signature can
// be stored at all.
func (c *crm) mayBeTaken(signature string) bool {
	if len(c.cfg.AppSecrets) == 0 {
		return !c.cfg.RequireSignature
	}
	return whatsapp.IsSignature(signature)
}

// decode checks the signature and takes the body apart. What comes while there
// is no secret is marked as unverified.
//
// note: large bodies one after the other. Taken apart, one of 3 MB needs a
// hundred times the memory of an ordinary one, and anybody can send such a
// body with a signature that only a look at all of it shows to be wrong.
func (c *crm) decode(signature string, body []byte) ([]whatsapp.Event, error) {
	if len(body) > largeWebhookBytes {
		c.large.Lock()
		defer c.large.Unlock()
	}
	unverified := len(c.cfg.AppSecrets) == 0
	if !unverified && !whatsapp.ValidSignature(signature, body, c.cfg.AppSecrets...) {
		return nil, errSignature
	}
	events, err := whatsapp.DecodeWebhook(body)
	for i := range events {
		events[i].Unverified = unverified
	}
	return events, err
}

// refuseSignature answers what was not signed with our secret, and tells the
// log now and then.
func (c *crm) refuseSignature(e *core.RequestEvent) error {
	worthALine := c.tally.refuse(c.cfg.Now())
	if len(c.cfg.AppSecrets) == 0 {
		if worthALine {
			c.app.Logger().Warn(refusesAll, "refused_since_start", c.tally.refused.Load())
		}
		return c.refuse(e, http.StatusUnauthorized, refusesAll)
	}
	if worthALine {
		c.app.Logger().Warn("A webhook was refused because its signature does not fit. If Meta sent it, WHATSAPP_APP_SECRET is not the secret of its app", "refused_since_start", c.tally.refused.Load())
	}
	return c.refuse(e, http.StatusUnauthorized, "The signature does not fit. Check that WHATSAPP_APP_SECRET is the secret of the app that sends the webhooks.")
}

// refuse answers with PocketBase's error envelope without a row in its log.
func (c *crm) refuse(e *core.RequestEvent, status int, message string) error {
	if status >= http.StatusInternalServerError && c.tally.fail(c.cfg.Now(), message) {
		c.app.Logger().Warn("Webhooks are answered with an error; Meta sends them again", "status", status, "why", message, "failed_since_start", c.tally.failed.Load())
	}
	return e.JSON(status, router.NewApiError(status, message, nil))
}

// warnOfUnknownNumbers logs once for each number that isn't the configured
// one: a second number, or a wrong setting. Its messages are kept all the same.
func (c *crm) warnOfUnknownNumbers(events []whatsapp.Event) {
	if c.cfg.PhoneNumberID == "" {
		return
	}
	for i := range events {
		id := events[i].PhoneNumberID
		if id != "" && id != c.cfg.PhoneNumberID && events[i].Kind != whatsapp.KindEmpty && c.known.first(id) {
			c.app.Logger().Warn("Messages arrive for a number that is not WHATSAPP_PHONE_NUMBER_ID; they are logged, but answers leave from the configured number", "phone_number_id", id[:min(len(id), 40)])
		}
	}
}
