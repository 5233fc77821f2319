package hooks

import (
	"errors"
	"net/http"
	"slices"

	"github.com/pocketbase/dbx"
	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/ingest"
	"pocketcrm/hooks/moves"
	"pocketcrm/whatsapp"
)

// linkForm names the customer an unknown sender is: one that is there, or a new
// one.
type linkForm struct {
	Customer string         `json:"customer"`
	New      map[string]any `json:"new"`
}

// newCustomerFields are what a customer may be created with from a message.
var newCustomerFields = []string{"name", "company", "email", "language", "country", "tags", "notes"}

// conversationLink makes an unknown sender a contact of a customer, in one
// transaction. Everything the sender has said comes along (see contactSaved).
func (c *crm) conversationLink(e *core.RequestEvent) error {
	var form linkForm
	if err := bindKnown(e, &form); err != nil {
		return refuseBody(e, err)
	}
	customerID := e.Request.PathValue("customerID")
	identity, unknown := ingest.UnknownIdentity(customerID)
	switch {
	case !unknown:
		return e.BadRequestError("This conversation belongs to a customer already.", nil)
	case form.Customer == "" && len(form.New) == 0:
		return refuseField(e, "customer", "Choose a customer, or give the name of a new one.")
	}

	var customer, contact *core.Record
	err := e.App.RunInTransaction(func(tx core.App) error {
		conversation, err := tx.FindFirstRecordByFilter("conversations", "customer_id = {:id}", dbx.Params{"id": customerID})
		if err != nil {
			return errNoConversation
		}
		order := moves.Order{Actor: moves.ActorOf(e.Auth)}
		if customer, err = customerToLink(tx, form); err != nil {
			return err
		}
		if form.Customer == "" {
			order.NewCustomer = customer.Id
		}
		if contact, err = contactToLink(tx, customer.Id, identity, conversation); err != nil {
			return err
		}
		return tx.SaveWithContext(moves.With(order), contact)
	})
	var wrong validation.Errors
	switch {
	case errors.Is(err, errNoConversation):
		return e.NotFoundError("There is no such conversation. It may belong to a customer by now: reload the page.", err)
	case errors.Is(err, errNoCustomer):
		return refuseField(e, "customer", "There is no such customer. Reload the page.")
	case errors.As(err, &wrong):
		return e.BadRequestError("The customer can't be saved as it is.", wrong)
	case err != nil:
		return e.InternalServerError("The sender could not be linked; nothing was changed. Try again.", err)
	}
	answer := map[string]any{"customer": customer, "contact": contact, "move": "", "messages": 0}
	moved, err := e.App.FindFirstRecordByFilter("identity_moves", "contact = {:id} && to = {:to}", dbx.Params{"id": contact.Id, "to": customer.Id})
	if err == nil {
		answer["move"], answer["messages"] = moved.Id, moved.GetInt("messages")
	}
	return e.JSON(http.StatusOK, answer)
}

var errNoConversation = errors.New("there is no such conversation")

func customerToLink(tx core.App, form linkForm) (*core.Record, error) {
	if form.Customer != "" {
		customer, err := tx.FindRecordById("customers", form.Customer)
		if err != nil {
			return nil, errNoCustomer
		}
		return customer, nil
	}
	collection, err := tx.FindCachedCollectionByNameOrId("customers")
	if err != nil {
		return nil, err
	}
	customer := core.NewRecord(collection)
	for _, field := range newCustomerFields {
		if value, ok := form.New[field]; ok {
			customer.Set(field, value)
		}
	}
	return customer, tx.Save(customer)
}

// contactToLink is the contact of an unknown sender: the number, where WhatsApp
// shows it or they have shared it, and the BSUID behind it.
func contactToLink(tx core.App, customer, identity string, conversation *core.Record) (*core.Record, error) {
	collection, err := tx.FindCachedCollectionByNameOrId("contacts")
	if err != nil {
		return nil, err
	}
	p := whatsapp.Party{WaID: identity, UserID: conversation.GetString("wa_user_id"), Username: conversation.GetString("wa_username")}
	if !whatsapp.IsWaID(identity) {
		p.WaID, p.UserID = conversation.GetString("wa_phone"), identity
	} else if phone := conversation.GetString("wa_phone"); phone != "" && !slices.Contains(whatsapp.PhoneKeys(identity), phone) {
		p.UserID = "" // note: it is the new number's, which becomes a contact as well
	}
	contact := core.NewRecord(collection)
	contact.Load(map[string]any{"customer": customer, "type": "whatsapp", "value": ingest.ContactValue(p), "wa_username": p.Username})
	if _, err := tx.FindFirstRecordByFilter("contacts", "wa_user_id = {:id} && wa_user_id != ''", dbx.Params{"id": p.UserID}); err != nil {
		contact.Set("wa_user_id", p.UserID)
	}
	return contact, nil
}
