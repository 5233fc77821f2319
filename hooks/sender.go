package hooks

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"pocketcrm/hooks/ingest"
	"pocketcrm/hooks/moves"
	"pocketcrm/hooks/outbox"
	"pocketcrm/whatsapp"
)

// sender puts messages into the log and the outbox, in one transaction, and
// tells how they ended.
type sender struct {
	crm    *crm
	outbox *outbox.Outbox
}

var (
	errOtherBody    = errors.New("the client key was used for another message")
	errCustomerGone = errors.New("the customer is no longer there")
)

func newSender(c *crm) *sender {
	s := &sender{crm: c}
	s.outbox = outbox.New(c.cloud, outboxStore{c}, outbox.Options{
		Rate: c.cfg.SendRate, PairEvery: c.cfg.PairEvery, RetryAfter: c.cfg.RetryAfter,
		Timeout: c.cfg.SendTimeout, Now: c.cfg.Now,
		Warn: c.warn, ClockHolds: c.clockHolds,
	})
	return s
}

// queue logs a message and lets it leave. The row is another request's when it
// came with the same client key.
func (s *sender) queue(m message) (*core.Record, error) {
	var row *core.Record
	fresh, person := false, ""
	now := s.crm.cfg.Now()
	due := m.at
	if due.IsZero() {
		due = now
	}
	if m.file != nil {
		defer func() { s.keepFile(m.file, fresh) }()
		if err := s.crm.putAttachment(m.file); err != nil {
			return nil, err
		}
	}
	err := s.crm.app.RunInTransaction(func(tx core.App) (err error) {
		if row, err = s.sameKey(tx, m); row != nil || err != nil {
			return err
		}
		if m.to.customer != "" {
			if _, err := tx.FindRecordById("customers", m.to.customer); err != nil {
				return errCustomerGone
			}
		}
		if row, err = s.log(tx, m, now); err != nil {
			return err
		}
		if err := noteFile(tx, row, m, now); err != nil {
			return err
		}
		if person, err = enqueue(tx, row, m, due, now); err != nil {
			return err
		}
		fresh = true
		return nil
	})
	fresh = fresh && err == nil
	if err != nil || !fresh {
		return row, err
	}
	s.crm.fetcher.Wake()
	err = s.outbox.Add(outbox.Item{RowID: row.Id, To: person, Due: due, Since: due, Later: !m.at.IsZero()})
	if errors.Is(err, outbox.ErrStopped) {
		return row, nil // note: it waits for the next start
	}
	return row, err
}

// sameKey is the row that was made with a client key before; an error if it
// says something else, or was cancelled.
func (s *sender) sameKey(tx core.App, m message) (*core.Record, error) {
	if m.key == "" {
		return nil, nil
	}
	row, err := commNamed(tx, "client_key", m.key)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, keyCancelled(tx, m.key, m.hash)
	}
	if err != nil {
		return nil, err
	}
	if row.GetString("client_hash") != m.hash {
		return nil, errOtherBody
	}
	return row, nil
}

// keepFile ends the storing of a file: if its row was not written, it goes.
func (s *sender) keepFile(a *attachment, logged bool) {
	if !logged {
		if err := s.crm.files.Clean(a.row, ""); err != nil {
			s.crm.app.Logger().Warn("The file of a message that was not logged could not be removed", "record", a.row, "error", err)
		}
	}
	s.crm.dropAttachment(a)
}

func (m message) outgoing(rowID string) whatsapp.Outgoing {
	return whatsapp.Outgoing{To: m.to.digits, UserID: m.to.userID, Content: m.content, ReplyTo: m.replyTo, CallbackData: rowID}
}

// log writes the row before anything leaves.
func (s *sender) log(tx core.App, m message, at time.Time) (*core.Record, error) {
	collection, err := tx.FindCachedCollectionByNameOrId("comms_log")
	if err != nil {
		return nil, err
	}
	now, err := types.ParseDateTime(at)
	if err != nil {
		return nil, err
	}
	row := core.NewRecord(collection)
	row.Id = ingest.NewID()
	if m.file != nil {
		row.Id = m.file.row
	}
	request, err := whatsapp.Request(m.outgoing(row.Id))
	if err != nil {
		return nil, err
	}
	row.Load(map[string]any{
		"customer": m.to.customer, "customer_id": m.to.customerID,
		"type": "whatsapp", "direction": "outbound", "message_type": m.content.Type,
		"body": m.content.Text, "occurred_at": now, "status": "queued", "reply_to": m.replyTo,
		"address": m.to.address(), "business_phone_id": s.crm.cfg.PhoneNumberID,
		"payload": request, "template": m.template, "client_key": m.key, "client_hash": m.hash,
	})
	if m.at.IsZero() {
		row.Set("error", s.crm.waitsFor())
	} else {
		row.Set("send_at", m.at) // note: what is so now says nothing of then
	}
	if m.author != nil && m.author.Collection().Name == "users" {
		row.Set("author", m.author.Id)
	}
	if whatsapp.MediaID(m.content) != "" {
		row.Set("media_state", "pending")
	}
	if m.file == nil {
		return row, tx.Save(row)
	}
	// note: PocketBase takes no file that is stored already, so this one is
	// named after all else was validated
	if err := tx.Validate(row); err != nil {
		return nil, err
	}
	logAttachment(row, m.file)
	return row, tx.SaveNoValidate(row)
}

