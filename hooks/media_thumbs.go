package hooks

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"

	"pocketcrm/hooks/imports"
	"pocketcrm/hooks/media"
)

// mediaThumbs makes the thumbnail that a request is for, of whatever collection
// the file is, so that PocketBase finds it made: all of them have one room in
// memory. Of a message's file that can't have one it serves the file itself
// where that isn't a picture, or a small one; else it says so.
func (c *crm) mediaThumbs(e *core.RequestEvent) error {
	if !strings.HasPrefix(e.Request.URL.Path, "/api/files/") || e.Request.PathValue("filename") == "" {
		return e.Next()
	}
	query := e.Request.URL.Query()
	size := query.Get("thumb")
	record, field := thumbOf(e, size)
	if record == nil {
		return e.Next()
	}
	whole := func() error {
		query.Del("thumb")
		e.Request.URL.RawQuery = query.Encode()
		return e.Next()
	}
	ours := record.Collection().Name == "comms_log" && field.Name == "media"
	if record.Collection().Name == imports.Collection || ours && !media.CanThumb(record.GetString("media_mime")) {
		return whole()
	}
	name := e.Request.PathValue("filename")
	original := record.BaseFilesPath() + "/" + name
	err := c.thumbs.Make(e.Request.Context(), original, record.BaseFilesPath()+"/thumbs_"+name+"/"+size+"_"+name, size)
	switch {
	case err == nil:
		return e.Next()
	case errors.Is(err, media.ErrThumbsBusy):
		e.Response.Header().Set("Retry-After", "2")
		return e.Error(http.StatusServiceUnavailable, "Many pictures are being made smaller at the moment. Ask for this one again in a few seconds.", nil)
	case errors.Is(err, media.ErrThumbTooLarge) && ours:
		return c.refuseThumb(e, record.Id, name)
	}
	return whole() // note: PocketBase does so as well, for what it can't make smaller
}

// refuseThumb tells how large the file is, for who thinks of opening it.
func (c *crm) refuseThumb(e *core.RequestEvent, row, name string) error {
	why := validation.NewError("crm_picture_too_large", "No smaller picture can be made of this file.")
	if file, err := c.files.Open(e.Request.Context(), row, name); err == nil {
		why = why.SetParams(map[string]any{"bytes": file.Size()})
		_ = file.Close()
	}
	return e.Error(http.StatusUnprocessableEntity, "This picture is too large to be shown small, or can't be read. Open the file itself.",
		validation.Errors{"thumb": why})
}

// thumbOf is the record whose picture PocketBase would make smaller for a
// request, and its field; nil when it would not.
func thumbOf(e *core.RequestEvent, size string) (*core.Record, *core.FileField) {
	if size == "" {
		return nil, nil
	}
	collection, err := e.App.FindCachedCollectionByNameOrId(e.Request.PathValue("collection"))
	if err != nil {
		return nil, nil
	}
	record, err := e.App.FindRecordById(collection, e.Request.PathValue("recordId"))
	if err != nil {
		return nil, nil
	}
	name := e.Request.PathValue("filename")
	field := record.FindFileFieldByFile(name)
	if field == nil || size != "100x100" && !slices.Contains(field.Thumbs, size) {
		return nil, nil
	}
	if field.Protected { // note: the rule is PocketBase's to check; a stranger has nothing made
		if _, err := e.App.FindAuthRecordByToken(e.Request.URL.Query().Get("token"), core.TokenTypeFile); err != nil {
			return nil, nil
		}
	}
	if collection.IsView() {
		if record, err = e.App.FindRecordByViewFile(collection.Id, field.Name, name); err != nil {
			return nil, nil
		}
	}
	return record, field
}
