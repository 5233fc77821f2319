package hooks

import (
	"cmp"
	"context"
	"errors"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"

	"pocketcrm/hooks/ingest"
	"pocketcrm/whatsapp"
)

// cloud is what the sender needs of the Cloud API.
type cloud interface {
	Send(ctx context.Context, m whatsapp.Outgoing) (whatsapp.Sent, error)
}

// sender sends messages: the row first, then the call, then its outcome. A
// message whose answer never came is marked unknown and never sent again by
// itself, because it may have arrived.
type sender struct {
	crm   *crm
	cloud cloud

	mu       sync.Mutex
	stopping bool
	under    sync.WaitGroup // calls under way
}

var errStopping = errors.New("the server is stopping")

// Sentences for outcomes that Meta has no code for.
const (
	sentenceNoAnswer  = "WhatsApp did not answer, so we don't know whether this message was sent. Wait for the ticks, or ask the customer, before you send it again."
	sentenceNotSent   = "WhatsApp could not be reached, so the message was not sent. Check the server's internet connection and try again."
	sentenceNotStored = "WhatsApp took this message, but that could not be noted here. Don't send it again; its ticks will follow."
	sentenceRestart   = "The server stopped while this message was being sent, so we don't know whether it was. Wait for the ticks, or ask the customer, before you send it again."
)

func newSender(c *crm) *sender {
	return &sender{crm: c, cloud: c.cfg.client()}
}

// send logs and sends one message. The error is a fault of ours, before
// anything left; failure is how the call ended when it wasn't accepted.
func (s *sender) send(author *core.Record, to recipient, text string) (*core.Record, *sendFailure, error) {
	if !s.begin() {
		return nil, nil, errStopping
	}
	defer s.under.Done()

	row, err := s.log(author, to, text)
	if err != nil {
		return nil, nil, err
	}
	failure := s.call(row.Id, to, text)
	// note: the row is read again, because statuses may have changed it meanwhile
	if fresh, err := s.crm.app.FindRecordById("comms_log", row.Id); err == nil {
		row = fresh
	}
	return row, failure, nil
}

// log writes the row before anything leaves.
func (s *sender) log(author *core.Record, to recipient, text string) (*core.Record, error) {
	app, cfg := s.crm.app, s.crm.cfg
	collection, err := app.FindCachedCollectionByNameOrId("comms_log")
	if err != nil {
		return nil, err
	}
	now, err := types.ParseDateTime(cfg.Now())
	if err != nil {
		return nil, err
	}

	row := core.NewRecord(collection)
	row.Id = ingest.NewID()
	request, err := whatsapp.Request(outgoing(row.Id, to, text))
	if err != nil {
		return nil, err
	}
	row.Load(map[string]any{
		"customer": to.customer, "customer_id": to.customerID,
		"type": "whatsapp", "direction": "outbound", "message_type": "text",
		"body": text, "occurred_at": now, "status": "queued",
		"address": to.address(), "business_phone_id": cfg.PhoneNumberID,
		"payload": request,
	})
	if author != nil && author.Collection().Name == "users" {
		row.Set("author", author.Id)
	}
	return row, app.Save(row)
}

func outgoing(rowID string, to recipient, text string) whatsapp.Outgoing {
	link := strings.Contains(text, "http://") || strings.Contains(text, "https://")
	return whatsapp.Outgoing{To: to.digits, UserID: to.userID, Text: text, PreviewURL: link, CallbackData: rowID}
}

// call makes the one call and stores how it ended.
//
// note: it does not end with the request, whose context is cancelled as soon
// as the server begins to stop.
func (s *sender) call(rowID string, to recipient, text string) *sendFailure {
	ctx, cancel := context.WithTimeout(context.Background(), s.crm.cfg.SendTimeout)
	defer cancel()
	sent, err := s.cloud.Send(ctx, outgoing(rowID, to, text))

	outcome := ingest.Outcome{RowID: rowID, Status: "accepted", MessageID: sent.MessageID, At: s.crm.cfg.Now()}
	if err != nil {
		outcome.Status, outcome.ErrorCode, outcome.Error = explain(err)
		s.crm.app.Logger().Warn("A message was not accepted", "record", rowID, "status", outcome.Status, "error", err)
	}
	if err := s.settle(outcome); err != nil {
		// note: the row stays queued; its statuses find it by our callback
		// data, and the next start marks it unknown
		s.crm.app.Logger().Error("The outcome of a send could not be stored", "record", rowID, "status", outcome.Status, "error", err)
		return &sendFailure{rowID: rowID, code: outcome.ErrorCode, status: outcome.Status, sentence: cmp.Or(outcome.Error, sentenceNotStored)}
	}
	if outcome.Status == "accepted" {
		return nil
	}
	return &sendFailure{rowID: rowID, code: outcome.ErrorCode, status: outcome.Status, sentence: outcome.Error}
}

// settle stores an outcome; a fault of the database that passes soon is waited for.
func (s *sender) settle(outcome ingest.Outcome) (err error) {
	for _, pause := range []time.Duration{0, 100 * time.Millisecond, time.Second, 3 * time.Second} {
		time.Sleep(pause)
		if err = s.crm.writer.Settle(outcome); err == nil || errors.Is(err, ingest.ErrClosed) {
			return err
		}
	}
	return err
}

// explain turns the error of a call into the state of the row.
func explain(err error) (status, code, sentence string) {
	var refused *whatsapp.APIError
	switch {
	case errors.As(err, &refused):
		if refused.Code == whatsapp.CodeNone {
			return "failed", "", refused.Explain().Sentence()
		}
		return "failed", strconv.Itoa(refused.Code), refused.Explain().Sentence()
	case errors.Is(err, whatsapp.ErrNotSent):
		return "failed", "", sentenceNotSent
	default:
		return "unknown", "", sentenceNoAnswer
	}
}

func (s *sender) begin() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.stopping {
		return false
	}
	s.under.Add(1)
	return true
}

// drain refuses new sends and waits for those under way.
func (s *sender) drain(timeout time.Duration) {
	s.mu.Lock()
	s.stopping = true
	s.mu.Unlock()
	done := make(chan struct{})
	go func() { s.under.Wait(); close(done) }()
	select {
	case <-done:
	case <-time.After(timeout):
		s.crm.app.Logger().Error("Some messages were still being sent at the end; they will be marked unknown")
	}
}

// recover marks what was being sent when the process died: it may have left.
func (s *sender) recover() error {
	_, err := s.crm.app.NonconcurrentDB().NewQuery(`UPDATE comms_log
		SET status = 'unknown', error = {:sentence}, updated = ` + sqlNow + `
		WHERE status = 'queued'`).Bind(dbx.Params{"sentence": sentenceRestart}).Execute()
	return err
}