// enqueue writes the row of the outbox beside that of the log, and returns the
// name under which messages to one person keep their order.
func enqueue(tx core.App, row *core.Record, m message, due, now time.Time) (person string, err error) {
	if person, err = personOf(moves.StoreOf(tx), m.to.customerID, m.to.address()); err != nil {
		return "", err
	}
	at := now.UTC().Format(types.DefaultDateLayout)
	_, err = tx.NonconcurrentDB().NewQuery(`INSERT INTO whatsapp_outbox
		(id, row, address, person, message_type, content, reply_to, state, due_at, since, attempts, created, updated)
		VALUES ({:id}, {:row}, {:address}, {:person}, {:type}, {:content}, {:reply}, 'waiting', {:due}, {:due}, 0, {:now}, {:now})`).
		Bind(dbx.Params{
			"id": ingest.NewID(), "row": row.Id, "address": m.to.address(), "person": person, "type": m.content.Type, "content": string(m.content.Object),
			"reply": m.replyTo, "due": due.UTC().Format(types.DefaultDateLayout), "now": at,
		}).Execute()
	return person, err
}

// personOf names a person for the outbox, whichever of their identities a
// message goes to.
func personOf(store moves.Store, customerID, address string) (string, error) {
	identities, err := samePerson(store, customerID, address)
	if err != nil {
		return "", err
	}
	return customerID + " " + slices.Max(append(identities, address)), nil // note: a BSUID, if there is one
}

// await returns the row as it is after the first attempt to send it, or at
// once when that isn't now: it is scheduled, or waits for longer. gone is true
// when somebody has cancelled it.
func (s *sender) await(row *core.Record, ctx context.Context) (now *core.Record, gone bool) {
	timer := time.NewTimer(s.crm.cfg.SendTimeout + 5*time.Second)
	defer timer.Stop()
	for {
		tried, forget := s.outbox.Tried(row.Id) // note: before the row is read, so that no attempt is missed
		row, gone = s.read(row)
		if gone || s.isDecided(row) {
			forget()
			return s.withReason(row), gone
		}
		select {
		case <-tried:
			forget()
			continue
		case <-timer.C:
		case <-ctx.Done():
		}
		forget()
		return s.read(row)
	}
}

// soon is how long a request waits for the next attempt: WhatsApp could not be
// reached, which may pass in a moment.
const soon = 5 * time.Second

func (s *sender) isDecided(row *core.Record) bool {
	switch {
	case row.GetString("status") != "queued", !row.GetDateTime("send_at").IsZero(), s.crm.waitsFor() != "":
		return true
	case row.GetInt("attempts") == 0:
		return false
	}
	return row.GetString("error_code") != "" || row.GetDateTime("next_attempt_at").Time().Sub(s.crm.cfg.Now()) > soon
}

// withReason tells in an answer why a message waits that has not been tried.
func (s *sender) withReason(row *core.Record) *core.Record {
	if row.GetString("status") == "queued" && row.GetString("error") == "" && row.GetDateTime("send_at").IsZero() {
		row.Set("error", s.crm.waitsFor())
	}
	return row
}

// read is the row as it is now; gone when somebody has cancelled it.
func (s *sender) read(row *core.Record) (now *core.Record, gone bool) {
	fresh, err := s.crm.app.FindRecordById("comms_log", row.Id)
	if err != nil {
		return row, errors.Is(err, sql.ErrNoRows)
	}
	return fresh, false
}

// start goes on where the last process ended.
func (s *sender) start() error {
	if err := (outboxStore{s.crm}).recover(); err != nil {
		return err
	}
	return s.outbox.Start()
}

// drain waits for the calls under way; what waits leaves after the next start.
func (s *sender) drain(timeout time.Duration) {
	if !s.outbox.Stop(timeout) {
		s.crm.app.Logger().Error("Some messages were still being sent at the end; they will be marked unknown")
	}
}
