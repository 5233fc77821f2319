package ingest

import (
	"encoding/json"

	"pocketcrm/whatsapp"
)

const sqlRevokeFiles = `UPDATE comms_log SET revoked_at = ?, updated = ?
	WHERE customer_id = ? AND occurred_at = ? AND reply_to = ? AND ext_message_id = '' RETURNING id`

// revokeFiles withdraws the further files of a message with it.
func (b *batch) revokeFiles(t *target, wamid string) error {
	rows, err := b.Rows(sqlRevokeFiles, t.revokedAt, b.stamp, t.customerID, t.occurredAt, wamid)
	for _, row := range rows {
		b.staged.updated = append(b.staged.updated, row[0])
	}
	return err
}

// furtherFiles logs what a message brought beside its first file, each as a row
// of its own that answers the message: a row has one file, which is fetched,
// shown and fetched again by itself. None has a wamid: WhatsApp knows of one
// message.
func (b *batch) furtherFiles(e *whatsapp.Event, extID string, r *newRow) error {
	for i := range e.Message.Files {
		file, media := *e, &e.Message.Files[i]
		kind := whatsapp.FileKind(media.MimeType)
		file.Message = &whatsapp.Message{
			Direction: e.Message.Direction, Type: kind, Source: e.Message.Source, Media: media,
			Body: whatsapp.FileBody(kind, media, e.Message.Direction),
		}
		raw, err := json.Marshal(map[string]string{"id": media.ID, "mime_type": media.MimeType, "filename": media.Filename})
		if err != nil {
			return err
		}
		file.Raw = raw
		row := b.newRow(&file, r.who)
		row.replyTo = clip(extID, 1000)
		id := NewID()
		if _, err := b.insertRow(id, "", &file, row); err != nil {
			return err
		}
		if err := b.fetchLater(id, &file); err != nil {
			return err
		}
		b.staged.created = append(b.staged.created, id)
	}
	return nil
}
