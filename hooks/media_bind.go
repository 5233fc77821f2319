package hooks

import (
	"errors"
	"net/http"
	"strings"
	"time"

	"github.com/pocketbase/pocketbase/apis"
	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/ingest"
	"pocketcrm/hooks/media"
	"pocketcrm/hooks/moves"
)

func newFetcher(c *crm) *media.Fetcher {
	return media.New(c.app, c.cloud, c.writer, media.Options{
		RetryAfter: c.cfg.RetryAfter, Timeout: c.cfg.SendTimeout, Now: c.cfg.Now,
		Warn: c.warn, ClockHolds: c.clockHolds,
	})
}

// mediaStart fetches what waits. Without a token nothing can be fetched: it
// waits for the next start.
func (c *crm) mediaStart() error {
	if c.cfg.AccessToken == "" {
		return nil
	}
	return c.fetcher.Start()
}

// mediaDrain breaks off what is under way, before the writer stops.
func (c *crm) mediaDrain(timeout time.Duration) {
	if !c.fetcher.Stop(timeout) {
		c.app.Logger().Warn("Some files were still being fetched at the end; they are fetched after the next start")
	}
}

// mediaRetry fetches the file of a message again.
func (c *crm) mediaRetry(e *core.RequestEvent) error {
	row, err := e.App.FindRecordById("comms_log", e.Request.PathValue("id"))
	if err != nil {
		return e.NotFoundError("There is no such message. Reload the page.", err)
	}
	begun := false
	err = c.writer.Run(func(tx ingest.Store) (ingest.Change, error) {
		begun, err = media.Retry(tx, row.Id, c.cfg.Now())
		return ingest.Change{Rows: []string{row.Id}}, err
	})
	switch state := row.GetString("media_state"); {
	case errors.Is(err, ingest.ErrClosed):
		return e.Error(http.StatusServiceUnavailable, "The server is about to restart. Try again in a moment.", nil)
	case err != nil:
		return e.InternalServerError("The file can't be fetched now. Try again.", err)
	case !begun && state != "pending" && state != "stored":
		return e.BadRequestError("There is no file that could be fetched for this message.", nil)
	}
	c.fetcher.Wake()
	if row, err = e.App.FindRecordById("comms_log", row.Id); err == nil {
		err = apis.EnrichRecord(e, row)
	}
	if err != nil {
		return e.InternalServerError("The file is being fetched, but the message can't be shown. Reload the page.", err)
	}
	return e.JSON(http.StatusOK, row)
}

// RetryMedia has every file fetched again that is not there, and tells how many
// there are. It is for a command line: a server, running or the next one, does
// the work within a minute.
func RetryMedia(app core.App, cfg Config) (count int, err error) {
	err = app.RunInTransaction(func(tx core.App) error {
		rows, err := media.RetryAll(moves.StoreOf(tx), cfg.withDefaults().Now())
		count = len(rows)
		return err
	})
	return count, err
}

// mediaCleanup forgets the files of messages that are gone; PocketBase has
// removed the files themselves.
func (c *crm) mediaCleanup() {
	const step = `DELETE FROM whatsapp_media WHERE id IN (SELECT m.id FROM whatsapp_media m LEFT JOIN comms_log l ON l.id = m.row
		WHERE l.id IS NULL AND m.state NOT IN ('pending', 'downloading') LIMIT {:page})`
	if err := c.inPages(step, map[string]any{"page": cleanupPage}); err != nil {
		c.app.Logger().Error("What is known of files of deleted messages could not be removed; the next night tries again", "error", err)
	}
}

// mediaBackup leaves unfinished files out of a backup.
func mediaBackup(e *core.BackupEvent) error {
	e.Exclude = append(e.Exclude, media.Directory)
	return e.Next()
}

// mediaServe decides how a file of a message is served. That it may be seen at
// all PocketBase has checked: without a file token there is none.
func (c *crm) mediaServe(e *core.FileDownloadRequestEvent) error {
	if e.FileField.Name != "media" {
		return e.Next()
	}
	served := strings.TrimPrefix(e.ServedPath, e.Record.BaseFilesPath()+"/")
	file, err := c.files.Open(e.Request.Context(), e.Record.Id, served)
	if err != nil {
		return e.NotFoundError("", err)
	}
	head, err := media.ReadHead(file)
	if err = errors.Join(err, file.Close()); err != nil {
		return e.NotFoundError("", err)
	}
	stored, sniffed := e.Record.GetString("media_mime"), media.Sniff(head)
	if e.ThumbError == nil && strings.HasPrefix(served, "thumbs_") && media.CanThumb(stored) && media.CanThumb(sniffed) {
		stored = sniffed // note: PocketBase makes the thumbnails of some types in another one
	}
	for name, values := range media.Headers(stored, sniffed, e.Record.GetString("media_name"), e.Request.URL.Query().Get) {
		e.Response.Header()[name] = values
	}
	return e.Next()
}
