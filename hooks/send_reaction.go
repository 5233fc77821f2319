package hooks

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/ingest"
	"pocketcrm/hooks/moves"
	"pocketcrm/hooks/outbox"
	"pocketcrm/whatsapp"
)

// react puts an emoji on a message of the customer, or takes it away. It is no
// message of its own: the answer is the row it is about.
func (c *crm) react(e *core.RequestEvent, form sendForm) error {
	content, problems := whatsapp.Reaction(form.Reaction)
	if len(problems) > 0 {
		return e.BadRequestError("The reaction can't be sent as it is.", fieldErrors(problems))
	}
	var about struct {
		MessageID string `json:"message_id"`
		Emoji     string `json:"emoji"`
	}
	if err := json.Unmarshal(form.Reaction, &about); err != nil {
		return e.BadRequestError("The body could not be read. Send reaction as {message_id, emoji}.", err)
	}
	target, err := commNamed(e.App, "ext_message_id", about.MessageID)
	if err != nil || target.GetString("customer_id") != form.CustomerID {
		return e.BadRequestError("There is no such message in this conversation. Reload the page.", validation.Errors{
			"reaction.message_id": validation.NewError("crm_no_message", "There is no such message in this conversation.")})
	}
	address := target.GetString("address")
	refused, err := c.mayLeave(moves.StoreOf(e.App), form.CustomerID, address, content.Type, "", c.cfg.Now())
	if err != nil {
		return e.InternalServerError("It could not be checked whether this may be sent. Try again.", err)
	}
	if refused != nil {
		return e.BadRequestError("The reaction can't be sent now.", validation.Errors{"reaction": validation.NewError(refused.code, refused.sentence)})
	}
	switch err := c.passReaction(e.Request.Context(), form.CustomerID, address); {
	case errors.Is(err, outbox.ErrTooFast):
		return e.TooManyRequestsError("Too much is being sent at the moment. Try again in a minute.", nil)
	case err != nil:
		return e.InternalServerError("The reaction could not be sent. Try again.", err)
	}
	at := c.cfg.Now() // note: before the call, so that a status which overtakes its end counts as later
	if failure := c.callReaction(target.Id, address, content); failure != nil {
		_, code, sentence := explain(failure)
		return e.Error(http.StatusBadGateway, sentence, map[string]any{"code": code})
	}
	if err := c.keepReaction(target, about.MessageID, about.Emoji, at); err != nil {
		return e.InternalServerError("The reaction was sent, but could not be stored.", err)
	}
	if target, err = e.App.FindRecordById("comms_log", target.Id); err == nil {
		err = apis.EnrichRecord(e, target)
	}
	if err != nil {
		return e.InternalServerError("The reaction was sent, but can't be shown. Reload the page.", err)
	}
	return e.JSON(http.StatusOK, target)
}

// passReaction waits for a moment until the limits of the number and of the
// person let a reaction leave.
func (c *crm) passReaction(ctx context.Context, customerID, address string) error {
	person, err := personOf(moves.StoreOf(c.app), customerID, address)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, reactionPatience)
	defer cancel()
	return c.sends.outbox.Pass(ctx, person)
}

// reactionPatience is how long a reaction waits for messages before it.
const reactionPatience = 5 * time.Second

// callReaction sends it at once: a reaction that comes hours later is of no use.
func (c *crm) callReaction(rowID, address string, content whatsapp.Content) error {
	ctx, cancel := context.WithTimeout(context.Background(), c.cfg.SendTimeout)
	defer cancel()
	m := whatsapp.Outgoing{To: address, Content: content, CallbackData: ingest.ReactionData(rowID)}
	if whatsapp.IsUserID(address) {
		m.To, m.UserID = "", address
	}
	_, err := c.cloud.Send(ctx, m)
	return err
}

// keepReaction stores our own reaction the way those of customers are stored.
func (c *crm) keepReaction(target *core.Record, wamid, emoji string, at time.Time) error {
	return c.writer.Submit([]whatsapp.Event{{
		Kind: whatsapp.KindReaction, Field: "messages", At: at, Key: fmt.Sprintf("r:%s:%d", target.Id, at.UnixNano()),
		Target: &whatsapp.Target{MessageID: wamid, Emoji: emoji, By: whatsapp.Outbound},
	}}, 0)
}
