package moves

import (
	"context"

	"github.com/pocketbase/pocketbase/core"
)

// Actor is who does something; empty for the server itself.
type Actor struct{ ID, Name string }

// ActorOf is a signed-in account as actor; nil is the server.
func ActorOf(auth *core.Record) Actor {
	if auth == nil {
		return Actor{}
	}
	name := auth.GetString("name")
	if name == "" {
		name = auth.Email()
	}
	return Actor{auth.Id, name}
}

// Order says how messages go along with the change of a contact or customer.
type Order struct {
	Actor Actor
	Keep  bool // messages stay where they are
	Quiet bool // they are taken care of already: nothing moves, nothing is written down
	// NewCustomer was made for this contact, and goes when it is taken back.
	NewCustomer string
}

type orderKey struct{}

// orderField is where a record carries an order that came with a request: it
// is no field of the collection, so it is never stored or shown.
const orderField = "@crmOrder"

// With is a context for saving or deleting with an order.
func With(o Order) context.Context {
	return context.WithValue(context.Background(), orderKey{}, o)
}

// Give lets a record of a request carry an order.
func Give(record *core.Record, o Order) { record.SetRaw(orderField, o) }

// OrderOf is the order that an event came with.
func OrderOf(e *core.RecordEvent) Order {
	if e.Context != nil {
		if o, ok := e.Context.Value(orderKey{}).(Order); ok {
			return o
		}
	}
	o, _ := e.Record.GetRaw(orderField).(Order)
	return o
}

var quietly = With(Order{Quiet: true})
