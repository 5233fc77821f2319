package hooks

import (
	"database/sql"
	"errors"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/ingest"
	"pocketcrm/hooks/moves"
	"pocketcrm/whatsapp"
)

// contactDeleted gives back what the owner of a contact has said: to another
// customer with the same number, or to the unknown sender it was. It is
// written down even when there is nothing to move, so that the contact can be
// brought back.
func (c *crm) contactDeleted(e *core.RecordEvent) error {
	return c.contactsChange(e, func() error {
		order := moves.OrderOf(e)
		if order.Quiet {
			return e.Next()
		}
		// note: as it is in the database; the record may have been read long ago
		contact, err := e.App.FindRecordById("contacts", e.Record.Id)
		if err != nil {
			return err
		}
		customer := contact.GetString("customer")
		j := moves.Begin(e.App)
		if err := j.Contact(contact.Id); err != nil {
			return err
		}
		identities, heir, err := heirOf(e.App, contact, "")
		if err != nil {
			return err
		}
		if err := e.Next(); err != nil {
			return err
		}
		j.Identities(identities)
		if !order.Keep {
			if err := j.Of(identities, customer, heir); err != nil {
				return err
			}
			if err := markUnknown(e.App, contact, heir); err != nil {
				return err
			}
		}
		return c.writeMove(e.App, j, moves.Entry{
			Kind: moves.Release, From: customer, To: heir.CustomerID, Contact: contact.Id, Contacts: 1, Actor: order.Actor,
		})
	})
}

// heirOf tells who the messages of a contact go to when its customer no longer
// has it: to, if given, else another customer with the number, else the
// unknown sender. identities are those that go.
func heirOf(app core.App, contact *core.Record, to string) (identities []string, heir ingest.Owner, err error) {
	customer := contact.GetString("customer")
	if identities, err = identitiesOnlyOf(app, contact); err != nil {
		return nil, heir, err
	}
	if to == "" && (!isNumber(contact) || !contact.GetDateTime("given_up_at").IsZero()) {
		to = customer // note: nobody writes to us from here, or somebody else does; nothing moves
	}
	if to != "" {
		return identities, ingest.OwnerOf(to), nil
	}
	identity, err := unknownName(app, contact, customer, identities)
	if err != nil {
		return nil, heir, err
	}
	// note: by the rule that finds the owner of the next message (ingest's best)
	others, err := ingest.Strings(moves.StoreOf(app), `SELECT contacts.customer FROM contacts LEFT JOIN conversations ON conversations.customer_id = contacts.customer
		WHERE digits IN (SELECT value FROM json_each(?)) AND digits != '' AND given_up_at = '' AND contacts.customer != ? AND (type = 'phone' OR type = 'whatsapp')
		ORDER BY preferred DESC, digits != ?, last_at DESC, contacts.created, contacts.id LIMIT 1`,
		moves.List(whatsapp.PhoneKeys(contact.GetString("digits"))), customer, identity)
	if err != nil {
		return nil, heir, err
	}
	if len(others) > 0 {
		return identities, ingest.OwnerOf(others[0]), nil
	}
	return identities, ingest.Owner{CustomerID: ingest.Unknown(identity)}, nil
}

// unknownName is what the owner of a contact is called in the log when unknown:
// the digits they last wrote from, else those of the contact, else the BSUID.
func unknownName(app core.App, contact *core.Record, customer string, identities []string) (string, error) {
	var digits string
	err := app.DB().NewQuery(`SELECT address FROM comms_log WHERE customer_id = {:customer} AND ` + ingest.OnWhatsApp + ` AND address NOT LIKE '%.%'
		AND address IN (SELECT value FROM json_each({:identities})) ORDER BY direction = 'inbound' DESC, occurred_at DESC, id DESC LIMIT 1`).
		Bind(dbx.Params{"customer": customer, "identities": moves.List(identities)}).Row(&digits)
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return "", err
	}
	if digits == "" {
		digits = contact.GetString("digits")
	}
	if digits == "" {
		digits = contact.GetString("wa_user_id")
	}
	if digits == "" {
		digits = contact.Id // note: what was typed is no number: nobody has written from it
	}
	return digits, nil
}

// markUnknown lets the conversation of an unknown sender be found by the BSUID
// that the contact had, and keeps their wish about marketing.
func markUnknown(app core.App, contact *core.Record, owner ingest.Owner) error {
	if owner.Customer != "" {
		return nil
	}
	return moves.StoreOf(app).Exec("UPDATE conversations SET wa_user_id = ?, wa_username = ?, opted_out_at = ?, opt_out_source = ?, consent_at = ? WHERE customer_id = ?",
		contact.GetString("wa_user_id"), contact.GetString("wa_username"), contact.GetString("opted_out_at"), contact.GetString("opt_out_source"),
		contact.GetString("consent_at"), owner.CustomerID)
}
