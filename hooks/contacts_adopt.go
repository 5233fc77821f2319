package hooks

import (
	"fmt"
	"slices"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/ingest"
	"pocketcrm/hooks/moves"
	"pocketcrm/whatsapp"
)

// contactSaved moves the past, whoever saves the contact: what an unknown
// sender has said becomes the customer's as soon as a contact with their number
// is there, and a contact that is given to another customer takes its messages
// along.
func (c *crm) contactSaved(e *core.RecordEvent) error {
	order := moves.OrderOf(e)
	if order.Quiet {
		return e.Next()
	}
	return inTransaction(e, func() error {
		j := moves.Begin(e.App)
		// note: as it is in the database; the record may have been read long ago
		var stored *core.Record
		if !e.Record.IsNew() {
			var err error
			if stored, err = e.App.FindRecordById("contacts", e.Record.Id); err != nil {
				return err
			}
			if err := j.Contact(stored.Id); err != nil {
				return err
			}
		}
		if order.NewCustomer != "" {
			j.NewCustomer(order.NewCustomer)
		}
		if err := e.Next(); err != nil {
			return err
		}
		if stored == nil {
			j.NewContact(e.Record.Id)
		}
		return c.moveWithContact(e.App, j, stored, e.Record, order)
	})
}

// moveWithContact moves the messages that a contact stands for; before is nil
// for a new one.
func (c *crm) moveWithContact(tx core.App, j *moves.Journal, before, contact *core.Record, order moves.Order) error {
	owner := ingest.OwnerOf(contact.GetString("customer"))
	entry := moves.Entry{Kind: moves.Adopt, To: owner.CustomerID, Contact: contact.Id, Contacts: 1, Actor: order.Actor}
	identities := identitiesOf(contact)
	if before != nil && before.GetString("customer") != owner.CustomerID {
		entry.Kind, entry.From = moves.Moved, before.GetString("customer")
		if !order.Keep {
			var err error
			if identities, err = identitiesOnlyOf(tx, before); err != nil {
				return err
			}
			if err := j.Of(identities, entry.From, owner); err != nil {
				return err
			}
		}
	}
	unknowns, said, err := adoptUnknowns(tx, j, contact, owner)
	if err != nil {
		return err
	}
	former, err := addFormer(tx, j, contact, said)
	if err != nil {
		return err
	}
	for _, one := range former {
		identities = append(identities, identitiesOf(one)...)
	}
	entry.Contacts += len(former)
	j.Identities(identities)
	switch {
	case entry.From != "":
	case len(unknowns) > 0:
		entry.From = unknowns[0]
	case before != nil && !slices.Equal(identitiesOf(before), identitiesOf(contact)):
		entry.Kind, entry.From = moves.Edited, owner.CustomerID
	default:
		return nil
	}
	return c.writeMove(tx, j, entry)
}

// adoptUnknowns moves what the owner of a contact has said as an unknown
// sender, and stores the BSUID that came with it. said are the identities that
// it was said from.
func adoptUnknowns(app core.App, j *moves.Journal, contact *core.Record, owner ingest.Owner) (moved []string, said []whatsapp.Party, err error) {
	if !isNumber(contact) {
		return nil, nil, nil
	}
	store := moves.StoreOf(app)
	digits := contact.GetString("digits")
	if !contact.GetDateTime("given_up_at").IsZero() {
		digits = "" // note: whoever writes from it is somebody else
	}
	unknowns, err := ingest.Unknowns(store, digits, contact.GetString("wa_user_id"))
	if err != nil {
		return nil, nil, err
	}
	if contact.GetString("wa_user_id") == "" {
		learned, err := learnFromUnknown(store, contact, unknowns)
		if err != nil {
			return nil, nil, err
		}
		if learned {
			if unknowns, err = ingest.Unknowns(store, digits, contact.GetString("wa_user_id")); err != nil {
				return nil, nil, err
			}
		}
	}
	if said, err = identitiesSaid(store, unknowns); err != nil {
		return nil, nil, err
	}
	for _, from := range unknowns {
		before := j.Messages()
		if err := j.All(from, owner); err != nil {
			return nil, nil, err
		}
		if j.Messages() > before {
			moved = append(moved, from)
		}
	}
	return moved, said, nil
}

