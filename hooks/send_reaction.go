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
	if form.SendAt != "" {
		return e.BadRequestError("The reaction can't be sent as it is.", validation.Errors{
			"send_at": validation.NewError("crm_surplus", "A reaction can't be sent later. Leave send_at out.")})
	}
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
	defer c.reactions.one(about.MessageID)()
	target, err := commNamed(e.App, "ext_message_id", about.MessageID)
	if err != nil || target.GetString("customer_id") != form.CustomerID {
		return e.BadRequestError("There is no such message in this conversation. Reload the page.", validation.Errors{
			"reaction.message_id": validation.NewError("crm_no_message", "There is no such message in this conversation.")})
	}
	switch sent, used := c.reactions.sent(form.ClientKey); {
	case used && sent != form.hash():
		return refuseKey(e)
	case used, ownReaction(target) == about.Emoji: // the request came twice
		return answerReaction(e, target)
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
		_, code, title, sentence := explain(failure)
		return metaFailure(sentence, code, title)
	}
	c.reactions.remember(form.ClientKey, form.hash())
	if err := c.keepReaction(target, about.MessageID, about.Emoji, at); err != nil {
		return e.InternalServerError("The reaction was sent, but could not be stored.", err)
	}
	return answerReaction(e, target)
}

func answerReaction(e *core.RequestEvent, target *core.Record) error {
	target, err := e.App.FindRecordById("comms_log", target.Id)
	if err == nil {
		err = apis.EnrichRecord(e, target)
	}
	if err != nil {
		return e.InternalServerError("The reaction was sent, but can't be shown. Reload the page.", err)
	}
	return e.JSON(http.StatusOK, target)
}

// ownReaction is the emoji that we have put on a message; empty for none.
func ownReaction(target *core.Record) string {
	var all []ingest.Reaction
	_ = target.UnmarshalJSONField("reactions", &all)
	for _, r := range all {
		if r.By == string(whatsapp.Outbound) {
			return r.Emoji
		}
	}
	return ""
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
