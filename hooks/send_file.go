package hooks

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"

	validation "github.com/pocketbase/ozzo-validation/v4"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/router"

	"pocketcrm/hooks/ingest"
	"pocketcrm/hooks/media"
	"pocketcrm/whatsapp"
)

// Limits of the send route.
const (
	maxSendForm  = 101 << 20 // a file and what a form adds to it
	maxSendJSON  = 4 << 20
	maxFormField = 64 << 10
	maxFormParts = 40
)

// attachment is a file that goes with a message: one that has just come in, as
// a temporary file by the name of its row, or the one of an earlier message.
type attachment struct {
	row    string // id of the row that it is for
	from   string // id of the row that has it; empty when it is new
	path   string // of the temporary file
	stored media.Stored
	facts  whatsapp.FileFacts

	mediaID  string // when Meta has it already
	uploaded time.Time
}

var (
	errTwoFiles  = errors.New("there are two files")
	errManyParts = errors.New("the form has too many parts")
)

// badField is a field of a form that can't be read.
type badField struct{ name, code, sentence string }

func (f badField) Error() string { return f.name + ": " + f.sentence }

// readSend reads the body of a send: JSON, or a form, which may have a file.
// Whoever gets an attachment drops its temporary file.
func (c *crm) readSend(e *core.RequestEvent) (form sendForm, file *attachment, err error) {
	kind, _, _ := mime.ParseMediaType(e.Request.Header.Get("Content-Type"))
	if kind != "multipart/form-data" {
		whole := e.Request.Body
		e.Request.Body = http.MaxBytesReader(nil, whole, maxSendJSON)
		if kind == "application/x-www-form-urlencoded" {
			err = form.readFields(e.Request)
		} else if err = bindKnown(e, &form); err != nil {
			if problems := (whatsapp.Problems{}); errors.As(err, &problems) {
				err = inOtherWords(problems)
			}
		}
		e.Request.Body = whole
		if again, ok := whole.(router.Rereader); ok {
			again.Reread() // note: PocketBase reads it once more, for the rules of what is answered
		}
		return form, nil, err
	}
	whole := e.Request.Body
	if body, ok := whole.(*router.RereadableReadCloser); ok {
		whole = body.ReadCloser // note: who can read it again keeps a copy, in memory at first
	}
	e.Request.Body = http.MaxBytesReader(nil, whole, maxSendForm)
	parts, err := e.Request.MultipartReader()
	if err != nil {
		return form, nil, err
	}
	defer func() {
		// note: PocketBase looks at the body once more, and there is none now
		e.Request.Body, e.Request.ContentLength = http.NoBody, 0
		if err == nil {
			return
		}
		c.dropAttachment(file)
		if errors.As(err, new(*http.MaxBytesError)) {
			// note: browsers read no answer before they have sent all
			_, _ = io.CopyN(io.Discard, whole, maxSendForm)
		}
	}()
	for range maxFormParts {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return form, file, nil
		}
		if err != nil {
			return form, file, err
		}
		switch name := part.FormName(); {
		case name == "media" && part.FileName() != "":
			if file != nil {
				return form, file, errTwoFiles
			}
			if file, err = c.keepAttachment(part); err == nil {
				form.File = file.stored.SHA256
			}
		case part.FileName() != "":
			err = badField{"media", whatsapp.CodeSurplus, fmt.Sprintf("The file is here as %q, where it would be lost. Send it as media.", name)}
		default:
			err = form.setField(name, part)
		}
		if err != nil {
			return form, file, err
		}
	}
	return form, file, errManyParts
}

// readFields reads a form without parts. PocketBase's binding would make an
// object of each field that is JSON, also of those that were left out.
func (f *sendForm) readFields(r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return err
	}
	for name, values := range r.PostForm {
		if err := f.setField(name, strings.NewReader(values[len(values)-1])); err != nil {
			return err
		}
	}
	return nil
}

// setField reads a text of a form.
func (f *sendForm) setField(name string, part io.Reader) error {
	content, err := io.ReadAll(io.LimitReader(part, maxFormField+1))
	switch {
	case err != nil:
		return err
	case len(content) > maxFormField:
		return badField{name, whatsapp.CodeLength, "This is longer than 64 KB. Shorten it."}
	}
	text, name := string(content), strings.ToLower(name) // note: as in JSON
	texts := map[string]*string{
		"customer_id": &f.CustomerID, "to_phone": &f.ToPhone, "message": &f.Message, "client_key": &f.ClientKey, "reply_to": &f.ReplyTo,
		"send_at": &f.SendAt, "caption": &f.Caption, "filename": &f.Filename, "kind": &f.Kind,
		"media_id": &f.MediaID, "link": &f.Link, "type": &f.Type,
	}
	objects := map[string]any{"template": &f.Template, "interactive": &f.Interactive, "location": &f.Location, "contacts": &f.Contacts, "reaction": &f.Reaction, "preview_url": &f.PreviewURL}
	switch field, object := texts[name], objects[name]; {
	case field != nil:
		*field = text
	case object != nil:
		if json.Unmarshal(content, object) != nil {
			return badField{name, whatsapp.CodeInvalid, "Give " + name + " as JSON, as text in its field."}
		}
		if problems := whatsapp.Unknown(name, content, object); len(problems) > 0 {
			return problems
		}
	case name == "voice":
		if f.Voice, err = strconv.ParseBool(text); err != nil && text != "" {
			return badField{name, whatsapp.CodeInvalid, "Give voice as true or false."}
		}
	case name == "media":
		f.Media = content
	default:
		return unknownField(name)
	}
	return nil
}