// learnFromUnknown takes over the BSUID and the username that an unknown sender
// has shown, unless another contact has them.
func learnFromUnknown(store moves.Store, contact *core.Record, unknowns []string) (bool, error) {
	for _, id := range unknowns {
		// note: after a change of the number it is the new one's
		known, err := store.Rows(`SELECT wa_user_id, wa_username FROM conversations WHERE customer_id = ? AND wa_user_id != ''
			AND (wa_phone = '' OR ? = '' OR wa_phone IN (SELECT value FROM json_each(?)))
			AND NOT EXISTS (SELECT 1 FROM contacts WHERE contacts.wa_user_id = conversations.wa_user_id AND contacts.wa_user_id != '')`, id,
			contact.GetString("digits"), moves.List(whatsapp.PhoneKeys(contact.GetString("digits"))))
		if err != nil {
			return false, err
		}
		if len(known) == 0 {
			continue
		}
		if err := store.Exec("UPDATE contacts SET wa_user_id = ?, wa_username = ? WHERE id = ?", known[0][0], known[0][1], contact.Id); err != nil {
			return false, fmt.Errorf("store the WhatsApp account: %w", err)
		}
		contact.Set("wa_user_id", known[0][0])
		contact.Set("wa_username", known[0][1])
		return true, nil
	}
	return false, nil
}

// identitiesOf are the digits and BSUIDs under which the owner of a contact
// writes.
func identitiesOf(contact *core.Record) []string {
	return moves.IdentitiesOf(contact.GetString("digits"), contact.GetString("wa_user_id"))
}

// identitiesOnlyOf are those that no other contact of the customer has.
func identitiesOnlyOf(app core.App, contact *core.Record) ([]string, error) {
	others, err := app.FindAllRecords("contacts", dbx.HashExp{"customer": contact.GetString("customer")})
	if err != nil {
		return nil, err
	}
	keys := identitiesOf(contact)
	for _, other := range others {
		if other.Id != contact.Id {
			theirs := identitiesOf(other)
			keys = slices.DeleteFunc(keys, func(key string) bool { return slices.Contains(theirs, key) })
		}
	}
	return keys, nil
}

// writeMove finishes a journal, and tells the pages of it after the commit.
func (c *crm) writeMove(tx core.App, j *moves.Journal, entry moves.Entry) error {
	entry.FromName, entry.ToName = c.nameOf(tx, entry.From), c.nameOf(tx, entry.To)
	if _, err := j.Write(entry); err != nil {
		return err
	}
	c.tellAfterCommit(tx, j.Change())
	return nil
}

// tellAfterCommit tells pages and subscribers what a transaction has changed.
func (c *crm) tellAfterCommit(tx core.App, change ingest.Change) {
	conversations, err := ingest.Strings(moves.StoreOf(tx), "SELECT id FROM conversations WHERE customer_id IN (SELECT value FROM json_each(?))", moves.List(change.Conversations))
	if err != nil {
		c.app.Logger().Warn("Subscribers of conversations were not told of a move", "error", err)
	}
	tx.TxInfo().OnComplete(func(err error) error {
		if err == nil {
			c.feed.note(change)
			c.writer.Announce("comms_log", nil, change.Rows)
			c.writer.Announce("conversations", nil, conversations)
			c.writer.Announce("contacts", nil, change.Contacts)
			c.writer.Announce("customers", nil, change.Customers)
		}
		return nil
	})
}

// nameOf is what people call the owner of a customer_id.
func (c *crm) nameOf(app core.App, customerID string) string {
	identity, unknown := ingest.UnknownIdentity(customerID)
	if !unknown {
		customer, err := app.FindRecordById("customers", customerID)
		if err != nil {
			return customerID
		}
		return customer.GetString("name")
	}
	if whatsapp.IsWaID(identity) {
		identity = "+" + identity
	}
	return identity
}
