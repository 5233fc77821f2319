package whatsapp

import (
	"bytes"
	"context"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"strings"
)

// Upload is a file for [Client.Upload]: Size bytes of Content. It is handed over
// under a type and a name that Meta takes: /media refuses text/csv, and goes by
// the ending of the name.
type Upload struct {
	Content  io.ReadSeeker // read from its beginning
	Size     int64
	MimeType string
	Filename string
}

// Upload hands a file to Meta and returns its id, which lives thirty days. The
// file is streamed. Its errors are those of [Client.Send]; after ErrNoAnswer it
// may be repeated, at the cost of a copy that nobody knows the id of.
//
// Source: business-phone-numbers/media.
func (c *Client) Upload(ctx context.Context, f Upload) (id string, err error) {
	if c.options.Token == "" || c.options.PhoneNumberID == "" {
		return "", &sendError{kind: ErrNotSent, reason: "WhatsApp is not configured"}
	}
	err = c.prove(func(proof string) (err error) {
		if _, err = f.Content.Seek(0, io.SeekStart); err != nil {
			return err
		}
		id, err = c.uploadOnce(ctx, f, proof)
		return err
	})
	return id, err
}

func (c *Client) uploadOnce(ctx context.Context, f Upload, proof string) (id string, err error) {
	mimeType, filename := uploadAs(f.MimeType, f.Filename)
	var form bytes.Buffer
	parts := multipart.NewWriter(&form)
	_ = parts.WriteField("messaging_product", "whatsapp") // note: writing to memory doesn't fail
	_ = parts.WriteField("type", mimeType)
	_, _ = parts.CreatePart(textproto.MIMEHeader{
		"Content-Disposition": {`form-data; name="file"; filename="` + quotable(filename) + `"`},
		"Content-Type":        {mimeType},
	})
	head := bytes.Clone(form.Bytes())
	form.Reset()
	_ = parts.Close()

	ctx, alive := withPatience(ctx, c.options.Timeout)
	defer alive.stop()
	body := io.MultiReader(bytes.NewReader(head), alive.reading(io.LimitReader(f.Content, f.Size)), bytes.NewReader(form.Bytes()))
	address := c.options.GraphURL + "/" + c.options.Version + "/" + url.PathEscape(c.options.PhoneNumberID) + withProof("/media", proof)
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, io.NopCloser(body))
	if err != nil {
		return "", &sendError{kind: ErrNotSent, reason: "the address of the Graph API is not usable"}
	}
	request.ContentLength = int64(len(head)) + f.Size + int64(form.Len())
	request.Header.Set("Authorization", "Bearer "+c.options.Token)
	request.Header.Set("Content-Type", parts.FormDataContentType())
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", "pocketcrm")
	response, err := c.http.Do(request)
	if err != nil {
		return "", transferFailed(err)
	}
	defer response.Body.Close()
	c.noteTime(response.Header)
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer))
	switch {
	case err != nil:
		return "", transferFailed(err)
	case response.StatusCode < 200 || response.StatusCode > 299 || isErrorAnswer(answer):
		return "", c.refusal(response.StatusCode, response.Header, answer)
	}
	if root, ok := parseJSON(answer); ok {
		id = root.str("id")
	}
	if id == "" {
		return "", &sendError{kind: ErrNoAnswer, reason: "the answer of WhatsApp names no file"}
	}
	return id, nil
}

// quotable is a name that can stand between quotes in a header.
func quotable(name string) string {
	name = strings.Map(func(r rune) rune {
		if r < ' ' || r > '~' || r == '"' || r == '\\' {
			return '_'
		}
		return r
	}, name)
	if name == "" {
		return "file"
	}
	return name
}
