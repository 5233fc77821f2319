package hooks

import (
	"image"
	_ "image/gif"  // sizes of pictures
	_ "image/jpeg" // sizes of pictures
	_ "image/png"  // sizes of pictures
	"strings"

	"github.com/pocketbase/pocketbase/core"
	_ "golang.org/x/image/webp" // sizes of pictures

	"pocketcrm/hooks/media"
)

// maxThumbPixels bounds the memory that a thumbnail takes to make, some 100 MB;
// the largest pictures of WhatsApp have 17 million. A file of a few kilobytes
// can claim to have a billion.
const maxThumbPixels = 25_000_000

// mediaThumbs serves the file itself where PocketBase should not make a smaller
// picture of it: of what isn't known to be a picture, and of one too large.
func (c *crm) mediaThumbs(e *core.RequestEvent) error {
	const files = "/api/files/"
	if !strings.HasPrefix(e.Request.URL.Path, files) || !strings.Contains(e.Request.URL.RawQuery, "thumb") {
		return e.Next()
	}
	parts := strings.Split(strings.TrimPrefix(e.Request.URL.Path, files), "/")
	if len(parts) != 3 {
		return e.Next()
	}
	collection, err := e.App.FindCachedCollectionByNameOrId(parts[0])
	if err != nil || collection.Name != "comms_log" {
		return e.Next()
	}
	record, err := e.App.FindRecordById(collection, parts[1])
	if err != nil || record.GetString("media") != parts[2] || c.canThumb(e, record) {
		return e.Next()
	}
	query := e.Request.URL.Query()
	query.Del("thumb")
	e.Request.URL.RawQuery = query.Encode()
	return e.Next()
}

func (c *crm) canThumb(e *core.RequestEvent, record *core.Record) bool {
	if !media.CanThumb(record.GetString("media_mime")) {
		return false
	}
	file, err := c.files.Open(e.Request.Context(), record.Id, record.GetString("media"))
	if err != nil {
		return false
	}
	defer file.Close()
	size, _, err := image.DecodeConfig(file)
	return err == nil && size.Width > 0 && size.Height > 0 && size.Width <= maxThumbPixels/size.Height
}
