package hooks

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase/tools/types"

	"pocketcrm/hooks/ingest"
	"pocketcrm/whatsapp"
)

var (
	errFileGone = errors.New("the file of the message is not in the storage")
	// errUploadRefused comes with WhatsApp's reason: the message itself has not left.
	errUploadRefused = errors.New("WhatsApp refused the file of the message")
	// errNotUploaded is an [whatsapp.ErrNotSent]: an upload may be repeated,
	// also one whose answer got lost.
	errNotUploaded = fmt.Errorf("%w: its file could not be uploaded", whatsapp.ErrNotSent)
)

const (
	// uploadLife is how long an uploaded file is used again: a day less than
	// Meta keeps it (business-phone-numbers/media).
	uploadLife = 29 * 24 * time.Hour
	// longestUpload is 100 MB at 1 Mbit/s.
	longestUpload = 15 * time.Minute
)

// upload is a file that has to be handed over.
type upload struct {
	Type    string         `db:"message_type"`
	Content string         `db:"content"`
	MediaID string         `db:"media_id"`
	Since   types.DateTime `db:"since"`
	Mime    string         `db:"mime"`
	Key     string         `db:"media"`
	Name    string         `db:"media_name"`
}

// Prepare is part of [outbox.Store]: it uploads the file of a message, once. A
// crash before its id is stored costs an upload more, and nothing else: the
// message is not marked as being sent yet.
func (s outboxStore) Prepare(ctx context.Context, rowID string, aside func(func() error) error) error {
	if file, err := s.toUpload(ctx, rowID); file == nil || err != nil {
		return err
	}
	return aside(func() error {
		file, err := s.toUpload(ctx, rowID) // note: it may have been cancelled meanwhile
		if file == nil || err != nil {
			return err
		}
		return s.upload(ctx, rowID, file)
	})
}

// toUpload is the file that a message needs and that Meta doesn't have; nil for
// most messages.
func (s outboxStore) toUpload(ctx context.Context, rowID string) (*upload, error) {
	var file upload
	err := s.crm.app.DB().NewQuery(`SELECT o.message_type, o.content, f.media_id, f.since, f.mime, l.media, l.media_name
		FROM whatsapp_outbox o JOIN comms_log l ON l.id = o.row JOIN whatsapp_media f ON f.row = o.row WHERE o.row = {:row} AND o.state = 'waiting'`).
		Bind(dbx.Params{"row": rowID}).WithContext(ctx).One(&file)
	switch {
	case errors.Is(err, sql.ErrNoRows): // note: it has no file, or was cancelled
		return nil, nil
	case err != nil:
		return nil, errors.Join(errNotUploaded, err)
	}
	if whatsapp.NamesFile(whatsapp.Content{Type: file.Type, Object: json.RawMessage(file.Content)}) ||
		file.MediaID != "" && file.Since.Time().After(s.crm.cfg.Now().Add(-uploadLife)) {
		return nil, nil
	}
	return &file, nil
}

func (s outboxStore) upload(ctx context.Context, rowID string, file *upload) error {
	ctx, cancel := context.WithTimeout(ctx, longestUpload)
	defer cancel()
	content, err := s.crm.files.Open(ctx, rowID, file.Key)
	if err != nil {
		return errors.Join(errFileGone, err)
	}
	defer content.Close()
	id, err := s.crm.cloud.Upload(ctx, whatsapp.Upload{Content: content, Size: content.Size(), MimeType: file.Mime, Filename: file.Name})
	var refused *whatsapp.APIError
	switch {
	case errors.As(err, &refused):
		return errors.Join(errUploadRefused, err)
	case err != nil:
		return errors.Join(errNotUploaded, err)
	}
	err = s.crm.writer.Run(func(tx ingest.Store) (ingest.Change, error) {
		return ingest.Change{}, tx.Exec(`UPDATE whatsapp_media SET media_id = ?, since = ?, updated = ? WHERE row = ?`, id, s.now(), s.now(), rowID)
	})
	if err != nil {
		return errors.Join(errNotUploaded, err)
	}
	return nil
}