// keepAttachment writes a file to the disk as it comes in.
func (c *crm) keepAttachment(part *multipart.Part) (*attachment, error) {
	a := &attachment{row: ingest.NewID()}
	temporary, err := c.files.Temporary(a.row)
	if err != nil {
		return nil, err
	}
	defer temporary.Close()
	a.path = temporary.Name()
	hash := sha256.New()
	if a.stored.Size, err = io.Copy(io.MultiWriter(temporary, hash), part); err != nil {
		return a, err
	}
	a.stored.SHA256 = hex.EncodeToString(hash.Sum(nil))
	if _, err := temporary.Seek(0, io.SeekStart); err != nil {
		return a, err
	}
	head, err := media.ReadHead(temporary)
	if err != nil {
		return a, err
	}
	a.stored.Name = part.FileName()
	a.facts = whatsapp.LookInto(temporary, a.stored.Size, media.TypeToSend(part.Header.Get("Content-Type"), a.stored.Name, head))
	a.stored.Mime = a.facts.Type
	return a, nil
}

func (c *crm) dropAttachment(a *attachment) {
	if a != nil && a.path != "" {
		_ = os.Remove(a.path)
	}
}

// refuseForm answers for a body that could not be read.
func refuseForm(e *core.RequestEvent, err error) error {
	switch {
	case errors.As(err, new(*http.MaxBytesError)):
		const sentence = "The file is larger than the 100 MB that WhatsApp takes."
		return e.Error(http.StatusRequestEntityTooLarge, sentence, validation.Errors{"media": validation.NewError(whatsapp.CodeLength, sentence)})
	case errors.Is(err, errTwoFiles):
		return e.BadRequestError("Send one file at a time.", validation.Errors{"media": validation.NewError(whatsapp.CodeSurplus, "Send one file at a time.")})
	}
	if errors.Is(err, errManyParts) {
		return e.BadRequestError(fmt.Sprintf("The form has more than %d fields. Send each field once.", maxFormParts), nil)
	}
	if errors.As(err, new(whatsapp.Problems)) {
		return refuseBody(e, err)
	}
	if field := (badField{}); errors.As(err, &field) {
		return e.BadRequestError("The form could not be read.", validation.Errors{field.name: validation.NewError(field.code, field.sentence)})
	}
	return e.BadRequestError("The body could not be read. Send JSON with customer_id, to_phone and message as text, or a form with a file as media.", err)
}

// attach makes the content of a message with a file.
func attach(a *attachment, form sendForm, at time.Time) (whatsapp.Content, whatsapp.Problems) {
	var problems whatsapp.Problems
	given := once(&problems, "kind of the file", said{"kind", form.Kind}, said{"type", form.Type})
	kind := given.value
	switch {
	case len(problems) > 0:
		return whatsapp.Content{}, problems
	case kind == "" && form.Voice:
		kind = "audio"
	case kind == "":
		kind = whatsapp.KindOfFile(a.stored.Mime)
	}
	if problems := whatsapp.CheckFile(kind, a.facts, form.Voice); len(problems) > 0 {
		return whatsapp.Content{}, renamed(problems, map[string]string{"kind": given.field}, "")
	}
	caption := form.caption(&problems)
	if len(problems) > 0 {
		return whatsapp.Content{}, problems
	}
	content, problems := whatsapp.File(whatsapp.FileMessage{Kind: kind, Caption: caption.value, Filename: a.name(kind, at), Voice: form.Voice})
	return content, renamed(problems, map[string]string{"caption": caption.field}, "")
}

// attachTo checks a file for the top of a template.
func (a *attachment) attachTo(template whatsapp.Template, at time.Time) (*whatsapp.TemplateFile, whatsapp.Problems) {
	kind := template.HeaderFile()
	if kind == "" {
		return &whatsapp.TemplateFile{}, nil // note: filling the template says so
	}
	if problems := whatsapp.CheckHeaderFile(kind, a.facts); len(problems) > 0 {
		return nil, problems
	}
	return &whatsapp.TemplateFile{Name: a.name(kind, at)}, nil
}

// name gives a file the name under which it is stored and shown: it ends as what
// it is.
func (a *attachment) name(kind string, at time.Time) string {
	name := whatsapp.FittingName(whatsapp.CleanFilename(a.stored.Name), a.stored.Mime)
	named := media.Named(kind, a.stored.Mime, name, at)
	a.stored.Key, a.stored.Name = named.Key, named.Name
	return named.Name
}
