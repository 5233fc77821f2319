package ingest

import "pocketcrm/whatsapp"

// The states of media_state that the writer knows.
const (
	mediaPending = "pending"
	mediaFailed  = "failed"
)

// Sentences for staff on a file that WhatsApp doesn't name.
const (
	sentenceNoMediaID  = "WhatsApp did not say where this file is, so it can't be fetched. Ask the customer to send it again."
	sentenceNoIDOfOurs = "WhatsApp did not say where this file is, so it can't be fetched. Look for it where it was sent from."
)

const sqlFetchLater = `INSERT INTO whatsapp_media
	(id, row, media_id, kind, mime, sha256, size, imported, state, attempts, strikes, due_at, since, error, created, updated)
	VALUES (?, ?, ?, ?, ?, ?, 0, ?, 'pending', 0, 0, ?, ?, '', ?, ?) ON CONFLICT DO NOTHING`

// sqlFileOrphaned has what was stored for a row that is gone removed.
const sqlFileOrphaned = `UPDATE whatsapp_media SET state = 'pending', due_at = ? WHERE row = ?`

// mediaOf is the file of a message as its row has it; never nil.
func mediaOf(e *whatsapp.Event) (media *whatsapp.Media, state, problem string) {
	switch media = e.Message.Media; {
	case media == nil:
		return &whatsapp.Media{}, "", ""
	case media.ID == "" && e.Message.Direction == whatsapp.Outbound:
		return media, mediaFailed, sentenceNoIDOfOurs
	case media.ID == "":
		return media, mediaFailed, sentenceNoMediaID
	}
	return media, mediaPending, ""
}

// fetchLater notes, in the transaction of the message, that its file has to be
// fetched. An id lives seven days from the message on; of an imported message
// from the import on, which is when the id was made.
func (b *batch) fetchLater(row string, e *whatsapp.Event) error {
	media, state, _ := mediaOf(e)
	if state != mediaPending {
		return nil
	}
	since := b.timeOf(e)
	if e.Kind == whatsapp.KindHistory || since.After(b.now) {
		since = b.now
	}
	kind := e.Message.Type
	if kind == "interactive" {
		kind = whatsapp.FileKind(media.MimeType)
	}
	now := b.stamp
	b.hasFiles = true
	_, err := b.exec(sqlFetchLater, NewID(), row, clip(media.ID, 1000), clip(kind, 40), clip(media.MimeType, 200), clip(media.SHA256, 100),
		e.Kind == whatsapp.KindHistory, now, date(since), now, now)
	return err
}
